"""Rules that are asked one after another: how one stands, and how it is moved and switched."""

from typing import Final

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.detail import Action
from app.ui.office.fields import State

STATES: Final = {
    "on": State(_("On"), "check-circle", "ok"),
    "coming": State(_("To come"), "clock", "brand"),
    "over": State(_("Over"), "cross", "quiet"),
    "off": State(_("Off"), "cross", "quiet"),
}


def asked_actions(words: Words, state: str, position: int, total: int) -> tuple[Action, ...]:
    """What is done to a rule that stands at ``position`` (from 1) of ``total``."""
    say = words.say
    stands = say(_("It stands there already"))
    switch = Action("off", say(_("Switch it off")))
    if state == "off":
        switch = Action("on", say(_("Switch it on")))
    return (
        Action("change", say(_("Change")), "primary"),
        Action("up", say(_("Ask it earlier")), why_not=stands if position == 1 else ""),
        Action("down", say(_("Ask it later")), why_not=stands if position >= total else ""),
        switch,
    )
