"""A center with stock: an ERP in memory that keeps its promises, or breaks where it is told to."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from app.center import reserving, stock_desk, stock_steps
from app.center.erp_posting import Posting
from app.center.erp_reading import read_stock
from app.center.office_center import Act
from app.domain.order import Order, OrderState
from app.domain.stock import Level
from app.domain.stock_document import StockDocument
from app.domain.values import Grams
from app.remote.erp.base import (
    ErpItemPage,
    ErpLevel,
    ErpLevelPage,
    ErpRefusedError,
    Posted,
)
from app.remote.http import AwayError, UnknownResultError
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.records import StoredParcel
from tests.builders import NOON


@dataclass
class MemoryErp:
    """Moves its figures by documents alone. ``troubles``: what happens at the next posts."""

    on_hand: Counter[str] = field(default_factory=Counter)
    in_transit: dict[str, int] = field(default_factory=dict)  # empty: it does not say
    documents: dict[str, StockDocument] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)  # away | lost | refused
    posts: int = 0

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        del since, page
        return ErpItemPage(())

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """Two items a page."""
        told = sorted(self.on_hand.items())
        start = int(page or 0)
        coming = dict.fromkeys(self.on_hand, 0) | self.in_transit if self.in_transit else {}
        levels = tuple(ErpLevel(sku, n, coming.get(sku)) for sku, n in told[start : start + 2])
        return ErpLevelPage(levels, str(start + 2) if start + 2 < len(told) else None)

    def find(self, document: StockDocument) -> Posted | None:
        return Posted(f"N-{document.key}", "done") if document.key in self.documents else None

    def post(self, document: StockDocument) -> Posted:
        self.posts += 1
        trouble = self.troubles.pop(0) if self.troubles else ""
        if trouble == "away":
            raise AwayError("cannot be reached")
        if trouble == "refused":
            raise ErpRefusedError("E1", "no such item")
        assert document.key not in self.documents, "posted twice"
        self.documents[document.key] = document
        self.on_hand.subtract(document.out)
        if trouble == "lost":
            raise UnknownResultError("no answer in time")
        return Posted(f"N-{document.key}", "done")

    def close(self) -> None:
        """Nothing is open."""


def order_of(store: Store, order_id: str) -> Order:
    with store.read() as tx:
        stored = tx.orders.get(order_id)
    assert stored is not None
    return stored.order


class StockRoom:
    """The store, the ERP and the clock, and what may happen to them."""

    def __init__(self, store: Store, on_hand: Mapping[str, int]) -> None:
        self.store = store
        self.erp = MemoryErp(Counter(on_hand))
        self.now = NOON
        self.parcels = count(1)
        with store.write() as tx:
            tx.erps.put(ErpRow("files"), NOON)
        self.posting = Posting(store, self.erp, lambda: self.now, random.Random(1))

    def new_id(self) -> str:
        return uuid4().hex

    def read(self) -> dict[str, int]:
        self.later()
        return read_stock(self.store, self.erp, lambda: self.now, self.new_id)

    def later(self, minutes: int = 1) -> None:
        self.now += timedelta(minutes=minutes)

    def take(self, *orders: Order) -> None:
        with self.store.write() as tx:
            tx.orders.upsert(orders, self.now)

    def reserve(self, *orders: Order) -> tuple[str, ...]:
        """The orders that lack something."""
        return tuple(
            self.store.transact(lambda tx: reserving.reserve(tx, orders, self.now, self.new_id))
        )

    def pack(self, order: Order, contents: Mapping[str, int]) -> None:
        n = next(self.parcels)
        parcel = StoredParcel(
            f"p{n}", order.id, order.number, 1, 1, dict(contents), Grams(500), "F1", "sf",
            f"W{n}", "1", 650, "CNY", "", "b1", "P1", f"f{n}", self.now,
        )  # fmt: skip
        with self.store.write() as tx:
            tx.parcels.accept(parcel, self.now, f"t{n}")
            tx.orders.set_state(order.id, OrderState.PACKED, self.now)

    def step(self) -> dict[str, int]:
        return stock_steps.step(self.store, self.now, self.new_id)

    def post(self) -> dict[str, int]:
        self.later(120)
        return self.posting.step()

    def level(self, sku: str) -> Level:
        with self.store.read() as tx:
            return tx.stock.levels([sku])[sku]

    def act(self) -> Act:
        return Act("center", self.now, self.new_id)

    def order(self, order_id: str) -> Order:
        return order_of(self.store, order_id)

    def documents(self, *order_ids: str) -> list[StockDocument]:
        with self.store.read() as tx:
            return [row.content for one in order_ids for row in tx.stock_documents.of_order(one)]

    def figures(self, sku: str = "TEA") -> tuple[int, int, int | None]:
        """Reserved, gone, available; the movements of all items add up to their figures."""
        with self.store.read() as tx:
            assert not stock_desk.unsound(tx, list(tx.stock.skus()))
        level = self.level(sku)
        return level.reserved, level.gone, level.available
