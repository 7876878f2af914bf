"""Words for couriers' bills that papers and pages share; message ids."""

from typing import Final

from app.domain.payable import CostKind
from app.i18n import mark as _

CAUSES: Final = {
    "MATCH": _("Agrees"),
    "MATCH_WEIGHT_DIFF": _("Agrees, other weight"),
    "WEIGHT_IN_TOLERANCE": _("Weight within tolerance"),
    "WEIGHT_OVER": _("Heavier than ours"),
    "WEIGHT_VOLUMETRIC": _("Billed by volume"),
    "WRONG_ZONE": _("Wrong zone"),
    "WRONG_RATE": _("Wrong price"),
    "EXTRA_FEE": _("Extra fee"),
    "UNDERCHARGE": _("Billed too little"),
    "DUPLICATE_IN_BILL": _("Twice in this bill"),
    "DUPLICATE_PREV_BILL": _("Paid with an earlier bill"),
    "NOT_OURS": _("Not ours"),
    "VOIDED_BILLED": _("Voided number"),
    "RETURN_LEG": _("Return"),
    "RETURN_UNEXPECTED": _("Return we do not know"),
    "CREDIT": _("Credit"),
    "COLLECT": _("The other side paid"),
    "NOT_PRICED": _("Our card has no price"),
    "MISSING_FROM_BILL": _("Not billed yet"),
}
STATES: Final = {
    "open": _("Open"),
    "accepted": _("Accepted"),
    "disputed": _("Disputed"),
    "recovered": _("Recovered"),
    "written_off": _("Written off"),
}
KINDS: Final = {
    CostKind.FREIGHT: _("Freight"),
    CostKind.EXTRA: _("Extra fees"),
    CostKind.RETURNS: _("Returns"),
    CostKind.CREDITS: _("Credits"),
    CostKind.COLLECT: _("The other side paid"),
}
