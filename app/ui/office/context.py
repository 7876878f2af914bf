"""What every page of the office shares; put together once, by the window."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.center.alert_board import AlertFilter, AlertPage, Done, Handled, Person
from app.center.alert_sheet import Column
from app.center.label_batch import LabelDesk
from app.center.office_center import Center
from app.domain.order import Role
from app.domain.permissions import Permission, may
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.look import OfficeStyle
from app.ui.office.palette import Command
from app.ui.office.periods import SHIFTS
from app.ui.office.saved_views import OfficeFile
from app.ui.office.work import Work
from app.ui.pictures import Pictures


class LeadDesk(Protocol):
    """The center's desk as the pages use it (``app.center.alerts.AlertsDesk``)."""

    def page(
        self,
        wanted: AlertFilter,
        *,
        sort: str = "at",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> AlertPage: ...
    def history(self, about: str) -> tuple[Handled, ...]: ...
    def acknowledge(self, ids: Iterable[str], by: str) -> Done: ...
    def assign(self, ids: Iterable[str], who: str, by: str) -> Done: ...
    def close(self, ids: Iterable[str], cause: str, note: str, by: str) -> Done: ...
    def undo(self, actions: Iterable[str], by: str) -> Done: ...
    def assign_ticket(self, ticket_id: str, who: str, by: str) -> Done: ...
    def export(
        self,
        path: Path,
        wanted: AlertFilter,
        columns: Sequence[Column],
        progress: Callable[[int, int], bool],
    ) -> int: ...


@dataclass(slots=True)
class Office:
    """``now`` is the clock of the screen; ``look_now`` wakes the watch.

    ``me`` and ``role`` are those of who signed in. Without a role nobody had to: tests, pictures.
    ``tell`` shows a line for some seconds, with a word and a way back where there is one.
    """

    words: Words
    style: OfficeStyle
    pictures: Pictures
    work: Work
    desk: LeadDesk
    kept: OfficeFile
    now: Callable[[], datetime]
    center: Center | None = None
    look_now: Callable[[], None] = lambda: None
    shifts: tuple[int, ...] = SHIFTS
    expected_hour: int = 50
    exports: Path = field(default_factory=Path.home)
    pictures_kept: Path | None = None  # the folder that imported pictures go to
    labels: LabelDesk = field(default_factory=LabelDesk)
    me: str = ""
    role: Role | None = None
    people: tuple[Person, ...] = ()
    tell: Callable[[str, str, Callable[[], None] | None], None] = lambda _text, _word, _undo: None
    choose: Callable[[Sequence[Command], str], None] = lambda _commands, _hint: None
    who_first: Callable[[], None] = lambda: None
    show_page: Callable[[str], None] = lambda _key: None
    show_wall: Callable[[], None] = lambda: None
    search_for: Callable[[str, str], None] = lambda _text, _key: None

    def name_of(self, person_id: str) -> str:
        return next((one.name for one in self.people if one.id == person_id), person_id)

    def may(self, *permissions: Permission) -> bool:
        """Whether who works here may do one of these; with none named: everybody may."""
        if self.role is None or not permissions:
            return True
        return any(may(self.role, one) for one in permissions)

    def done(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Says what was just done, with the way back. ``text`` is in the reader's language."""
        self.tell(text, self.words.say(_("Undo (Ctrl+Z)")) if undo else "", undo)
