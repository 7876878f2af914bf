"""Forms with their errors, the sheet of cells with its undo, and charts with their numbers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.values import Money
from app.i18n import Words
from app.ui.office.chart import ChartModel, ChartPanel, Line, Point
from app.ui.office.entries import Entry, FormField, WrongEntryError, text_of, value_of
from app.ui.office.form import Form
from app.ui.office.grid_sheet import Area, Cells, Errors, GridColumn, GridSheet, tsv
from app.ui.office.grid_view import GridView
from app.ui.office.look import OfficeStyle
from app.ui.pictures import Pictures

COLUMNS = (
    GridColumn("zone", "Zone", choices=("A", "B")),
    GridColumn("grams", "Up to", right=True),
    GridColumn("price", "Price", right=True),
)
CELLS = (("A", "500", "6"), ("A", "1000", "8"), ("B", "500", "9"))


def numbers_only(cells: Cells) -> Errors:
    return {
        (row, column): "A whole number, like 120"
        for row, line in enumerate(cells)
        for column in (1, 2)
        if line[column] and not line[column].isdecimal()
    }


@pytest.fixture
def sheet() -> GridSheet:
    return GridSheet(COLUMNS, CELLS, numbers_only)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Entry.NUMBER, "1,200", 1200),
        (Entry.NUMBER, "−3", -3),
        (Entry.DECIMAL, "1.25", Decimal("1.25")),
        (Entry.GRAMS, "1.2 kg", 1200),
        (Entry.GRAMS, "250g", 250),
        (Entry.MONEY, "12.50", Money(1250, "CNY")),
        (Entry.TEXT, "  tea ", "tea"),
        (Entry.SWITCH, "1", True),
        (Entry.MOMENT, "2026-11-24 16:30", datetime(2026, 11, 24, 16, 30).astimezone()),
        (Entry.PIN, "246813", "246813"),
        (Entry.NUMBER, "", None),
        (Entry.TEXT, "", ""),
    ],
)
def test_what_is_typed_becomes_a_value(kind: Entry, text: str, value: object) -> None:
    assert value_of(FormField("x", "X", kind, currency="CNY"), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Entry.NUMBER, "1.5"), (Entry.NUMBER, "9" * 16), (Entry.DECIMAL, "NaN"),
        (Entry.GRAMS, "1.0005 kg"), (Entry.GRAMS, "heavy"), (Entry.MONEY, "1.005"),
        (Entry.MOMENT, "24.11."), (Entry.PIN, "12345"), (Entry.PIN, "１２３４５６"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(kind: Entry, text: str) -> None:
    with pytest.raises(WrongEntryError):
        value_of(FormField("x", "X", kind, currency="CNY"), text)


def test_a_value_stands_in_its_field_as_it_is_typed() -> None:
    assert text_of(FormField("x", "X", Entry.MONEY), Money(1250, "CNY")) == "12.50"
    assert text_of(FormField("x", "X", Entry.GRAMS), 250) == "250 g"
    assert text_of(FormField("x", "X"), None) == ""


def test_a_form_says_what_is_wrong_at_its_field(qapp: QApplication, qtbot: QtBot) -> None:
    fields = (
        FormField("name", "Name", required=True),
        FormField("price", "Price", Entry.MONEY, currency="CNY"),
        FormField("role", "Role", Entry.CHOICE, choices=(("a", "First"), ("b", "Second"))),
        FormField("on", "On", Entry.SWITCH),
        FormField("odd", "Odd", Entry.NUMBER, check=lambda n: "" if n % 2 else "An odd number"),
    )
    form = Form(OfficeStyle(), Words("en"), fields)
    qtbot.addWidget(form)
    form.show()
    sent: list[dict[str, Any]] = []
    form.submitted.connect(sent.append)
    form.show_values({"price": Money(500, "CNY"), "role": "b", "on": True, "odd": 2})
    form.save.click()
    assert form.errors() == {"name": "This is needed", "odd": "An odd number"}
    name = form.editor("name")
    assert isinstance(name, QLineEdit)
    QTest.keyClicks(name, "tea")
    assert "name" not in form.errors()
    form.show_values({"name": "tea", "price": Money(500, "CNY"), "role": "b", "on": True, "odd": 3})
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert sent == [{"name": "tea", "price": Money(500, "CNY"), "role": "b", "on": True, "odd": 3}]
    form.show_error("Taken already", "name")
    assert form.errors() == {"name": "Taken already"}
    form.show_error("Not now")
    assert form.errors()[""] == "Not now"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1\t2\n3\t4\n", (("1", "2"), ("3", "4"))),
        ("1\t2\r\n3\t4", (("1", "2"), ("3", "4"))),
        ('"two\nlines"\t"a ""b"""\n', (("two\nlines", 'a "b"'),)),
        ('5" wide\tx', (('5" wide', "x"),)),
        ("\t\n", (("", ""),)),
        ("one", (("one",),)),
    ],
)
def test_spreadsheets_text_is_understood(text: str, cells: Cells) -> None:
    assert tsv(text) == cells


def test_every_step_is_taken_back_and_done_again(sheet: GridSheet) -> None:
    sheet.put(0, 1, "600")
    sheet.paste(2, 1, "700\t10\n800\t11\textra")
    sheet.fill_down(Area(0, 0, 3, 0))
    sheet.insert(1)
    sheet.delete([0, 2])
    sheet.clear(Area(1, 0, 1, 2))
    assert sheet.can_undo == "clearing"
    after = sheet.cells
    seen = [after]
    while sheet.undo():
        seen.append(sheet.cells)
    assert len(seen) == 7
    assert sheet.cells == CELLS
    assert not sheet.changed
    while sheet.redo():
        pass
    assert sheet.cells == after
    sheet.undo()
    sheet.put(0, 0, "B")
    assert not sheet.can_redo


def test_pasting_makes_rows_and_one_cell_fills_an_area(sheet: GridSheet) -> None:
    area = sheet.paste(2, 2, "1\n2\n3")
    assert area == Area(2, 2, 4, 2)
    assert [line[2] for line in sheet.cells] == ["6", "8", "1", "2", "3"]
    sheet.paste(0, 1, "50", Area(0, 1, 1, 2))
    assert sheet.cells[:2] == (("A", "50", "50"), ("A", "50", "50"))
    assert sheet.copied(Area(0, 0, 1, 1)) == "A\t50\nA\t50"


def test_wrong_cells_are_known_and_nothing_is_forbidden(sheet: GridSheet) -> None:
    assert sheet.put(1, 2, "eight")
    assert sheet.errors == {(1, 2): "A whole number, like 120"}
    assert not sheet.put(1, 2, "eight")
    sheet.undo()
    assert sheet.errors == {}


def test_the_grid_is_worked_by_keys(qapp: QApplication, qtbot: QtBot, sheet: GridSheet) -> None:
    view = GridView(OfficeStyle(), Words("en"), sheet)
    qtbot.addWidget(view)
    view.show()
    said: list[str] = []
    view.said.connect(said.append)
    view.select(Area(0, 1, 2, 1))
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [line[1] for line in sheet.cells] == ["500", "500", "500"]
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sheet.cells == CELLS
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "500\n1000\n500"
    view.select(Area(3, 0, 3, 0))
    QGuiApplication.clipboard().setText("B\theavy\t20")
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert list(sheet.cells)[3] == ("B", "heavy", "20")
    view.next_error()
    assert said[-1] == "A whole number, like 120"
    assert view.area() == Area(3, 1, 3, 1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert list(sheet.cells)[3] == ("B", "", "20")
    QTest.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert len(sheet.cells) == 3
    model = view.model()
    assert model.setData(model.index(3, 0), "A")  # the empty row below makes a new one
    assert list(sheet.cells)[3] == ("A", "", "")
    editor = view.itemDelegate().createEditor(view, None, model.index(0, 0))  # type: ignore[arg-type]
    assert isinstance(editor, QComboBox)
    editor.deleteLater()


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_a_chart_is_drawn_and_has_its_numbers(qapp: QApplication, qtbot: QtBot, kind: str) -> None:
    lines = tuple(
        Line(name, tuple(Point(f"{n:02d}", n * times, f"{n * times} g") for n in range(24)))
        for name, times in (("Expected", 10), ("Found", 12))
    )
    panel = ChartPanel(OfficeStyle(), Pictures(), Words("en"))
    qtbot.addWidget(panel)
    panel.resize(500, 320)
    panel.show_model(ChartModel("Weights", lines, kind, "One line"))
    panel.show()
    assert "Found 00 0 g, 01 12 g" in panel.chart.accessibleName()
    grabbed = panel.grab().toImage()
    colours = {grabbed.pixel(x, y) for x in range(0, 500, 7) for y in range(60, 300, 7)}
    assert len(colours) > 3
    panel.turn()
    assert panel.as_table
    assert panel.numbers.minimumHeight() >= 25 * 20
    panel.show_model(ChartModel("Nothing", (), kind))
    panel.grab()


def test_a_form_is_never_wider_than_the_side_of_a_page(qtbot: QtBot) -> None:
    long = "The center makes waves by itself, every minute of the day and of the night"
    choice = FormField("place", long, Entry.CHOICE, choices=(("a", long), ("b", long)), hint=long)
    style = OfficeStyle()
    form = Form(style, Words("en"), (choice, FormField("by_itself", long, Entry.SWITCH)))
    qtbot.addWidget(form)
    assert form.minimumSizeHint().width() <= style.side - round(32 * style.unit)
