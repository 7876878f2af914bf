"""USB scales of HID usage page 0x8D: DYMO, Stamps.com, PS60 (docs/protocols/usb_hid_scale.md)."""

from decimal import Decimal

from app.devices.base import ScaleFrame, refused

UNITS = {
    1: "mg", 2: "g", 3: "kg", 4: "ct", 5: "tael", 6: "gr",
    7: "dwt", 8: "t", 9: "ton", 10: "ozt", 11: "oz", 12: "lb",
}  # fmt: skip
_DATA, _STATUS = 3, 4
_OTHER_REPORTS = {1: "attributes", 2: "control", 5: "weight_limit", 6: "statistics"}
_DATA_LENGTH = 6
_EXPONENTS = range(-6, 4)
"""Powers of ten a parcel scale can mean; others are refused, not shown as a million kilos."""
FAULT, AT_ZERO, MOVING, STABLE, UNDER, OVER, CALIBRATE, REZERO = range(1, 9)
_NO_WEIGHT: dict[int, ScaleFrame] = {
    FAULT: ScaleFrame("status", fault=True),
    OVER: ScaleFrame("status", over=True),
    CALIBRATE: ScaleFrame("status", error="calibration"),
    REZERO: ScaleFrame("status", error="rezero"),
}
_STABILITY = {AT_ZERO: True, MOVING: False, STABLE: True}


class UsbHidScale:
    """One input report per ``feed``, as the system hands them out; nothing is ever half."""

    def feed(self, data: bytes) -> list[ScaleFrame]:
        return [_decode(data)] if data else []

    def idle(self) -> list[ScaleFrame]:
        return []

    def reset(self) -> None:
        """Reports stand alone: there is nothing to forget."""


def _decode(raw: bytes) -> ScaleFrame:
    if raw[0] in _OTHER_REPORTS:
        return ScaleFrame("info", raw, report=_OTHER_REPORTS[raw[0]])
    if raw[0] == _STATUS:
        return _status(raw)
    if raw[0] != _DATA:
        return refused("bad_report_id", raw)
    if len(raw) < _DATA_LENGTH:
        return refused("truncated", raw)
    status = raw[1]
    if status in _NO_WEIGHT:  # the weight bytes mean nothing then
        return _with_raw(_NO_WEIGHT[status], raw)
    if status > REZERO:
        return refused("bad_status", raw)
    return _weight(raw, status)


def _weight(raw: bytes, status: int) -> ScaleFrame:
    if raw[2] not in UNITS:
        return refused("bad_unit", raw)
    exponent = raw[3] - 256 if raw[3] > 127 else raw[3]  # noqa: PLR2004
    if exponent not in _EXPONENTS:
        return refused("implausible", raw)
    value = Decimal(int.from_bytes(raw[4:6], "little")).scaleb(exponent)
    if status == UNDER and not value.is_zero():
        value = -value  # sent without a sign
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=UNITS[raw[2]],
        stable=_STABILITY.get(status),
        zero=(status == AT_ZERO) or None,
        under=(status == UNDER) or None,
    )


def _status(raw: bytes) -> ScaleFrame:
    """Report 4 of the PS60, sent between the data reports: a state without a weight."""
    if len(raw) < 2 or raw[1] > REZERO:  # noqa: PLR2004
        return refused("truncated" if len(raw) < 2 else "bad_status", raw)  # noqa: PLR2004
    state = raw[1]
    found = _NO_WEIGHT.get(state, ScaleFrame("status"))
    return ScaleFrame(
        "status",
        raw,
        stable=_STABILITY.get(state),
        zero=(state == AT_ZERO) or None,
        under=(state == UNDER) or None,
        over=found.over,
        fault=found.fault,
        error=found.error,
        report="status",
    )


def _with_raw(frame: ScaleFrame, raw: bytes) -> ScaleFrame:
    return ScaleFrame("status", raw, over=frame.over, fault=frame.fault, error=frame.error)
