"""A courier for an order: contracts and cards of the ship date, the rules, the choice kept."""

from dataclasses import replace
from datetime import UTC, timedelta

from app.center.choosing import choose_courier, offers, rerouting_report
from app.domain.contract import Contract
from app.domain.recosting import undated
from app.domain.routing import RoutingRule, RuleKind
from app.domain.values import Grams
from app.store.engine import Store
from tests.builders import NOON, TODAY, a_recipient, an_order
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


def test_the_choice_is_kept_with_the_parcel(store: Store) -> None:
    _set_up(store)
    order = an_order(recipient=a_recipient(province="四川省"), shop="gifts")
    rule = RoutingRule("r1", RuleKind.PREFER, ("SF",), shops=("gifts",), service="")
    with store.write() as tx:
        tx.routing_rules.put([rule])
        choice = choose_courier(tx, order, Grams(900), TODAY, NOON)
    assert choice.chosen is not None
    assert choice.cheapest is not None
    assert (choice.chosen.courier, choice.cheapest.courier) == ("SF", "YUNDA")
    assert choice.costs_more_minor == 600 - 180
    with store.write() as tx:
        assert tx.choices.get(order.id) == choice
        cash = choose_courier(tx, replace(order, shop="s"), Grams(900), TODAY, NOON, cod=True)
    assert cash.chosen is not None
    assert (cash.chosen.courier, cash.rule) == ("SF", "")
    with store.read() as tx:
        assert tx.choices.get(order.id) == cash


def test_the_report_of_what_was_lost(store: Store) -> None:
    _set_up(store)
    with store.write() as tx:
        packed(tx, 1, "四川省", 900, 600)
        packed(tx, 2, "西藏自治区", 900, 900)
    told = rerouting_report(store, NOON, NOON + timedelta(days=1), UTC, TODAY)
    assert (told.parcels, told.unpriced, told.saved_minor) == (2, 0, 420)
    assert told.moves == {("SF", "YUNDA"): (1, 420)}
