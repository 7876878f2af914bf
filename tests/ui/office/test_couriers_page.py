"""The page of couriers over a real center: contracts shown, changed, ended and taken back."""

from collections.abc import Callable
from datetime import time

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.contract import Contact
from app.ui.office.context import Office
from app.ui.office.courier_entries import cut_offs_of, cut_offs_text, wrong_cut_offs
from app.ui.office.couriers_page import CouriersPage
from app.ui.office.form import Form
from tests.ui.office.page_rig import settled, shown, told


def over(qtbot: QtBot, office: Office) -> CouriersPage:
    office.me = "S1"
    return shown(qtbot, office, CouriersPage(office))


def test_a_contract_says_what_was_agreed(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    row = next(one for one in page.rows() if one.code == "YUNDA")
    page.open(row)
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    facts = dict(model.facts)
    assert facts["Account"] == "ACC-0021"
    assert facts["Rate card today"] == "YUNDA 2026-01"
    sections = {one.title: [right for _left, right in one.lines] for one in model.sections}
    assert sections["Cut-offs"] == ["16:30 1-6", "11:00 7"]
    assert sections["People there"] == ["claims, , , claims@example.com"]


def test_a_contract_is_changed_in_its_form(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    page, said = over(qtbot, office), told(office)
    row = next(one for one in page.rows() if one.code == "YUNDA")
    page.open(row)
    settled(qtbot, page)
    page.drawer.press("change")
    settled(qtbot, page)
    form = page.drawer.own()
    assert isinstance(form, Form)
    values = form.values()
    assert values is not None
    label = {"courier_label": "100x180", "label": "4x6", "number_branch": "B-513"}
    form.show_values(
        {**values, **label, "cut_offs": "17:15 1-5", "weight": 80, "people": "sales, Desk"}
    )
    form.submit()
    settled(qtbot, page)
    assert said == ["Courier A 2026 was saved"]
    after = center.read(lambda tx: tx.contracts.get("K-1"))
    assert after is not None
    assert (after.cut_offs[0].at, after.dispute_weight_g) == (time(17, 15), 80)
    assert center.read(lambda tx: tx.contracts.contacts("K-1")) == (Contact("sales", "Desk"),)
    kept = center.read(lambda tx: tx.couriers.get("YUNDA"))
    assert kept is not None
    assert kept.number_formats == ("yunda_15", "yunda_13_2020")
    assert (kept.label_template, after.label_template) == ("100x180", "4x6")
    assert after.number_branch == "B-513"
    assert dict(page.detail(page.rows()[0]).facts)["Labels"] == "4 × 6 in"


def test_a_new_courier_and_what_is_wrong_with_it(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    page.add()
    form = page.drawer.own()
    assert isinstance(form, Form)
    wrong = {"cut_offs": "half past four", "valid_from": "soon", "formats": "zto_14, pigeon"}
    form.show_values({"code": "ZTO", **wrong})
    form.submit()
    assert set(form.errors()) == {"courier", *wrong}
    days = {"valid_from": "2026-12-31", "valid_to": "2026-12-01"}
    form.show_values({"code": "ZTO", "courier": "Courier C", **days})
    form.submit()
    settled(qtbot, page)
    assert form.errors() == {"": "The last day is before the first"}
    form.show_values({"code": "ZTO", "courier": "Courier C", "valid_from": "2026-12-01"})
    form.submit()
    settled(qtbot, page)
    (row,) = (one for one in page.rows() if one.code == "ZTO")
    assert row.state == "coming"


def test_a_contract_ends_and_is_had_back(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    undone: list[Callable[[], None]] = []
    office.tell = lambda _text, _word, undo: undone.append(undo) if undo else None
    row = next(one for one in page.rows() if one.code == "SF")
    page.act("drop", row)
    settled(qtbot, page)
    assert [one.code for one in page.rows()] == ["YUNDA"]
    undone[-1]()
    settled(qtbot, page)
    assert [one.code for one in page.rows()] == ["YUNDA", "SF"]


@pytest.mark.parametrize("text", ["16:30", "16:30 1-6\n11:00 7", "9:05 1,3,5", "16:30 1-7 AIR"])
def test_cut_offs_come_back_as_they_were_typed(text: str) -> None:
    assert wrong_cut_offs(text) == ""
    again = cut_offs_text(cut_offs_of(text))
    assert cut_offs_of(again) == cut_offs_of(text)


@pytest.mark.parametrize("text", ["25:00", "16:30 8", "at four", "16:30 6-1"])
def test_cut_offs_that_cannot_be_are_said(text: str) -> None:
    assert wrong_cut_offs(text)
