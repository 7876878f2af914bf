"""Rules that ask what the catalogue knows of the items: their categories, and floor prices."""

from dataclasses import replace
from datetime import timedelta

from app.center import review_desk
from app.center.approval import approve_waiting
from app.center.review_dry_run import dry_run
from app.center.review_known import Looking
from app.domain.catalogue import KitPart
from app.domain.listing import ItemDetail
from app.domain.review import Condition, Op, Outcome
from app.domain.values import Money
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from tests.builders import NOON, an_item
from tests.center.review_rig import ALL, a_rule, found, new_id, save, standing, take, told

GLASS = a_rule("glass", Outcome.HOLD, Condition("categories", Op.IN, ("glass",)))
CHEAP = a_rule("cheap", Outcome.HOLD_FINANCE, Condition("below_floor", Op.IS, ("yes",)))


def knows(store: Store, *details: ItemDetail) -> None:
    with store.write() as tx:
        tx.catalogue.put([an_item(one) for one in ("TEA", "CUP", "SET")])
        tx.catalogue.put_kit("SET", [KitPart(an_item("CUP"), 2)])
        tx.items.put(details)


def bought(number: str, *lines: tuple[str, int, str | None]) -> IncomingOrder:
    """Of each line the item, how many, and what was paid for all of them."""
    made = tuple(
        IncomingLine(sku, sku, count, paid=Money.of(paid, "CNY") if paid else None, line_id=sku)
        for sku, count, paid in lines
    )
    return told(number, lines=made)


def test_a_rule_asks_for_categories(store: Store) -> None:
    knows(store, ItemDetail("TEA", "tea"), ItemDetail("CUP", "glass"))
    save(store, GLASS, ALL)
    take(store, bought("1", ("TEA", 1, None)), bought("2", ("TEA", 1, None), ("CUP", 1, None)))
    take(store, bought("3", ("SET", 1, None)))

    assert approve_waiting(store, NOON, new_id) == {"approve": 1, "hold": 2}

    assert [standing(store, one)[1] for one in "123"] == ["", "review_hold", "review_hold"]
    with store.read() as tx:
        kept = tx.reviews.get(found(store, "2").id)
        assert kept is not None
        assert (kept.rule, kept.facts["categories"]) == ("glass", ["tea", "glass"])
        assert "below_floor" not in kept.facts  # no rule asks for it


def test_a_category_that_nobody_told_is_not_known(local: Store) -> None:
    knows(local, ItemDetail("TEA", "tea"))
    save(local, GLASS, ALL)
    take(local, bought("1", ("TEA", 1, None), ("CUP", 1, None)))
    assert approve_waiting(local, NOON, new_id) == {"hold": 1}
    with local.read() as tx:
        kept = tx.reviews.get(found(local).id)
    assert kept is not None
    assert kept.unknown == ("categories",)


def test_a_rule_asks_whether_a_price_is_below_the_floor(store: Store) -> None:
    knows(store, ItemDetail("TEA", floor=Money(5_000, "CNY")))
    save(store, CHEAP, ALL)
    take(
        store,
        bought("1", ("TEA", 2, "100.00")),
        bought("2", ("TEA", 2, "99.99")),
        bought("3", ("TEA", 1, None)),  # neither price nor postage is told
        bought("4", ("CUP", 1, "0.01"), ("TEA", 1, "50.00")),  # a cup has no floor
        bought("5", ("CUP", 1, None)),
    )

    counts = approve_waiting(store, NOON, new_id)

    assert counts == {"approve": 3, "hold": 1, "hold_finance": 1}
    reasons = [standing(store, one)[1] for one in "12345"]
    assert reasons == ["", "review_finance", "review_hold", "", ""]
    with store.read() as tx:
        facts = [
            kept.facts.get("below_floor")
            for one in "123"
            if (kept := tx.reviews.get(found(store, one).id))
        ]
        assert facts == [False, True, None]
        why = review_desk.kept_trace(tx, found(store, "2"))
        assert why is not None
        assert why.trace.decided is not None
        assert why.trace.decided.tests[0].seen == (("below_floor", True),)
        tried = review_desk.try_order(tx, number="3", now=NOON)
    assert tried.trace.decision.unknown == ("below_floor",)


def test_a_dry_run_takes_the_floor_as_it_was_and_the_category_of_now(local: Store) -> None:
    knows(local, ItemDetail("TEA", "tea", floor=Money(5_000, "CNY")))
    save(local, replace(GLASS, enabled=False), CHEAP, ALL)
    take(local, bought("1", ("TEA", 1, "40.00")), bought("2", ("TEA", 1, "60.00")))
    approve_waiting(local, NOON, new_id)
    knows(local, ItemDetail("TEA", "glass", floor=Money(9_000, "CNY")))
    with local.read() as tx:
        rules = tx.reviews.current()
    since = NOON - timedelta(1)

    same = dry_run(local, rules, rules, since, NOON, lambda _done, _all: True)
    glass = dry_run(local, rules, rules.having(GLASS), since, NOON, lambda _done, _all: True)

    assert (same.orders, same.changed) == (2, 0)
    assert glass.changes == {
        (Outcome.APPROVE, Outcome.HOLD): 1,
        (Outcome.HOLD_FINANCE, Outcome.HOLD): 1,
    }


def test_nothing_is_looked_up_that_no_rule_asks_for(local: Store) -> None:
    knows(local, ItemDetail("TEA", "tea", floor=Money(5_000, "CNY")))
    take(local, bought("1", ("TEA", 1, "40.00")))
    order = found(local)
    with local.read() as tx:
        trades = tx.trades.of([order.id])
        known = [
            Looking(tx, frozenset(asks), [order], trades, NOON).known(order)
            for asks in ((), ("categories",), ("below_floor",))
        ]
    assert [one.categories for one in known] == [None, ("tea",), None]
    assert [one.below_floor for one in known] == [None, None, True]
