"""The words of every stop: what happened, and what to do with the hands.

A tuple holds the wordings from the most telling to the plainest; the first whose values are all
known is said.
"""

from dataclasses import dataclass
from typing import Final

from app.domain.verdict import Verdict
from app.i18n import mark as _
from app.ui.hand_words import HAND_PROBLEMS, HAND_STOPS


@dataclass(frozen=True, slots=True)
class StopWords:
    headline: str
    lines: tuple[str, ...]
    hands: tuple[str, ...]


_LEAD = _("Put the tote aside for the shift lead")
_BASKET = _("Put it in the wrong-items basket")

STOPS: Final[dict[Verdict, StopWords]] = {
    **{verdict: StopWords(*said) for verdict, said in HAND_STOPS.items()},
    Verdict.WRONG_ITEM: StopWords(
        _("Wrong item"), (_("{found} is not in this order"), _("Not in this order")), (_BASKET,)
    ),
    Verdict.OVER: StopWords(
        _("One too many"),
        (_("The order needs {needed}, and {counted} are in"), _("The order has enough of these")),
        (_BASKET,),
    ),
    Verdict.UNKNOWN_CODE: StopWords(
        _("Unknown code"),
        (
            _("Looks like {near_item} ({near}), read wrongly"),
            _("Looks like {near}, read wrongly"),
            _("No item has the code {code}"),
            _("No item has this code"),
        ),
        (_("Scan {near} once more"), _("Put the item aside for the shift lead")),
    ),
    Verdict.DUPLICATE_SERIAL: StopWords(
        _("Scanned before"),
        (
            _("Serial {serial} was packed at {at}"),
            _("Serial {serial} was scanned before"),
            _("This serial was scanned before"),
        ),
        (_("Put it aside and take another piece"),),
    ),
    Verdict.EXPIRED: StopWords(
        _("Out of date"),
        (_("This piece was good until {expiry}"), _("This piece is past its date")),
        (_("Put it in the wrong-items basket and take a fresh one"),),
    ),
    Verdict.WRONG_LOT: StopWords(
        _("Wrong lot"),
        (_("This is lot {lot}; the order needs another"), _("The order needs another lot")),
        (_BASKET,),
    ),
    Verdict.AMBIGUOUS: StopWords(
        _("Which item?"),
        (_("The code stands for {items}"), _("This code stands for more than one item")),
        (_("Scan another code on the item"),),
    ),
    Verdict.MISREAD: StopWords(
        _("Not read"),
        (
            _("Looks like {near_item} ({near}), read wrongly"),
            _("Looks like {near}, read wrongly"),
            _("Only a part of the code came through"),
        ),
        (_("Scan the same code once more"),),
    ),
    Verdict.ORDER_UNKNOWN: StopWords(
        _("Order not found"),
        (
            _("Looks like {near}, read wrongly"),
            _("There is no order with the code {code}"),
            _("There is no order with this code"),
        ),
        (_("Scan {near} once more"), _LEAD),
    ),
    Verdict.NOT_APPROVED: StopWords(
        _("Not released"), (_("The office has not released this order yet"),), (_LEAD,)
    ),
    Verdict.ON_HOLD: StopWords(
        _("On hold"),
        (_("Someone must look first: {reason}"), _("Someone must look at this order first")),
        (_LEAD,),
    ),
    Verdict.REFUNDED: StopWords(
        _("Refunded"),
        (_("The buyer got the money back at {at}"), _("The buyer got the money back")),
        (_("Do not ship: put everything back in the tote"),),
    ),
    Verdict.CANCELLED: StopWords(
        _("Cancelled"),
        (_("The order was cancelled at {at}"), _("The order was cancelled")),
        (_("Do not ship: put everything back in the tote"),),
    ),
    Verdict.CHANGED: StopWords(
        _("Order changed"),
        (
            _("The order was changed at {at}; this slip is out of date"),
            _("The order was changed; this slip is out of date"),
        ),
        (_("Put everything back in the tote; a new slip comes"),),
    ),
    Verdict.ALREADY_PACKED: StopWords(
        _("Already packed"),
        (
            _("{by} packed it at {bench}, {at}"),
            _("It was packed at {bench}, {at}"),
            _("This order was packed before"),
        ),
        (_LEAD,),
    ),
    Verdict.CLAIMED_ELSEWHERE: StopWords(
        _("Open elsewhere"),
        (
            _("{bench} has had this order open since {at}"),
            _("{bench} has this order open"),
            _("Another bench has this order open"),
        ),
        (_("Take the tote to {bench}"), _LEAD),
    ),
    Verdict.APART: StopWords(
        _("Center away"),
        (
            _("No line to the order center; wave {wave} is not lent to this bench"),
            _("No line to the order center; this order is not lent to this bench"),
        ),
        (
            _("Take the tote to {bench}"),
            _("Put it aside; take a tote of wave {waves}"),
            _("Put the tote aside until the line is back"),
        ),
    ),
    Verdict.WRONG_WAREHOUSE: StopWords(
        _("Other warehouse"),
        (_("This order ships from {place}"), _("This order ships from another warehouse")),
        (_LEAD,),
    ),
    Verdict.OTHER_ORDER: StopWords(
        _("Another order"),
        (_("Order {number} is still open here"), _("An order is still open here")),
        (_("Finish the open order, or park it"),),
    ),
    Verdict.WEIGHT_OUT: StopWords(
        _("Weight is off"),
        (_("The weight does not fit the order"),),
        (_("Open the box and count again"),),
    ),
    Verdict.NO_RATE: StopWords(
        _("No price"),
        (_("{courier} has no price for {place}"), _("There is no price for this parcel")),
        (_("Put the parcel aside for the shift lead"),),
    ),
    Verdict.NO_NUMBER: StopWords(
        _("No number"),
        (
            _("The number from {bought_from} has not come yet"),
            _("No waybill number is left for {courier}"),
            _("No waybill number is left"),
        ),
        (
            _("Wait: the label of {bought_from} prints by itself. Or put the parcel aside"),
            _("Put the parcel aside for the shift lead"),
        ),
    ),
    Verdict.WRONG_LABEL: StopWords(
        _("Wrong label"),
        (
            _("This is {waybill}; the parcel needs {expected_waybill}"),
            _("This label belongs to another parcel"),
        ),
        (_("Take it off and stick the right label"),),
    ),
    Verdict.PRINTER: StopWords(
        _("Printer stopped"), (_("The label did not print"),), (_("Call the shift lead"),)
    ),
    Verdict.NOT_ALLOWED: StopWords(
        _("Not allowed"),
        (_("This needs the badge of a {role}"), _("This badge may not do that")),
        (_("Call the shift lead"),),
    ),
    Verdict.DOUBLE_PACK: StopWords(
        _("Packed twice"),
        (
            _("Order {number} was packed here and at {bench}"),
            _("Order {number} was packed at two benches"),
            _("An order was packed at two benches"),
        ),
        (_("Find the second parcel before the courier does"),),
    ),
    Verdict.BADGE_UNKNOWN: StopWords(
        _("Unknown badge"),
        (_("Nobody is registered with this badge"),),
        (_("Scan your own badge"),),
    ),
    Verdict.SCALE_CHECK: StopWords(_("Scale check"), (_("It may not weigh"),), (_LEAD,)),
    Verdict.STORE: StopWords(
        _("Not saved"), (_("The last scan was not saved"),), (_("Call the shift lead"),)
    ),
}

PROBLEMS: Final[dict[tuple[Verdict, str], tuple[str, str]]] = HAND_PROBLEMS | {
    (Verdict.NOT_ALLOWED, "sign_in"): (_("Nobody is signed in here"), _("Scan your badge first")),
    (Verdict.NOT_ALLOWED, "weighed"): (
        _("This parcel is weighed already"),
        _("Scan “Weigh again” first, then the other box"),
    ),
    (Verdict.NOT_ALLOWED, "complete"): (
        _("Everything is in: there is nothing for a next box"),
        _("Put the parcel on the scale"),
    ),
    (Verdict.NOT_ALLOWED, "empty"): (_("Nothing is in this parcel yet"), _("Scan an item first")),
    (Verdict.NOT_ALLOWED, "not_now"): (
        _("That code does nothing now"),
        _("Scan one of the codes in the strip below"),
    ),
    (Verdict.NOT_ALLOWED, "order_open"): (
        _("An order is still open here"),
        _("Finish the open order, or park it"),
    ),
    (Verdict.NOT_ALLOWED, "not_in"): (
        _("That item is not in this parcel"),
        _("Nothing was taken out; scan a piece that is in it"),
    ),
    (Verdict.NOT_ALLOWED, "role"): (
        _("This badge is not for packing"),
        _("Scan the badge of a packer"),
    ),
    (Verdict.NOT_ALLOWED, "no_pin"): (
        _("This badge needs a PIN first"),
        _("Ask the office for a PIN"),
    ),
    (Verdict.NOT_ALLOWED, "locked"): (
        _("Too many wrong PINs: this badge is locked for a while"),
        _("Call the shift lead"),
    ),
    (Verdict.ORDER_UNKNOWN, "waybill"): (
        _("Weigh-only mode takes waybills of checked orders"),
        _("Scan the waybill, or change the mode"),
    ),
    (Verdict.ORDER_UNKNOWN, "item"): (
        _("That was an item; no order is open"),
        _("Scan the order code first"),
    ),
    (Verdict.PRINTER, "out_of_paper"): (_("No labels left"), _("Put in a new roll of labels")),
    (Verdict.PRINTER, "head_open"): (_("The printer is open"), _("Close the printer's lid")),
    (Verdict.PRINTER, "offline"): (
        _("The printer does not answer"),
        _("Check the printer's power and cable"),
    ),
    (Verdict.PRINTER, "rejected"): (_("The printer refused the label"), _("Call the shift lead")),
    (Verdict.STORE, "disk_full"): (
        _("The disk is full: the last scan was not saved"),
        _("Stop packing and call the shift lead"),
    ),
    (Verdict.STORE, "read_only"): (
        _("The disk cannot be written: the last scan was not saved"),
        _("Stop packing and call the shift lead"),
    ),
    (Verdict.STORE, "locked"): (
        _("The data is held by another program: the last scan was not saved"),
        _("Scan it once more; if it stays, call the shift lead"),
    ),
    (Verdict.STORE, "damaged"): (
        _("The bench's data is damaged: the last scan was not saved"),
        _("Stop packing and call the shift lead"),
    ),
}
"""By verdict and problem: what happened, what to do with the hands."""

EXPLAINED: Final[dict[str, tuple[str, str]]] = {
    "omission": (_("Probably missing: {explain_item}"), _("Open the box and look for it")),
    "extra": (_("Probably one too many: {explain_item}"), _("Open the box and take it out")),
    "swap": (
        _("Probably {explain_item} in place of {explain_item2}"),
        _("Open the box and check it"),
    ),
}
"""What would explain a weight, and what to do about it."""

ROLES: Final = {
    "packer": _("packer"),
    "lead": _("shift lead"),
    "supervisor": _("supervisor"),
    "clerk": _("clerk"),
    "finance": _("finance"),
    "admin": _("administrator"),
}

BACK_IN_TOTE: Final = _("Put everything back in the tote")
