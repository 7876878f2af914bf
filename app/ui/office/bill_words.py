"""How couriers' bills look on the page: causes, states, and what may be done with a line."""

from typing import Final

from app.center import bill_words
from app.i18n import mark as _
from app.ui.office.fields import State

_LOOKS: Final = {
    "MATCH": ("check-circle", "ok"),
    "MATCH_WEIGHT_DIFF": ("check-ring", "ok"),
    "WEIGHT_IN_TOLERANCE": ("check-ring", "quiet"),
    "WEIGHT_OVER": ("scale", "stop"),
    "WEIGHT_VOLUMETRIC": ("box", "warn"),
    "WRONG_ZONE": ("truck", "stop"),
    "WRONG_RATE": ("bill", "stop"),
    "EXTRA_FEE": ("plus", "warn"),
    "UNDERCHARGE": ("info", "quiet"),
    "DUPLICATE_IN_BILL": ("copy", "stop"),
    "DUPLICATE_PREV_BILL": ("copy", "stop"),
    "NOT_OURS": ("question", "stop"),
    "VOIDED_BILLED": ("cross", "stop"),
    "RETURN_LEG": ("return", "quiet"),
    "RETURN_UNEXPECTED": ("return", "warn"),
    "CREDIT": ("undo", "quiet"),
    "COLLECT": ("payment", "quiet"),
    "NOT_PRICED": ("warning-triangle", "warn"),
    "MISSING_FROM_BILL": ("clock", "quiet"),
}
CAUSES: Final = {key: State(bill_words.CAUSES[key], *look) for key, look in _LOOKS.items()}
_STATES: Final = {
    "open": ("info", "warn"),
    "accepted": ("check-circle", "ok"),
    "disputed": ("stop-octagon", "stop"),
    "recovered": ("undo", "ok"),
    "written_off": ("cross", "quiet"),
}
STATES: Final = {key: State(bill_words.STATES[key], *look) for key, look in _STATES.items()}
BILL_STATES: Final = {
    "taking": State(_("Being taken over"), "clock", "warn"),
    "taken": State(_("Open"), "info", "warn"),
    "closed": State(_("Month closed"), "check-circle", "quiet"),
    "paid": State(_("Paid"), "payment", "ok"),
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
COLUMNS: Final = {
    "waybill": _("Waybill"),
    "date": _("Date"),
    "province": _("Province"),
    "city": _("City"),
    "place": _("Place in one text"),
    "weight": _("Billed weight"),
    "kind": _("Kind of weight"),
    "freight": _("Freight"),
    "return_freight": _("Freight of a return"),
    "extra": _("Extra fee"),
    "category": _("Kind of charge"),
    "payment": _("Who pays"),
}
"""What a column of a bill may be."""
