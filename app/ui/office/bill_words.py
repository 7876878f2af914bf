"""Words for couriers' bills: causes, states, and what may be done with a line."""

from typing import Final

from app.i18n import mark as _
from app.ui.office.fields import State

CAUSES: Final = {
    "MATCH": State(_("Agrees"), "check-circle", "ok"),
    "MATCH_WEIGHT_DIFF": State(_("Agrees, other weight"), "check-ring", "ok"),
    "WEIGHT_IN_TOLERANCE": State(_("Weight within tolerance"), "check-ring", "quiet"),
    "WEIGHT_OVER": State(_("Heavier than ours"), "scale", "stop"),
    "WEIGHT_VOLUMETRIC": State(_("Billed by volume"), "box", "warn"),
    "WRONG_ZONE": State(_("Wrong zone"), "truck", "stop"),
    "WRONG_RATE": State(_("Wrong price"), "bill", "stop"),
    "EXTRA_FEE": State(_("Extra fee"), "plus", "warn"),
    "UNDERCHARGE": State(_("Billed too little"), "info", "quiet"),
    "DUPLICATE_IN_BILL": State(_("Twice in this bill"), "copy", "stop"),
    "DUPLICATE_PREV_BILL": State(_("Paid with an earlier bill"), "copy", "stop"),
    "NOT_OURS": State(_("Not ours"), "question", "stop"),
    "VOIDED_BILLED": State(_("Voided number"), "cross", "stop"),
    "RETURN_LEG": State(_("Return"), "return", "quiet"),
    "RETURN_UNEXPECTED": State(_("Return we do not know"), "return", "warn"),
    "CREDIT": State(_("Credit"), "undo", "quiet"),
    "COLLECT": State(_("The other side paid"), "payment", "quiet"),
    "NOT_PRICED": State(_("Our card has no price"), "warning-triangle", "warn"),
    "MISSING_FROM_BILL": State(_("Not billed yet"), "clock", "quiet"),
}
STATES: Final = {
    "open": State(_("Open"), "info", "warn"),
    "accepted": State(_("Accepted"), "check-circle", "ok"),
    "disputed": State(_("Disputed"), "stop-octagon", "stop"),
    "recovered": State(_("Recovered"), "undo", "ok"),
    "written_off": State(_("Written off"), "cross", "quiet"),
}
ACTIONS: Final = {
    "accepted": _("Accept"),
    "disputed": _("Dispute"),
    "recovered": _("Recovered"),
    "written_off": _("Write off"),
    "open": _("Open again"),
}
EFFECTS: Final = (
    ("zone_minor", _("Zone")),
    ("weight_minor", _("Weight")),
    ("rate_minor", _("Price")),
    ("extra_minor", _("Extra fees")),
)
