"""Which place is meant: chosen once, the orders go on, the same text is known next time."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from app.center import address_desk
from app.center.address_desk import below, choose, named, take_back
from app.center.intake import Intake
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.staff import CENTER, NotPermittedError
from app.domain.order import OrderState, Recipient
from app.domain.paging import PageQuery
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.records import StoredOrder
from app.store.transaction import Transaction
from tests.builders import NOON, an_item, an_operator

TEXT = "朝阳区建国路1号"
BEIJING = ("北京市", "北京市", "朝阳区")
IDS = count(1)


def act(who: str = CENTER) -> Act:
    return Act(who, NOON, lambda: f"new-{next(IDS)}")


def incoming(number: str, text: str = TEXT, **more: object) -> IncomingOrder:
    plain = IncomingOrder(
        "woo", "demo", number, OrderState.APPROVED, NOON, (IncomingLine("TEA", "tea", 1),),
        Recipient(name="Recipient", address=text),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


Take = Callable[..., list[str]]


@pytest.fixture
def take(store: Store) -> Take:
    with store.write() as tx:
        tx.catalogue.put([an_item("TEA")])

    def taken(*orders: IncomingOrder) -> list[str]:
        """Takes orders in; their ids."""
        with store.write() as tx:
            Intake(tx, lambda: f"o{next(IDS)}", NOON).take(orders)
            return [of(tx, one.number).order.id for one in orders]

    return taken


def of(tx: Transaction, number: str) -> StoredOrder:
    stored = tx.orders.by_number("woo", "demo", number)
    assert stored is not None
    return stored


def state(store: Store, number: str) -> tuple[OrderState, str]:
    """With the reason why it waits."""
    with store.read() as tx:
        stored = of(tx, number)
        return stored.order.state, tx.orders.note(stored.order.id).reason


def test_every_order_with_the_text_goes_on(store: Store, take: Take) -> None:
    first, _second, _other = take(
        incoming("A-1"), incoming("A-2", "朝阳区 建国路1号"), incoming("A-3", "乌有乡1号")
    )
    with store.read() as tx:
        page = address_desk.read(tx, PageQuery("number", descending=False, limit=10))
        assert address_desk.counts(tx) == 3
    assert [(one.number, one.confidence, len(one.candidates)) for one in page.rows] == [
        ("A-1", 25, 2), ("A-2", 25, 2), ("A-3", 0, 0),
    ]  # fmt: skip
    assert page.rows[0].candidates[0] == BEIJING
    with store.write() as tx:
        placed = choose(tx, act(), order_id=first, place=BEIJING)
        to = of(tx, "A-2").order.recipient
    assert len(placed.orders) == 2
    assert (to.province, to.district, to.address) == ("北京市", "朝阳区", "建国路1号")
    assert [state(store, name)[0] for name in ("A-1", "A-2")] == [OrderState.APPROVED] * 2
    assert state(store, "A-3") == (OrderState.HELD, "address")
    with store.read() as tx:
        (entry,) = tx.audit.read(about="A-1")
    assert (entry.action, TEXT in str(entry)) == ("order.place", False)


def test_the_same_text_is_known_next_time(store: Store, take: Take) -> None:
    (first,) = take(incoming("A-1"))
    with store.write() as tx:
        choose(tx, act(), order_id=first, place=BEIJING)
    take(incoming("A-2"), incoming("A-1"))
    for name in ("A-1", "A-2"):  # told again, the first keeps its place
        assert state(store, name)[0] is OrderState.APPROVED
        with store.read() as tx:
            assert of(tx, name).order.recipient.province == "北京市"


def test_an_order_that_is_not_paid_waits_for_its_money(store: Store, take: Take) -> None:
    unpaid = incoming("A-1", state=OrderState.PENDING, reason="unpaid")
    (first,) = take(unpaid)
    with store.write() as tx:
        choose(tx, act(), order_id=first, place=BEIJING)
    assert state(store, "A-1")[0] is OrderState.PENDING
    take(replace(unpaid, state=OrderState.APPROVED, reason=""))
    assert state(store, "A-1")[0] is OrderState.APPROVED


@pytest.mark.parametrize(
    ("trade", "goes"),
    [(None, "approved"), (Trade(paid_at=NOON), "approved"), (Trade(), "pending")],

)  # fmt: skip
def test_of_older_orders_only_what_is_paid_goes_on(
    store: Store, take: Take, trade: Trade | None, goes: str
) -> None:
    (first,) = take(incoming("A-1"))
    with store.write() as tx:
        note = tx.orders.note(first)
        tx.orders.keep_note(first, replace(note, told="held"))
        if trade is not None:
            tx.trades.put([(of(tx, "A-1").order, trade)])
        choose(tx, act(), order_id=first, place=BEIJING)
    assert state(store, "A-1")[0].value == goes


def test_taken_back_it_waits_again(store: Store, take: Take) -> None:
    first, second = take(incoming("A-1"), incoming("A-2"))
    with store.write() as tx:
        placed = choose(tx, act(), order_id=first, place=BEIJING)
        tx.orders.set_state(second, OrderState.PACKED, NOON)
        assert take_back(tx, act(), placed=placed) == 1
        assert of(tx, "A-1").order.recipient == Recipient(name="Recipient", address=TEXT)
    assert state(store, "A-1") == (OrderState.HELD, "address")
    assert state(store, "A-2")[0] is OrderState.PACKED
    with store.write() as tx:
        choose(tx, act(), order_id=first, place=BEIJING)
    assert state(store, "A-1")[0] is OrderState.APPROVED


def test_what_cannot_be_done_is_said(store: Store, take: Take) -> None:
    (first,) = take(incoming("A-1"))
    with store.write() as tx:
        tx.operators.put([an_operator("P1")])
        with pytest.raises(NotPermittedError):
            choose(tx, act("P1"), order_id=first, place=BEIJING)
        with pytest.raises(NotDoneError, match="province"):
            choose(tx, act(), order_id=first, place=("", "", ""))
        choose(tx, act(), order_id=first, place=BEIJING)
        with pytest.raises(NotDoneError, match="any more"):
            choose(tx, act(), order_id=first, place=BEIJING)


def test_the_lists_leave_out_what_nobody_writes() -> None:
    provinces = {one.name: one for one in below()}
    assert len(provinces) > 30
    beijing = {one.name: one for one in below(provinces["北京市"].code)}
    assert named(beijing["朝阳区"]) == BEIJING
    guangdong = {one.name: one for one in below(provinces["广东省"].code)}
    assert named(guangdong["东莞市"]) == ("广东省", "东莞市", "")
    assert below(guangdong["东莞市"].code) == ()
    shenzhen = {one.name for one in below(guangdong["深圳市"].code)}
    assert "南山区" in shenzhen
    hubei = {one.name: one for one in below(provinces["湖北省"].code)}
    assert named(hubei["仙桃市"]) == ("湖北省", "仙桃市", "")
