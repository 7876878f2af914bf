"""The price of a parcel: as the bench asks for it, and many at once as a bill is checked."""

import random
import time
from datetime import date

from app.domain.places import Destination
from app.domain.rating import Quote, quote
from app.domain.values import Grams
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from benchmarks import rig, stock
from benchmarks.figures import Figure, spread

QUOTES = 3_000
BULK = 100_000
QUICK = 300
DAY = date(2026, 11, 24)


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    rng = random.Random(3)
    parcels = [_parcel(rng) for _ in range(QUICK if quick else BULK)]
    return [_single(parcels[: QUICK if quick else QUOTES]), _bulk(parcels)]


def _parcel(rng: random.Random) -> tuple[Destination, Grams]:
    to = stock.order(rng.randrange(stock.ORDERS)).recipient
    place = Destination(to.country, to.province, to.city, to.district, to.postcode)
    return place, Grams(rng.randint(100, 20_000))


def _single(parcels: list[tuple[Destination, Grams]]) -> Figure:
    """The card read from the store each time, as in the bench's weighing."""
    times = []
    with rig.home() as home:
        store = open_store(home / DATABASE, warehouse=stock.WAREHOUSE)
        with store.read() as tx:
            for place, grams in parcels:
                began = time.perf_counter_ns()
                card = tx.rates.in_force(stock.COURIER, DAY)
                answer = quote(card, place, grams, DAY) if card else None
                times.append((time.perf_counter_ns() - began) / 1e6)
                assert isinstance(answer, Quote)
        store.close()
    return spread("quote_ms", times, note="with the card read from the store")


def _bulk(parcels: list[tuple[Destination, Grams]]) -> Figure:
    card = next(one for one in stock.cards() if one.courier == stock.COURIER)
    began = time.perf_counter()
    refused = sum(not isinstance(quote(card, place, grams, DAY), Quote) for place, grams in parcels)
    took = time.perf_counter() - began
    assert not refused
    note = f"{len(parcels):,} parcels on one card in memory, one process"
    return Figure("quotes_bulk_per_s", "1/s", len(parcels) / took, note=note)
