"""The page of rate cards over a real center: the editor's cells, the preview, import, export."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.center.cards import read_cards
from app.center.fault_words import fault_line
from app.i18n import Words
from app.ui.office.cards_page import CardsPage
from app.ui.office.context import Office
from app.ui.office.grid_sheet import Area
from app.ui.office.present_card import ROWS, ZONES, cells_of, judge
from tests.ui.office.page_rig import settled, shown, told

NEW = "YUNDA 2026-12"
RATECARDS = Path(__file__).parents[2] / "data" / "courier" / "ratecards"


def opened(qtbot: QtBot, office: Office) -> CardsPage:
    """The page with the card of December in its editor."""
    office.me = "S1"
    page = shown(qtbot, office, CardsPage(office))
    row = next(one for one in page.rows() if one.name == NEW)
    page.act("edit", row)
    settled(qtbot, page)
    return page


def test_cards_say_whether_they_count(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, CardsPage(office))
    states = {one.name: one.state for one in page.rows()}
    assert states == {"YUNDA 2026-01": "in_force", NEW: "coming", "SF 2026-01": "in_force"}
    row = page.rows()[0]
    page.open(row)
    model = page.drawer.model
    assert model is not None
    assert [one.key for one in model.actions] == ["edit", "workbook", "flat"]


def test_a_wrong_cell_is_said_and_undone(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office)
    editor = page.editor
    assert editor.judged.count == 0
    editor.grid.select(Area(0, 3, 0, 3))
    editor.grid.paste("2.8x\n3.6")
    assert editor.grid.sheet.errors[(0, 3)] == "'2.8x' is not a number"
    editor.form.submit()
    assert editor.form.errors() == {"": "Mend the marked cells first"}
    editor.undo()
    assert editor.judged.count == 0


def test_a_zone_without_a_price_is_named_on_the_whole(qtbot: QtBot, office: Office) -> None:
    editor = opened(qtbot, office).editor
    editor.show_tab(ZONES)
    editor.grid.select(Area(0, 0, 0, 0))
    editor.grid.paste("Z")
    assert editor.judged.card is None
    assert any("Z" in one for one in editor.judged.whole)
    assert not editor.grids[ROWS].sheet.errors


def test_filled_prices_are_looked_at_and_taken_over(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office)
    said = told(office)
    editor = page.editor
    editor.grid.select(Area(0, 3, 0, 3))
    editor.grid.paste("5")
    editor.form.show_values({"id": "YUNDA 2027", "valid_from": "2027-01-01"})
    editor.form.submit()
    settled(qtbot, page)
    assert "compared with YUNDA 2026-12:" in editor.preview.lines()
    assert "1 cells of the price table" in editor.preview.lines()
    editor.preview.take.click()
    settled(qtbot, page)
    assert said == ["1 rate card taken over"]
    assert "YUNDA 2027" in {one.name for one in page.rows()}
    assert editor.isHidden()


def test_what_was_typed_can_be_had_back(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office)
    kept: list[object] = []
    office.tell = lambda _text, _word, undo: kept.append(undo)
    page.editor.grid.paste("Q")
    assert page.leave()
    assert page.editor.isHidden()
    kept[-1]()  # type: ignore[operator]
    assert not page.editor.isHidden()
    assert page.editor.grids[ROWS].sheet.cells[0][0] == "Q"


def test_a_card_goes_out_and_comes_in_again(qtbot: QtBot, office: Office) -> None:
    office.me = "S1"
    page = shown(qtbot, office, CardsPage(office))
    said = told(office)
    row = next(one for one in page.rows() if one.name == NEW)
    for action, ending in (("workbook", "xlsx"), ("flat", "csv")):
        page.act(action, row)
        settled(qtbot, page)
        path = office.exports / f"YUNDA_2026-12.{ending}"
        assert said[-1] == f"Written to {path}"
        page.ask_file(path)
        settled(qtbot, page)
        panel = page.drawer.own()
        assert panel is not None
    page.shut()


def test_a_broken_sheet_names_its_faults(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    page = shown(qtbot, office, CardsPage(office))
    sheet = tmp_path / "new.csv"
    sheet.write_text("id,courier,zone,w_from,w_to,base\nx,YUNDA,A,0,1,-2\n", encoding="utf-8")
    page.ask_file(sheet)
    settled(qtbot, page)
    said = [one.accessibleName() for one in page.drawer.findChildren(type(page.head._title))]
    assert any("row 2, column base: -2 is negative" in one for one in said)


def test_faults_are_said_in_the_readers_language() -> None:
    words = Words("zh_Hans")
    assert fault_line("zone A has two prices above 3", words) == "区域 A 在 3 以上有两个价格"
    assert fault_line("x is already in 1 to 9 of zone B", words).startswith("x 已在")
    assert fault_line("something new", words) == "something new"


def test_every_card_comes_out_of_its_cells_as_it_went_in() -> None:
    for card in read_cards(RATECARDS):
        ends = {"valid_from": card.valid_from, "valid_to": card.valid_to}
        head = {"id": card.id, **{key: str(day or "") for key, day in ends.items()}}
        judged = judge(card, head, cells_of(card))
        assert judged.count == 0
        assert judged.card == card
