"""An office window over a desk that remembers what it was told."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.center.alert_board import Alert, AlertFilter, AlertPage, Done, Handled
from app.center.alert_sheet import Column
from app.center.office_center import OfficeCenter
from app.entrypoints.office_sample import fill
from app.i18n import Words
from app.store.engine import Store, open_store
from app.store.vault_keys import PLACE_VARIABLE
from app.ui.office import gallery_data as data
from app.ui.office.context import Office
from app.ui.office.look import OfficeStyle
from app.ui.office.saved_views import OfficeFile
from app.ui.office.window import OfficeWindow
from app.ui.office.work import Work
from app.ui.pictures import Pictures

Told = list[tuple[object, ...]]


class TellingDesk:
    """The desk's Protocol over the sample; keeps every command and every question."""

    def __init__(self) -> None:
        self.told: Told = []
        self.asked: list[tuple[AlertFilter, str, bool, int, int]] = []
        self.alerts: tuple[Alert, ...] = data.alerts("en")
        self.faster = False

    def page(
        self,
        wanted: AlertFilter,
        *,
        sort: str = "at",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> AlertPage:
        self.asked.append((wanted, sort, descending, offset, limit))
        return AlertPage(self.alerts[offset : offset + limit], len(self.alerts))

    def history(self, about: str) -> tuple[Handled, ...]:
        return data.SampleDesk("en").history(about)

    def acknowledge(self, ids: Iterable[str], by: str) -> Done:
        return self._done("acknowledge", tuple(ids), by)

    def assign(self, ids: Iterable[str], who: str, by: str) -> Done:
        return self._done("assign", tuple(ids), who, by)

    def close(self, ids: Iterable[str], cause: str, note: str, by: str) -> Done:
        return self._done("close", tuple(ids), cause, note, by)

    def undo(self, actions: Iterable[str], by: str) -> Done:
        return self._done("undo", tuple(actions), by)

    def assign_ticket(self, ticket_id: str, who: str, by: str) -> Done:
        return self._done("assign_ticket", ticket_id, who, by)

    def export(
        self,
        path: Path,
        wanted: AlertFilter,
        columns: Sequence[Column],
        progress: Callable[[int, int], bool],
    ) -> int:
        self.told.append(("export", path.suffix, wanted.group, [one.title for one in columns]))
        for done in range(1, 4):
            if not progress(done, 3):
                return -1
        return 3

    def _done(self, *what: object) -> Done:
        self.told.append(what)
        return Done() if self.faster else Done((f"{what[0]}-1",))


@pytest.fixture
def desk() -> TellingDesk:
    return TellingDesk()


@pytest.fixture
def alarms() -> list[int]:
    return []


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's center, filled once and copied for each test: filling takes a second."""
    path = tmp_path_factory.mktemp("sample") / "center.db"
    with pytest.MonkeyPatch.context() as here:
        here.setenv(PLACE_VARIABLE, str(path.parent / "keys"))
        made = open_store(path, warehouse="W1")
        fill(made, "en")
        made.close()
    return path.parent


@pytest.fixture
def store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A center's database with the sample in it, and the keys of its recipients beside it.

    The keys are this test's own: another may rotate its keys and drop the old ones.
    """
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(PLACE_VARIABLE, str(tmp_path / "keys"))
    made = open_store(tmp_path / "center.db", warehouse="W1")
    yield made
    made.close()


@pytest.fixture
def center(store: Store) -> OfficeCenter:
    numbers = count(1)
    return OfficeCenter(store, lambda: data.AT, lambda: f"new-{next(numbers)}")


@pytest.fixture
def office(
    qapp: QApplication, desk: TellingDesk, center: OfficeCenter, tmp_path: Path
) -> Iterator[Office]:
    work = Work()
    yield Office(
        words=Words("en"),
        style=OfficeStyle(),
        pictures=Pictures(),
        work=work,
        desk=desk,
        kept=OfficeFile(tmp_path / "office.json"),
        now=lambda: data.AT,
        center=center,
        exports=tmp_path,
        me="LA",
    )
    work.stop()


@pytest.fixture
def window(qtbot: QtBot, office: Office, alarms: list[int]) -> OfficeWindow:
    made = OfficeWindow(office, place="W1", alarm=lambda: alarms.append(1))
    made.resize(1920, 1080)
    qtbot.addWidget(made)
    qtbot.addWidget(made.wall)
    made.show()
    made.receive(data.board("en"))
    made.receive(data.warehouse("en"))
    made.show_page("alerts")
    settled(qtbot, made)
    return made


def settled(qtbot: QtBot, window: OfficeWindow) -> None:
    """Every question is answered and shown."""
    table, work = window.alerts.table, window.office.work
    qtbot.waitUntil(lambda: work.idle() and not table.pending() and bool(table.model.page.rows))


def open_only(count: int) -> tuple[Alert, ...]:
    first = data.alerts("en")[0]
    return tuple(replace(first, id=f"new-{n}") for n in range(count))
