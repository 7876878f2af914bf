"""The words of alerts: kinds, states, causes, what was done; and an icon for each."""

from typing import Final

from app.domain.paging import PageQuery
from app.domain.verdict import Verdict
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.empty import EmptyModel
from app.ui.stop_words import STOPS

STATES: Final[dict[str, tuple[str, str, str]]] = {
    "open": (_("Not seen"), "stop-octagon", "stop"),
    "assigned": (_("In work"), "warning-triangle", "warn"),
    "acknowledged": (_("Seen"), "check-ring", "brand"),
    "closed": (_("Closed"), "check-circle", "ok"),
}
"""Word, icon and tone of a state."""

GROUPS: Final = {"all": _("All"), "todo": _("To do"), "mine": _("Mine"), "closed": _("Closed")}

KINDS: Final[dict[str, str]] = {
    "mismatch": _("Pick errors"),
    "stop": _("Other stops"),
    "printer": _("Printers"),
    "lead": _("Calls for the lead"),
    "exception": _("Exceptions"),
    "badge": _("Badges and force-passes"),
}

FOUND: Final[dict[str, tuple[str, str, str]]] = {
    "double_pack": (
        _("Packed twice"),
        _("Find this parcel: waybill {waybill} is void"),
        _("{first_station} was first"),
    ),
    "packed_anyway": (
        _("Packed anyway"), _("Stop this parcel: {waybill}"), _("The order is: {state}"),
    ),
    "came_late": (
        _("Came too late"), _("Look for goods at this bench"), _("The order is: {state}"),
    ),
    "number_used_twice": (
        _("Number twice"), _("{courier} {number}"), _("Also at {other_station}"),
    ),
    "number_not_taken_back": (
        _("Number not taken back"), _("{courier} keeps {number}: ask for the money"), "{reason}",
    ),
    "handed_twice": (
        _("Handed twice"), _("{waybill} also stands on {first_manifest}"),
        _("{first_bench} was first"),
    ),
    "loaded_unknown": (
        _("Loaded, but not known"), _("Find out what {waybill} is: it stands on {manifest}"),
        _("The bench that packed it has not been heard"),
    ),
    "reprinted_twice": (
        _("Label printed twice"), _("Take both labels off {waybill}, print it once more"),
        _("Copy {copy} came out at two places that were apart: neither counts"),
    ),
    "old_copy_loaded": (
        _("Old label loaded"), _("Find {waybill} on {manifest}: which box has copy {copy}?"),
        _("Its label was printed again elsewhere"),
    ),
    "refund_after_packing": (
        _("Late refund"), _("Stop the parcel, or take it back"),
        _("The order is: {state}"),
    ),
    "orders_missed": (
        _("Order missed"), _("{shop} {number} was found by the look back only"),
        _("It is here now; call support, it must not happen"),
    ),
    "shipment_refused": (
        _("Shop refused the shipment"), _("{shop} {number}: mend it, then tell it again"),
        "{state}",
    ),
    "shop_signed_out": (
        _("Shop: sign in again"), _("{shop} takes our keys no more: give new ones"), "{why}",
    ),
    "not_applied": (_("Fact not applied"), "{why}", _("{fact}: nothing is lost")),
    "not_known": (
        _("Bench is newer"), _("Update the center: it does not know “{fact}”"),
        _("Nothing is lost"),
    ),
    "set_aside": (_("Fact set aside"), "{why}", _("{fact}: it waits at the bench")),
    "second_instance": (
        _("Two computers, one bench"), _("Switch one off, or enrol it as a bench of its own"),
        _("The second one is let do nothing"),
    ),
    "locked_out": (_("Badge locked"), _("Too many wrong PINs: {who}"), _("until {until}")),
    "force_passed": (_("Weight let pass"), _("{who}: {reason}"), _("Second badge: {second}")),
}  # fmt: skip
"""What is no stop of a bench: headline, what to do or who it was, and one more line."""

_ICONS: Final[dict[str, str]] = {
    "wrong_item": "swap", "over": "plus", "unknown_code": "question",
    "duplicate_serial": "copy", "expired": "clock", "wrong_lot": "calendar",
    "ambiguous": "question", "misread": "barcode", "order_unknown": "search",
    "not_approved": "hold", "on_hold": "hold", "refunded": "payment", "cancelled": "cross",
    "changed": "edit", "already_packed": "box", "claimed_elsewhere": "device",
    "wrong_warehouse": "pin", "other_order": "list", "weight_out": "scale", "no_rate": "bill",
    "no_number": "manifest", "wrong_label": "scan-label", "printer": "printer",
    "not_allowed": "lock", "badge_unknown": "badge", "store": "warning-triangle",
    "call_lead": "bell", "double_pack": "copy", "packed_anyway": "box", "came_late": "clock",
    "number_used_twice": "manifest", "number_not_taken_back": "bill",
    "refund_after_packing": "payment", "not_applied": "question",
    "orders_missed": "search", "shipment_refused": "payment", "shop_signed_out": "lock",
    "not_known": "refresh", "set_aside": "hold", "second_instance": "device",
    "locked_out": "lock", "force_passed": "unlock",
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
    if verdict in FOUND:
        return words.say(FOUND[verdict][0])
    try:
        return words.say(STOPS[Verdict(verdict)].headline)
    except (ValueError, KeyError):
        return verdict.replace("_", " ")


def verdict_icon(verdict: str) -> str:
    return _ICONS.get(verdict, "info")


def cause_word(words: Words, cause: str) -> str:
    return words.say(CAUSES[cause]) if cause in CAUSES else cause


def empty(words: Words, query: PageQuery) -> EmptyModel:
    """What stands where no alert is."""
    say = words.say
    if query.text or query.kinds or query.group in {"mine", "closed"}:
        line = say(_("Take a filter away, or choose a longer time above."))
        return EmptyModel("filter", say(_("Nothing fits this filter")), line)
    line = say(_("Every mismatch and stop of every bench appears here by itself."))
    return EmptyModel("check-circle", say(_("All quiet")), line, "ok")


def view_name(words: Words, query: PageQuery) -> str:
    """A view is named after what it shows: so it needs no dialog."""
    say = words.say
    parts = [say(GROUPS[query.group]), *(say(KINDS[kind]) for kind in query.kinds)]
    return " • ".join([*parts, f"“{query.text}”"] if query.text else parts)
