"""What the palette offers: every page and every command, with its key."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.i18n import LANGUAGES
from app.i18n import mark as _
from app.ui.office.alerts_page import AlertsPage
from app.ui.office.context import Office
from app.ui.office.palette import Command
from app.ui.office.periods import PERIODS

_THEMES = {"light": _("Light"), "dark": _("Dark"), "high_contrast": _("High contrast")}


class CommandWindow(Protocol):
    """The window as the palette needs it."""

    office: Office
    alerts: AlertsPage

    def show_page(self, key: str) -> None: ...
    def show_wall(self) -> None: ...
    def choose_me(self) -> None: ...
    def set_look(self, theme: str) -> None: ...
    def set_language(self, language: str) -> None: ...


def commands(window: CommandWindow) -> tuple[Command, ...]:
    say = window.office.words.say

    def show(key: str) -> Callable[[], None]:
        return partial(window.show_page, key)

    pages = (
        Command(say(_("Overview")), show("overview"), "overview", "Ctrl 1"),
        Command(say(_("Alerts")), show("alerts"), "alerts", "Ctrl 2"),
        Command(say(_("Wall mode")), window.show_wall, "wall full screen", "F11"),
        Command(say(_("Export these alerts")), window.alerts.export, "export xlsx", "E"),
        Command(say(_("Who works here?")), window.choose_me, "user sign in"),
    )
    times = tuple(
        Command(
            say(_("Alerts of: {time}"), time=say(name)),
            partial(window.alerts.set_period, key),
            key,
        )
        for key, name in PERIODS.items()
    )
    looks = tuple(
        Command(say(_("Look: {name}"), name=say(name)), partial(window.set_look, key), key)
        for key, name in _THEMES.items()
    )
    languages = tuple(
        Command(name, partial(window.set_language, code), f"language {code}")
        for code, name in LANGUAGES.items()
    )
    return (*pages, *times, *looks, *languages)
