"""Class 16: a courier sells numbers over HTTP: silent after the sale, 500, nonsense, cut, deaf.

Its hard kind sells a second number to whoever asks twice, so each purchase must be asked about
before it is repeated. The buyer dies now and then, and another one goes on.
"""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.center.buying import PATIENCE, NumberBuyer, PurchaseFailedError, PurchaseOpenError
from app.domain.purchase import NumberWanted, Sold
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from tests.builders import NOON
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import center_at, server
from tests.number_seller import Courier, HttpSeller, Mood

NAME = "16 courier sells numbers over HTTP"
SHARES = (
    (Mood.CALM, 6), (Mood.SILENT_AFTER, 3), (Mood.SILENT_BEFORE, 2), (Mood.BROKEN_AFTER, 8),
    (Mood.GARBLED, 8), (Mood.CUT, 10), (Mood.REFUSES, 3),
)  # fmt: skip
SILENT_S = 0.1


class _DiedError(Exception):
    """The program that bought ended with the number in its hand."""


class _Dying(HttpSeller):
    def buy(self, wanted: NumberWanted) -> Sold:
        super().buy(wanted)
        raise _DiedError


@dataclass
class _Shop:
    """One center and its courier."""

    store: Store
    courier: Courier
    rng: random.Random
    now: datetime = NOON
    bought: dict[str, NumberWanted] = field(default_factory=dict)

    def buyer(self, *, dies: bool = False) -> NumberBuyer:
        kind: Callable[[int, float], HttpSeller] = _Dying if dies else HttpSeller
        return NumberBuyer(self.store, kind(self.courier.port, SILENT_S), lambda: self.now)


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-courier-", dir=memory()) as name,
    ):
        for at, place in enumerate((str(Path(name) / "center.db"), running.create())):
            with center_at(place, orders=1) as store, Courier() as courier:
                shop = _Shop(store, courier, random.Random(seed + at))
                _buy(tally, shop, 20 if long else 1)
                _drain(tally, shop)
    return tally.report("SQLite and PostgreSQL; this courier sells twice to whoever asks twice")


def _buy(tally: Tally, shop: _Shop, times: int) -> None:
    moods = [mood for mood, share in SHARES for _ in range(share * times)]
    shop.rng.shuffle(moods)
    for n, mood in enumerate(moods):
        wanted = NumberWanted(f"parcel-{n}", f"order-{n}", "lb")
        shop.bought[wanted.parcel_id] = wanted
        shop.courier.mood = mood
        shop.courier.deaf = mood is Mood.SILENT_AFTER
        dies = shop.rng.random() < 0.2
        tally.injected += dies
        for _ in range(shop.rng.randrange(1, 4)):  # the bench asks again and again
            _ask(shop.buyer(dies=dies), wanted)
        shop.courier.mood, shop.courier.deaf = Mood.CALM, False
    tally.injected += shop.courier.hits


def _ask(buyer: NumberBuyer, wanted: NumberWanted) -> None:
    try:
        buyer.number_for(wanted)
    except PurchaseFailedError:
        buyer.try_again(wanted.parcel_id)
    except (PurchaseOpenError, _DiedError):
        return


def _drain(tally: Tally, shop: _Shop) -> None:
    """The courier is well again: each parcel has its one number, whoever was asked how often."""
    shop.now += PATIENCE + timedelta(seconds=1)
    shop.buyer().finish(limit=10_000)
    with shop.store.read() as tx:
        for key, wanted in shop.bought.items():
            sold = shop.courier.sold[key]
            tally.doubled += max(0, len(sold) - 1)
            known = tx.purchases.get(key)
            number = known.number if known else ""
            entry = tx.waybills.get(wanted.courier, number) if number else None
            mine = entry is not None and (entry.state, entry.parcel_id) == (
                NumberState.ASSIGNED,
                key,
            )
            tally.lost += not mine
            tally.expect(not sold or sold[0] == number, f"{key} has {number}, sold were {sold}")
        tally.expect(not tx.purchases.open(shop.now), "purchases without an end")
