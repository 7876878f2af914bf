"""CAS SW, AP-1, ER, Aclas OS2, Gram Z-FOC: ENQ, ACK, DC1, frame (docs/protocols/soh_stx.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.pending import ByteByByte
from app.devices.scales.shape import Shape
from app.devices.scales.text import number, unit_name

ENQ, ACK, DC1, NAK = b"\x05", b"\x06", b"\x11", b"\x15"
START, END = b"\x01\x02", b"\x03\x04"
LENGTH = 15
_FRAME = re.compile(
    rb"(?P<state>[SUF])(?P<sign>[ +-])(?P<field>(?=.{6}) *\d+(?:\.\d+)?)(?P<unit>[A-Za-z ]{2})"
)
_TURNED = 0x03
"""Aclas counts SOH and STX in: their XOR makes the whole difference."""


class SohStx(ByteByByte):
    """``01 02 state sign weight(6) unit(2) check 03 04``, sent after ENQ, ACK and DC1.

    The check is the XOR of state to unit (CAS), or of SOH to unit (Aclas): both are taken, but
    not from one scale in turn.
    A lone ACK or NAK between frames answers ENQ.
    """

    def __init__(self) -> None:
        super().__init__("no_stx")
        self._check = Shape()

    def reset(self) -> None:
        super().reset()
        self._check.forget()

    def _cut(self) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        while self._pending:
            if self._pending[0] in ACK + NAK:
                frames += [*self._noise.report(), _answer(bytes(self._pending[:1]))]
                del self._pending[:1]
            elif not self._pending.startswith(START[: len(self._pending)]):
                self._noise.take_from(self._pending, 1)
            elif len(self._pending) < LENGTH:
                break
            else:
                frames += [*self._noise.report(), self._taken()]
        return frames

    def _taken(self) -> ScaleFrame:
        """The frame at the front; of a bad one only what comes before the next start is dropped."""
        raw = bytes(self._pending[:LENGTH])
        frame = self._decode(raw)
        again = raw.find(START[:1], 1)
        broken = frame.kind == "refused" and again > 0
        del self._pending[: again if broken else LENGTH]
        return frame

    def _decode(self, raw: bytes) -> ScaleFrame:
        if raw.find(START, 1) > 0:
            return refused("truncated", raw)
        if not raw.endswith(END):
            return refused("bad_frame", raw)
        data = raw[2:12]
        turned = raw[12] ^ check(data)
        if turned not in {0, _TURNED} or not self._check.keeps(turned):
            return refused("checksum", raw)
        return _meant(data, raw)


def check(data: bytes) -> int:
    """The XOR of ``data``: state, sign, weight and unit."""
    total = 0
    for byte in data:
        total ^= byte
    return total


def _answer(raw: bytes) -> ScaleFrame:
    return ScaleFrame("ack", raw) if raw == ACK else ScaleFrame("status", raw, error="nak")


def _meant(data: bytes, raw: bytes) -> ScaleFrame:
    found = _FRAME.fullmatch(data)
    if data[:1] == b"F":  # whatever stands behind it
        return ScaleFrame("status", raw, error="over_or_not_zeroed")
    value = number((found["sign"].strip() + found["field"].strip()).decode()) if found else None
    if found is None or value is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit_name(found["unit"].decode()),
        stable=found["state"] == b"S",
        zero=value.is_zero() or None,
    )
