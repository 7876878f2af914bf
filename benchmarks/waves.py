"""Waves planned from a hundred thousand approved orders, and some of them released, in SQLite."""

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app.center import waving
from app.center.office_center import Act
from app.center.staff import CENTER
from app.domain.order import Order
from app.domain.waving import Plan, WavePolicy
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from benchmarks import stock
from benchmarks.figures import Figure

ORDERS = 100_000
QUICK = 2_000
MAKING = 5_000
RELEASED = 50  # waves
COURIERS = ("SF", "YUNDA", "ZTO", "JD")
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    orders = QUICK if quick else ORDERS
    numbers = count()
    with tempfile.TemporaryDirectory(prefix="secondpass-waves-") as home:
        store = open_store(Path(home) / DATABASE, warehouse=stock.WAREHOUSE)
        rng = random.Random(7)
        for first in range(0, orders, MAKING):
            with store.write() as tx:
                tx.orders.upsert(_orders(rng, first, min(first + MAKING, orders)), NOW)
        with store.write() as tx:
            tx.center.begin_epoch("bench", NOW)
        began = time.process_time()
        with store.read() as tx:
            wanted = waving.plan(tx, WavePolicy(), NOW)
        planned = time.process_time() - began
        act = Act(CENTER, NOW, lambda: f"id-{next(numbers):09}")
        some = Plan(wanted.waves[:RELEASED])
        began = time.perf_counter()
        made = waving.release_all(store, act, wanted=some)
        released = time.perf_counter() - began
        store.close()
    waves = len(wanted.waves)
    note = f"{orders:,} approved orders in SQLite, put into {waves:,} waves, time of one core"
    size = f"{made['orders']:,} orders in {made['waves']} waves, written to SQLite"
    return [
        Figure("plan_waves_s", "s", planned, note=note),
        Figure("release_waves_orders_per_s", "1/s", made["orders"] / released, note=size),
    ]


def _orders(rng: random.Random, first: int, end: int) -> Iterator[Order]:
    for n in range(first, end):
        usual = stock.LONG_ORDERS + n % (stock.ORDERS - stock.LONG_ORDERS)
        yield replace(
            stock.order(usual),
            id=f"order-{n:07}",
            number=f"N{n:07}",
            slip="",
            tote="",
            waybill="",
            wave="",
            courier=rng.choice(COURIERS),
            cut_off=NOW + timedelta(minutes=15 * rng.randrange(40)),
        )
