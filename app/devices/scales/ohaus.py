"""Ohaus: number, unit, a question mark while it moves, a legend (docs/protocols/ohaus.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number, unit_name

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_FRAME = re.compile(
    r" *(?P<number>-? *\d+(?:\.\d+)?) +(?P<unit>[A-Za-z%]{1,5})"
    r" *(?P<moving>(?<= )\??) *(?P<legend>(?<=[ ?])\S.*?)? *"
)
_ERROR = re.compile(r"Err(?:or)?\b.*")
_NET = {"N": True, "NET": True, "G": False, "B": False, "GROSS": False}
_TARE = {"T", "PT", "TARE"}
_MARKS = re.compile(r"TOTAL|(?:WET|DRY) WT|\d\d:\d\d:\d\d")


class Ohaus(LineDecoder):
    """``     192.2 g   ? NET`` ended by CRLF: a line without ``?`` is at rest.

    ``TOTAL`` marks an added-up sum, which is not what lies on the scale.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(line: bytes) -> ScaleFrame:
    raw = line.strip(_NOISE)
    text = raw.decode("latin-1")
    said = text.strip()
    if said == "OK!":
        return ScaleFrame("ack", raw)
    if said == "ES":
        return ScaleFrame("status", raw, error="unrecognized_command")
    if _ERROR.fullmatch(said):
        return ScaleFrame("status", raw, error=said)
    found = _FRAME.fullmatch(text)
    value = number(found["number"].replace(" ", "")) if found else None
    if found is None or value is None:
        return refused("bad_frame", raw)
    legend, unit, stable = found["legend"], unit_name(found["unit"]), not found["moving"]
    if legend in _TARE:
        return ScaleFrame("tare", raw, tare=value, unit=unit, stable=stable)
    if legend and legend not in _NET and not _MARKS.fullmatch(legend):
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit,
        stable=stable,
        zero=value.is_zero() or None,
        net=_NET.get(legend),
        legend=legend if legend not in _NET else None,
    )
