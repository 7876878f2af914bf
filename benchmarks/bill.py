"""A courier's bill of a million lines against a million parcels, through the path of the page."""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path

import psutil

from app.center.bill_taking import take_bill
from app.center.office_center import Act
from app.domain.order import Operator, Role
from app.domain.recosting import undated
from app.store.bulk import load_rows
from app.store.engine import Store, open_store
from app.store.session import Session, to_json
from app.store.tables.base import iso
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel
from benchmarks import cache, rig, stock
from benchmarks.figures import Figure

LINES = 1_000_000
QUICK = 4_000
AT_ONCE = 5_000
COURIER = "YUNDA"
FINANCE = Operator("F1", "ZB0002", "finance", Role.FINANCE)
_PLACES = (
    ("四川", "成都市"), ("江苏", "苏州市"), ("新疆", "乌鲁木齐市"), ("北京", "北京市"),
    ("湖北", "武汉市"), ("广东", "广州市"), ("浙江", "杭州市"), ("西藏", "拉萨市"),
)  # fmt: skip
_ORDER = ("warehouse", "id", "channel", "shop", "number", "state", "document", "updated_at")
_PARCEL = (
    "warehouse", "id", "order_id", "order_number", "parcel_no", "parcel_of", "accepted", "contents",
    "grams", "courier", "waybill", "zone", "station_id", "packed_at", "recv_at",
)  # fmt: skip


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    with room() as folder:
        return taken("bill_1m", str(folder / "bills.db"), folder, QUICK if quick else LINES)


@contextmanager
def room() -> Iterator[Path]:
    """A folder on the disk of the project: a million parcels need three gigabytes."""
    cache.FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bill-", dir=cache.FOLDER) as made:
        yield Path(made)


def taken(name: str, place: str, folder: Path, lines: int) -> list[Figure]:
    """What it takes to take over a bill into the store at ``place``."""
    store = open_store(place, warehouse=stock.WAREHOUSE, deadline_s=120)
    try:
        _fill(store, lines)
        bill = folder / "bill.csv"
        _write_bill(bill, lines)
        seconds, own, memory = _take(store, bill)
    finally:
        store.close()
    note = f"{lines:,} lines against as many parcels, from the CSV file to the last commit"
    grown = "most that memory grew while the bill was taken over"
    return [
        Figure(f"{name}_s", "s", seconds, note=note),
        Figure(f"{name}_cpu_s", "s", own, note="of it, the program's own processor time"),
        Figure(f"{name}_mb", "MB", memory, note=grown),
    ]


def _take(store: Store, bill: Path) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of the processor, megabytes more than before."""
    me = psutil.Process()
    before = most = me.memory_info().rss

    def go_on(_done: int, _all: int) -> bool:
        nonlocal most
        most = max(most, me.memory_info().rss)
        return True

    began, own = time.perf_counter(), time.process_time()
    act = Act(FINANCE.id, stock.START, lambda: "bill-1")
    taken = take_bill(store, act, go_on, path=bill, courier=COURIER, zone=UTC)
    took, own = time.perf_counter() - began, time.process_time() - own
    assert taken is not None
    assert taken.claim_minor > 0
    return took, own, (most - before) / 2**20


def _waybill(number: int) -> str:
    return f"43{number:011d}"


def _grams(number: int) -> int:
    return 120 + number * 7919 % 6_000


def _fill(store: Store, lines: int) -> None:
    card = next(one for one in stock.cards() if one.courier == COURIER)
    with store.write() as tx:
        tx.operators.put([FINANCE])
        tx.rates.put([undated(card)])
    for start in range(0, lines, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, lines))
        with store.write() as tx:
            session: Session = tx._session  # noqa: SLF001 - a million rows at once
            load_rows(session, orders, _ORDER, [_order_row(one) for one in numbers])
            load_rows(session, parcel, _PARCEL, [_parcel_row(one) for one in numbers])
    rig.learn_sizes(store)


def _order_row(number: int) -> tuple[object, ...]:
    province, city = _PLACES[number % len(_PLACES)]
    to = {"country": "CN", "province": province, "city": city, "district": "", "postcode": ""}
    document = to_json({"id": f"o{number}", "number": f"SO-{number:08d}", "recipient": to})
    at = iso(stock.START)
    return stock.WAREHOUSE, f"o{number}", "files", "1", f"SO-{number:08d}", "packed", document, at


def _parcel_row(number: int) -> tuple[object, ...]:
    at = iso(stock.START - timedelta(seconds=number * 2))
    return (
        stock.WAREHOUSE, f"p{number}", f"o{number}", f"SO-{number:08d}", 1, 1, True, "{}",
        _grams(number), COURIER, _waybill(number), "1", stock.STATION, at, at,
    )  # fmt: skip


def _write_bill(path: Path, lines: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("运单号,日期,省,市,计费重量,运费,附加费\n")
        file.writelines(_bill_lines(lines))


def _bill_lines(lines: int) -> Iterator[str]:
    """One in twenty says another weight, another place or an extra fee."""
    rng = random.Random(5)
    for number in range(lines):
        province, city = _PLACES[number % len(_PLACES)]
        kind = rng.randrange(60)
        if kind == 0:
            province, city = _PLACES[rng.randrange(len(_PLACES))]
        grams = _grams(number) + (900 if kind == 1 else 0)
        extra = "5" if kind == 2 else ""
        place, weight = f"{province},{city}", f"{grams / 1000}"
        yield f"{_waybill(number)},2026-11-24,{place},{weight},{3.2 + kind % 4},{extra}\n"
