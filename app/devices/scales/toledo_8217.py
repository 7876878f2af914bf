"""Toledo / Mettler 8217, the request protocol of tills (docs/protocols/toledo_8217.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.pending import PendingFrames
from app.devices.scales.text import number

STX, CR = 0x02, 0x0D
_MAX_FRAME = 14
_STATUS_LENGTH = 4
_SEVEN_BITS = bytes(n & 0x7F for n in range(256))
_WEIGHT = re.compile(rb" *(\d+(?:\.\d+)?)(N?)")
_COMMA = re.compile(rb" *\d+,\d+N?")
_ECHO = re.compile(rb"[A-Z]")


class Toledo8217(PendingFrames):
    """``STX weight [N] CR``, or ``STX ? status CR`` while there is no weight to give.

    A weight implies stable and in range; the unit is a setting of the scale. The parity bit is
    cut off, so that a line read as 8N1 still decodes. ``eh_scp``: Brecknell scales keep status
    bit 5 always on, so it does not mean net there.
    """

    def __init__(self, *, decimal_comma: bool = False, eh_scp: bool = False) -> None:
        super().__init__("no_stx")
        self._decimal_comma = decimal_comma
        self._eh_scp = eh_scp

    def feed(self, data: bytes) -> list[ScaleFrame]:
        self._pending += data.translate(_SEVEN_BITS)
        frames: list[ScaleFrame] = []
        while self._pending:
            start = self._pending.find(STX)
            if start:  # before an STX there is only noise, or the tail of a frame
                size = len(self._pending) if start < 0 else start
                self._noise.take_from(self._pending, size)
                continue
            end = self._end()
            if end is None:
                break
            raw = bytes(self._pending[:end])
            del self._pending[:end]
            frames += self._noise.report()
            if len(raw) > 1:  # a lone STX before a whole frame is a restart, not a loss
                frames.append(self._decode(raw))
        return frames

    def _end(self) -> int | None:
        """Where the frame at the front ends; None while more bytes are needed."""
        frame = self._pending
        if frame[1:2] == b"?":
            # The status byte may be CR, LF or STX itself (scales that leave bit 6 off), so
            # this frame is taken by length.
            return None if len(frame) < _STATUS_LENGTH else self._status_end()
        again, end = frame.find(STX, 1), frame.find(CR)
        if again > 0 and (end < 0 or again < end):
            return again
        if end >= 0:
            return end + 1
        return _MAX_FRAME if len(frame) >= _MAX_FRAME else None

    def _status_end(self) -> int:
        if self._pending[_STATUS_LENGTH - 1] == CR:
            return _STATUS_LENGTH
        again = self._pending.find(STX, 1, _STATUS_LENGTH)
        return again if again > 0 else _STATUS_LENGTH

    def _decode(self, raw: bytes) -> ScaleFrame:
        if raw[1:2] == b"?" and len(raw) == _STATUS_LENGTH and raw[-1] == CR:
            return self._status(raw)
        if raw[-1] != CR:
            return refused("truncated" if len(raw) < _MAX_FRAME else "bad_frame", raw)
        body = raw[1:-1]
        if not body:
            return ScaleFrame("ack", raw, command="A")  # the self-test has started
        if _ECHO.fullmatch(body):
            return ScaleFrame("ack", raw, command=body.decode())
        if self._decimal_comma and _COMMA.fullmatch(body):
            body = body.replace(b",", b".")
        found = _WEIGHT.fullmatch(body)
        value = number(found[1].decode()) if found else None
        if found is None or value is None:  # a sign too: an 8217 never sends a negative weight
            return refused("bad_frame", raw)
        return ScaleFrame("weight", raw, weight=value, stable=True, net=found[2] == b"N")

    def _status(self, raw: bytes) -> ScaleFrame:
        bits = raw[2]
        moving, net = bool(bits & 1), bool(bits & 32)
        # A net flag while moving is not believed: EH-SCP scales send it always.
        unsure = self._eh_scp or (moving and net)
        return ScaleFrame(
            "status",
            raw,
            stable=not moving,
            over=bool(bits & 2),
            under=bool(bits & 4),
            outside_zero_capture=bool(bits & 8) or None,
            zero=bool(bits & 16),
            net=None if unsure else net,
        )
