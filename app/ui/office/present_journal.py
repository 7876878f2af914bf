"""A parcel's journal for the drawer: each fact with time and place, replayed as at the bench."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from app.center.bill_evidence import Evidence
from app.center.replaying import replayed
from app.domain.recorded import Recorded
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.detail import filled

EVENTS: Final = {
    "OrderOpened": _("Opened"),
    "ItemChecked": _("Item checked"),
    "Stopped": _("Stopped"),
    "StopCleared": _("Stop cleared"),
    "TakeOutArmed": _("An item is to be taken out"),
    "TakeOutDropped": _("Nothing was taken out"),
    "ItemTakenOut": _("Item taken out"),
    "BoxChosen": _("Box chosen"),
    "BoxClosed": _("Box closed"),
    "ParcelWeighed": _("Weighed"),
    "WeightRejected": _("Weight out of the band"),
    "WeighAgain": _("To be weighed again"),
    "ParcelPriced": _("Priced"),
    "WaybillAssigned": _("Waybill"),
    "LabelRequested": _("Label asked for"),
    "LabelPrinted": _("Label printed"),
    "LabelFailed": _("Label failed"),
    "LabelDoubted": _("Nobody knows whether the label came out"),
    "LabelProven": _("Label scanned on the parcel"),
    "ParcelPacked": _("Packed"),
    "OrderPacked": _("Order packed"),
    "OrderParked": _("Parked"),
    "OrderReturned": _("Sent back to be picked again"),
    "CheckCancelled": _("Check cancelled"),
    "OrderClosed": _("Left the bench"),
    "ForcePassed": _("Let pass by a supervisor"),
    "LeadCalled": _("Lead called"),
}


def journal_lines(facts: Iterable[Recorded], words: Words) -> tuple[tuple[str, str], ...]:
    """Time and bench at the left; what happened, and how far the check was, at the right."""
    return tuple(
        (f"{_clock(line['at'])} {line['station']}", _told(line, words)) for line in replayed(facts)
    )


def evidence_lines(evidence: Evidence, words: Words) -> tuple[tuple[str, str], ...]:
    say, check = words.say, evidence.check
    at = evidence.weighed_at
    checked = evidence.checked_at
    return filled(
        (say(_("Order")), evidence.order_number),
        (say(_("Weighed at")), f"{_day(at)} {evidence.station}" if at else ""),
        (say(_("The scale showed")), evidence.shown),
        (say(_("Scale")), evidence.device),
        (say(_("Frame of the scale (hex)")), evidence.raw),
        (say(_("Scale checked at")), _day(checked) if checked else ""),
        (
            say(_("Check: weight and reading")),
            f"{check.known_g:,} g → {check.grams:,} g" if check else "",
        ),
    )


def _told(line: dict[str, Any], words: Words) -> str:
    word = words.say(EVENTS.get(line["event"], line["event"]))
    fact = line["fact"]
    more = {
        "ParcelWeighed": lambda: f"{fact['weighing']['grams']:,} g",
        "WeightRejected": lambda: f"{fact['weighing']['grams']:,} g",
        "WaybillAssigned": lambda: str(fact["number"]),
        "Stopped": lambda: str(line["verdict"]),
        "ItemChecked": lambda: f"{line['scanned']} / {line['needed']}",
        "ParcelPacked": lambda: str(fact["waybill"]),
    }.get(line["event"])
    return f"{word} · {more()}" if more else word


def _clock(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%H:%M:%S}"


def _day(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
