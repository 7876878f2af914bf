"""A stop at a bench is before the shift lead's eyes within two seconds, over real sync."""

import itertools
import queue
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.center.alert_board import AlertBoard, AlertFilter
from app.center.alerts import AlertsDesk
from app.center.overview import OverviewDesk
from app.domain import events as e
from app.domain.verdict import Stop, Verdict
from app.store.engine import Store, open_store
from app.sync.loop import run
from app.ui.office.watch import Wanted, Watch
from tests.builders import NOON, an_item
from tests.sync.rig import WAREHOUSE, Bench, some_orders

MOST_S = 2.0
ALL = Wanted(AlertFilter(since=NOON - timedelta(days=1)), (), NOON)


def _now() -> datetime:
    return datetime.now(UTC)


def _until_open(news: queue.Queue[Any], count: int, within: float) -> None:
    """A board that knows the bench and has so many open alerts; queue.Empty when it is late."""
    end = time.monotonic() + within
    while True:
        found = news.get(timeout=max(end - time.monotonic(), 0.001))
        if isinstance(found, AlertBoard) and (found.stations, len(found.open)) == (1, count):
            return


def test_a_stop_is_on_the_board_within_two_seconds(
    center: Store, place: str, new_bench: Callable[..., Bench]
) -> None:
    bench = new_bench()
    watched = open_store(place, warehouse=WAREHOUSE)
    ids = itertools.count()
    desk = AlertsDesk(watched, _now, lambda: f"id-{next(ids)}")
    news: queue.Queue[Any] = queue.Queue()
    watch = Watch(desk, OverviewDesk(watched, _now), lambda: ALL, _now, news.put)
    stop, wake = threading.Event(), threading.Event()
    rng = random.Random(1)
    syncing = threading.Thread(
        target=run, args=(bench.worker, stop, wake, rng, lambda _message: None)
    )
    syncing.start()
    watch.start()
    try:
        _until_open(news, 0, 20)
        for number, order in enumerate(some_orders(3), start=1):
            wrong = Stop(Verdict.WRONG_ITEM, "CUP", an_item("CUP"), an_item("TEA"))
            bench.record(order.id, e.Stopped(wrong))
            wake.set()  # as the bench does with every fact
            _until_open(news, number, MOST_S)
    finally:
        watch.stop()
        stop.set()
        wake.set()
        syncing.join(20)
        watched.close()
