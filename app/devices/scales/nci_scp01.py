"""NCI / Weigh-Tronix SCP-01: weight and status bytes on request (docs/protocols/nci_scp01.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_SEVEN_BITS = bytes(n & 0x7F for n in range(256))
_STATUS = rb"(?P<status>[0-?p-\x7f]{2,4})"
"""Status bytes: bits 4 and 5 always on, bit 6 on where another byte follows."""
_WEIGHT = re.compile(
    rb"(?P<field> *-? *\d+(?:\.\d+)?|\^{4,9}|_{4,9}|-{4,9}) *(?P<unit>[A-Za-z]{1,2}) ?\r\n?"
    + _STATUS
    + rb"\r?"
)
_ALONE = re.compile(rb"(?:(?P<unit>[A-Za-z]{1,2}) ?\r\n)?" + _STATUS + rb"\r?")
_MARKS: dict[bytes, dict[str, bool | str]] = {
    b"^": {"over": True},
    b"_": {"under": True},
    b"-": {"error": "zero_error"},
}
_MORE = 0x40


class NciScp01(LineDecoder):
    """``LF weight unit CR LF status CR ETX``; status alone where there is no weight to give.

    The parity bit is cut off, so that a line read as 8N1 still decodes. Status with or without
    LF and CR around it: both are met.
    """

    def __init__(self) -> None:
        super().__init__(lambda frame: [_frame(frame)], ends=b"\x03")

    def feed(self, data: bytes) -> list[ScaleFrame]:
        return super().feed(data.translate(_SEVEN_BITS))


def _frame(raw: bytes) -> ScaleFrame:
    if after_start(raw) == b"?\r":
        return ScaleFrame("status", raw, error="unrecognized_command")
    # The weight's LF may not be the last one: the status has one of its own.
    for start in (at + 1 for at, byte in enumerate(raw) if byte == 0x0A):  # noqa: PLR2004
        if found := _WEIGHT.fullmatch(raw, start):
            return _weight(found, raw)
    for start in (at + 1 for at, byte in enumerate(raw) if byte == 0x0A):  # noqa: PLR2004
        if found := _ALONE.fullmatch(raw, start):
            return _status(found, raw, {})
    return refused("bad_frame", raw)


def after_start(raw: bytes) -> bytes:
    """What follows the last LF; b"" if there is none."""
    head, start, rest = raw.rpartition(b"\n")
    return rest if start else head[:0]


def _weight(found: re.Match[bytes], raw: bytes) -> ScaleFrame:
    field = found["field"].replace(b" ", b"")
    if found["field"][-1:] in _MARKS:
        return _status(found, raw, _MARKS[found["field"][-1:]])
    status = _status(found, raw, {})
    value = number(field.decode())
    if value is None or status.error:
        return status if status.error else refused("bad_frame", raw)
    if status.over or status.under or status.fault:
        return status
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=status.unit,
        stable=status.stable,
        zero=status.zero,
        net=status.net,
        over=False,
        under=False,
    )


def _status(found: re.Match[bytes], raw: bytes, said: dict[str, bool | str]) -> ScaleFrame:
    first, second, *rest = found["status"]
    whole = [bool(byte & _MORE) for byte in found["status"][1:]] == [*[True] * len(rest), False]
    if not whole:
        return refused("bad_frame", raw)
    third = rest[0] if rest else 0
    fault = bool(first & 0b1100 or second & 0b1100 or third & 0b1000)
    error = said.get("error")
    return ScaleFrame(
        "status",
        raw,
        unit=found["unit"].decode().lower() if found["unit"] else None,
        stable=not first & 1,
        zero=bool(first & 2),
        under=bool(second & 1) or "under" in said,
        over=bool(second & 2) or "over" in said,
        fault=fault or None,
        net=bool(third & 4) if rest else None,
        error=str(error) if error else None,
    )
