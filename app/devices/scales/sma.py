"""SMA SCP-0499, the protocol of the American scale makers (docs/protocols/sma.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_FRAME = re.compile(
    r"(?P<status>[ ZOUEITe])(?P<range>[1-9])(?P<kind>[GNTgn])(?P<motion>[ M])[ -~]"
    r"(?P<field>[ -~]{10})(?P<unit>[A-Za-z% ]{3})"
)
_WEIGHT = re.compile(r" *-? *\d+(?:\.\d+)?")
_ABOUT = re.compile(r"(?P<name>[A-Z]{3}):(?P<value>[ -~]*)")
_ERRORS = {
    "E": "zero_error",
    "I": "initial_zero_error",
    "T": "tare_error",
    "e": "weight_not_displayed",
}


class Sma(LineDecoder):
    """``LF status range kind motion custom weight(10) unit(3) CR``, every field in its place."""

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)], ends=b"\r")


def _frame(raw: bytes) -> ScaleFrame:
    _, start, rest = raw.rpartition(b"\n")
    text = rest.decode("latin-1")
    if not start:
        return refused("bad_frame", raw)
    if text == "?":
        return ScaleFrame("status", raw, error="unrecognized_command")
    if found := _ABOUT.fullmatch(text):
        return ScaleFrame("info", raw, command=found["name"], value=found["value"].strip())
    found = _FRAME.fullmatch(text)
    if not found:
        return refused("bad_frame", raw)
    return _decode(found, raw)


def _decode(found: re.Match[str], raw: bytes) -> ScaleFrame:
    field, status = found["field"].strip(), found["status"]
    if status in _ERRORS:
        return ScaleFrame("status", raw, error=_ERRORS[status])
    stable = found["motion"] == " "
    if status in "OU":  # a weight may stand there: never used
        over = status == "O"
        return ScaleFrame("status", raw, stable=stable, over=over, under=not over)
    if field and not field.strip("-"):
        return ScaleFrame("status", raw, error="stability_timeout")
    value = number(field.replace(" ", "")) if _WEIGHT.fullmatch(found["field"]) else None
    if value is None:
        return refused("bad_frame", raw)
    unit = found["unit"].strip().lower() or None
    if found["kind"] == "T":
        return ScaleFrame("tare", raw, tare=value, unit=unit, stable=stable)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit,
        stable=stable,
        zero=status == "Z" or None,
        net=found["kind"] in "Nn",
        range=int(found["range"]),
    )
