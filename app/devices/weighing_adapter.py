"""From a frame of a scale to grams, with the unit of the profile where the frame has none."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from app.devices.base import REFUSED, ScaleFrame
from app.domain.readings import WeightFault, WeightReading
from app.domain.values import Grams

GRAMS = {
    "mg": Decimal("0.001"),
    "g": Decimal(1),
    "kg": Decimal(1000),
    "t": Decimal(1_000_000),
    "ct": Decimal("0.2"),
    "gr": Decimal("0.06479891"),
    "dwt": Decimal("1.55517384"),
    "oz": Decimal("28.349523125"),
    "ozt": Decimal("31.1034768"),
    "lb": Decimal("453.59237"),
}
"""Exact grams of one unit (NIST Handbook 44, appendix C).

Tael and the HID "ton" are left out on purpose: they mean another mass in each country.
"""

SUMS = frozenset({"TOTAL"})
"""Legends of a number that is a sum of weighings, and not what lies on the scale."""

_BUSY = frozenset({"not_executable", "logical", "nak"})


class WeightMaker:
    """The readings of one scale.

    ``unit`` is what its profile says for frames without a unit; None if the profile is silent,
    and then such a weight is NO_UNIT, never a guess.
    """

    def __init__(self, device_id: str, unit: str | None = None) -> None:
        self._device_id = device_id
        self._unit = unit.lower() if unit else None
        self._last: ScaleFrame | None = None

    def reset(self) -> None:
        """Forget the last weight: the port was lost, nothing of before may be shown again."""
        self._last = None

    def reading(self, frame: ScaleFrame, mono_ms: int) -> WeightReading | None:
        """The reading a frame stands for; None if it says nothing about what is on the scale."""
        if frame.legend in SUMS:
            return None
        if frame.kind == "weight":
            self._last = frame
            return self._weight(frame, mono_ms)
        if frame.kind != "status":
            return None
        if _says_nothing_new(frame):
            # Some 8217 scales give a weight once and then "?@" until it changes.
            last = self._last
            return self._weight(last, mono_ms) if last else None
        self._last = None
        return self._status(frame, mono_ms)

    def _weight(self, frame: ScaleFrame, mono_ms: int) -> WeightReading:
        unit = frame.unit or self._unit
        factor = GRAMS.get(unit) if unit else None
        fault = _fault(frame)
        if fault is None and factor is None:
            fault = WeightFault.WRONG_UNIT if unit else WeightFault.NO_UNIT
        grams = None
        if fault is None and factor is not None and frame.weight is not None:
            whole = (frame.weight * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP)
            grams = Grams(int(whole))
        return WeightReading(
            grams=grams,
            shown=frame.weight,
            unit=unit or "",
            stable=False if frame.hold else frame.stable,  # frozen digits are never taken
            mono_ms=mono_ms,
            device_id=self._device_id,
            raw=frame.raw,
            zero=frame.zero,
            net=frame.net,
            fault=fault,
            division_g=_division(frame.weight, factor),
        )

    def _status(self, frame: ScaleFrame, mono_ms: int) -> WeightReading | None:
        fault = _fault(frame)
        if fault is None and frame.stable is None and frame.zero is None:
            return None
        # At the centre of zero, and still, is a weight: nothing is on the scale.
        empty = fault is None and bool(frame.zero) and frame.stable is not False
        return WeightReading(
            grams=Grams(0) if empty else None,
            shown=None,
            unit=self._unit or "",
            stable=frame.stable,
            mono_ms=mono_ms,
            device_id=self._device_id,
            raw=frame.raw,
            zero=frame.zero,
            net=frame.net,
            fault=fault,
        )


def _fault(frame: ScaleFrame) -> WeightFault | None:
    if frame.over:
        return WeightFault.OVER
    if frame.under:
        return WeightFault.UNDER
    # A busy scale ("not executable") is not broken; what it refuses is a command, not a load.
    broken = frame.error is not None and frame.error not in _BUSY
    return WeightFault.FAULT if frame.fault or broken else None


def _says_nothing_new(frame: ScaleFrame) -> bool:
    flags = (frame.over, frame.under, frame.zero, frame.fault, frame.error)
    return frame.kind != REFUSED and frame.stable is True and not any(flags)


def _division(weight: Decimal | None, factor: Decimal | None) -> int:
    """Grams of one step of the last digit sent, rounded up to at least 1."""
    if weight is None or factor is None:
        return 1
    exponent = weight.as_tuple().exponent
    step = factor.scaleb(exponent) if isinstance(exponent, int) else factor
    return max(1, int(step.to_integral_value(rounding=ROUND_CEILING)))
