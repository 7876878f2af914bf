"""Courier rules from the office: entered, judged, moved, switched, taken back, and obeyed."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from app.center import routing_desk
from app.center.choosing import choose_for
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.routing_places import places_of
from app.center.staff import CENTER, NotPermittedError
from app.domain.contract import Contract, Courier
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.domain.recosting import undated
from app.domain.routing import RoutingRule, RuleKind
from app.store.engine import Store
from tests.builders import NOON, TODAY, a_recipient, an_item, an_operator, an_order
from tests.domain.rate_sheets import SF, YUNDA, card_of

PREFER, ONLY, FORBID = RuleKind.PREFER, RuleKind.ONLY, RuleKind.FORBID
_IDS = count()
HEAVY = RoutingRule("", PREFER, ("SF",), "heavy", grams_over=5000)


def act(who: str = CENTER) -> Act:
    return Act(who, NOON, lambda: f"id-{next(_IDS)}")


@pytest.fixture
def center(local: Store) -> Store:
    with local.write() as tx:
        tx.rates.put([undated(card_of(SF)), undated(card_of(YUNDA))])
        tx.couriers.put([Courier("SF", "Courier B"), Courier("YUNDA", "Courier A")])
        tx.couriers.put([Courier("OLD", "Courier O")], active=False)
        tx.contracts.put([Contract("c1", "SF", services=("land", "air")), Contract("c2", "YUNDA")])
        tx.contracts.put([Contract("c3", "JT")])
        tx.catalogue.put([an_item("TEA")])
        tx.operators.put(
            [an_operator("P1", role=Role.PACKER), an_operator("S1", role=Role.SUPERVISOR)]
        )
    return local


def saved(store: Store, rule: RoutingRule, who: str = CENTER) -> str:
    with store.write() as tx:
        return routing_desk.save(tx, act(who), rule=rule)


def rows(store: Store, **asked: str) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        page = routing_desk.read(tx, PageQuery("position", descending=False, **asked), day=TODAY)  # type: ignore[arg-type]
    return [(one.name, one.state, one.couriers) for one in page.rows]


def names(store: Store) -> list[str]:
    return [name for name, _state, _couriers in rows(store)]


def chosen(store: Store, **more: object) -> str:
    order = an_order(courier="", recipient=a_recipient(province="四川省"), **more)  # type: ignore[arg-type]
    with store.write() as tx:
        return choose_for(tx, [order], NOON)[order.id].order.courier


def test_a_rule_counts_at_once(center: Store) -> None:
    assert chosen(center) == "YUNDA"
    rule_id = saved(
        center, RoutingRule("", PREFER, ("Courier B",), "west", places=places_of("四川"))
    )
    assert chosen(center) == "SF"
    with center.write() as tx:
        routing_desk.set_active(tx, act(), rule_id=rule_id, active=False)
    assert chosen(center) == "YUNDA"
    with center.write() as tx:
        routing_desk.set_active(tx, act(), rule_id=rule_id, active=True)
        routing_desk.save(
            tx, act(), rule=RoutingRule("", ONLY, ("yunda", "YUNDA"), "own", shops=("gifts",))
        )
    assert (chosen(center), chosen(center, shop="gifts")) == ("SF", "YUNDA")
    with center.write() as tx:
        routing_desk.drop(tx, act(), rule_id=rule_id)
    assert chosen(center) == "YUNDA"


def test_the_order_of_rules_decides(center: Store) -> None:
    first = saved(center, RoutingRule("", PREFER, ("SF",), "first"))
    second = saved(center, RoutingRule("", PREFER, ("YUNDA",), "second"))
    assert (names(center), chosen(center)) == (["first", "second"], "SF")
    with center.write() as tx:
        routing_desk.move(tx, act(), rule_id=second, up=True)
    assert (names(center), chosen(center)) == (["second", "first"], "YUNDA")
    for rule_id, up in ((second, True), (first, False)):
        with pytest.raises(NotDoneError, match="there already"), center.write() as tx:
            routing_desk.move(tx, act(), rule_id=rule_id, up=up)


def test_rules_are_listed_with_their_state(center: Store) -> None:
    day = timedelta(days=1)
    saved(center, replace(HEAVY, couriers=("SF", "JT")))
    saved(center, RoutingRule("", ONLY, ("SF",), "soon", starts=TODAY + day))
    saved(center, RoutingRule("", ONLY, ("SF",), "past", ends=TODAY - day))
    off = saved(center, RoutingRule("", ONLY, ("SF",), "off"))
    with center.write() as tx:
        routing_desk.set_active(tx, act(), rule_id=off, active=False)
    assert rows(center) == [
        ("heavy", "on", "Courier B, JT"),
        ("soon", "coming", "Courier B"),
        ("past", "over", "Courier B"),
        ("off", "off", "Courier B"),
    ]
    assert [name for name, *_rest in rows(center, group="on")] == ["heavy"]


def test_a_change_keeps_the_place_and_the_switch(center: Store) -> None:
    rule_id = saved(center, HEAVY)
    saved(center, RoutingRule("", FORBID, ("SF",), "later"))
    with center.write() as tx:
        routing_desk.set_active(tx, act(), rule_id=rule_id, active=False)
    saved(center, replace(HEAVY, id=rule_id, name="heavier", grams_over=8000))
    assert rows(center)[0][:2] == ("heavier", "off")


def test_what_was_removed_or_changed_comes_back(center: Store) -> None:
    for name in ("a", "b", "c"):
        saved(center, RoutingRule("", PREFER, ("SF",), name))
    with center.read() as tx:
        before = tx.routing_rules.every()
    with center.write() as tx:
        routing_desk.drop(tx, act(), rule_id=before[1].id)
        routing_desk.put_back(tx, act(), rule=before[1], position=2)
        assert tx.routing_rules.every() == before
        routing_desk.save(tx, act(), rule=replace(before[0], name="z"))
        routing_desk.put_back(tx, act(), rule=before[0], position=1)
        assert tx.routing_rules.every() == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(HEAVY, name=""), "needs a name"),
        (replace(HEAVY, couriers=()), "Which couriers"),
        (replace(HEAVY, couriers=("SF", "PIGEON")), "called PIGEON"),
        (replace(HEAVY, couriers=("OLD",)), "called OLD"),
        (replace(HEAVY, grams_to=5000), "No weight is above"),
        (replace(HEAVY, grams_over=-1), "No weight is above"),
        (replace(HEAVY, grams_over=None, grams_to=0), "No weight is above"),
        (replace(HEAVY, value_over_minor=-1), "worth less"),
        (replace(HEAVY, starts=TODAY, ends=TODAY - timedelta(days=1)), "last day is before"),
        (replace(HEAVY, items=("TEA", "GONE")), "the code GONE"),
        (replace(HEAVY, service="sea"), "the service sea"),
        (replace(HEAVY, id="gone"), "not there any more"),
    ],
)
def test_what_cannot_be_is_said(center: Store, wrong: RoutingRule, said: str) -> None:
    with pytest.raises(NotDoneError, match=said):
        saved(center, wrong)
    assert names(center) == []


def test_all_that_a_rule_may_say(center: Store) -> None:
    whole = RoutingRule(
        "", PREFER, ("SF",), "whole", shops=("s",), channels=("taobao",), places=places_of("四川"),
        grams_over=100, grams_to=200, cod=True, value_over_minor=5, items=("TEA",), service="air",
        starts=TODAY, ends=TODAY,
    )  # fmt: skip
    rule_id = saved(center, whole)
    with center.read() as tx:
        (kept,) = tx.routing_rules.every()
    assert kept == replace(whole, id=rule_id, priority=10)


def test_who_may_and_what_the_audit_keeps(center: Store) -> None:
    with pytest.raises(NotPermittedError):
        saved(center, HEAVY, "P1")
    rule_id = saved(center, HEAVY, "S1")
    with center.write() as tx:
        routing_desk.save(tx, act("S1"), rule=replace(HEAVY, id=rule_id, grams_over=8000))
        routing_desk.set_active(tx, act("S1"), rule_id=rule_id, active=False)
        routing_desk.drop(tx, act("S1"), rule_id=rule_id)
    with center.read() as tx:
        notes = [one for one in tx.audit.read() if one.about == rule_id]
    assert [one.action for one in notes] == [
        "routing.save", "routing.save", "routing.active", "routing.drop",
    ]  # fmt: skip
    assert notes[0].before == {}
    assert (notes[1].before["grams"], notes[1].after["grams"]) == ([5000, None], [8000, None])
    assert (notes[2].before, notes[2].after) == ({"active": True}, {"active": False})
    assert notes[3].before["couriers"] == ["SF"]
