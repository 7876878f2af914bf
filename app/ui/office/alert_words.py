"""The words of alerts: kinds, states, causes, what was done; and an icon for each."""

from typing import Final

from app.domain.verdict import Verdict
from app.i18n import Words
from app.i18n import mark as _
from app.ui.stop_words import STOPS

STATES: Final[dict[str, tuple[str, str, str]]] = {
    "open": (_("Not seen"), "stop-octagon", "stop"),
    "assigned": (_("In work"), "warning-triangle", "warn"),
    "acknowledged": (_("Seen"), "check-ring", "brand"),
    "closed": (_("Closed"), "check-circle", "ok"),
}
"""Word, icon and tone of a state."""

KINDS: Final[dict[str, str]] = {
    "mismatch": _("Pick errors"),
    "stop": _("Other stops"),
    "printer": _("Printers"),
    "lead": _("Calls for the lead"),
}

_ICONS: Final[dict[str, str]] = {
    "wrong_item": "swap", "over": "plus", "unknown_code": "question",
    "duplicate_serial": "copy", "expired": "clock", "wrong_lot": "calendar",
    "ambiguous": "question", "misread": "barcode", "order_unknown": "search",
    "not_approved": "hold", "on_hold": "hold", "refunded": "payment", "cancelled": "cross",
    "changed": "edit", "already_packed": "box", "claimed_elsewhere": "device",
    "wrong_warehouse": "pin", "other_order": "list", "weight_out": "scale", "no_rate": "bill",
    "no_number": "manifest", "wrong_label": "scan-label", "printer": "printer",
    "not_allowed": "lock", "badge_unknown": "badge", "store": "warning-triangle",
    "call_lead": "bell",
}  # fmt: skip

CALLED: Final = _("Lead called")

CAUSES: Final[dict[str, str]] = {
    "wrong_pick": _("Picked wrongly"),
    "wrong_location": _("Wrong bin label"),
    "wrong_label": _("Wrong item code"),
    "wrong_master_data": _("Item data is wrong"),
    "damaged": _("Damaged goods"),
    "miscount": _("Miscounted"),
    "device": _("Device or printer"),
    "customer": _("Buyer's change"),
    "no_fault": _("No fault found"),
    "other": _("Something else"),
    "passed": _("The packer went on alone"),
    "printed": _("The label was printed"),
}

ACTIONS: Final[dict[str, str]] = {
    "acknowledge": _("acknowledged"),
    "assign": _("gave it to {who}"),
    "close": _("closed it: {cause}"),
    "undo": _("took the last step back"),
}


def verdict_word(words: Words, verdict: str) -> str:
    """What happened, in one or two words; an unknown verdict of a newer bench as it is."""
    if verdict == "call_lead":
        return words.say(CALLED)
    try:
        return words.say(STOPS[Verdict(verdict)].headline)
    except (ValueError, KeyError):
        return verdict.replace("_", " ")


def verdict_icon(verdict: str) -> str:
    return _ICONS.get(verdict, "info")


def cause_word(words: Words, cause: str) -> str:
    return words.say(CAUSES[cause]) if cause in CAUSES else cause
