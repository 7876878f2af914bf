"""The states of an order in words, with the tone of each."""

from typing import Final

from app.i18n import mark as _

STATES: Final[dict[str, tuple[str, str]]] = {
    "pending": (_("To review"), "quiet"),
    "held": (_("On hold"), "warn"),
    "approved": (_("Ready to pack"), "brand"),
    "parked": (_("Parked"), "warn"),
    "returned": (_("Being re-picked"), "warn"),
    "packed": (_("Packed"), "ok"),
    "refunded": (_("Refunded"), "quiet"),
    "cancelled": (_("Cancelled"), "quiet"),
}
