"""The price of a parcel: as the bench asks for it, and many at once as a bill is checked."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.bulk_rating import BulkPricer
from app.domain.places import Destination, ZoneLevel
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard, Zone, ZoneMember
from app.domain.rating import price
from app.domain.surcharge import BaseOn, Surcharge, SurchargeKind, When
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from benchmarks import rig, stock
from benchmarks.figures import Figure, spread

QUOTES = 3_000
BULK = 300_000
QUICK = 300
DAY = date(2020, 10, 20)
"""Half of a month of parcels falls into the season of the card."""

DAYS = 30
INSURED = 0.02


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    rng = random.Random(3)
    card = _with_surcharges(next(one for one in stock.cards() if one.courier == stock.COURIER))
    parcels = [_parcel(rng) for _ in range(QUICK if quick else BULK)]
    return [_single(card, parcels[: QUICK if quick else QUOTES]), _bulk(card, parcels)]


def _with_surcharges(card: RateCard) -> RateCard:
    """A remote city, fuel, insured value and a handling fee by weight, on top of the season."""
    far = Zone("FAR", (ZoneMember(ZoneLevel.DISTRICT, "苏州/吴中区"),))
    none = Decimal(0)
    fixed, percent = SurchargeKind.FIXED, SurchargeKind.PERCENT
    return replace(
        card,
        lists=(far,),
        surcharges=(
            Surcharge("FAR", fixed, Decimal(5), when=When(places="FAR")),
            Surcharge("HEAVY", SurchargeKind.PER_WEIGHT, Decimal("0.2"), when=When(w_from=none)),
            Surcharge(
                "INSURED", percent, Decimal("0.3"), base_on=BaseOn.DECLARED, least=Decimal(1),
                when=When(flag="INSURED"),
            ),
            Surcharge("FUEL", percent, Decimal("7.5"), base_on=BaseOn.SUBTOTAL),
        ),
    )  # fmt: skip


def _parcel(rng: random.Random) -> RatedParcel:
    to = stock.order(rng.randrange(stock.ORDERS)).recipient
    insured = rng.random() < INSURED
    return RatedParcel(
        Destination(to.country, to.province, to.city, to.district, to.postcode),
        rng.randint(100, 20_000),
        DAY + timedelta(days=rng.randrange(DAYS)),
        flags=frozenset({"INSURED"} if insured else ()),
        declared=Decimal(rng.randrange(100, 5_000)) if insured else None,
    )


def _single(card: RateCard, parcels: list[RatedParcel]) -> Figure:
    """The card looked up in the store each time, as in the bench's weighing."""
    times = []
    with rig.home() as home:
        store = open_store(home / DATABASE, warehouse=stock.WAREHOUSE)
        with store.write() as tx:
            tx.rates.put([card])
        with store.read() as tx:
            for parcel in parcels:
                assert parcel.ship_date is not None
                began = time.perf_counter_ns()
                found = tx.rates.in_force(card.courier, parcel.ship_date)
                answer = price(found, parcel) if found else None
                times.append((time.perf_counter_ns() - began) / 1e6)
                assert isinstance(answer, Quote)
        store.close()
    return spread("quote_ms", times, note="with the card looked up in the store, and its trace")


def _bulk(card: RateCard, parcels: list[RatedParcel]) -> Figure:
    pricer = BulkPricer(card)
    began = time.perf_counter()
    prices = [pricer.minor(parcel) for parcel in parcels]
    took = time.perf_counter() - began
    assert all(isinstance(one, int) for one in prices)
    note = f"{len(parcels):,} parcels on one card with zones, season and surcharges, one core"
    return Figure("quotes_bulk_per_s", "1/s", len(parcels) / took, note=note)
