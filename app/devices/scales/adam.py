"""Adam Equipment: label lines, CPWplus and PGL (docs/protocols/adam.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_NUMBER = r"(?P<sign>[+-]?) *(?P<digits>\d+(?:\.\d+)?) *(?P<unit>[A-Za-z]{1,3}) *"
_PLAIN = re.compile(r" *" + _NUMBER)
_LABEL = re.compile(r"(?P<kind>[GN])/W: *" + _NUMBER)
_STREAM = re.compile(
    r"(?P<address>[A-Z0-9])(?P<stable>[SU])(?P<error>[A-Z])(?P<kind>[GN])/W *" + _NUMBER
)
_ADDRESS = re.compile(r"add: *(?P<address>[A-Z0-9]+) *")
_REFUSALS = {"!EU": "unknown_command", "!EK": "unknown_key", "!EF": "unknown_function"}


class Adam(LineDecoder):
    """``1.250kg``, ``G/W: + 2.00 kg`` or ``ASNG/W+ 0.51 kg``, each a line.

    Only the last says S or U; the others are sent by a stable scale only.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(line: bytes) -> ScaleFrame:
    raw = line.strip(_NOISE)
    text = raw.decode("latin-1")
    if text in _REFUSALS:
        return ScaleFrame("status", raw, error=_REFUSALS[text])
    if found := _ADDRESS.fullmatch(text):
        return ScaleFrame("info", raw, command="address", value=found["address"])
    if found := _STREAM.fullmatch(text):
        if found["error"] != "N":
            return ScaleFrame("status", raw, fault=True, address=found["address"])
        return _weight(found, raw, stable=found["stable"] == "S")
    found = _LABEL.fullmatch(text) or _PLAIN.fullmatch(text)
    return _weight(found, raw, stable=True) if found else refused("bad_frame", raw)


def _weight(found: re.Match[str], raw: bytes, *, stable: bool) -> ScaleFrame:
    said = found.groupdict()
    value = number(found["sign"] + found["digits"])
    if value is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=found["unit"].lower(),
        stable=stable,
        zero=value.is_zero() or None,
        net=found["kind"] == "N" if said.get("kind") else None,
        address=said.get("address"),
    )
