"""Mettler-Toledo continuous output, 17 or 18 bytes (docs/protocols/mt_continuous.md)."""

import re
from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.noise import Noise

STX, CR = 0x02, 0x0D
LENGTH = 17
"""Without the checksum: STX, three status bytes, weight (6), tare (6), CR."""
_SEVEN_BITS = bytes(n & 0x7F for n in range(256))
_FIELD = re.compile(rb" *\d+")
_POINT = 2
"""The code in SWA that means no point and no dummy zero; one more is one more decimal."""
_NET, _NEGATIVE, _OUT_OF_RANGE, _MOVING, _KILO, _NOT_ZEROED = 1, 2, 4, 8, 16, 64
_UNITS = {1: "g", 2: "t", 3: "oz", 4: "ozt", 5: "dwt", 6: "ton", 7: "custom"}
_EXPANDED = 16


class MtContinuous:
    """``STX SWA SWB SWC weight tare CR [checksum]``, sent without being asked.

    The parity bit is cut off. Whether there is a checksum is a setting of the scale: the byte
    after CR is one, or the STX of the next frame; once one was right, every frame must have one.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._noise = Noise("no_stx")
        self._checked = False

    def feed(self, data: bytes) -> list[ScaleFrame]:
        self._pending += data.translate(_SEVEN_BITS)
        frames: list[ScaleFrame] = []
        while self._pending:
            start = self._pending.find(STX)
            if start:
                size = len(self._pending) if start < 0 else start
                self._noise.take_from(self._pending, size)
                continue
            again = self._pending.find(STX, 1, LENGTH)
            if again < 0 and len(self._pending) <= LENGTH:
                break  # the byte after CR decides
            frames += self._noise.report()
            if again > 1:
                frames.append(refused("truncated", bytes(self._pending[:again])))
            elif again < 0:
                frames.append(self._frame())
                continue
            del self._pending[:again]
        return frames

    def idle(self) -> list[ScaleFrame]:
        frames = self._noise.report()
        raw = bytes(self._pending)
        self._pending.clear()
        if len(raw) == LENGTH and raw[-1] == CR and not self._checked:
            frames.append(_decode(raw))  # sent once, by a scale without checksum
        elif len(raw) > 1:
            frames.append(refused("truncated", raw))
        return frames

    def reset(self) -> None:
        self._pending.clear()
        self._noise.report()
        self._checked = False

    def _frame(self) -> ScaleFrame:
        """The frame at the front, taken off with its checksum if it has one."""
        raw, check = bytes(self._pending[:LENGTH]), self._pending[LENGTH]
        right = check == checksum(raw)
        # Where the sum is that of an STX, it is left: as one, or as noise, it does no harm.
        size = LENGTH if check == STX and not (right and self._checked) else LENGTH + 1
        whole = bytes(self._pending[:size])
        del self._pending[:size]
        if raw[-1] != CR:
            return refused("bad_frame", whole)
        if not right and (self._checked or check != STX):
            return refused("checksum", whole)
        self._checked |= right and check != STX
        return _decode(whole)


def checksum(raw: bytes) -> int:
    """The seven bits that make the sum of all bytes up to CR, and of itself, zero."""
    return -sum(raw) & 0x7F


def _decode(raw: bytes) -> ScaleFrame:
    point, state, more = raw[1], raw[2], raw[3]
    stable = not state & _MOVING
    if state & _OUT_OF_RANGE:  # digits stand there: never a weight
        under = bool(state & _NEGATIVE)
        return ScaleFrame("status", raw, stable=stable, over=not under or None, under=under or None)
    if state & _NOT_ZEROED:
        return ScaleFrame("status", raw, stable=stable, error="zero_not_captured")
    if more & _EXPANDED:  # a digit more than the scale may trade with
        return ScaleFrame("status", raw, stable=stable, error="expanded_mode")
    if not _FIELD.fullmatch(raw[4:10]) or not _FIELD.fullmatch(raw[10:16]):
        return refused("bad_frame", raw)
    exponent = _POINT - (point & 7)
    value, tare = (Decimal(int(raw[at : at + 6])).scaleb(exponent) for at in (4, 10))
    if state & _NEGATIVE and not value.is_zero():
        value = -value
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=_UNITS.get(more & 7) or ("kg" if state & _KILO else "lb"),
        stable=stable,
        zero=value.is_zero() or None,
        net=bool(state & _NET),
        tare=tare,
    )
