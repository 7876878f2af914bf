"""The words of what is asked of a person, of refused badges, and of reasons."""

from typing import Final

from app.domain.card_key import PIN_DIGITS, PassReason, ReprintReason
from app.i18n import Words
from app.i18n import mark as _
from app.station.asked import Ask
from app.station.snapshot import AskView

ASKS: Final[dict[Ask, tuple[str, str]]] = {
    Ask.PIN: (
        _("PIN of {name}"),
        _("Scan its digits on the control card, or type them: {digits} of {all}"),
    ),
    Ask.REASON: (_("Why may it pass?"), _("Scan the reason on the control card")),
    Ask.SECOND: (_("Second badge"), _("Another person confirms it: scan that badge")),
    Ask.LABEL: (_("Print a label again"), _("Scan the old label, or the order")),
    Ask.PARCEL: (_("Which parcel?"), _("Scan its number on the control card")),
    Ask.WHY: (_("Why again?"), _("Scan the reason on the control card")),
}
"""Headline, and what to do."""

REFUSED: Final[dict[str, str]] = {
    "role": _("This badge may not do that"),
    "budget": _("Too many parcels were let pass in this shift"),
    "no_pin": _("This badge needs a PIN first; the office gives it"),
    "locked": _("Too many wrong PINs: this badge is locked for a while"),
    "second": _("That must be another person, a shift lead or a supervisor"),
}

REASONS: Final[dict[PassReason, str]] = {
    PassReason.COUNTED: _("Opened and counted: all right"),
    PassReason.PACKING: _("Other packing material"),
    PassReason.ITEM_WEIGHT: _("The item's listed weight is wrong"),
    PassReason.SCALE: _("The scale is off"),
}


REPRINTS: Final[dict[ReprintReason, str]] = {
    ReprintReason.DAMAGED: _("Label damaged"),
    ReprintReason.UNREADABLE: _("Label unreadable"),
    ReprintReason.LOST: _("Label lost"),
    ReprintReason.WRONG_BOX: _("Label on another parcel"),
}


def asked(words: Words, view: AskView) -> tuple[str, str]:
    """Headline and next step of a question. Of a PIN only how many digits are there."""
    headline, step = ASKS[view.ask]
    values = {"name": view.name, "digits": str(view.digits), "all": str(PIN_DIGITS)}
    return words.say(headline, **values), words.say(step, **values)
