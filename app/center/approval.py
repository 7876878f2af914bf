"""The review: orders that wait are judged by the rules, and released with all they need.

A released order has its courier and its stock. Which steps give it these the entrypoint may say;
a step that cannot do so names the reason, and the order waits for a person.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from app.center import choosing, reserving
from app.center.order_life import with_gifts
from app.center.review_gate import REVIEW
from app.center.review_known import Looking
from app.domain.order import Order, OrderLine, OrderState
from app.domain.review import Added, Decision, Outcome, RuleSet
from app.domain.review_checks import gift_of
from app.domain.review_engine import Judge
from app.domain.review_facts import Facts, facts_of, kept_of
from app.store.engine import Store
from app.store.records import StoredOrder
from app.store.review import KeptReview, Settled
from app.store.transaction import Transaction

AT_ONCE: Final = 200
NewId = Callable[[], str]
NO_COURIER, NO_STOCK = "no_courier", reserving.NO_STOCK
OTHER_WAREHOUSE, GIFT_ITEM = "other_warehouse", "gift_item"
HELD_AS: Final[Mapping[Outcome, str]] = {
    Outcome.HOLD: "review_hold",
    Outcome.HOLD_FINANCE: "review_finance",
    Outcome.REJECT: "review_reject",
}
"""Why an order waits that the rules did not release."""
REVIEWED: Final = frozenset(
    {REVIEW, *HELD_AS.values(), NO_COURIER, NO_STOCK, OTHER_WAREHOUSE, GIFT_ITEM}
)
"""Such orders are released with courier and stock, by ``review_hand``, and in no other way."""


@dataclass(slots=True)
class Released:
    """Orders on their way out, by id; a step changes them, or refuses one with its reason."""

    orders: dict[str, Order]
    refused: dict[str, str] = field(default_factory=dict)

    def refuse(self, order_id: str, reason: str) -> None:
        self.refused[order_id] = reason
        self.orders.pop(order_id, None)


Step = Callable[[Transaction, Released, datetime, NewId], None]


def with_couriers(tx: Transaction, released: Released, now: datetime, _new_id: NewId) -> None:
    """Each order gets its courier. One that names it keeps it, priced or not.

    Where no courier was agreed with at all, none is asked for.
    """
    for order_id, found in choosing.choose_for(tx, tuple(released.orders.values()), now).items():
        if isinstance(found, choosing.Chosen):
            released.orders[order_id] = found.order
        elif found.choice.options and not found.order.courier:
            released.refuse(order_id, NO_COURIER)


def with_stock(tx: Transaction, released: Released, now: datetime, new_id: NewId) -> None:
    """Each order has its goods promised, or none of them."""
    for order_id in reserving.reserve(tx, tuple(released.orders.values()), now, new_id):
        released.refuse(order_id, NO_STOCK)


STEPS: Final[tuple[Step, ...]] = (with_couriers, with_stock)


def approve_waiting(
    store: Store,
    now: datetime,
    new_id: NewId,
    *,
    steps: Sequence[Step] = STEPS,
    go_on: Callable[[], bool] = lambda: True,
) -> dict[str, int]:
    """Judges every order that waits for its review, some in a transaction; what came of them.

    The counts are by outcome, and by the reason of what was approved and yet must wait. ``go_on``
    is asked between two transactions. Raises StoreError; what was done until then stays done.
    """
    counts: Counter[str] = Counter()
    while done := store.transact(lambda tx: _some(tx, now, new_id, steps)):
        counts.update(done)
        if not go_on():
            break
    return dict(counts)


def _some(
    tx: Transaction, now: datetime, new_id: NewId, steps: Sequence[Step]
) -> Counter[str] | None:
    waiting = tx.reviews.waiting(REVIEW, AT_ONCE)
    if not waiting:
        return None
    judge = Judge(tx.reviews.current(), now)
    judged = judge_all(tx, judge, waiting, now)
    tx.reviews.keep(
        kept(stored.order.id, judge.rules, facts, decision, now)
        for stored, facts, decision in judged
    )
    approved = [one for one in judged if one[2].outcome is Outcome.APPROVE]
    held = [
        Settled(stored.order.id, OrderState.HELD.value, HELD_AS[decision.outcome])
        for stored, _facts, decision in judged
        if decision.outcome is not Outcome.APPROVE
    ]
    adds = {stored.order.id: decision.adds for stored, _facts, decision in approved}
    released = release(tx, [stored.order for stored, *_rest in approved], adds, now, new_id, steps)
    held += [
        Settled(order_id, OrderState.HELD.value, reason)
        for order_id, reason in released.refused.items()
    ]
    tx.reviews.settle(held, now)
    counts = Counter(decision.outcome.value for _stored, _facts, decision in judged)
    return counts + Counter(released.refused.values())


def judge_all(
    tx: Transaction, judge: Judge, waiting: Sequence[StoredOrder], now: datetime
) -> list[tuple[StoredOrder, Facts, Decision]]:
    """Each order with what the rules saw of it and decided; nothing is written."""
    trades = tx.trades.of([one.order.id for one in waiting])
    looking = Looking(tx, judge.asks, [one.order for one in waiting], trades, now)
    local, found = now.astimezone(), []
    for stored in waiting:
        order = stored.order
        facts = facts_of(order, trades.get(order.id), local, looking.known(order))
        found.append((stored, facts, judge.judge(facts)))
    return found


def release(
    tx: Transaction,
    orders: Sequence[Order],
    adds: Mapping[str, tuple[Added, ...]],
    now: datetime,
    new_id: NewId,
    steps: Sequence[Step] = STEPS,
) -> Released:
    """Writes orders as approved, with what was added to them; those refused are not written."""
    released = Released({})
    for order in orders:
        changed = _with_added(tx, order, adds.get(order.id, ()))
        if isinstance(changed, str):
            released.refuse(order.id, changed)
        else:
            released.orders[order.id] = changed
    for step in steps:
        if released.orders:
            step(tx, released, now, new_id)
    approved = [replace(one, state=OrderState.APPROVED) for one in released.orders.values()]
    tx.orders.upsert(approved, now)
    tx.reviews.settle([Settled(one.id, OrderState.APPROVED.value, "") for one in approved], now)
    return released


def _with_added(tx: Transaction, order: Order, adds: Sequence[Added]) -> Order | str:
    """The order with courier and gifts of the rules, or why it cannot be released here."""
    gifts: list[OrderLine] = []
    courier = ""
    for one in adds:
        match one.outcome:
            case Outcome.SET_WAREHOUSE if one.value != tx.warehouse:
                return OTHER_WAREHOUSE
            case Outcome.SET_COURIER:
                courier = courier or one.value  # the first rule that says so
            case Outcome.ADD_GIFT:
                sku, count = gift_of(one.value)
                item = tx.catalogue.get(sku)
                if item is None:
                    return GIFT_ITEM
                gifts.append(OrderLine(0, item, count, gift=True, parts=tx.catalogue.kit(sku)))
    if courier:
        order = replace(order, courier=courier)
    return with_gifts(order, gifts) if gifts else order


def kept(
    order_id: str, rules: RuleSet, facts: Facts, decision: Decision, now: datetime
) -> KeptReview:
    """A decision as it is stored."""
    return KeptReview(
        order_id, decision.outcome.value, decision.rule, rules.version, now, kept_of(facts),
        decision.adds, decision.why.value, decision.unknown, decision.says,
    )  # fmt: skip
