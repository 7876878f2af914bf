"""Two shops on loopback, read and told by the center's own jobs."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

from app.center.job_kinds import jobs_of
from app.center.scheduler import Scheduler
from app.center.shop_access import opener
from app.domain.order import OrderState
from app.domain.values import Grams
from app.entrypoints.center_jobs import shop_kinds
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.records import StoredOrder, StoredParcel
from app.store.shop_keys import shop_keys
from app.store.shops import Shop
from tests.builders import NOON, an_item
from tests.remote.servers import pdd_platform, top_platform
from tests.remote.servers.pdd_platform import PddPlatform
from tests.remote.servers.taobao_trades import Trades
from tests.remote.servers.top_platform import TopPlatform

TAOBAO, PDD = "shop-t", "shop-p"
ONLY_ORDERS = ("orders",)
TOP_KEYS = {
    "app_key": top_platform.KEY,
    "secret": top_platform.SECRET,
    "session": top_platform.SESSION,
}


@dataclass
class Shops:
    """``now`` is the clock of the center and of both platforms."""

    store: Store
    taobao: TopPlatform
    pdd: PddPlatform
    trades: Trades
    now: datetime = NOON
    numbers: Iterator[int] = field(default_factory=count)

    def new_id(self) -> str:
        return f"id-{next(self.numbers):06d}"

    def scheduler(self, store: Store | None = None) -> Scheduler:
        """Another program of the center, if ``store`` is another one's."""
        place = store or self.store
        open_shop = opener(shop_keys(place), lambda: self.now)
        return Scheduler(
            place, shop_kinds(open_shop, self.new_id), lambda: self.now, self.new_id, stop=Event()
        )

    def pass_by(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.trades.now = self.now

    def work(self, scheduler: Scheduler | None = None) -> None:
        """All that is due."""
        worker = scheduler or self.scheduler()
        assert any(not worker.step() for _ in range(500)), "jobs are due without end"

    def job(self, job_id: str) -> JobRow:
        with self.store.read() as tx:
            found = tx.job_rows.get(job_id)
        assert found is not None
        return found

    def order(self, number: str, shop: str = PDD) -> StoredOrder:
        with self.store.read() as tx:
            channel = "pdd" if shop == PDD else "taobao"
            found = tx.orders.by_number(channel, shop, number)
        assert found is not None
        return found

    def known(self) -> tuple[list[str], list[str]]:
        """The numbers of all orders that are here, of each shop, sorted."""
        with self.store.read() as tx:
            rows = [stored.order for stored in tx.orders.listed(tuple(OrderState), limit=10_000)]
        return tuple(
            sorted(one.number for one in rows if one.shop == shop) for shop in (TAOBAO, PDD)
        )  # type: ignore[return-value]

    def sold(self) -> tuple[list[str], list[str]]:
        return sorted(self.trades.trades), sorted(self.pdd.sold)


@contextmanager
def two_shops(store: Store, kinds: tuple[str, ...] = ONLY_ORDERS) -> Iterator[Shops]:
    """Both with their keys; only jobs of these kinds."""
    trades = Trades(NOON)
    with ExitStack() as stack:
        made = Shops(store, None, None, trades)  # type: ignore[arg-type]
        made.taobao = stack.enter_context(TopPlatform(trades.handlers(), lambda: made.now))
        made.pdd = stack.enter_context(PddPlatform(lambda: made.now))
        keys = shop_keys(store)
        keys.put(TAOBAO, TOP_KEYS)
        keys.put(
            PDD,
            {
                "client_id": pdd_platform.CLIENT,
                "secret": pdd_platform.SECRET,
                "token": pdd_platform.TOKEN,
            },
        )
        options = {"our.first_days": "0.05"}
        with store.write() as tx:
            tx.catalogue.put([an_item("TS-BLK-L")])
            for shop, platform, url in (
                (TAOBAO, "taobao", made.taobao.url),
                (PDD, "pdd", made.pdd.url),
            ):
                made_shop = Shop(shop, platform, "", url, options)
                tx.shops.put(made_shop, NOON)
                jobs = jobs_of(made_shop, NOON)
                tx.job_rows.add([one for one in jobs if one.kind in kinds], NOON)
        yield made


def a_parcel(stored: StoredOrder, waybill: str, now: datetime, **more: Any) -> StoredParcel:
    """The one parcel of an order, as a bench reports it."""
    order = stored.order
    contents = {line.item.sku: line.quantity for line in order.lines}
    plain = StoredParcel(
        f"parcel-{waybill}", order.id, order.number, 1, 1, contents, Grams(500), "B3", "sf",
        waybill, "1", None, "", "", "b1", "P01", f"fact-{waybill}", now,
    )  # fmt: skip
    return replace(plain, **more)


def packed(shops: Shops, stored: StoredOrder, waybill: str, **more: Any) -> None:
    """A bench packs it, and the center hears of it now."""
    with shops.store.write() as tx:
        tx.parcels.accept(a_parcel(stored, waybill, shops.now, **more), shops.now, f"t-{waybill}")
        tx.orders.set_state(stored.order.id, OrderState.PACKED, shops.now)
