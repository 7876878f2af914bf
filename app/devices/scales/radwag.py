"""Radwag: a command word, then the answer in fixed columns (docs/protocols/radwag.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_FRAME = re.compile(
    r"(?P<command>S  |SI |SU |SUI)(?P<marker>[ ?^v]) (?P<sign>[ -])"
    r"(?P<mass>[ \d.-]{9}) (?P<unit>[A-Za-z%]{1,3} *)"
)
_COLUMNS = 19
"""Characters of a mass frame without its end. A shorter one has lost a byte, and 11.710 would
read 1.710: it is refused."""
_TARE = re.compile(r"OT +(?P<sign>-?) *(?P<mass>\d+(?:\.\d+)?) +(?P<unit>[A-Za-z%]{1,3}) *")
_ANSWER = re.compile(r"(?P<command>[A-Z][A-Z0-9]{0,2}) (?P<said>[ADEIv^])")
_ERRORS = {"E": "stability_timeout", "I": "not_executable"}


class Radwag(LineDecoder):
    """Mass frames and one-letter answers ended by CRLF.

    ``S A`` only says that the command was taken; the weight comes later.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(line: bytes) -> ScaleFrame:
    raw = line.strip(_NOISE)
    text = raw.decode("latin-1")
    if len(text) == _COLUMNS and (found := _FRAME.fullmatch(text)):
        return _mass(found, raw)
    if found := _TARE.fullmatch(text):
        value = number(found["sign"] + found["mass"])
        return ScaleFrame("tare", raw, tare=value, unit=found["unit"].lower())
    if text == "ES":
        return ScaleFrame("status", raw, error="unrecognized_command")
    if found := _ANSWER.fullmatch(text):
        return _answer(found["command"], found["said"], raw)
    return refused("bad_frame", raw)


def _mass(found: re.Match[str], raw: bytes) -> ScaleFrame:
    marker = found["marker"]
    if marker in "^v":  # digits stand there: never a weight
        over = marker == "^"
        return ScaleFrame("status", raw, over=over or None, under=not over or None)
    value = number(found["sign"].strip() + found["mass"].lstrip(" "))
    if value is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=found["unit"].strip().lower(),
        stable=marker == " ",
        zero=value.is_zero() or None,
    )


def _answer(command: str, said: str, raw: bytes) -> ScaleFrame:
    if said in _ERRORS:
        return ScaleFrame("status", raw, error=_ERRORS[said])
    if said in "AD":
        return ScaleFrame("ack", raw, command=command)
    what = {"Z": "zero", "T": "tare"}.get(command, "command")
    return ScaleFrame("status", raw, error=f"{what}_range_{'high' if said == '^' else 'low'}")
