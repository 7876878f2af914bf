"""The office's quiet parts: periods, views in a file, the watch, pages of a long table."""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLayout
from pytestqt.qtbot import QtBot

from app.center.alert_board import AlertBoard, AlertFilter, Marks
from app.center.alerts import AlertsDesk, DeskAwayError
from app.center.overview import WarehouseNow
from app.domain.catalogue import Item
from app.domain.paging import PageQuery
from app.store.alerts import StoredAlert
from app.store.engine import open_store
from app.ui.office import periods
from app.ui.office.alert_cells import AlertCells
from app.ui.office.alerts_layout import AlertSource
from app.ui.office.context import Office
from app.ui.office.data_table import DataTable
from app.ui.office.gallery import render_office
from app.ui.office.saved_views import OfficeFile, SavedView
from app.ui.office.watch import CenterLost, Wanted, Watch
from tests.builders import NOON

EVENING = datetime(2026, 3, 2, 21, 30).astimezone()
NIGHT = datetime(2026, 3, 3, 3, 30).astimezone()


def test_a_shift_begins_at_its_hour_also_after_midnight() -> None:
    assert periods.shift_begin(EVENING).hour == 20
    assert periods.shift_begin(NIGHT) == EVENING.replace(hour=20, minute=0)
    assert periods.since("today", NIGHT).hour == 0
    assert EVENING - periods.since("week", EVENING) > timedelta(days=6)


@pytest.mark.parametrize("period", periods.PERIODS)
@pytest.mark.parametrize("now", [EVENING, NIGHT, EVENING.replace(hour=8, minute=0)])
def test_the_last_bar_holds_the_present(period: str, now: datetime) -> None:
    edges = periods.edges(period, now)
    assert edges[0] == periods.since(period, now)
    assert any(start <= now < end for start, end in itertools.pairwise(edges))


def test_views_are_kept_and_a_broken_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "office.json"
    kept = OfficeFile(path)
    view = SavedView("alerts", "mine", PageQuery(group="mine", kinds=("stop",), offset=50), ("at",))
    kept.save(view)
    kept.save(replace(view, columns=("at", "state")))
    kept.keep("theme", "dark")
    again = OfficeFile(path)
    (found,) = again.views("alerts")
    assert (found.columns, found.query.offset, found.query.kinds) == (("at", "state"), 0, ("stop",))
    assert again.get("theme") == "dark"
    again.forget(found)
    assert OfficeFile(path).views("alerts") == ()
    path.write_text('{"views": [{"table": 1}, 7]}', encoding="utf-8")
    assert OfficeFile(path).views("alerts") == ()
    path.write_text("no json", encoding="utf-8")
    assert OfficeFile(path).get("theme") == ""


class Center:
    """A center whose marks are set by hand."""

    def __init__(self) -> None:
        self.marks_now = Marks()
        self.away = False
        self.boards = 0

    def marks(self) -> Marks:
        if self.away:
            raise DeskAwayError("Check the network.", "gone")
        return self.marks_now

    def board(
        self, wanted: AlertFilter, now: datetime, edges: Sequence[datetime] = ()
    ) -> AlertBoard:
        self.boards += 1
        return AlertBoard(at=now)

    def now(self, day_begins: datetime) -> WarehouseNow:
        return WarehouseNow(at=NOON)


def test_the_watch_reads_the_board_only_when_something_changed() -> None:
    center, told = Center(), list[object]()
    wanted = Wanted(AlertFilter(), (), NOON)
    clock = [NOON]
    watch = Watch(center, center, lambda: wanted, lambda: clock[0], told.append)
    assert watch.look()
    assert not watch.look()
    center.marks_now = Marks(alerts=1)
    assert watch.look()
    watch.look_now()
    assert watch.look()
    assert not watch.look()
    clock[0] += timedelta(seconds=6)
    assert watch.look()
    assert center.boards == 4


def test_the_watch_says_when_the_center_is_away_and_comes_back(qtbot: QtBot) -> None:
    center, told = Center(), list[object]()
    center.away = True
    wanted = Wanted(AlertFilter(), (), NOON)
    watch = Watch(center, center, lambda: wanted, lambda: NOON, told.append)
    watch.start()
    qtbot.waitUntil(lambda: CenterLost("Check the network.", NOON) in told)
    center.away = False
    watch.look_now()
    qtbot.waitUntil(lambda: any(isinstance(one, AlertBoard) for one in told))
    watch.stop()


def _many(place: Path, count: int) -> Callable[[], AlertsDesk]:
    store = open_store(place, warehouse="W1")
    mug = Item("MUG", "mug", "white")
    for start in range(0, count, 10_000):
        with store.write() as tx:
            for n in range(start, min(start + 10_000, count)):
                tx.alerts.add(
                    StoredAlert(
                        f"a{n:06d}", "mismatch", "wrong_item", f"o{n}", f"SO-{n:06d}", "shop", None,
                        "MUG", mug, None, {}, "picker", f"b{n % 10}", "P1",
                        NOON + timedelta(seconds=n), NOON + timedelta(seconds=n),
                        state="closed" if n % 7 else "open",
                    )
                )  # fmt: skip
    store.close()

    def desk() -> AlertsDesk:
        return AlertsDesk(open_store(place, warehouse="W1"), lambda: NOON, lambda: "id")

    return desk


def test_a_long_table_is_turned_page_by_page(
    qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    """A few thousand rows; 100,000 are measured in docs/office.md."""
    desk = _many(tmp_path / "many.db", 3_000)()
    cells = AlertCells(office.words, lambda: datetime.now(UTC))
    source = AlertSource(desk, AlertFilter())
    table = DataTable(
        office.style, office.pictures, office.words, office.work, source, lambda one: str(one.id)
    )
    qtbot.addWidget(table)
    table.set_columns(cells.columns())
    layout = table.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    table.resize(1300, 800)
    table.show()
    table.ask(sort="at")
    qtbot.waitUntil(lambda: office.work.idle() and not table.pending())
    size = table.query.limit
    assert table.model.page.total == 3_000
    assert table.model.row(0).id == "a002999"
    begin = time.perf_counter()
    for _page in range(5):
        table.turn(1)
        qtbot.waitUntil(office.work.idle)
    assert time.perf_counter() > begin
    assert table.model.row(0).id == f"a{2999 - 5 * size:06d}"
    table.turn(-1)
    qtbot.waitUntil(office.work.idle)
    assert table.model.row(0).id == f"a{2999 - 4 * size:06d}"
    desk._store.close()


def test_the_gallery_writes_pictures_of_the_wished_size(qtbot: QtBot, tmp_path: Path) -> None:
    scenes = ("overview", "alerts", "wall")
    files = render_office(tmp_path, ["zh_Hans"], ["dark"], [(1366, 768)], scenes)
    assert len(files) == len(scenes)
    for path in files:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1366, 768)
