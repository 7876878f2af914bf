"""The words of the scale's check with a known weight, and of what weight cannot tell."""

from typing import Final

from app.domain.verdict import Verdict
from app.i18n import Words
from app.i18n import mark as _
from app.station.snapshot import BlindView

PROBLEMS: Final[dict[tuple[Verdict, str], tuple[str, str]]] = {
    (Verdict.SCALE_CHECK, "due"): (
        _("The scale was not checked today: it may not weigh yet"),
        _("Take everything off, scan “Check scale”"),
    ),
    (Verdict.SCALE_CHECK, "drift"): (
        _("The scale shows {shown_g} g for the {known_g} g weight"),
        _("Empty the pan, scan “Zero”, check again; if it stays, call the lead"),
    ),
    (Verdict.NOT_ALLOWED, "no_check_weight"): (
        _("This bench has no check weight in its settings"),
        _("Call the shift lead"),
    ),
    (Verdict.NOT_ALLOWED, "checking_scale"): (
        _("The scale is being checked: nothing else is taken"),
        _("Finish the check, or scan “Cancel check”"),
    ),
}

DUE: Final[dict[str, str]] = {
    "due": _("The scale is not checked yet today: scan “Check scale”"),
    "drift": _("The scale failed its check and weighs nothing: scan “Check scale”"),
}
"""The quiet line between two orders."""

_BLIND: Final[dict[str, str]] = {
    "light": _("Weight cannot tell whether {item} is in"),
    "alike": _("Weight cannot tell {item} from {other}"),
    "unknown": _("Weight cannot tell: {item} was never weighed"),
}


def blind(words: Words, view: BlindView | None) -> str:
    """One quiet line; empty where the weight would show every single mistake."""
    if view is None:
        return ""
    return words.say(_BLIND[view.kind], item=view.item, other=view.other)
