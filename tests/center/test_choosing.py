"""A courier for an order: contracts and cards of the ship date, the rules, the choice kept."""

from datetime import UTC, datetime, timedelta

import pytest

from app.center.choosing import Chosen, NotChosen, choose_for, offers, rerouting_report
from app.center.rerouting_desk import routes, span
from app.domain.contract import Contract
from app.domain.order import Order
from app.domain.recosting import undated
from app.domain.routing import OWN, RoutingRule, RuleKind
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store
from app.store.transaction import Transaction
from tests.builders import (
    NOON,
    TODAY,
    a_box,
    a_kit,
    a_line,
    a_recipient,
    an_item,
    an_order,
)
from tests.center.test_cards import packed
from tests.domain.rate_sheets import SF, YUNDA, card_of


def _set_up(store: Store) -> None:
    with store.write() as tx:
        tx.rates.put([undated(card_of(SF)), undated(card_of(YUNDA))])
        tx.contracts.put(
            [
                Contract("c1", "SF", services=("land", "air"), cod=True),
                Contract("c2", "YUNDA"),
                Contract("c3", "JT"),
                Contract("c4", "OLD", valid_to=TODAY - timedelta(days=1)),
            ]
        )


def test_contracts_in_force_are_offers(local: Store) -> None:
    _set_up(local)
    with local.read() as tx:
        found = offers(tx, TODAY)
    assert [(one.courier, one.service, one.card is not None) for one in found] == [
        ("SF", "land", True),
        ("SF", "air", True),
        ("YUNDA", "", True),
        ("JT", "", False),
    ]


def test_the_report_of_what_was_lost(store: Store) -> None:
    _set_up(store)
    with store.write() as tx:
        packed(tx, 1, "四川省", 900, 600)
        packed(tx, 2, "西藏自治区", 900, 900)
    with store.read() as tx:
        told = rerouting_report(tx, NOON, NOON + timedelta(days=1), UTC, TODAY)
        whole, move = routes(tx, "week", NOON + timedelta(hours=1), UTC, "CNY")
    assert (told.parcels, told.unpriced, told.saved_minor) == (2, 0, 420)
    assert told.moves == {("SF", "YUNDA"): (1, 420)}
    assert (whole.parcels, whole.saved, whole.cost) == (1, Money(420, "CNY"), Money(1500, "CNY"))
    assert (move.courier, move.cheaper, move.average) == ("SF", "YUNDA", Money(420, "CNY"))


HERE = a_recipient(province="四川省")


def _chosen(tx: Transaction, *orders: Order) -> dict[str, str]:
    """By order number the courier and service, "" where none was found."""
    found = choose_for(tx, orders, NOON)
    assert list(found) == [one.id for one in orders]
    return {
        one.order.number: f"{one.order.courier}/{one.order.service}"
        if isinstance(one, Chosen)
        else ""
        for one in found.values()
    }


def test_many_orders_at_once(store: Store) -> None:
    """The cheapest, by rule, as named by the shop, nowhere to: each is kept with its reason."""
    _set_up(store)
    orders = [
        an_order(number="plain", courier="", recipient=HERE),
        an_order(number="gift", courier="", shop="gifts", recipient=HERE),
        an_order(number="named", courier="SF", service="air", recipient=HERE),
        an_order(number="own", courier="XX", recipient=HERE),
        an_order(number="nowhere", courier="", recipient=a_recipient(province="Atlantis")),
    ]
    rule = RoutingRule("r1", RuleKind.PREFER, ("SF",), shops=("gifts",))
    with store.write() as tx:
        tx.routing_rules.put([rule])
        assert _chosen(tx, *orders) == {
            "plain": "YUNDA/", "gift": "SF/land", "named": "SF/air", "own": "", "nowhere": "",
        }  # fmt: skip
    with store.write() as tx:
        kept = {one.number: tx.choices.get(one.id) for one in orders}
        reasons = choose_for(tx, orders[3:], NOON)
    assert {name: one.rule for name, one in kept.items() if one} == {
        "plain": "", "gift": "r1", "named": OWN, "own": OWN, "nowhere": "",
    }  # fmt: skip
    named = kept["named"]
    assert named is not None
    assert named.cheapest is not None
    assert (named.cheapest.courier, named.costs_more_minor) == ("YUNDA", 600 - 165)
    first, second = reasons.values()
    assert isinstance(first, NotChosen)
    assert isinstance(second, NotChosen)
    assert first.reasons["XX"] == "no_card"
    assert second.reasons == {"SF": "no_zone", "YUNDA": "no_zone", "JT": "no_card"}


def test_chosen_before_is_chosen_anew(local: Store) -> None:
    _set_up(local)
    order = an_order(courier="", recipient=HERE)
    with local.write() as tx:
        first = choose_for(tx, [order], NOON)[order.id]
        assert first.order.courier == "YUNDA"
        tx.routing_rules.put([RoutingRule("r1", RuleKind.FORBID, ("YUNDA",))])
        assert _chosen(tx, first.order) == {"SO-1": "SF/land"}


def test_the_weight_is_that_of_the_catalogue_and_the_box(local: Store) -> None:
    _set_up(local)
    light = an_item("TEA", grams=None)
    order = an_order((a_line(1, light, 3), a_kit(2)), courier="", default_box="B3", recipient=HERE)
    with local.write() as tx:
        tx.catalogue.put([an_item("TEA", grams=400)])
        tx.boxes.put([a_box("B3", tare=140)])
        found = choose_for(tx, [order], NOON)[order.id]
        assert isinstance(found, Chosen)
        assert found.grams == 3 * 400 + 2 * 100 + 140
        empty = an_order((a_line(1, an_item("AIR", grams=None)),), courier="", recipient=HERE)
        assert isinstance(choose_for(tx, [empty], NOON)[empty.id], Chosen)


def test_cash_at_the_door_goes_by_who_collects(local: Store) -> None:
    _set_up(local)
    order = an_order(courier="", recipient=HERE)
    with local.write() as tx:
        tx.trades.put([(order, Trade(cash_on_delivery=True))])
        assert _chosen(tx, order) == {"SO-1": "SF/land"}


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [("week", "02-26", "03-04"), ("month", "03-01", "03-04"), ("last_month", "02-01", "03-01"),
     ("quarter", "12-05", "03-04")],
)  # fmt: skip
def test_the_days_of_a_period(period: str, start: str, end: str) -> None:
    begin, until = span(period, datetime(2026, 3, 4, 15, 30, tzinfo=UTC))
    assert (f"{begin:%m-%d}", f"{until:%m-%d}") == (start, end)
