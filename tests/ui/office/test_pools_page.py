"""The pools of waybill numbers over a real center: counts, low stock, a number made void."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.contract import NumberAccount
from app.domain.purchase import NumberWanted, PurchaseEvent
from app.domain.waybill_number import NumberState
from app.store.transaction import Transaction
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.pools_page import PoolsPage
from tests.builders import NOON
from tests.ui.office.page_rig import settled, shown, told


def form_of(qtbot: QtBot, office: Office, who: str = "S1") -> tuple[PoolsPage, Form]:
    """The page with the form that makes a number of YUNDA void."""
    office.me = who
    page = shown(qtbot, office, PoolsPage(office))
    page.open(next(one for one in page.rows() if one.courier == "YUNDA"))
    page.drawer.press("void")
    form = page.drawer.own()
    assert isinstance(form, Form)
    return page, form


def test_numbers_are_counted_by_state_and_low_stock_is_said(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, PoolsPage(office))
    rows = {one.courier: one for one in page.rows()}
    yunda, sf = rows["YUNDA"], rows["SF"]
    assert (yunda.pool, yunda.leased, yunda.voided, yunda.state) == (498, 100, 2, "enough")
    assert (sf.pool, sf.state) == (60, "low")
    page.table.ask(group="low")
    settled(qtbot, page)
    assert [one.courier for one in page.rows()] == ["SF"]


def test_a_number_is_made_void_with_its_reason(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    page, form = form_of(qtbot, office)
    said = told(office)
    form.show_values({"number": "4300000000003"})
    form.submit()
    assert set(form.errors()) == {"reason"}
    form.show_values({"number": "4300000000003", "reason": "torn roll"})
    form.submit()
    settled(qtbot, page)
    assert said == ["4300000000003 is void"]
    known = center.read(lambda tx: tx.waybills.get("YUNDA", "4300000000003"))
    assert known is not None
    assert (known.state, known.station_id) == (NumberState.VOIDED, "B01")
    entries = center.read(lambda tx: list(tx.audit.read(about="YUNDA/4300000000003")))
    assert entries[0].who == "S1"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("4300000000599", "The number 4300000000599 is void already"),
        ("77", "The number 77 is not known"),
    ],
)
def test_what_cannot_be_void_says_why(qtbot: QtBot, office: Office, number: str, says: str) -> None:
    page, form = form_of(qtbot, office)
    form.show_values({"number": number, "reason": "torn"})
    form.submit()
    settled(qtbot, page)
    assert form.errors() == {"number": says}


def test_a_lead_may_not(qtbot: QtBot, office: Office) -> None:
    page, form = form_of(qtbot, office, "LA")
    form.show_values({"number": "4300000000003", "reason": "torn"})
    form.submit()
    settled(qtbot, page)
    assert "may not" in form.errors()["number"]


def test_what_a_courier_refuses_is_asked_for_again(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    wanted = NumberWanted("order-1-1", "order-1", "SF")

    def refused(tx: Transaction, _act: object) -> None:
        (contract,) = tx.contracts.of_courier("SF")
        tx.contracts.put([replace(contract, numbers=NumberAccount("sf"))])
        known = tx.purchases.intend(wanted, NOON)
        tx.purchases.move(known, PurchaseEvent.REFUSED, NOON, why="the account is empty")

    center.change(refused, "S1")
    office.me = "S1"
    page = shown(qtbot, office, PoolsPage(office))
    row = next(one for one in page.rows() if one.courier == "SF")
    assert (row.state, row.refused, row.open) == ("refused", 1, 0)
    page.open(row)
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    assert model.sections[0].lines == (("", "the account is empty"),)
    said = told(office)
    page.drawer.press("again")
    settled(qtbot, page)
    assert said == ["1 number is asked for again"]
    row = next(one for one in page.rows() if one.courier == "SF")
    assert (row.state, row.refused, row.open) == ("bought", 0, 1)
