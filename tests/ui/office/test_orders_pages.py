"""Orders and holds over a real center: found, opened, released and taken back, worked off."""

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.order import OrderState, Role
from app.remote.channels.incoming import REASONS
from app.store.engine import Store
from app.store.notices import Notice
from app.ui.office import gallery_data as data
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.holds_page import HoldsPage
from app.ui.office.orders_page import ORDER_STATES, OrdersPage
from app.ui.office.pages import PAGES
from app.ui.office.wait_words import PAGES as WORKED_OFF
from app.ui.office.wait_words import WORDS
from app.ui.office.window import OfficeWindow
from tests.ui.office.page_rig import settled, shown

ADDRESS, WAVE = "SO-20261124-8000", "SO-20261124-7013"


@pytest.fixture(autouse=True)
def clerk(office: Office) -> None:
    office.me, office.role = "C1", Role.CLERK


@pytest.fixture
def undos(office: Office) -> list[object]:
    """What was said, and the way back of each."""
    said: list[object] = []
    office.tell = lambda text, _word, undo: said.extend((text, undo))
    return said


def orders(qtbot: QtBot, office: Office, number: str) -> OrdersPage:
    """The page with this order in its drawer."""
    page = shown(qtbot, office, OrdersPage(office))
    page.search(number)
    settled(qtbot, page)
    (row,) = page.rows()
    page.open(row)
    settled(qtbot, page)
    return page


def actions(page: OrdersPage) -> list[str]:
    assert page.drawer.model is not None
    return [one.key for one in page.drawer.model.actions]


def press(qtbot: QtBot, page: OrdersPage, key: str) -> None:
    page.drawer.press(key)
    settled(qtbot, page)


def stands(center: OfficeCenter, number: str) -> OrderState:
    stored = center.read(lambda tx: tx.orders.get(*tx.orders.by_code(number)))
    assert stored is not None
    return stored.order.state


def test_every_reason_and_every_state_has_its_words() -> None:
    assert REASONS.keys() <= WORDS.keys()
    assert {one.value for one in OrderState} == ORDER_STATES.keys()
    assert {page for page, _word in WORKED_OFF.values()} <= {one.key for one in PAGES}
    assert WORKED_OFF.keys() <= WORDS.keys()


def test_orders_are_found_by_the_beginning_of_a_code_and_by_tab(
    qtbot: QtBot, office: Office
) -> None:
    page = shown(qtbot, office, OrdersPage(office))
    page.search("so-20261124-80")
    settled(qtbot, page)
    assert {row.state for row in page.rows()} == {"held"}
    page.table.ask(group="packed")
    settled(qtbot, page)
    assert page.rows() == ()
    page.search("")
    settled(qtbot, page)
    assert {row.state for row in page.rows()} == {"packed"}


def test_the_drawer_shows_the_order_and_nobody_who_receives_it(
    qtbot: QtBot, office: Office
) -> None:
    page = orders(qtbot, office, WAVE)
    model = page.drawer.model
    assert model is not None
    facts = dict(model.facts)
    assert facts["Courier"] == "SF"
    assert "*" in facts["Receives"]
    assert model.sections[0].title == "Goods"
    assert actions(page) == ["hold", "back", "merge", "split", "cancel", "show"]


def test_the_drawer_says_why_the_rules_decided_so(qtbot: QtBot, office: Office) -> None:
    model = orders(qtbot, office, "SO-20261124-7951").drawer.model
    assert model is not None
    told = {section.title: section.lines for section in model.sections}
    assert told["Judged by the rules"] == (("Decision", "Approve"), ("Rule", "Small orders"))
    assert told["What it saw"][0] == ("", "✓ Paid amount is less than 500 (183.10)")
    assert ("Large amounts", "Hold for finance") in told["What would have stopped it"]
    assert told["What was done"][-1][1] == "Judged by the rules · Approve"


def test_what_the_shop_refused_is_told_again(
    qtbot: QtBot, office: Office, center: OfficeCenter, store: Store
) -> None:
    (order_id,) = center.read(lambda tx: tx.orders.by_code(WAVE))
    told = Notice("n-1", "shop-1", order_id, WAVE, waybill="SF1", next_at=data.AT)
    with store.write() as tx:
        tx.notices.add([told], data.AT)
        taken = tx.notices.take(told, data.AT, data.AT)
        assert taken is not None
        tx.notices.end(taken, "refused", data.AT, "no such order (10)")
    page = orders(qtbot, office, WAVE)
    model = page.drawer.model
    assert model is not None
    done = next(one.lines for one in model.sections if one.title == "What was done")
    assert any("SF1 · no such order (10)" in line for _when, line in done)
    press(qtbot, page, "again")
    assert "again" not in actions(page)
    with store.read() as tx:
        assert [one.state for one in tx.notices.of_order(order_id)] == ["queued"]


def test_an_order_is_held_and_that_is_taken_back(
    qtbot: QtBot, office: Office, center: OfficeCenter, undos: list[object]
) -> None:
    page = orders(qtbot, office, WAVE)
    press(qtbot, page, "hold")
    assert stands(center, WAVE) is OrderState.HELD
    said, undo = undos
    assert said == f"{WAVE} is held"
    assert "approve" in actions(page)
    assert callable(undo)
    undo()
    settled(qtbot, page)
    assert stands(center, WAVE) is OrderState.APPROVED
    press(qtbot, page, "cancel")
    assert stands(center, WAVE) is OrderState.CANCELLED
    assert undos[-1] is None


def test_force_asks_why_and_only_those_who_may_are_offered_it(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    page = orders(qtbot, office, ADDRESS)
    assert actions(page)[:3] == ["fix", "approve", "cancel"]
    office.me, office.role = "S1", Role.SUPERVISOR
    page = orders(qtbot, office, ADDRESS)
    assert "force" in actions(page)
    page.drawer.press("force")
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.submit()
    assert "reason" in form.errors()
    form.show_values({"reason": "the buyer called"})
    form.submit()
    settled(qtbot, page)
    assert stands(center, ADDRESS) is OrderState.APPROVED


def test_holds_say_how_many_wait_for_whom_and_lead_there(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, HoldsPage(office))
    counts = page.counts
    assert (counts["address"], counts["stock"]) == (8, 0)
    assert counts["all"] >= counts["address"] + counts["goods"]  # some wait and nobody said why
    led: list[tuple[str, str]] = []
    office.search_for = lambda text, key: led.append((text, key))
    for group in ("address", "goods"):
        page.table.ask(group=group)
        settled(qtbot, page)
        page.open(page.rows()[0])
        settled(qtbot, page)
        page.drawer.press("fix")
    assert led == [(ADDRESS, "addresses"), (page.rows()[0].goods, "binding")]


def test_the_rail_shows_areas_and_the_strip_the_pages_of_one(qtbot: QtBot, office: Office) -> None:
    window = OfficeWindow(office, place="W1")
    window.resize(1366, 768)
    qtbot.addWidget(window)
    qtbot.addWidget(window.wall)
    window.show()
    window.receive(data.board("en"))
    assert [key for key in tuple(window.rail.keys()) if key in {"holds", "addresses"}] == ["holds"]
    window.show_area("holds")
    assert (window.page(), window.area.keys()) == ("holds", ("holds", "addresses"))
    window.area.tab("addresses").click()
    assert window.page() == "addresses"
    window.show_area("overview")
    assert window.area.keys() == () or not window.area.isVisible()
    window.show_area("holds")
    assert window.page() == "addresses"  # where it was left
    qtbot.waitUntil(office.work.idle)
    settled(qtbot, window.page_of("addresses"))
