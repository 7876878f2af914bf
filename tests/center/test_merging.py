"""Orders packed as one, one packed as several, and both taken back; the shop's word comes first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from app.center.actions import Action, ActionRefusedError, act
from app.center.intake import Intake
from app.center.merging import merge, split
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.regrouping import undo
from app.center.staff import CENTER, NotPermittedError
from app.domain.order import Order, OrderState, Recipient
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.records import Progress
from tests.builders import NOON, a_recipient, an_item, an_operator, money
from tests.center.stock_rig import order_of


@dataclass
class Shop:
    """Orders told by a shop, at a center."""

    store: Store
    now: datetime = NOON
    ids: Iterator[int] = field(default_factory=count)

    def act(self, who: str = CENTER) -> Act:
        return Act(who, self.now, lambda: f"id-{next(self.ids):04d}")

    def told(self, number: str, **more: object) -> IncomingOrder:
        self.now += timedelta(seconds=1)
        plain = IncomingOrder(
            channel="pdd", shop="s1", number=number, state=OrderState.APPROVED,
            revision_at=self.now,
            lines=(
                IncomingLine("TEA", "tea", 2, line_id=f"{number}-1"),
                IncomingLine("CUP", "cup", 1, line_id=f"{number}-2"),
            ),
            recipient=a_recipient(), paid=money("10.01"), trade=Trade(buyer="b1"),
        )  # fmt: skip
        return replace(plain, **more)  # type: ignore[arg-type]

    def take(self, *told: IncomingOrder) -> list[str]:
        with self.store.write() as tx:
            Intake(tx, lambda: f"o-{next(self.ids):04d}", self.now).take(told)
            found = [tx.orders.by_number(one.channel, one.shop, one.number) for one in told]
        return [one.order.id for one in found if one is not None]

    def do(self, work: Callable[..., object], **values: object) -> object:
        with self.store.write() as tx:
            return work(tx, self.act(), **values)

    def order(self, order_id: str) -> Order:
        return order_of(self.store, order_id)

    def states(self, *ids: str) -> list[str]:
        return [self.order(one).state.value for one in ids]


@pytest.fixture
def shop(store: Store) -> Shop:
    return with_items(store)


@pytest.fixture
def alone(local: Store) -> Shop:
    return with_items(local)


def with_items(store: Store) -> Shop:
    with store.write() as tx:
        tx.catalogue.put([an_item("TEA"), an_item("CUP")])
        tx.operators.put([an_operator("P1")])
    return Shop(store)


def merged(shop: Shop) -> tuple[list[str], str]:
    ids = shop.take(shop.told("A"), shop.told("B"))
    return ids, str(shop.do(merge, order_ids=ids))


def test_two_orders_of_one_person_are_one_and_two_again(shop: Shop) -> None:
    ids, made = merged(shop)
    whole = shop.order(made)
    assert (whole.number, whole.state, whole.pieces) == ("M1-A", OrderState.APPROVED, 6)
    assert (whole.paid, whole.recipient) == (money("20.02"), a_recipient())
    assert [line.line_no for line in whole.lines] == [1, 2, 3, 4]
    assert shop.states(*ids) == ["held", "held"]
    with shop.store.read() as tx:
        assert {tx.orders.note(one).reason for one in ids} == {"merged"}
        assert tx.orders.by_code("M1-A") == (made,)
    assert shop.do(undo, order_id=ids[0]) == tuple(ids)
    assert shop.states(*ids, made) == ["approved", "approved", "cancelled"]
    again = str(shop.do(merge, order_ids=ids))
    assert shop.order(again).number == "M2-A"


def test_a_split_holds_every_piece_once_and_is_taken_back(shop: Shop) -> None:
    (order,) = shop.take(shop.told("A"))
    parts = shop.do(split, order_id=order, parts=[{1: 1}, {1: 1, 2: 1}])
    assert isinstance(parts, tuple)
    first, second = (shop.order(one) for one in parts)
    assert (first.number, second.number) == ("S1-A", "S2-A")
    assert [(line.item.sku, line.quantity) for line in second.lines] == [("TEA", 1), ("CUP", 1)]
    assert first.paid is not None
    assert second.paid is not None
    assert first.paid + second.paid == money("10.01")
    assert shop.do(undo, order_id=parts[1]) == (order,)
    assert shop.states(order, *parts) == ["approved", "cancelled", "cancelled"]


@pytest.mark.parametrize(
    "parts", [[{1: 2, 2: 1}], [{1: 2}, {2: 2}], [{1: 3}, {1: -1, 2: 1}], [{1: 1}, {2: 1}], []]
)
def test_parts_that_are_not_the_order_are_refused(alone: Shop, parts: object) -> None:
    (order,) = alone.take(alone.told("A"))
    with pytest.raises(NotDoneError, match="every piece"):
        alone.do(split, order_id=order, parts=parts)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"recipient": a_recipient(address="2 Road")}, "one person"),
        ({"recipient": a_recipient(phone="000 0001")}, "one person"),
        ({"trade": Trade(buyer="b2")}, "one person"),
        ({"trade": Trade(buyer="b1", cash_on_delivery=True)}, "to the courier"),
        ({"shop": "s2"}, "two shops"),
        ({"courier": "yt"}, "different couriers"),
        ({"state": OrderState.HELD, "reason": "refund_open"}, "not free"),
        ({"waybill": "YT1"}, "waybill number"),
    ],
)
def test_what_cannot_be_one_parcel(alone: Shop, other: dict[str, object], why: str) -> None:
    ids = alone.take(alone.told("A"), alone.told("B", **other))
    with pytest.raises(NotDoneError, match=why):
        alone.do(merge, order_ids=ids)


def test_masked_people_are_one_only_if_the_platform_says_so(alone: Shop) -> None:
    hidden = Recipient(name="张**", phone="138****0000", province="P", address="**路")
    tokens = [Trade(buyer="b1", address_token=token) for token in ("T1", "T2", "T2")]
    told = [alone.told(f"N{n}", recipient=hidden, trade=one) for n, one in enumerate(tokens)]
    first, second, third = alone.take(*told)
    with pytest.raises(NotDoneError, match="one person"):
        alone.do(merge, order_ids=[first, second])
    alone.do(merge, order_ids=[second, third])
    alone.do(undo, order_id=second)
    alone.do(merge, order_ids=[first, second], sure=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": OrderState.REFUNDED, "reason": "refunded"},
        {"state": OrderState.HELD, "reason": "refund_open"},
        {"recipient": a_recipient(address="9 Road")},
        {"buyer_note": "blue please"},
    ],
)
def test_a_change_of_one_source_takes_the_merge_apart(
    alone: Shop, changed: dict[str, object]
) -> None:
    ids, made = merged(alone)
    alone.take(alone.told("B", **changed))
    first, second, whole = alone.states(*ids, made)
    assert (first, whole) == ("approved", "cancelled")
    state = changed.get("state", OrderState.APPROVED)
    assert isinstance(state, OrderState)
    assert second == state.value


def test_what_a_bench_has_in_hand_is_held_not_taken_apart(alone: Shop) -> None:
    ids, made = merged(alone)
    with alone.store.write() as tx:
        tx.orders.claim(made, "b1", alone.now, alone.now + timedelta(minutes=30))
    alone.take(alone.told("B", state=OrderState.HELD, reason="refund_open"))
    assert alone.states(*ids, made) == ["held", "held", "held"]
    with alone.store.write() as tx:
        assert tx.orders.note(made).reason == "part_changed"
        tx.orders.set_state(made, OrderState.PARKED, alone.now, progress=Progress({"1": 1}))
    with pytest.raises(NotDoneError, match="at a bench"):
        alone.do(undo, order_id=made)


def test_the_same_word_again_leaves_the_merge_alone(alone: Shop) -> None:
    ids, made = merged(alone)
    alone.take(alone.told("A"), alone.told("B"))
    assert alone.states(*ids, made) == ["held", "held", "approved"]


def test_only_the_whole_is_approved_and_only_by_who_may(alone: Shop) -> None:
    ids, made = merged(alone)
    with pytest.raises(ActionRefusedError, match="another number"):
        act(alone.store, Action.APPROVE, "A", alone.now)
    with pytest.raises(NotPermittedError), alone.store.write() as tx:
        undo(tx, alone.act("P1"), order_id=made)
    act(alone.store, Action.REFUND, "A", alone.now)
    assert alone.states(*ids, made) == ["refunded", "approved", "cancelled"]
