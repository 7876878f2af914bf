"""The words of the hand-over: its stops, as headline, what happened and what the hands do."""

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
        (_("Put it on the pile of {theirs}"), _("Put it on the other courier's pile")),
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
