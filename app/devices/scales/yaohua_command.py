"""Yaohua indicators that answer (tF = 1): 14 bytes with an address (docs/protocols/)."""

from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.pending import ByteByByte
from app.devices.scales.yaohua_a9 import checksum

STX, ETX, EOT = 0x02, 0x03, 0x04
REQUEST, REPLY = 6, 14
_SIGN_AT = 3
"""Here a reply has its sign; a request has the first character of its checksum."""
_COMMANDS = {
    "A": "handshake",
    "B": "read gross",
    "C": "read tare",
    "D": "read net",
    "E": "read unit price",
    "F": "read amount",
}
_MOST_DECIMALS = 4


class YaohuaCommand(ByteByByte):
    """``02 address command [sign d5..d0 decimals] xor-high xor-low 03``.

    The answer to a handshake is the same six bytes as its question: an acknowledgement here,
    a command for ``requests`` (who reads what a bench asks). Six bytes with another letter are
    a question in any case.
    """

    def __init__(self, *, requests: bool = False) -> None:
        self._requests = requests
        super().__init__("no_stx")

    def _cut(self) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        while self._pending:
            if self._pending[0] == EOT:
                raw = bytes(self._pending[:1])
                frames.append(ScaleFrame("status", raw, error="unrecognized_command"))
                del self._pending[:1]
            elif self._pending[0] != STX:
                self._noise.take_from(self._pending, 1)
            else:
                if len(self._pending) <= _SIGN_AT or len(self._pending) < self._length():
                    break
                frames += [*self._noise.report(), self._taken()]
        return frames

    def _length(self) -> int:
        return REPLY if self._pending[_SIGN_AT] in b"+-" else REQUEST

    def _taken(self) -> ScaleFrame:
        """The frame at the front; of a bad one only what comes before the next STX is dropped."""
        raw = bytes(self._pending[: self._length()])
        frame = self._decode(raw)
        again = raw.find(STX, 1)
        broken = frame.error is not None and again > 0
        del self._pending[: again if broken else len(raw)]
        return frame

    def _decode(self, raw: bytes) -> ScaleFrame:
        body, check = raw[1:-3], raw[-3:-1]
        letter, address = chr(raw[2]), raw[1] - ord("A") + 1
        if raw[-1] != ETX or letter not in _COMMANDS or not 1 <= address <= 26:  # noqa: PLR2004
            return refused("bad_frame", raw)
        if check.upper() != checksum(body):
            return refused("checksum", raw)
        command = _COMMANDS[letter]
        if len(raw) == REQUEST:
            kind = "ack" if letter == "A" and not self._requests else "command"
            return ScaleFrame(kind, raw, command=command, address=address)
        return _reply(raw, command, address)


def _reply(raw: bytes, command: str, address: int) -> ScaleFrame:
    digits, decimals = raw[4:10], raw[10] - ord("0")
    if not digits.isdigit() or not 0 <= decimals <= _MOST_DECIMALS:
        return refused("bad_frame", raw)
    value = Decimal(int(digits)).scaleb(-decimals)
    if raw[_SIGN_AT : _SIGN_AT + 1] == b"-" and not value.is_zero():
        value = -value
    match command:
        case "read tare":
            return ScaleFrame("tare", raw, tare=value, address=address)
        case "read gross" | "read net":
            net, zero = command == "read net", value.is_zero() or None
            return ScaleFrame("weight", raw, weight=value, zero=zero, net=net, address=address)
        case _:  # a price is no weight
            said = format(value, "f")
            return ScaleFrame("info", raw, command=command, value=said, address=address)
