"""One edit away: a code nobody knows that is almost one which is expected here.

A hint for the packer's eyes, never a reading: what is accepted does not change by it.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.catalogue import Item
from app.domain.control_code import Control, code_of
from app.domain.packing import Packing
from app.domain.verdict import Stop, Verdict

NEAR = "near"
NEAR_ITEM = "near_item"
_HINTED = frozenset({Verdict.UNKNOWN_CODE, Verdict.MISREAD, Verdict.ORDER_UNKNOWN})
_SHORTEST = 5
"""Of shorter codes too many are one edit apart."""


def one_edit(one: str, other: str) -> bool:
    """True if one insertion, deletion, substitution or swap of neighbours makes them equal.

    Equal texts are no edit apart.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, char in enumerate(one) if char != other[i]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1]
    return one[at + 1 :] == other[at + 1 :] or (
        swapped == other[at : at + 2] and one[at + 2 :] == other[at + 2 :]
    )


def nearest(code: str, expected: Iterable[str]) -> str:
    """The one expected code that is one edit away; "" for none, or for several."""
    text = as_printed(code)
    if len(text) < _SHORTEST:
        return ""
    found = {each for each in map(as_printed, expected) if one_edit(text, each)}
    return found.pop() if len(found) == 1 else ""


def as_printed(code: str) -> str:
    """A code as it stands on the piece: upper case, and a number without its leading zeros."""
    text = code.strip().upper()
    return text.lstrip("0") if text.isascii() and text.isdecimal() else text


def hinted(stop: Stop, packing: Packing | None) -> Stop:
    """The stop with what its code almost is, under ``near`` and ``near_item`` of its details."""
    if stop.verdict not in _HINTED or not stop.code:
        return stop
    items = _item_codes(packing) if packing else {}
    others = [code_of(control) for control in Control]
    if packing:
        order = packing.order
        waybills = (parcel.waybill for parcel in packing.parcels)
        others += [each for each in (order.tote, order.slip, order.number, *waybills) if each]
    near = nearest(stop.code, (*items, *others))
    if not near:
        return stop
    item = items.get(near)
    about = {NEAR: near} | ({NEAR_ITEM: item.name} if item else {})
    return replace(stop, details=stop.details | about)


def _item_codes(packing: Packing) -> dict[str, Item]:
    """As printed, every barcode of what the order holds."""
    return {
        as_printed(code.code): line.item
        for line in packing.check.lines
        for code in line.item.barcodes
    }
