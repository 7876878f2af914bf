"""Waves over a real center: planned and released, printed, lent, taken back and undone."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.order import Role
from app.store.records import StationSeen
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.waves_page import WavesPage
from tests.ui.office.page_rig import settled, shown, told

UNDER_WAY, FRESH = "W261124-003", "W261124-006"


@pytest.fixture
def page(qtbot: QtBot, office: Office, center: OfficeCenter, tmp_path: Path) -> WavesPage:
    office.me, office.exports = "LA", tmp_path / "exports"
    center.change(lambda tx, act: tx.stations.put(StationSeen("B07", seen_at=act.at)), "LA")
    return shown(qtbot, office, WavesPage(office))


def opened(qtbot: QtBot, page: WavesPage, number: str) -> dict[str, str]:
    """The facts of a wave, as the drawer says them."""
    (row,) = (one for one in page.rows() if one.number == number)
    page.open(row)
    settled(qtbot, page)
    return facts(page)


def facts(page: WavesPage) -> dict[str, str]:
    model = page.drawer.model
    assert model is not None
    return dict(model.facts)


def pressed(qtbot: QtBot, page: WavesPage, action: str) -> None:
    page.drawer.press(action)
    settled(qtbot, page)


def filled(qtbot: QtBot, page: WavesPage, action: str, **values: object) -> None:
    if action:
        page.drawer.press(action)
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values(values)
    form.submit()
    settled(qtbot, page)


def changed(qtbot: QtBot, page: WavesPage, action: str, **values: object) -> dict[str, str]:
    """The facts of the fresh wave after something was done with it."""
    opened(qtbot, page, FRESH)
    filled(qtbot, page, action, **values)
    return facts(page)


def test_a_wave_says_how_far_it_is_and_what_is_wrong(qtbot: QtBot, page: WavesPage) -> None:
    said = opened(qtbot, page, UNDER_WAY)
    assert said["Packed"] == "3 of 7 orders"
    assert said["Picker"] == "Packer 02"
    model = page.drawer.model
    assert model is not None
    assert [one.title for one in model.sections] == [
        "Changed since its slip was printed: print it again · 1",
        "On hold · 1",
        "Refunded or cancelled · 1",
        "Orders · 7",
    ]
    assert "undo" not in {one.key for one in model.actions}


def test_a_plan_is_shown_first_and_then_released(
    qtbot: QtBot, office: Office, page: WavesPage
) -> None:
    before, said = page.table.model.page.total, told(office)
    page.plan()
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    assert (model.title, dict(model.facts)["Orders"]) == ("4 waves would be made", "13")
    assert model.sections[-1].lines == (("No courier yet", "2"),)
    pressed(qtbot, page, "release")
    assert said == ["13 orders are in waves now"]
    assert page.table.model.page.total == before + 4


def test_slips_and_the_list_are_written_to_the_exports(
    qtbot: QtBot, office: Office, page: WavesPage
) -> None:
    assert changed(qtbot, page, "slips", paper="label")["Slips printed"] == "7"
    filled(qtbot, page, "list", paper="a4")
    written = sorted(one.name for one in office.exports.iterdir())
    assert [name.split("-c1")[0][:11] for name in written] == [FRESH, FRESH]
    page.drawer.press("slips")
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values({"paper": "label", "again": False})
    form.submit()
    settled(qtbot, page)
    assert "is printed" in form.errors()[""]


def test_lent_to_a_bench_and_taken_back(qtbot: QtBot, page: WavesPage) -> None:
    assert changed(qtbot, page, "lend", station="B07", hours=8)["Lent to"] == "B07"
    pressed(qtbot, page, "back")
    assert "Lent to" not in facts(page)


def test_a_picker_is_named_and_the_wave_undone(
    qtbot: QtBot, office: Office, page: WavesPage
) -> None:
    assert changed(qtbot, page, "picker", picker="P03")["Picker"] == "Packer 03"
    said = told(office)
    pressed(qtbot, page, "undo")
    assert said == [f"{FRESH} is undone"]
    assert FRESH not in {one.number for one in page.rows()}


def test_how_waves_are_made_is_kept(qtbot: QtBot, page: WavesPage, center: OfficeCenter) -> None:
    page.ask_policy()
    settled(qtbot, page)
    values = {"by": "region", "orders": 20, "pieces": 90, "least": 30, "hurry_min": 60}
    filled(qtbot, page, "", **values, singles=False, auto=True)
    form = page.drawer.own()
    assert isinstance(form, Form)
    assert "least" in form.errors()[""]
    filled(qtbot, page, "", **(values | {"least": 3}), singles=False, auto=True)
    known = center.read(lambda tx: tx.wave_book.policy())
    assert (known.by.value, known.orders, known.least, known.auto) == ("region", 20, 3, True)


def test_who_may_not_sees_no_buttons(qtbot: QtBot, office: Office, page: WavesPage) -> None:
    office.role = Role.FINANCE
    opened(qtbot, page, FRESH)
    assert page.tools() == ()
    model = page.drawer.model
    assert model is not None
    assert model.actions == ()
