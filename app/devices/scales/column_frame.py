"""Frames whose fields stand in fixed places, as a profile describes them (docs/learn-scale.md)."""

from app.devices.base import FrameError, ScaleFrame, refused
from app.devices.scales.pattern_frame import checked_decimals, meant, weight_frame
from app.devices.scales.pending import ByteByByte
from app.devices.scales.text import MAX_LINE
from app.domain.scale_profile import ColumnFrame

_MOST_MARK = 4
_MEANINGS = ("stable", "moving", "over", "under")
_BLANKS = {"0": "", " ": ""}
"""What may stand in the place of a sign and means plus."""


class ColumnScale(ByteByByte):
    """Cuts frames by their start and their length, or by their end; then reads the columns.

    Raises FrameError for a description that no frame can fit.
    """

    def __init__(self, frame: ColumnFrame) -> None:
        self._start, self._end = _mark(frame.start), _mark(frame.end)
        _check(frame, self._start, self._end)
        checked_decimals(frame.decimals)
        self._columns = frame
        self._size = len(self._start) + frame.length + len(self._end)
        super().__init__("bad_frame", filler=b"\r\n\x00\xff ")

    def _cut(self) -> list[ScaleFrame]:
        return self._by_start() if self._start else self._by_end()

    def _by_start(self) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        while self._pending:
            if not self._start.startswith(self._pending[: len(self._start)]):
                self._noise.take_from(self._pending, 1)
                continue
            if len(self._pending) < self._size:
                break
            frames += self._noise.report()
            raw = bytes(self._pending[: self._size])
            frame = self._decode(raw)
            again = raw.find(self._start, 1)
            broken = frame.error is not None and again > 0
            del self._pending[: again if broken else self._size]
            frames.append(frame)
        return frames

    def _by_end(self) -> list[ScaleFrame]:
        if self._pending.endswith(self._end):
            raw = bytes(self._pending)
            self._pending.clear()
            size = len(raw)
            if size > self._size:  # noise in front is dropped, text in front is a lost end
                extra = raw[: size - self._size]
                if any(0x20 <= byte < 0x7F for byte in extra):  # noqa: PLR2004
                    return [*self._noise.report(), refused("bad_frame", raw)]
                raw = raw[size - self._size :]
            if raw == self._end:
                return []
            short = len(raw) < self._size
            return [
                *self._noise.report(),
                refused("truncated", raw) if short else self._decode(raw),
            ]
        if len(self._pending) > MAX_LINE + self._size:
            self._noise.take_from(self._pending, 1)
        return []

    def _decode(self, raw: bytes) -> ScaleFrame:
        if not raw.endswith(self._end):
            return refused("bad_frame", raw)
        at = self._columns
        body = raw[len(self._start) :][: at.length].decode("latin-1")
        digits = body[at.weight_at : at.weight_at + at.weight_width]
        said = {"weight": digits[::-1] if at.reversed_digits else digits}
        if at.sign_at >= 0:
            sign = body[at.sign_at]
            said["sign"] = _BLANKS.get(sign, sign)
        if at.unit_at >= 0:
            said["unit"] = body[at.unit_at : at.unit_at + at.unit_width].strip(" ")
            if said["unit"] and not said["unit"].isalpha():
                return refused("bad_unit", raw)
        if at.status_at < 0:
            return weight_frame(raw, said, at.decimals, stable=None)
        status = body[at.status_at]
        meaning = next((name for name in _MEANINGS if status in getattr(at, name)), None)
        return meant(meaning, raw, said, at.decimals)


def _mark(text: str) -> bytes:
    try:
        mark = bytes.fromhex(text)
    except ValueError as error:
        raise FrameError("bad_profile", f"{text!r} are no bytes in hex") from error
    if len(mark) > _MOST_MARK:
        raise FrameError("bad_profile", f"a start or an end has at most {_MOST_MARK} bytes")
    return mark


def _check(frame: ColumnFrame, start: bytes, end: bytes) -> None:
    if not start and not end:
        raise FrameError("bad_profile", "a frame has a start or an end")
    if not 1 <= frame.length <= MAX_LINE:
        raise FrameError("bad_profile", f"a frame has 1 to {MAX_LINE} bytes")
    fields = [(frame.weight_at, frame.weight_width)]
    fields += [(place, 1) for place in (frame.sign_at, frame.status_at) if place >= 0]
    fields += [(frame.unit_at, frame.unit_width)] if frame.unit_at >= 0 else []
    for place, width in fields:
        if place < 0 or width < 1 or place + width > frame.length:
            raise FrameError("bad_profile", f"column {place}, {width} wide, is not in the frame")
    said = "".join(getattr(frame, name) for name in _MEANINGS)
    if bool(said) is not (frame.status_at >= 0):
        raise FrameError("bad_profile", "a status has a column, and characters that mean something")
    if len(set(said)) != len(said):
        raise FrameError("bad_profile", "a status character means one thing")
