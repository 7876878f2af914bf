"""A list page over 100,000 rows: pages, filters, columns, views, export, and its drawer."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.paging import ColumnFilter
from app.store.engine import open_store
from app.ui.office import gallery_data as data
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.work import LongTask
from tests import many_rows
from tests.many_rows import Long
from tests.ui.office.page_rig import settled, shown, told

ROWS = 100_000
FIELDS = (
    Field("number", "Order", bold=True, wide=20, filter=True),
    Field(
        "state", "State", Kind.STATE, filter=True,
        states={"open": State("Not seen", "stop-octagon", "stop"), "closed": State("Closed")},
    ),
    Field("bench", "Bench"),
    Field("at", "Time", Kind.MOMENT, filter=True),
    Field("minor", "Paid", Kind.MONEY, value=lambda one: one.paid, filter=True, currency="CNY"),
    Field("cut_off", "Cut-off", Kind.MOMENT, hidden=True),
)  # fmt: skip


class LongPage(ListPage[Long]):
    def __init__(self, office: Office) -> None:
        self.acted: list[tuple[str, str]] = []
        super().__init__(
            office,
            ListSpec(
                "long", "Long list", "One line", FIELDS, many_rows.read, lambda one: one.id, "at",
                groups=(("all", "All"), ("open", "Not seen")),
            ),
        )  # fmt: skip

    def detail(self, row: Long) -> DetailModel:
        actions = (Action("go", "Go"), Action("stay", "Stay", why_not="not now"))
        return DetailModel(row.id, row.number, facts=(("Bench", row.bench),), actions=actions)

    def act(self, action: str, row: Long) -> None:
        self.acted.append((action, row.id))


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.db"
    store = open_store(path, warehouse="W1")
    many_rows.fill(store, ROWS)
    store.close()
    return path


@pytest.fixture
def page(qtbot: QtBot, office: Office, long_file: Path, tmp_path: Path) -> Iterator[LongPage]:
    copyfile(long_file, tmp_path / "long.db")
    store = open_store(tmp_path / "long.db", warehouse="W1")
    office.center = OfficeCenter(store, lambda: data.AT, lambda: "id")
    yield shown(qtbot, office, LongPage(office))
    office.work.stop()
    store.close()


def texts(page: LongPage, row: int) -> list[str]:
    model = page.table.model
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def first(page: LongPage) -> str:
    return page.rows()[0].id


def test_only_what_is_seen_is_asked_for(page: LongPage, qtbot: QtBot) -> None:
    size = page.table.query.limit
    assert 8 <= len(page.rows()) == size < 20
    assert page.table.model.page.total == ROWS
    assert page.table.foot.on.isEnabled()
    assert first(page) == "a0099999"
    page.table.turn(1)
    settled(qtbot, page)
    assert first(page) == f"a{ROWS - 1 - size:07d}"
    assert texts(page, 0)[0] == f"SO-{ROWS - 1 - size:07d}"
    page.table.view.header.sectionClicked.emit(0)
    page.table.view.header.sectionClicked.emit(0)
    settled(qtbot, page)
    assert first(page) == "a0000000"


def test_cells_are_as_their_kind(page: LongPage) -> None:
    said = texts(page, 0)
    assert said[1:3] == ["Closed", "b49"]
    assert said[4] == "¥ 9.99"
    state = page.table.model.cell(page.table.model.index(0, 1))
    money = page.table.model.cell(page.table.model.index(0, 4))
    assert (state.icon, money.right) == ("info", True)


def test_filters_ask_the_center_and_say_what_is_not_understood(
    page: LongPage, qtbot: QtBot
) -> None:
    page.bar.filters.click()
    assert page.filters.isVisible()
    paid = page.filters.lines["minor"]
    paid.low.setText("9.98")
    paid.high.setText("a lot")
    page.filters.tell()
    settled(qtbot, page)
    assert page.table.query.filters == (ColumnFilter("minor", least=998),)
    assert paid.high.property("tone") == "stop"
    assert page.table.model.page.total == 200
    assert page.bar.filters.text() == "Filter (1)"
    page.filters.lines["state"].pick.menu().actions()[0].trigger()
    settled(qtbot, page)
    assert {row.state for row in page.rows()} == {"open"}
    page.filters.clear()
    settled(qtbot, page)
    assert not page.filters.filters()
    when = page.filters.lines["at"]
    when.low.setText("2026-99-99")
    page.filters.tell()
    assert when.low.property("tone") == "stop"


def test_search_groups_and_nothing_found(page: LongPage, qtbot: QtBot) -> None:
    page.bar.tab("open").click()
    settled(qtbot, page)
    assert {row.state for row in page.rows()} == {"open"}
    page.search("no such thing")
    settled(qtbot, page)
    assert page.table.model.page.total == 0
    assert page.table.empty.accessibleName().startswith("Nothing fits this filter")
    assert page.leave()
    settled(qtbot, page)
    assert page.table.model.page.total > 1000
    assert not page.leave()


def test_views_keep_filters_and_columns(page: LongPage, qtbot: QtBot) -> None:
    page.bar.actions_of("columns")[-1].trigger()
    page.filters.lines["number"].low.setText("777")
    page.filters.tell()
    settled(qtbot, page)
    page.bar.actions_of("views")[-1].trigger()
    page.filters.clear()
    settled(qtbot, page)
    page.bar.actions_of("views")[0].trigger()
    settled(qtbot, page)
    assert page.table.query.filters == (ColumnFilter("number", "777"),)
    assert page.filters.lines["number"].low.text() == "777"
    assert "cut_off" in page.table.visible()


def test_the_drawer_follows_and_acts(page: LongPage, qtbot: QtBot) -> None:
    page.table.view.select(1)
    page.table.opened.emit(page.rows()[1])
    assert page.drawer.isVisible()
    page.drawer.press("go")
    page.drawer.press("stay")  # it says why not
    assert page.acted == [("go", "a0099998")]
    page.table.view.select(2)
    assert page.drawer.model is not None
    assert page.drawer.model.id == "a0099997"
    assert page.leave()
    assert not page.drawer.isVisible()


def test_the_whole_result_goes_out(page: LongPage, qtbot: QtBot, tmp_path: Path) -> None:
    said = told(page.office)
    page.table.ask(filters=(ColumnFilter("minor", most=4),))
    settled(qtbot, page)
    page.head.exported.emit("csv")
    qtbot.waitUntil(lambda: bool(said))
    (path,) = tmp_path.glob("long-*.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == 'Order,State,Bench,Time,Paid,"Paid, currency"'
    assert len(lines) == 501
    assert lines[1].endswith("0.04,CNY")
    assert said == [f"500 rows written to {path}"]


def test_an_export_can_be_stopped(page: LongPage, qtbot: QtBot, tmp_path: Path) -> None:
    tasks: list[LongTask] = []
    page.office.work.task.connect(tasks.append)
    page.export("csv")
    qtbot.waitUntil(lambda: any(one.done for one in tasks))
    page.office.work.cancel(tasks[0].number)
    qtbot.waitUntil(lambda: tasks[-1].state != "running")
    assert tasks[-1].state in {"stopped", "done"}
    assert not list(tmp_path.glob("*.part"))
