"""Rules as the office changes them: saved, moved, dry-run, tried, brought back."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from app.center import review_desk
from app.center.approval import approve_waiting
from app.center.refusals import NotDoneError
from app.center.review_dry_run import dry_run
from app.center.staff import NotPermittedError
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.domain.review import Condition, Group, Op, Outcome
from app.store.engine import Store
from tests.builders import NOON, an_operator
from tests.center.review_rig import ALL, LARGE, an_act, new_id, save, standing, take, told


def test_a_dry_run_counts_what_would_change(store: Store) -> None:
    save(store, LARGE, ALL)
    take(store, *(told(str(n), paid=str(100 * n)) for n in range(1, 11)))
    approve_waiting(store, NOON, new_id)
    with store.read() as tx:
        before = tx.reviews.current()
    after = before.having(replace(LARGE, when=Group((Condition("paid", Op.MORE, ("300",)),))))

    run = dry_run(store, before, after, NOON - timedelta(1), NOON, lambda _done, _all: True)

    assert (run.orders, run.changed, run.whole) == (10, 2, True)
    assert run.changes == Counter({(Outcome.APPROVE, Outcome.HOLD): 2})
    assert {one.number for one in run.examples} == {"4", "5"}
    assert {(one.rule_before, one.rule_after) for one in run.examples} == {("all", "large")}
    later = dry_run(store, before, after, NOON + timedelta(1), NOON, lambda _done, _all: True)
    assert later.orders == 0


def test_a_dry_run_is_stopped(local: Store) -> None:
    save(local, ALL)
    take(local, *(told(str(n)) for n in range(501)))
    with local.read() as tx:
        rules = tx.reviews.current()
    run = dry_run(local, rules, rules, NOON - timedelta(1), NOON, lambda _done, _all: False)
    assert (run.orders, run.whole) == (500, False)


def test_rules_are_moved_switched_dropped_and_brought_back(store: Store) -> None:
    save(store, LARGE, ALL)
    act = an_act()
    with store.write() as tx:
        review_desk.move(tx, act, rule_id="all", up=True)
        review_desk.set_enabled(tx, act, rule_id="large", enabled=False)
    with store.read() as tx:
        rows = review_desk.read(tx, PageQuery("position", descending=False), now=NOON).rows
    assert [(row.name, row.state, row.position) for row in rows] == [
        ("all", "on", 1),
        ("large", "off", 2),
    ]
    with store.write() as tx:
        review_desk.drop(tx, act, rule_id="all")
        with pytest.raises(NotDoneError):
            review_desk.drop(tx, act, rule_id="all")
        with pytest.raises(NotDoneError):
            review_desk.move(tx, act, rule_id="large", up=True)
        assert [one.n for one in review_desk.history(tx)] == [5, 4, 3, 2, 1]
        review_desk.restore(tx, act, version=2)
        assert [one.name for one in review_desk.current(tx).ordered] == ["large", "all"]
        with pytest.raises(NotDoneError):
            review_desk.restore(tx, act, version=99)


def test_a_wrong_rule_is_not_saved_and_not_everybody_may(local: Store) -> None:
    with local.write() as tx:
        tx.operators.put([an_operator("clerk", Role.CLERK)])
    wrong = replace(ALL, expression="pad < 3")
    with local.write() as tx, pytest.raises(NotDoneError, match="no field is called pad"):
        review_desk.save(tx, an_act(), rule=wrong)
    with local.write() as tx, pytest.raises(NotPermittedError):
        review_desk.save(tx, an_act("clerk"), rule=ALL)


def test_an_order_is_tried_without_writing(local: Store) -> None:
    save(local, LARGE, ALL)
    take(local, told())
    with local.read() as tx:
        tried = review_desk.try_order(tx, number="1", now=NOON)
        assert tried.trace.decision.outcome is Outcome.APPROVE
        low = replace(LARGE, when=Group((Condition("paid", Op.MORE, ("5",)),)))
        tried = review_desk.try_order(tx, number="1", now=NOON, rule=low)
        assert tried.trace.decision.rule == "large"
        with pytest.raises(NotDoneError):
            review_desk.try_order(tx, number="99", now=NOON)
    assert standing(local) == ("pending", "review")
