"""What other rules would have decided of past orders: counted, with examples, before they count."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.center.review_known import Looking
from app.domain.review import Outcome, RuleSet
from app.domain.review_engine import Judge
from app.domain.review_facts import MOMENTARY, Facts, facts_of
from app.store.engine import Store
from app.store.records import StoredOrder
from app.store.transaction import Transaction

AT_ONCE: Final = 500
EXAMPLES: Final = 5
GoOn = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """An order that would go another way. The rules are named."""

    number: str
    shop: str
    before: Outcome
    after: Outcome
    rule_before: str
    rule_after: str


@dataclass(slots=True)
class DryRun:
    """``orders`` were judged by both; ``changes`` counts those that differ, by (before, after)."""

    orders: int = 0
    changes: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    added: int = 0  # decided alike, but something else is added
    whole: bool = True  # False: it was stopped before the end

    @property
    def changed(self) -> int:
        return sum(self.changes.values())


def dry_run(
    store: Store, before: RuleSet, after: RuleSet, since: datetime, now: datetime, go_on: GoOn
) -> DryRun:
    """Judges every order that changed last from ``since`` on by both; nothing is written.

    What was so at its review (stock, time of day, first order) is taken as it was then, where it
    was kept. ``go_on`` hears (done, all) and answers whether to. Raises StoreError.
    """
    run = DryRun()
    judges = (Judge(before, now), Judge(after, now))
    with store.read() as tx:
        total = tx.reviews.count_since(since)
    last = ""
    while True:
        with store.read() as tx:
            orders = tx.reviews.past(since, last, AT_ONCE)
            facts = _facts(tx, judges, orders, now)
        for stored, seen in zip(orders, facts, strict=True):
            _compare(run, judges, stored, seen)
        if len(orders) < AT_ONCE:
            return run
        last = orders[-1].order.id
        if not go_on(run.orders, max(total, run.orders)):
            run.whole = False
            return run


def _facts(
    tx: Transaction, judges: tuple[Judge, Judge], orders: tuple[StoredOrder, ...], now: datetime
) -> list[Facts]:
    ids = [one.order.id for one in orders]
    trades, kept = tx.trades.of(ids), tx.reviews.of(ids)
    asks = judges[0].asks | judges[1].asks
    looking = Looking(tx, asks, [one.order for one in orders], trades, now)
    found = []
    for stored in orders:
        order, then = stored.order, kept.get(stored.order.id)
        at = (then.judged_at if then else stored.updated_at or now).astimezone()
        facts = facts_of(order, trades.get(order.id), at, looking.known(order))
        if then is not None:
            facts |= {name: value for name, value in then.facts.items() if name in MOMENTARY}
        found.append(facts)
    return found


def _compare(run: DryRun, judges: tuple[Judge, Judge], stored: StoredOrder, facts: Facts) -> None:
    run.orders += 1
    was, would = (judge.judge(facts) for judge in judges)
    if was.outcome is would.outcome:
        run.added += was.adds != would.adds
        return
    kind = (was.outcome, would.outcome)
    run.changes[kind] += 1
    if run.changes[kind] <= EXAMPLES:
        rules = [judge.rules.get(one.rule) for judge, one in zip(judges, (was, would), strict=True)]
        names = [rule.name if rule else "" for rule in rules]
        order = stored.order
        run.examples.append(Example(order.number, order.shop, *kind, *names))
