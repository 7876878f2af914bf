"""Orders from a platform's answer to the stored order: read, placed, bound, sealed, kept."""

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from app.center.intake import Intake
from app.domain.catalogue import Item
from app.remote.channels.registry import read_answer
from app.store.engine import Store, open_store
from benchmarks.figures import Figure
from tests.postgres import binaries, running_server

ORDERS, QUICK_ORDERS = 6_000, 400
PAGE = 100
SKUS = 500
SHOP = "bench-shop"
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
MIB = 2**20


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    orders = QUICK_ORDERS if quick else ORDERS
    with TemporaryDirectory() as folder:
        figures = _on(str(Path(folder) / "center.db"), "", orders, Path(folder))
    if binaries() is not None:
        with running_server(fsync=True) as server, TemporaryDirectory() as folder:
            figures += _on(server.create(), "pg_", orders, Path(folder))
    return figures


def _on(place: str, engine: str, orders: int, folder: Path) -> list[Figure]:
    store = open_store(place, warehouse="W1")
    try:
        _stock(store)
        pages = _answers(folder / "answers", orders)
        rss = [_take(store, page) for page in pages]
        seconds = [end - begin for begin, end, _memory in rss]
        memory = [used for _begin, _end, used in rss]
        again = _take(store, pages[-1])
    finally:
        store.close()
    early = memory[len(memory) // 3]
    note = (
        f"{orders:,} orders in pages of {PAGE}; the process grew by {memory[-1] - early:+.1f} MiB"
    )
    return [
        Figure(f"intake_orders_{engine}per_s", "1/s", orders / sum(seconds), note=note),
        Figure(
            f"intake_again_{engine}per_s", "1/s", PAGE / (again[1] - again[0]),
            note="a page that is here already",
        ),
    ]  # fmt: skip


def _stock(store: Store) -> None:
    with store.write() as tx:
        tx.center.begin_epoch("bench", BEGIN)
        tx.catalogue.put(Item(f"SKU-{n}", f"item {n}") for n in range(SKUS))


def _answers(folder: Path, orders: int) -> list[Path]:
    """The answers of the platform as files, so that they are not in memory."""
    folder.mkdir(exist_ok=True)
    made = []
    for page in range(orders // PAGE):
        path = folder / f"{page}.json"
        rows = list(_rows(page * PAGE))
        answer = {"order_sn_increment_get_response": {"total_count": orders, "order_sn_list": rows}}
        path.write_text(json.dumps(answer), "utf-8")
        made.append(path)
    return made


def _rows(first: int) -> Iterator[dict[str, Any]]:
    for n in range(first, first + PAGE):
        at = (BEGIN + timedelta(seconds=n)).strftime("%Y-%m-%d %H:%M:%S")
        items = [
            {
                "outer_id": f"SKU-{(n * 7 + line * 13) % SKUS}", "goods_id": f"{n % SKUS}",
                "sku_id": f"{line}", "goods_name": "goods", "goods_count": 1 + line,
            }
            for line in range(1 + n % 3)
        ]  # fmt: skip
        yield {
            "order_sn": f"261101-{n:015d}", "order_status": 1, "refund_status": 1,
            "confirm_status": 1, "group_status": 1, "risk_control_status": 0, "updated_at": at,
            "created_time": at, "pay_amount": 59.0, "receiver_name": f"~Ag{n}~1~~",
            "receiver_phone": f"~Bg{n}~1~~", "receiver_address": f"~Cg{n}~1~~",
            "province": "广东省", "city": "深圳市", "town": "南山区", "item_list": items,
        }  # fmt: skip


def _take(store: Store, page: Path) -> tuple[float, float, float]:
    """When it began and ended, and the memory of the process after it, in MiB."""
    ids = iter(range(1_000_000))
    begin = time.perf_counter()
    told = [replace(one, shop=SHOP) for one in read_answer(page.read_text("utf-8"), SHOP)]
    with store.write() as tx:
        tx.shops.lock(SHOP)
        Intake(tx, lambda: f"{page.stem}-{next(ids):06d}", BEGIN).take(told)
    end = time.perf_counter()
    gc.collect()
    return begin, end, psutil.Process().memory_info().rss / MIB
