"""Who works here: the page to sign in over the window, the idle lock, and the next person."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from app.center import door
from app.center.alert_board import Person
from app.domain.order import Role
from app.i18n import mark as _
from app.ui.application import application
from app.ui.office.asking import Asking
from app.ui.office.context import Office
from app.ui.office.idle import IdleLock
from app.ui.office.page import PageSpec
from app.ui.office.palette import Command, Palette
from app.ui.office.sign_in_page import SignInPage
from app.ui.office.tray import TaskTray


class GuardedWindow(Protocol):
    """The window as its guard needs it."""

    sign_in: SignInPage
    palette_box: Palette
    tray: TaskTray

    @property
    def is_covered(self) -> bool: ...
    def allowed(self) -> tuple[PageSpec, ...]: ...
    def page(self) -> str: ...
    def cover(self, *, covered: bool) -> None: ...
    def forget_pages(self) -> None: ...
    def show_page(self, key: str) -> None: ...
    def set_language(self, language: str) -> None: ...
    def dress(self) -> None: ...


def choose_name(office: Office) -> None:
    """Who works here, where nobody has to sign in: alerts are handled in this name."""

    def chosen(person_id: str) -> None:
        office.me = person_id
        office.kept.keep("me", person_id)
        office.look_now()

    leads = [one for one in office.people if one.role != "packer"] or list(office.people)
    commands = [Command(one.name, partial(chosen, one.id), one.id) for one in leads]
    office.choose(commands, office.words.say(_("Who works here?")))


class Guard(QObject):
    """Covers the window until somebody signs in, and again after ``idle_s`` without a hand."""

    def __init__(self, window: GuardedWindow, office: Office, idle_s: int) -> None:
        super().__init__()
        self._window, self._office = window, office
        self._asking = Asking(office)
        self.idle = IdleLock(idle_s, self.lock, self)
        application().installEventFilter(self.idle)
        self._who = ""

    def begin(self) -> None:
        window = self._window
        window.sign_in.entered.connect(self.entered)
        window.sign_in.language.connect(window.set_language)
        window.cover(covered=True)
        window.sign_in.look()

    def entered(self, person: Person) -> None:
        """Somebody signed in: everything from here on is done in this name."""
        office, window = self._office, self._window
        if self._who != person.id:
            window.forget_pages()
        office.me, office.role = person.id, Role(person.role)
        if all(one.id != person.id for one in office.people):
            office.people = (*office.people, person)
        office.kept.keep("me", person.id)
        office.look_now()
        window.cover(covered=False)
        pages = [one.key for one in window.allowed()]
        same = self._who == person.id and window.page() in pages
        self._who = person.id
        window.show_page(window.page() if same else pages[0])
        window.dress()
        self.idle.begin()

    def lock(self) -> None:
        """Left alone: what stands on the screen is nobody else's business. Nothing is lost."""
        if self._window.is_covered:
            return
        self.idle.end()
        self._window.palette_box.hide()
        self._window.tray.hide()
        self._window.cover(covered=True)
        self._window.sign_in.show_locked()

    def sign_out(self) -> None:
        """Whoever comes next begins with the rail of their own role."""
        if not self._window.is_covered:
            self._asking.change(door.signed_out, lambda _nothing: None, lambda _why: None)
            self.lock()

    def stop(self) -> None:
        application().removeEventFilter(self.idle)
        self.idle.end()
        self._asking.stop()
        self._window.sign_in.stop()
