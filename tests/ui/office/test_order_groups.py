"""Orders packed as one, as two, and by themselves again, from the Orders page."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.center.intake import Intake
from app.center.office_center import OfficeCenter
from app.domain.order import Order, OrderState, Role
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.orders_page import OrdersPage
from tests.builders import NOON, a_recipient, an_item, money
from tests.ui.office.page_rig import settled, shown

Said = list[tuple[str, Callable[[], None] | None]]


@pytest.fixture
def said(office: Office) -> Said:
    """What is said, and the way back of each."""
    found: Said = []
    office.tell = lambda text, _word, undo: found.append((text, undo))
    office.me, office.role = "C1", Role.CLERK
    return found


@pytest.fixture
def page(qtbot: QtBot, office: Office, center: OfficeCenter, said: Said) -> OrdersPage:
    """Two orders of one person, found by the beginning of their numbers."""
    del said
    ids = iter(("two-a", "two-b"))
    told = [
        IncomingOrder(
            channel="pdd", shop="s1", number=number, state=OrderState.APPROVED, revision_at=NOON,
            lines=(IncomingLine("TEA", "tea", 2), IncomingLine("CUP", "cup", 1)),
            recipient=a_recipient(), paid=money("10.00"), trade=Trade(buyer="b1"),
        )
        for number in ("TWO-A", "TWO-B")
    ]  # fmt: skip
    center.change(lambda tx, _act: tx.catalogue.put([an_item("TEA"), an_item("CUP")]), "C1")
    center.change(lambda tx, _act: Intake(tx, lambda: next(ids), NOON).take(told), "C1")
    # What rules of the sample hold is released: this is about approved orders.
    center.change(
        lambda tx, _act: [
            tx.orders.set_state(one, OrderState.APPROVED, NOON) for one in ("two-a", "two-b")
        ],
        "C1",
    )
    made = shown(qtbot, office, OrdersPage(office))
    made.search("TWO-")
    settled(qtbot, made)
    return made


def press(qtbot: QtBot, page: OrdersPage, key: str) -> None:
    page.drawer.press(key)
    settled(qtbot, page)


def opened(qtbot: QtBot, page: OrdersPage, number: str) -> list[str]:
    """What can be done with it."""
    page.search(number)
    settled(qtbot, page)
    page.open(next(one for one in page.rows() if one.number == number))
    settled(qtbot, page)
    assert page.drawer.model is not None
    return [one.key for one in page.drawer.model.actions]


def order(center: OfficeCenter, order_id: str) -> Order:
    stored = center.read(lambda tx: tx.orders.get(order_id))
    assert stored is not None
    return stored.order


def test_chosen_orders_are_packed_as_one_and_it_is_taken_back(
    qtbot: QtBot, page: OrdersPage, center: OfficeCenter, said: Said
) -> None:
    page.open(page.rows()[0])
    settled(qtbot, page)
    page.table.view.selectAll()
    press(qtbot, page, "merge")
    assert order(center, "two-a").state is OrderState.HELD
    ((text, undo),) = said
    assert text.startswith("2 orders are packed as M1-TWO-")
    assert undo is not None
    undo()
    settled(qtbot, page)
    assert said[-1][0] == "2 orders are packed by themselves again"
    assert order(center, "two-a").state is OrderState.APPROVED


def test_one_order_alone_says_how_to_choose_more(
    qtbot: QtBot, page: OrdersPage, said: Said
) -> None:
    opened(qtbot, page, "TWO-A")
    page.table.view.clearSelection()
    press(qtbot, page, "merge")
    assert said == [("Choose the orders first, with Ctrl or Shift", None)]


def test_an_order_is_packed_as_two_and_put_together_again(
    qtbot: QtBot, page: OrdersPage, center: OfficeCenter, said: Said
) -> None:
    assert {"merge", "split"} <= set(opened(qtbot, page, "TWO-A"))
    page.drawer.press("split")
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values({"line-1": 3})
    form.submit()
    settled(qtbot, page)
    assert "every piece" in form.errors()["line-1"]
    form.show_values({"line-1": 1})
    form.submit()
    settled(qtbot, page)
    assert said[-1][0] == "TWO-A is packed as two"
    parts = center.read(lambda tx: [one.made_id for one in tx.groups.of_source("two-a")])
    found = [[line.quantity for line in order(center, one).lines] for one in parts]
    assert sorted(found) == [[1], [1, 1]]
    assert "apart" in opened(qtbot, page, "S1-TWO-A")
    press(qtbot, page, "apart")
    assert said[-1][0] == "1 order is packed by itself again"
    assert order(center, "two-a").state is OrderState.APPROVED


def test_who_may_not_hold_orders_is_offered_nothing_of_it(
    qtbot: QtBot, page: OrdersPage, office: Office
) -> None:
    office.role = Role.PACKER
    assert not {"merge", "split", "apart"} & set(opened(qtbot, page, "TWO-A"))
