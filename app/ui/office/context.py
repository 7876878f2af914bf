"""What every page of the office shares; put together once, by the window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.center.alert_board import Person
from app.center.alerts import AlertsDesk
from app.i18n import Words
from app.ui.office.look import OfficeStyle
from app.ui.office.periods import SHIFTS
from app.ui.office.saved_views import OfficeFile
from app.ui.office.work import Work
from app.ui.pictures import Pictures


@dataclass(slots=True)
class Office:
    """``now`` is the clock of the screen; ``look_now`` wakes the watch."""

    words: Words
    style: OfficeStyle
    pictures: Pictures
    work: Work
    desk: AlertsDesk
    kept: OfficeFile
    now: Callable[[], datetime]
    look_now: Callable[[], None] = lambda: None
    shifts: tuple[int, ...] = SHIFTS
    exports: Path = field(default_factory=Path.home)
    me: str = ""
    people: tuple[Person, ...] = ()
    tell: Callable[[str, str, Callable[[], None] | None], None] = lambda _text, _word, _undo: None
    who_first: Callable[[], None] = lambda: None

    def name_of(self, person_id: str) -> str:
        return next((one.name for one in self.people if one.id == person_id), person_id)
