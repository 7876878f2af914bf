"""Orders as the office sees them: listed, found by any code, one with all its history, changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.center import order_desk
from app.center.merging import merge
from app.center.order_desk import OrderDetail, OrderRow
from app.center.refusals import NotDoneError
from app.center.review_gate import REVIEW
from app.center.staff import CENTER, NotPermittedError
from app.domain.events import OrderPacked
from app.domain.order import OrderState, Role
from app.domain.paging import ColumnFilter, Page, PageQuery
from app.domain.recorded import Recorded
from app.domain.trade import Trade
from app.domain.values import Moment, Money
from app.store.engine import Store
from app.store.money import OrderMoney
from app.store.records import IntakeNote
from app.store.review import KeptReview
from app.store.transaction import Transaction
from tests.builders import NOON, a_recipient, an_operator, an_order, money
from tests.center.review_rig import an_act
from tests.center.stock_rig import StockRoom

WHO = a_recipient(name="Recipient", phone="13800000000", address="1 Road, Room 1203")
HELD = (("H-1", "address"), ("H-2", "no_stock"), ("H-3", "review_hold"), ("H-4", "by_hand"),
        ("H-5", "no_item_code"), ("H-6", "merged"))  # fmt: skip


@pytest.fixture
def room(store: Store) -> StockRoom:
    """Six that wait, one of another shop, one packed, one cancelled; the newest change last."""
    made = StockRoom(store, {"TEA": 100})
    with store.write() as tx:
        tx.operators.put(
            [an_operator("K", Role.CLERK), an_operator("S", Role.SUPERVISOR), an_operator("P")]
        )
    for number, reason in HELD:
        held(made, number, reason)
    made.later()
    made.take(an_order(number="A-1", shop="shop-2", slip="PS-77", recipient=WHO))
    made.later()
    made.take(an_order({"TEA": 2}, number="A-2", waybill="SF7700123", recipient=WHO))
    made.later()
    gone = an_order(number="C-1")
    made.take(replace(gone, state=OrderState.CANCELLED))
    return made


def held(room: StockRoom, number: str, reason: str) -> None:
    room.later()
    one = an_order(number=number, cut_off=NOON + timedelta(hours=int(number[-1])), recipient=WHO)
    room.take(replace(one, state=OrderState.HELD))
    with room.store.write() as tx:
        tx.orders.keep_note(one.id, IntakeNote(reason))


def numbers(
    room: StockRoom, read: Callable[[Transaction, PageQuery], Page[OrderRow]], **asked: object
) -> list[str]:
    with room.store.read() as tx:
        return [row.number for row in read(tx, PageQuery(**asked)).rows]  # type: ignore[arg-type]


def detail(room: StockRoom, number: str) -> OrderDetail:
    with room.store.read() as tx:
        found = order_desk.detail(tx, order_id=f"id-{number}")
    assert found is not None
    return found


def stands(room: StockRoom, number: str) -> tuple[str, str]:
    found = detail(room, number)
    return found.order.state.value, found.reason


def do(room: StockRoom, work: Callable[..., None], number: str, who: str, **more: str) -> None:
    with room.store.write() as tx:
        work(tx, an_act(who), order_id=f"id-{number}", **more)


def test_the_newest_change_stands_first_and_groups_are_by_state(room: StockRoom) -> None:
    everything = numbers(room, order_desk.read)
    assert everything == ["C-1", "A-2", "A-1", "H-6", "H-5", "H-4", "H-3", "H-2", "H-1"]
    groups = ("waiting", "ready", "packed", "ended")
    assert [len(numbers(room, order_desk.read, group=one)) for one in groups] == [6, 2, 0, 1]
    of_shop = (ColumnFilter("shop", values=("shop-2",)),)
    assert numbers(room, order_desk.read, filters=of_shop) == ["A-1"]
    with room.store.read() as tx:
        (row,) = order_desk.read(tx, PageQuery(filters=of_shop)).rows
    assert (row.goods, row.pieces, row.region) == ("tea", 1, "P C")


@pytest.mark.parametrize(
    ("text", "found"),
    [("a-", ["A-2", "A-1"]), ("A-2", ["A-2"]), ("SF77", ["A-2"]), ("ps-7", ["A-1"]), ("2", [])],
)
def test_a_search_is_the_beginning_of_any_code(
    room: StockRoom, text: str, found: list[str]
) -> None:
    assert numbers(room, order_desk.read, text=text) == found


def test_holds_are_by_who_helps_and_the_most_urgent_first(room: StockRoom) -> None:
    """Merged orders wait for nobody: another one is packed in their place."""
    urgent = {"sort": "cut_off", "descending": False}
    assert numbers(room, order_desk.read_holds, **urgent) == ["H-1", "H-2", "H-3", "H-4", "H-5"]
    assert numbers(room, order_desk.read_holds, group="stock", **urgent) == ["H-2"]
    with room.store.read() as tx:
        counts = order_desk.counts(tx)
        shown = {
            key: order_desk.read_holds(tx, PageQuery(group=key)).total for key in order_desk.HOLDS
        }
    assert counts == shown
    assert (counts["all"], counts["review"], counts["shop"]) == (5, 1, 0)


def test_one_order_with_all_that_happened_to_it(room: StockRoom) -> None:
    order = an_order({"TEA": 2}, number="A-2", waybill="SF7700123", recipient=WHO)
    room.read()
    room.step()
    assert detail(room, "A-2").held == {"TEA": 2}
    room.pack(order, {"TEA": 2})
    room.step()
    room.post()
    trade = Trade(created_at=NOON, paid_at=NOON, paid=Money.of("12.00", "CNY"))
    fact = Recorded(
        1, "f1", "b1", "boot", Moment(NOON, 0), "P1", order.id, OrderPacked(order.id, 1)
    )
    paid = OrderMoney(order.id, "files", "shop-1", "A-2", "CNY", 1200, NOON, "cleared", 1200)
    with room.store.write() as tx:
        tx.trades.put([(order, trade)])
        tx.reviews.keep([KeptReview(order.id, "approve", "Small", 3, NOON)])
        tx.journal.append(fact)
        tx.money.put([paid])
        tx.audit.add("K", "order.hold", "A-2", NOON, after={"state": "held"})
        tx.audit.add("K", "recipient.show", order.id, NOON + timedelta(minutes=1))
    found = detail(room, "A-2")
    assert (found.trade.paid, found.why and found.why.trace.decision.rule) == (
        money("12.00"),
        "Small",
    )
    assert [one.waybill for one in found.parcels] == ["W1"]
    assert [(one.kind, one.state) for one in found.documents] == [("delivery", "posted")]
    assert found.money is not None
    assert (found.money.state, found.held) == ("cleared", {})
    assert [one.fact for one in found.facts] == [fact.fact]
    assert [(one.who, one.what) for one in found.steps] == [
        ("K", "order.hold"), ("", "review"), ("K", "recipient.show"), ("erp", "document.posted"),
    ]  # fmt: skip
    assert found.steps[0].words == "state: held"


def test_a_merge_shows_at_both_sides(room: StockRoom) -> None:
    with room.store.write() as tx:
        tx.orders.upsert([an_order(number="A-3", waybill=""), an_order(number="A-4")], room.now)
        made = merge(tx, an_act(), order_ids=("id-A-3", "id-A-4"), sure=True)
        sides = [order_desk.detail(tx, order_id=one) for one in ("id-A-3", made)]
    assert [len(one.groups) for one in sides if one] == [1, 2]


def test_who_receives_it_leaves_the_center_masked(room: StockRoom) -> None:
    to = detail(room, "A-2").order.recipient
    with room.store.read() as tx:
        known = tx.personal.recipient("id-A-2")
    assert known == WHO  # it is there, and is not given away
    assert not {WHO.name, WHO.phone, WHO.address} & {to.name, to.phone, to.address}
    assert (to.province, to.city) == ("P", "C")
    with room.store.read() as tx:
        rows = order_desk.read(tx, PageQuery()).rows
    assert not any(secret in repr(rows) for secret in (WHO.name, WHO.phone, "1203"))


def test_a_clerk_holds_releases_and_takes_back(room: StockRoom) -> None:
    room.read()
    room.step()
    do(room, order_desk.hold, "A-1", "K")
    assert stands(room, "A-1") == ("held", "by_hand")
    do(room, order_desk.approve, "A-1", "K")
    assert stands(room, "A-1") == ("approved", "")
    do(room, order_desk.take_back, "A-1", "K")
    assert stands(room, "A-1") == ("held", "by_hand")
    assert detail(room, "A-1").held == {}
    what = [one.what for one in detail(room, "A-1").steps]
    assert what == ["order.hold", "review.approve", "review.take_back"]


def test_some_holds_end_by_force_alone_and_the_reason_stays(room: StockRoom) -> None:
    with pytest.raises(NotDoneError, match="by force"):
        do(room, order_desk.approve, "H-1", "S")
    with pytest.raises(NotDoneError, match="why"):
        do(room, order_desk.force, "H-1", "S", reason=" ")
    do(room, order_desk.force, "H-1", "S", reason="the buyer called")
    assert stands(room, "H-1") == ("approved", "")
    assert "because: the buyer called" in detail(room, "H-1").steps[-1].words
    with pytest.raises(NotDoneError, match="listing"):
        do(room, order_desk.force, "H-5", "S", reason="no matter")


def test_a_cancelled_order_is_over_and_a_packed_one_cannot_be_held(room: StockRoom) -> None:
    do(room, order_desk.cancel, "A-1", "K")
    assert stands(room, "A-1")[0] == "cancelled"
    with pytest.raises(NotDoneError):
        do(room, order_desk.take_back, "A-1", "K")
    room.pack(an_order({"TEA": 2}, number="A-2"), {"TEA": 2})
    with pytest.raises(NotDoneError, match="packed"):
        do(room, order_desk.hold, "A-2", CENTER)
    with pytest.raises(NotDoneError):
        do(room, order_desk.hold, "nobody", CENTER)


@pytest.mark.parametrize(
    ("who", "work", "number"),
    [
        ("P", order_desk.hold, "A-1"), ("P", order_desk.approve, "H-3"),
        ("P", order_desk.take_back, "A-1"), ("P", order_desk.cancel, "A-1"),
        ("S", order_desk.cancel, "A-1"),
    ],
)  # fmt: skip
def test_nobody_does_what_he_may_not(
    room: StockRoom, who: str, work: Callable[..., None], number: str
) -> None:
    before = stands(room, number)
    with pytest.raises(NotPermittedError):
        do(room, work, number, who)
    with pytest.raises(NotPermittedError):
        do(room, order_desk.force, "H-1", "K", reason="a clerk")
    assert stands(room, number) == before


def test_what_waits_for_the_rules_is_in_the_group_of_the_review(room: StockRoom) -> None:
    held(room, "H-7", REVIEW)
    assert numbers(room, order_desk.read_holds, group="review") == ["H-7", "H-3"]
