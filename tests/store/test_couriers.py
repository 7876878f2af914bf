"""A courier's file in the store, and its way to the benches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import make_url

from app.domain.contract import Contact, Contract, Courier, CutOff
from app.domain.places import ZoneLevel
from app.domain.rate_card import Volume, ZoneMember
from app.domain.routing import Choice, Option, RoutingRule, RuleKind
from app.domain.surcharge import Surcharge, SurchargeKind
from app.domain.values import Money
from app.store import migrate
from app.store.engine import Store, open_store
from app.store.postgres import postgres_engine
from app.store.records import Cursor
from app.store.sqlite import sqlite_engine
from tests.store.samples import NOW, a_card

SF = Courier("SF", "courier one", ("sf_12",), "sf_100x150")
AGREED = Contract(
    id="c1",
    courier="SF",
    account="1234567890",
    services=("land", "air"),
    number_branch="B1",
    cut_offs=(CutOff(time(16)), CutOff(time(20, 30), (1, 2, 3, 4, 5), "air")),
    valid_from=date(2026, 1, 1),
    cod=True,
)
PEOPLE = (Contact("claims", phone="400-000-0000"),)


def test_a_courier_and_its_contracts(store: Store) -> None:
    later = replace(AGREED, id="c2", valid_from=date(2026, 6, 1))
    with store.write() as tx:
        tx.couriers.put([SF, Courier("OLD", "courier two")])
        tx.couriers.put([Courier("OLD", "courier two")], active=False)
        tx.contracts.put([AGREED, later])
        tx.contracts.put_contacts("c1", PEOPLE)
    with store.read() as tx:
        assert tx.couriers.get("SF") == SF
        assert tx.couriers.every() == (SF,)
        assert len(tx.couriers.every(also_unused=True)) == 2
        assert tx.contracts.get("c1") == AGREED
        assert tx.contracts.get("c9") is None
        assert tx.contracts.every() == (AGREED, later)
        assert tx.contracts.of_courier("SF") == (later, AGREED)
        assert tx.contracts.of_courier("SF", date(2026, 3, 1)) == (AGREED,)
        assert tx.contracts.contacts("c1") == PEOPLE
        assert tx.contracts.contacts("c2") == ()


def test_the_next_collection() -> None:
    assert AGREED.next_cut_off(1, time(12)) == time(16)
    assert AGREED.next_cut_off(1, time(16)) == time(16)
    assert AGREED.next_cut_off(1, time(16, 1)) is None
    assert AGREED.next_cut_off(1, time(16, 1), "air") == time(20, 30)
    assert AGREED.next_cut_off(7, time(16, 1), "air") is None


def test_benches_hear_of_it_but_not_of_people(store: Store, second: Store) -> None:
    with store.write() as tx:
        tx.couriers.put([SF])
        tx.contracts.put([AGREED])
        tx.contracts.put_contacts("c1", PEOPLE)
    with store.write() as tx:
        tx.contracts.put([AGREED], active=False)
    for feed in ("couriers", "contracts"):
        with store.read() as tx:
            rows = tx.feed.changed_after(feed, Cursor())
        with second.write() as tx:
            assert tx.feed.apply(feed, "e1", rows) == 1
    with second.read() as tx:
        assert tx.couriers.every() == (SF,)
        assert tx.contracts.every() == ()
        assert tx.contracts.get("c1") == AGREED
        assert tx.contracts.contacts("c1") == ()


def test_a_service_has_its_own_card(store: Store) -> None:
    plain, air = a_card(starts=date(2026, 1, 1)), replace(a_card(), service="air")
    day = date(2026, 3, 1)
    with store.write() as tx:
        tx.rates.put([plain, air])
        assert tx.rates.in_force("sf", day) == plain
        assert tx.rates.in_force("sf", day, "air") == air
        assert tx.rates.in_force("sf", day, "land") == plain
        assert tx.rates.of_courier("sf") == (plain, air)
        assert tx.rates.every() == (plain, air)
        assert tx.rates.of_courier("yto") == ()


def test_an_older_program_does_not_price_what_it_does_not_know(url: str) -> None:
    """Going back, a card with surcharges is no card; better than a price that leaves them out."""
    fuel = Surcharge("FUEL", SurchargeKind.PERCENT, Decimal(10))
    plain = a_card()
    row = replace(plain.rows[0], manual=True)
    newer = (
        replace(plain, surcharges=(fuel,)),
        replace(plain, volume=Volume(Decimal(6000))),
        replace(plain, service="air"),
        replace(plain, rows=(row,)),
    )
    store = open_store(url, warehouse="w1")
    with store.write() as tx:
        tx.rates.put([plain, *newer])
    store.close()
    engine = (
        postgres_engine(make_url(url), pool=0)
        if "://" in url
        else sqlite_engine(Path(url), migrating=True)
    )
    migrate.downgrade(engine, "0013")
    migrate.upgrade(engine)
    engine.dispose()
    store = open_store(url, warehouse="w1")
    with store.read() as tx:
        assert tx.rates.every() == (plain,)
    store.close()


def test_rules_are_kept_in_their_order(store: Store, reopen: Callable[..., Store]) -> None:
    far = (ZoneMember(ZoneLevel.PROVINCE, "新疆"),)
    low = RoutingRule("a", RuleKind.PREFER, ("SF",), places=far)
    high = RoutingRule("b", RuleKind.FORBID, ("YTO",), priority=5)
    with store.write() as tx:
        tx.routing_rules.put([low, high])
    with reopen().write() as tx:
        assert tx.routing_rules.every() == (high, low)
        tx.routing_rules.put([replace(low, priority=9)])
        assert [one.id for one in tx.routing_rules.every()] == ["a", "b"]
        tx.routing_rules.drop("a")
        assert tx.routing_rules.every() == (high,)


def test_a_choice_is_kept_with_what_else_there_was(store: Store) -> None:
    dear, cheap = Option("SF", price=Money(900, "CNY")), Option("YTO", price=Money(300, "CNY"))
    choice = Choice(dear, cheap, "r1", (dear, cheap, Option("JT", refused="no_card")))
    nothing = Choice(None, None)
    with store.write() as tx:
        tx.choices.keep("o1", 1, nothing, NOW)
        tx.choices.keep("o1", 1, choice, NOW)
        tx.choices.keep("o1", 2, nothing, NOW + timedelta(minutes=1))
    with store.read() as tx:
        assert tx.choices.get("o1") == choice
        assert choice.costs_more_minor == 600
        assert tx.choices.get("o2") is None
        assert list(tx.choices.between(NOW, NOW + timedelta(minutes=1))) == [("o1", 1, choice)]
