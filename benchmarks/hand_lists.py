"""A page of couriers' lists, and one of packed parcels, out of 100,000 rows each (SQLite).

Every question that a person asks of them: as they open, by tab, sorted, searched, at the end.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.center import manifest_desk, parcel_desk
from app.domain.manifest import ReadyParcel
from app.domain.paging import Page, PageQuery
from app.domain.values import Grams
from app.store.engine import Store, open_store
from app.store.manifests import HandParcel, StoredManifest
from app.store.records import StoredParcel
from app.store.transaction import Transaction
from benchmarks import rig, stock
from benchmarks.figures import Figure, spread

ROWS, QUICK = 100_000, 2_000
EACH = 9  # parcels of a list
AT_ONCE = 2_000
_COURIERS = ("A", "B", "C", "D", "E")
_QUESTIONS: tuple[dict[str, Any], ...] = (
    {}, {"group": "open"}, {"group": "waiting"}, {"group": "listed"}, {"sort": "courier"},
    {"sort": "grams"}, {"text": "0999"}, {"offset": 90_000},
)  # fmt: skip


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    rows = QUICK if quick else ROWS
    with rig.home() as home:
        store = open_store(str(home / rig.CENTER), warehouse="W1", deadline_s=120.0)
        try:
            for start in range(0, rows, AT_ONCE):
                with store.write() as tx:
                    _fill(tx, range(start, min(start + AT_ONCE, rows)))
            note = f"{rows:,} rows; one sample a question"
            return [
                spread("manifests_page_ms", _asked(store, _lists), note=note),
                spread("parcels_page_ms", _asked(store, parcel_desk.read), note=note),
            ]
        finally:
            store.close()


def _lists(tx: Transaction, query: PageQuery) -> Page[Any]:
    return manifest_desk.read(tx, query, now=stock.START)


def _asked(store: Store, read: Callable[[Transaction, PageQuery], Page[Any]]) -> list[float]:
    """Milliseconds of each question, the second time that it is asked."""
    times = []
    for asked in _QUESTIONS:
        for _round in range(2):
            began = time.perf_counter_ns()
            with store.read() as tx:
                read(tx, PageQuery(**asked))
            took = (time.perf_counter_ns() - began) / 1e6
        times.append(took)
    return times


def _fill(tx: Transaction, numbers: range) -> None:
    for n in numbers:
        courier, at = _COURIERS[n % len(_COURIERS)], stock.START - timedelta(minutes=n)
        number, on = f"MF{n:06d}", f"MF{n // EACH:06d}" if n % 10 else ""
        tx.manifests.open(StoredManifest(number, courier, "", at.date(), "B01", at))
        if n % 500:
            tx.manifests.close(number, at, EACH, 5_000, 0)
        packed = StoredParcel(
            f"p{n:06d}", f"o{n:06d}", f"SO-{n:06d}", 1, 1, {}, Grams(500 + n % 900), "", courier,
            f"WB{n:06d}", "1", 650, "CNY", "card", "B01", "P01", f"f{n}", at,
        )  # fmt: skip
        tx.parcels.accept(packed, at, f"t{n}")
        ready = ReadyParcel(
            packed.id, packed.waybill, courier, "", packed.order_number, "P", packed.grams,
            manifest=on,
        )  # fmt: skip
        tx.hand_parcels.put(HandParcel(ready, packed.order_id, at))
