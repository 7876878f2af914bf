"""Approved orders of some shelves, and the waves that are made of them."""

from datetime import timedelta
from pathlib import Path

import zxingcpp

from app.center import waving
from app.domain.order import Order
from app.domain.waving import WavePolicy
from app.labels.raster import rasterise
from app.store.engine import Store
from app.store.wave_book import Wave
from tests.builders import NOON, a_kit, a_line, an_item, an_order
from tests.center.review_rig import an_act

TEA = an_item("TEA", location="A-10", name="Green tea")
CUP = an_item("CUP", location="A-2", name="Cup")


def mixed(number: str, **more: object) -> Order:
    """Two teas and a cup of zone A, due in three hours."""
    lines = (a_line(1, TEA, 2), a_line(2, CUP, 1))
    return an_order(lines, number=number, cut_off=NOON + timedelta(hours=3), **more)


def a_gift_set(number: str) -> Order:
    return an_order((a_kit(1, parts={"TEA": 1, "CUP": 2}),), number=number)


def approved(store: Store, *orders: Order) -> None:
    with store.write() as tx:
        tx.orders.upsert(orders, NOON)


def released(store: Store, **policy: object) -> tuple[Wave, ...]:
    """All that is approved, in waves by this policy."""
    by = WavePolicy(**policy)  # type: ignore[arg-type]
    with store.write() as tx:
        return waving.release(tx, an_act(), waving.plan(tx, by, NOON).waves)


def order_of(store: Store, number: str) -> Order:
    with store.read() as tx:
        stored = tx.orders.get(f"id-{number}")
    assert stored is not None
    return stored.order


def codes_of(path: Path) -> list[str]:
    """Every bar code on the paper, page by page."""
    return [
        code.text
        for page in rasterise(path.read_bytes())
        for code in zxingcpp.read_barcodes(page.image().convert("L"))
    ]
