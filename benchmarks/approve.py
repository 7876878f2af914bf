"""Orders judged by fifty rules: in memory with their traces, and from the center's own database."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec

from app.center.approval import approve_waiting
from app.domain.order import Order, OrderLine, OrderState
from app.domain.review import Condition, Group, Op, Outcome, Rule, RuleSet
from app.domain.review_engine import Judge
from app.domain.review_facts import Known, facts_of, kept_of
from app.domain.trade import Trade
from app.domain.values import Money
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from benchmarks import rig, stock
from benchmarks.figures import Figure

RULES = 50
BULK = 100_000
STORED = 4_000
QUICK = 1_000
MAKING = 5_000
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
KNOWN = Known(
    first_order=False, blacklisted=False, below_floor=False, stock_enough=True,
    courier_reachable=True,
)  # fmt: skip


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    rng = random.Random(7)
    rules = RuleSet(tuple(_rules(rng)), 1)
    return [_in_memory(rules, rng, QUICK if quick else BULK), _stored(rules, rng, quick=quick)]


def _in_memory(rules: RuleSet, rng: random.Random, orders: int) -> Figure:
    """Facts made, judged, the trace as bytes; making the orders themselves is not counted."""
    judge, took, approved = Judge(rules, NOW), 0.0, 0
    encode = msgspec.json.Encoder().encode
    for first in range(0, orders, MAKING):
        made = [_order(rng, n) for n in range(first, min(first + MAKING, orders))]
        began = time.process_time()
        for order, trade in made:
            facts = facts_of(order, trade, NOW, KNOWN)
            decision = judge.judge(facts)
            encode((decision.outcome, decision.rule, decision.adds, kept_of(facts)))
            approved += decision.outcome is Outcome.APPROVE
        took += time.process_time() - began
    note = f"{orders:,} orders, {RULES} rules, traces kept, time of one core; {approved:,} approved"
    return Figure("approve_orders_per_s", "1/s", orders / took, note=note)


def _stored(rules: RuleSet, rng: random.Random, *, quick: bool) -> Figure:
    """The whole way in SQLite: read, judged, traces and states written, stock reserved."""
    orders = QUICK // 4 if quick else STORED
    numbers = count()
    with rig.home() as home:
        store = open_store(home / DATABASE, warehouse=stock.WAREHOUSE)
        made = [_order(rng, n) for n in range(orders)]
        with store.write() as tx:
            tx.center.begin_epoch("bench", NOW)
            tx.audit.add("center", "rule.save", "all", NOW)
            tx.reviews.add(rules.rules, NOW, "center", "rule.save all")
            tx.orders.upsert((order for order, _trade in made), NOW)
            tx.trades.put(made)
            tx.reviews.hold_back([order.id for order, _trade in made], "review", NOW)
        began = time.perf_counter()
        counts = approve_waiting(store, NOW, lambda: f"id-{next(numbers):09}")
        took = time.perf_counter() - began
        store.close()
    note = f"{orders:,} orders in SQLite, {RULES} rules; {counts.get('approve', 0):,} approved"
    return Figure("approve_stored_orders_per_s", "1/s", orders / took, note=note)


def _order(rng: random.Random, n: int) -> tuple[Order, Trade]:
    usual = stock.LONG_ORDERS + n % (stock.ORDERS - stock.LONG_ORDERS)
    order = replace(stock.order(usual), id=f"order-{n:07}", number=f"N{n:07}")
    lines = tuple(
        OrderLine(line.line_no, line.item, line.quantity, parts=line.parts) for line in order.lines
    )
    order = replace(
        order,
        state=OrderState.APPROVED,
        shop=f"shop-{n % 8}",
        lines=lines,
        paid=Money(rng.randrange(500, 200_000), "CNY"),
        buyer_note="" if n % 5 else "please",
    )
    return order, Trade(paid_at=NOW - timedelta(minutes=n % 600), buyer=f"b{n % 900}")


def _rules(rng: random.Random) -> list[Rule]:
    """Two or three conditions each; a third for one shop alone. The last approves the rest."""
    outcomes = (
        *[Outcome.HOLD] * 8, Outcome.HOLD_FINANCE, Outcome.REJECT, Outcome.TAG,
        Outcome.SET_COURIER,
    )  # fmt: skip
    made = [
        Rule(
            f"rule-{n}",
            f"rule {n}",
            rng.choice(outcomes),
            Group(tuple(_condition(rng, n) for _part in range(rng.choice((2, 3))))),
            value=stock.COURIER,
            priority=RULES - n,
            shops=(f"shop-{n % 8}",) if n % 3 == 0 else (),
        )
        for n in range(RULES - 1)
    ]
    return [*made, Rule("rest", "the rest", Outcome.APPROVE)]


def _condition(rng: random.Random, n: int) -> Condition:
    return rng.choice(
        (
            Condition("paid", Op.MORE, (str(1_000 + 10 * n),)),
            Condition("quantity", Op.AT_LEAST, (str(20 + n),)),
            Condition("weight", Op.MORE, (f"{20 + n} kg",)),
            Condition("region", Op.IN, ("西藏", "新疆", "青海/西宁")),
            Condition("items", Op.IN, (f"Z{n}", f"Y{n}")),
            Condition("has_buyer_note", Op.IS, ("yes",)),
            Condition("minutes_since_paid", Op.LESS, (str(n % 20),)),
            Condition("time", Op.BETWEEN, ("23:00", "06:00")),
            Condition("first_order", Op.IS, ("yes",)),
            Condition("cod", Op.IS, ("yes",)),
        )
    )
