"""Listings in words: their states, why an item is suggested, what a binding did."""

from typing import Final

from app.center.suggesting import Reason, Why
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.fields import State

STATES: Final = {
    "unbound": State(_("Not bound"), "question", "warn"),
    "bound": State(_("Bound"), "check-circle", "ok"),
    "ignored": State(_("Left aside"), "hold", "quiet"),
}
HOW: Final = {
    "code": _("by itself: the code is the same"),
    "barcode": _("by itself: the barcode is the same"),
    "person": _("by a person"),
}
WHY: Final = {
    Why.SAME_CODE: _("Same code"),
    Why.SAME_BARCODE: _("Same barcode"),
    Why.CODE: _("Codes"),
    Why.NAME: _("Names"),
    Why.SPEC: _("Specifications"),
    Why.MEASURE: _("Measure differs"),
}


def reason(words: Words, one: Reason) -> tuple[str, str]:
    """What was compared, and how it came out: ``("Codes", "93 · TEA250 / TEA-250")``."""
    both = f"{one.theirs} / {one.ours}"
    points = f"−{-one.points}" if one.points < 0 else str(one.points)
    return words.say(WHY[one.why]), f"{points} · {both}"


def bound(words: Words, name: str, sku: str, orders: int) -> str:
    """What one binding did, in a sentence."""
    if not orders:
        return words.say(_("{listing} is bound to {item}"), listing=name, item=sku)
    return words.many(
        "{listing} is bound to {item}: {n} order goes on",
        "{listing} is bound to {item}: {n} orders go on",
        orders, listing=name, item=sku,
    )  # fmt: skip
