"""Orders that a shop tells, rules that are saved, and where an order stands after."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from app.center import review_desk
from app.center.intake import Intake
from app.center.office_center import Act
from app.center.staff import CENTER
from app.domain.order import Order, OrderState, Recipient
from app.domain.review import Condition, Group, Op, Outcome, Rule
from app.domain.stock import Level
from app.domain.trade import Trade
from app.domain.values import Money
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.transaction import Transaction
from tests.builders import NOON, an_item

CHENGDU = Recipient("Receiver", "000", "CN", "四川省", "成都市", "武侯区", "1 Road")
_ids: Iterator[int] = count()


def new_id() -> str:
    return f"id-{next(_ids):06}"


def an_act(who: str = CENTER) -> Act:
    return Act(who, NOON, new_id)


def told(number: str = "1", paid: str = "129.00", **more: object) -> IncomingOrder:
    order = IncomingOrder(
        channel="taobao",
        shop="demo",
        number=number,
        state=OrderState.APPROVED,
        revision_at=NOON,
        lines=(IncomingLine("TEA", "tea", 1),),
        recipient=CHENGDU,
        paid=Money.of(paid, "CNY"),
        trade=Trade(paid_at=NOON, buyer=f"buyer-{number}"),
    )
    return replace(order, **more)  # type: ignore[arg-type]


def take(store: Store, *orders: IncomingOrder) -> None:
    with store.write() as tx:
        if tx.catalogue.get("TEA") is None:
            tx.catalogue.put([an_item("TEA"), an_item("CUP")])
        Intake(tx, new_id, NOON).take(orders)


def a_rule(name: str, outcome: Outcome, *conditions: Condition, **more: object) -> Rule:
    return replace(Rule(name, name, outcome, Group(conditions)), **more)  # type: ignore[arg-type]


def save(store: Store, *rules: Rule) -> None:
    for rule in rules:
        with store.write() as tx:
            review_desk.save(tx, an_act(), rule=rule)


def stocked(tx: Transaction, **on_hand: int) -> None:
    tx.erps.put(ErpRow("files"), NOON)
    tx.stock.locked(on_hand)
    tx.stock.put([Level(sku, on_hand=pieces) for sku, pieces in on_hand.items()])


def found(store: Store, number: str = "1") -> Order:
    with store.read() as tx:
        stored = tx.orders.by_number("taobao", "demo", number)
    assert stored is not None
    return stored.order


def standing(store: Store, number: str = "1") -> tuple[str, str]:
    order = found(store, number)
    with store.read() as tx:
        return order.state.value, tx.orders.note(order.id).reason


LARGE = a_rule("large", Outcome.HOLD, Condition("paid", Op.MORE, ("500",)))
ALL = a_rule("all", Outcome.APPROVE)
