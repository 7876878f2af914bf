"""What the palette offers: every page and every command, with its key."""

from collections.abc import Iterable
from functools import partial
from typing import Protocol

from app.i18n import LANGUAGES
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.page import OfficePage, PageSpec
from app.ui.office.palette import Command

_THEMES = {"light": _("Light"), "dark": _("Dark"), "high_contrast": _("High contrast")}


class CommandWindow(Protocol):
    """The window as the palette needs it."""

    office: Office

    def allowed(self) -> tuple[PageSpec, ...]: ...
    def made(self) -> Iterable[OfficePage]: ...
    def show_page(self, key: str) -> None: ...
    def show_wall(self) -> None: ...
    def choose_me(self) -> None: ...
    def set_look(self, theme: str) -> None: ...
    def set_language(self, language: str) -> None: ...


def commands(window: CommandWindow) -> tuple[Command, ...]:
    say = window.office.words.say
    pages = (
        Command(
            say(spec.title),
            partial(window.show_page, spec.key),
            spec.key,
            f"Ctrl {number}" if number <= 9 else "",
        )
        for number, spec in enumerate(window.allowed(), start=1)
    )
    work = (
        Command(say(_("Wall mode")), window.show_wall, "wall full screen", "F11"),
        Command(say(_("Who works here?")), window.choose_me, "user sign in out lock"),
    )
    offers = (one for page in window.made() for one in page.offers())
    looks = (
        Command(say(_("Look: {name}"), name=say(name)), partial(window.set_look, key), key)
        for key, name in _THEMES.items()
    )
    languages = (
        Command(name, partial(window.set_language, code), f"language {code}")
        for code, name in LANGUAGES.items()
    )
    return (*pages, *work, *offers, *looks, *languages)
