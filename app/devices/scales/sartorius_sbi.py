"""Sartorius SBI: 16 characters, or 22 with a mark in front (docs/protocols/sartorius_sbi.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.shape import Shape
from app.devices.scales.text import LineDecoder, number, unit_name

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_WEIGHT = re.compile(r"(?P<sign>[+ -]) *(?P<digits>\d+(?:\.\d+)?)(?: (?P<unit>[A-Za-z%]{1,3}))? *")
_ID, _BODY, _EDGE = 6, 14, 10
"""Characters of the mark, of the rest without its end, and up to the last digit."""
_RANGE = {"High": True, "H": True, "Low": False, "L": False}
_ERROR = re.compile(r"Err *(?P<number>\d+)", re.IGNORECASE)
_NET = {"N": True, "N1": True, "G": False, "G#": False, "Qnt": None}
_TARE = re.compile(r"T\d?|PT\d?")


class SartoriusSbi(LineDecoder):
    """``+   1255.7 g  `` or ``N     +   123.56 g  `` ended by CRLF. No unit: not stable.

    Lines come whole, or without the blanks at their end; a line of another length has lost a
    byte. Digits in brackets are not verified: such a line is refused.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [self._frame(line)])
        self._shape = Shape()

    def reset(self) -> None:
        super().reset()
        self._shape.forget()

    def _frame(self, line: bytes) -> ScaleFrame:
        raw = line.strip(_NOISE)
        text = raw.decode("latin-1")
        mark, body = ("", text) if text[:1] in "+- " else (text[:_ID].rstrip(), text[_ID:])
        said = " ".join(body.split())
        if mark in {"", "Stat"} and (status := _status(said, raw)):
            return status
        found = _WEIGHT.fullmatch(body)
        if found and found["unit"] and not self._shape.keeps(len(body)):
            found = None
        whole = found and (
            len(body) == _BODY or (found.end("digits") == _EDGE and body == body.rstrip())
        )
        return _weight(found, mark, raw) if found and whole else refused("bad_frame", raw)


def _weight(found: re.Match[str], mark: str, raw: bytes) -> ScaleFrame:
    value, unit = number((found["sign"] + found["digits"]).strip()), unit_name(found["unit"] or "")
    if value is None:
        return refused("bad_frame", raw)
    if _TARE.fullmatch(mark):
        return ScaleFrame("tare", raw, tare=value, unit=unit, stable=unit is not None)
    if mark and mark not in _NET:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit,
        stable=unit is not None,
        zero=value.is_zero() or None,
        net=_NET.get(mark),
        id=mark or None,
    )


def _status(said: str, raw: bytes) -> ScaleFrame | None:
    if said in _RANGE:
        over = _RANGE[said]
        return ScaleFrame("status", raw, over=over or None, under=not over or None)
    if said == "--":
        return ScaleFrame("status", raw, final_readout=True)
    if said.rstrip(".").lower() == "cal":
        return ScaleFrame("status", raw, error="calibration")
    if found := _ERROR.fullmatch(said):
        return ScaleFrame("status", raw, error=f"Err {found['number']}")
    return None
