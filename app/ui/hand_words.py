"""The words of the hand-over and of labels printed again: what happened, what the hands do."""

from typing import Final

from app.domain.verdict import Verdict
from app.i18n import mark as _

_ASIDE = _("Put the parcel aside for the shift lead")

HAND_STOPS: Final[dict[Verdict, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    Verdict.HAND_UNKNOWN: (
        _("Not ours"),
        (_("No packed parcel has the number {waybill}"), _("No packed parcel has this number")),
        (_ASIDE,),
    ),
    Verdict.WRONG_COURIER: (
        _("Wrong courier"),
        (
            _("This parcel goes with {theirs}, the manifest is for {courier}"),
            _("This parcel goes with another courier or account"),
        ),
        (
            _("Put it on the pile of {theirs}; to begin their list: “Hand-over”, then this label"),
            _("Put it on the other courier's pile"),
        ),
    ),
    Verdict.VOID_COPY: (
        _("Old label"),
        (
            _("The label of {number} was printed again: only the newest one counts"),
            _("This label is void"),
        ),
        (_("Scan the QR code of the newest label; throw an old one away"),),
    ),
    Verdict.NOT_PACKED: (
        _("Not packed"),
        (_("Order {number} was not finished at a bench"), _("This parcel was not finished")),
        (_("Take it back to the bench"),),
    ),
    Verdict.OTHER_MANIFEST: (
        _("On another list"),
        (_("The parcel stands on manifest {manifest}"), _("It stands on another manifest")),
        (_ASIDE,),
    ),
    Verdict.NOT_ON_MANIFEST: (
        _("Not on this list"),
        (_("{waybill} is not on this manifest"), _("This parcel is not on the manifest")),
        (_("Leave it where it was"),),
    ),
}
"""Its stops: headline, what happened, what the hands do."""

HAND_PROBLEMS: Final[dict[tuple[Verdict, str], tuple[str, str]]] = {
    (Verdict.NOT_ALLOWED, "empty_list"): (
        _("No list with parcels is shown"),
        _("Scan a parcel of the list first"),
    ),
    (Verdict.NOT_ALLOWED, "not_printed"): (
        _("There is no label to print again"),
        _("Put the parcel on the scale"),
    ),
    (Verdict.NOT_ALLOWED, "parcel_packed"): (
        _("A parcel of this order is packed already"),
        _("Finish the order, or call the shift lead"),
    ),
    (Verdict.OTHER_MANIFEST, "reprint"): (
        _("The parcel stands on manifest {manifest}"),
        _("Take it off that list first, then print its label again"),
    ),
    (Verdict.PRINTER, "unclear"): (
        _("The new label of {number} may be printed, or not"),
        _("Look at the printer: if it is there, stick it; if not, “Reprint”"),
    ),
    (Verdict.VOID_COPY, "given_back"): (
        _("The number on this label went back to the courier"),
        _("Throw the label away, “Cancel”, and open the order by its number"),
    ),
    (Verdict.VOID_COPY, "void"): (
        _("This parcel does not count: its number is void"),
        _ASIDE,
    ),
    (Verdict.ORDER_UNKNOWN, "several"): (
        _("More than one parcel has this code"),
        _("Scan the label of the one, or its order number"),
    ),
    (Verdict.ORDER_UNKNOWN, "gone"): (
        _("The order is not on this bench any more"),
        _("The office can print its label again"),
    ),
}
"""By verdict and problem, as the other stops' are."""
