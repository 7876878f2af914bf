"""The words, tone and icon of every face of the verdict area."""

from dataclasses import dataclass
from typing import Final

from app.i18n import mark as _
from app.station.snapshot import Face


@dataclass(frozen=True, slots=True)
class FaceWords:
    """``steps`` go from the most telling to the plainest, as do the stops' wordings."""

    headline: str
    steps: tuple[str, ...]
    tone: str = "idle"
    icon: str = "barcode"
    lines: tuple[str, ...] = ()


FACES: Final[dict[Face, FaceWords]] = {
    Face.SIGN_IN: FaceWords(_("Scan your badge"), (_("Then you can start packing"),), icon="badge"),
    Face.LOCKED: FaceWords(
        _("Paused"),
        (_("Scan your badge to go on"),),
        icon="lock",
        lines=(_("Order {number} stays as it is: {scanned} of {needed} checked"),),
    ),
    Face.WAIT_ORDER: FaceWords(
        _("Next order"), (_("Scan the order code"),), lines=(_("The bench is free"),)
    ),
    Face.WAIT_ITEM: FaceWords(_("Scan items"), (_("Scan an item of the order"),)),
    Face.ACCEPTED: FaceWords(_("Correct"), (_("Scan the next item"),), "ok", "check"),
    Face.TAKE_OUT: FaceWords(
        _("Take out"),
        (_("Scan the item that you take out"),),
        "warn",
        "undo",
        (_("One piece leaves the parcel"),),
    ),
    Face.COMPLETE: FaceWords(_("Complete"), (_("Close the box and weigh it"),), "ok", "check"),
    Face.WAIT_BOX: FaceWords(_("Complete"), (_("Scan the code of the box"),), "ok", "check"),
    Face.PUT_ON_SCALE: FaceWords(_("Complete"), (_("Put the parcel on the scale"),), "ok", "check"),
    Face.SETTLING: FaceWords(
        _("Weighing"), (_("Hands off the scale"),), "idle", "scale", (_("Not still yet"),)
    ),
    Face.CLEAR_SCALE: FaceWords(
        _("Empty the scale"),
        (_("Take everything off the scale"),),
        "warn",
        "weight-off",
        (_("It must be back at zero first"),),
    ),
    Face.CHECK_EMPTY: FaceWords(
        _("Check the scale"),
        (_("Take everything off the scale"),),
        "idle",
        "weight-off",
        (_("It must be back at zero first"),),
    ),
    Face.CHECK_PUT: FaceWords(
        _("Check the scale"),
        (_("Put the check weight on the scale"),),
        "idle",
        "scale",
        (_("Only the weight of {known_g} g, in the middle"),),
    ),
    Face.PRINTING: FaceWords(
        _("Printing"), (_("Take the label"),), "idle", "printer", (_("Weight taken"),)
    ),
    Face.LABEL_WAITS: FaceWords(
        _("Label waits"),
        (_("See to the printer"),),
        "warn",
        "printer",
        (_("It prints by itself when the printer is ready"),),
    ),
    Face.LABEL_DOUBT: FaceWords(
        _("Label there?"),
        (_("Scan the label, or scan “Reprint”"),),
        "warn",
        "printer",
        (_("The printer did not say whether it printed"),),
    ),
    Face.STICK_LABEL: FaceWords(
        _("Complete"), (_("Stick the label, then scan it"),), "ok", "check"
    ),
    Face.DONE: FaceWords(
        _("Done"),
        (_("Put it away, scan the next order"),),
        "ok",
        "check",
        (_("Order {number} is packed"), _("The label is on the right parcel")),
    ),
    Face.PARKED: FaceWords(
        _("Parked"),
        (_("Put the tote in slot {slot}"), _("Put the tote on the waiting rack")),
        "warn",
        "park",
        (_("Order {number} is put aside; its slip opens it again"), _("The order is put aside")),
    ),
    Face.RETURNED: FaceWords(
        _("Goes back"),
        (_("Slip on the tote, tote in slot {slot}"), _("Put the slip on the tote")),
        "warn",
        "return",
        (_("Re-pick ticket {ticket}"), _("The order is picked again")),
    ),
    Face.REPRINTED: FaceWords(
        _("Printed again"),
        (_("Take the old label off, stick the new one"),),
        "ok",
        "printer",
        (_("Order {number}: the old label is void"), _("The old label is void")),
    ),
    Face.HAND_WAIT: FaceWords(
        _("Hand-over"),
        (_("Scan the first parcel"),),
        icon="manifest",
        lines=(_("It opens the list of its courier"),),
    ),
    Face.HAND_ON: FaceWords(
        _("On the list"), (_("Scan the next parcel"),), "ok", "check", ("{waybill}",)
    ),
    Face.HAND_OFF: FaceWords(
        _("Take off"),
        (_("Scan the parcel that comes off the list"),),
        "warn",
        "undo",
        (_("“Take out” once more: nothing comes off"),),
    ),
    Face.HAND_CLOSED: FaceWords(
        _("List closed"),
        (_("Signed? Scan the bar code of the list"),),
        "ok",
        "manifest",
        (_("{manifest}: the courier signs the paper"),),
    ),
    Face.HANDED: FaceWords(
        _("Handed over"),
        (_("Scan the first parcel of the next list"),),
        "ok",
        "check",
        (_("{manifest}: signed by the courier"),),
    ),
    Face.STOP: FaceWords(_("Stop"), (_("Call the shift lead"),), "stop", "stop-octagon"),
}

LABEL_PROBLEMS: Final[dict[str, str]] = {
    "out_of_paper": _("Put in a new roll of labels"),
    "head_open": _("Close the printer's lid"),
    "offline": _("Check the printer's power and cable"),
    "rejected": _("Call the shift lead"),
}
"""What a waiting label wants from the hands."""

NOTICES: Final[dict[str, str]] = {
    "loaded_before": _("This parcel was counted before"),
    "other_list": _("It is on another list now: put it on the pile of that courier"),
    "taken_off": _("The parcel is off the list"),
    "handed_before": _("This list was signed before"),
    "doubled": _("The same code came twice: counted once"),
    "same_order": _("This order is open already"),
    "test_scan": _("The test code was read well"),
    "scale_checked": _("The scale is right: it may weigh today"),
    "support": _("Saved for support, in the folder “support”"),
    "pin_wrong": _("That was not the PIN: begin again with its first digit"),
    "second_instance": _(
        "Another computer works as this bench: stop here, call the lead, switch one of them off"
    ),
}
"""Small remarks that are no stop."""
