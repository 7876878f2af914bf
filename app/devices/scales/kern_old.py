"""KERN balances before KCP: fixed columns, no unit while it moves (docs/protocols/kern_old.md)."""

import re
from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, unit_name

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_FIELD = re.compile(r"(?P<multi>M?) *(?P<sign>[+-]?) *(?P<digits>\d+(?:\.\d+)?)")
_UNIT = re.compile(r"[A-Za-z%]{1,3} *")
_EDGES = {16: 12, 13: 12, 17: 14}
"""Length of a line without its end, and where its number ends: at rest, moving, and the line of
some models that starts with M. Any other length has lost a byte: it is refused."""
_STATUS_TYPES, _STATES = "LGH ", {"S": True, "U": False, " ": None}


class KernOld(LineDecoder):
    """``       0.665 g  `` ended by CRLF; the same without a unit while it moves.

    Without its end a line has 16 characters (13 or 16 while moving): another length is a lost
    byte. ``status_length`` is for models that end their lines with a unit of 2, a type and S,
    U or E: 12 or 13 characters.
    """

    def __init__(self, *, status_length: int = 0) -> None:
        super().__init__(lambda line: [self._frame(line)])
        self._status_length = status_length

    def _frame(self, line: bytes) -> ScaleFrame:
        raw = line.strip(_NOISE)
        text = raw.decode("latin-1")
        if text.strip() == "Error":
            return ScaleFrame("status", raw, error="Error")
        if self._status_length:
            return _with_status(text, raw) if len(text) == self._status_length else _bad(raw)
        edge = _EDGES.get(len(text), 0)
        if not edge or (edge != _EDGES[16] and text[0] != "M"):
            return _bad(raw)
        return _in_columns(text[:edge], text[edge:], raw)


def _bad(raw: bytes) -> ScaleFrame:
    return refused("bad_frame", raw)


def _in_columns(field: str, rest: str, raw: bytes) -> ScaleFrame:
    unit = rest[1:]
    if rest[0] != " " or (unit.strip() and not _UNIT.fullmatch(unit)):
        return _bad(raw)
    return _weight(field, unit_name(unit), raw, stable=bool(unit.strip()))


def _with_status(text: str, raw: bytes) -> ScaleFrame:
    field, unit, kind, state = text[:-4], text[-4:-2].strip(), text[-2], text[-1]
    if kind not in _STATUS_TYPES or state not in {*_STATES, "E"}:
        return _bad(raw)
    if state == "E":  # shown as o-Err or u-Err: which one is not sent
        return ScaleFrame("status", raw, error="out_of_range")
    if not _UNIT.fullmatch(unit):
        return _bad(raw)
    return _weight(field, unit_name(unit), raw, stable=_STATES[state])


def _weight(field: str, unit: str | None, raw: bytes, *, stable: bool | None) -> ScaleFrame:
    found = _FIELD.fullmatch(field)
    if not found:
        return _bad(raw)
    value = Decimal(found["sign"] + found["digits"])  # minus zero is kept, as it was sent
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit,
        stable=stable,
        zero=value.is_zero() or None,
        multi=bool(found["multi"]) or None,
    )
