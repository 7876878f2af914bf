"""A center and a bench of this run: its own jobs take orders in, a bench packs them by hand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.center import review_desk, shop_desk
from app.center.erp_desk import POST, RESERVE
from app.center.ingest import ingest
from app.center.jobs_run import REVIEW
from app.center.telling import SHIPMENTS
from app.domain.control_code import Control
from app.domain.order import Order, OrderState
from app.remote.channels.vendure_shop import LIMITS
from app.store.engine import Store, open_store
from app.store.notices import Notice
from app.store.records import StoredParcel
from app.store.shops import Shop
from tests.builders import an_item
from tests.center.jobs_rig import Jobs
from tests.center.review_rig import ALL
from tests.station.harness import CORRECT, Station, a_rate_card

COURIER, SHOP = "sf", "demo"
METHOD = "SF Express"
GRAMS = {"TS-M": 200, "TS-L": 220, "CUP": 350, "TEA": 120}
ON_HAND = 60
OPTIONS = {
    "our.new_courier": COURIER,
    f"our.courier.{COURIER}": METHOD,
    "our.push_stock": "on",
    "our.first_days": "0.05",
}


@dataclass
class Center:
    """``wall`` is the server's clock. The center's is ahead of it by what a window ends earlier,
    so that nobody waits for an order to show up."""

    folder: Path
    new_id: Callable[[], str]
    wall: Callable[[], datetime]
    ahead: timedelta = LIMITS.lag + timedelta(seconds=1)
    store: Store = field(init=False)
    bench: Station = field(init=False)
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        self.store = open_store(self.folder / "center.db", warehouse="W1")
        with self.store.write() as tx:
            tx.center.begin_epoch("epoch-1", self.clock())
            tx.catalogue.put([an_item(sku, grams=grams) for sku, grams in GRAMS.items()])
        self.jobs = Jobs(self.store, self.clock, self.new_id)
        self.jobs.change(review_desk.save, rule=ALL)
        self.bench = Station(self.folder / "bench.db", CORRECT)
        self.jobs.has_an_erp(self.folder, **dict.fromkeys(GRAMS, ON_HAND))

    def clock(self) -> datetime:
        return self.wall() + self.ahead

    def close(self) -> None:
        self.bench.close()
        self.store.close()

    def has_shop(self, url: str, keys: Mapping[str, str]) -> Counter[str]:
        """The shop is added, its keys are given, what it offers is read."""
        self.jobs.change(shop_desk.add, shop=Shop(SHOP, "vendure", "Demo", url, OPTIONS))
        shop_desk.give_keys(self.store, self.jobs.act(), shop_id=SHOP, keys=keys)
        return self.jobs.run("listings")

    def take_in(self, *kinds: str) -> Counter[str]:
        """What changed at the shop, judged and with its goods promised."""
        return self.jobs.run(*(kinds or ("orders",)), REVIEW, RESERVE)

    def orders(self, state: OrderState) -> tuple[Order, ...]:
        """With their recipients, which a list leaves out."""
        with self.store.read() as tx:
            found = [tx.orders.get(one.order.id) for one in tx.orders.listed([state])]
        return tuple(one.order for one in found if one is not None)

    def state_of(self, number: str) -> OrderState:
        return self.jobs.order(number).state

    def pack(self, orders: Iterable[Order], boxes: Mapping[str, int]) -> None:
        """At the bench: items, weight, label; ``boxes``: the first piece goes in its own."""
        orders = tuple(orders)
        self.bench.stock(orders, cards=[a_rate_card(COURIER, "浙江省")])
        self.bench.sign_in()
        for order in orders:
            pieces = [line.item.sku for line in order.lines for _ in range(line.quantity)]
            self.bench.scan(order.number)
            if boxes.get(order.number, 1) > 1:
                self.bench.scan(pieces.pop(0))
                self.bench.press(Control.NEXT_BOX)
            self.bench.scan_all(*pieces)
            for _ in range(boxes.get(order.number, 1)):
                self.bench.weigh_right()
                self.bench.prove()
        self._deliver()

    def _deliver(self) -> None:
        """The bench's facts go up, as its outbox has them; the ERP gets its documents."""
        with self.bench.store.read() as tx:
            facts = tx.outbox.waiting(1_000)
        with self.store.write() as tx:
            answers = ingest(tx, facts, self.clock())
        bad = [answer for answer in answers if answer.reason]
        assert not bad, bad
        self.jobs.run(RESERVE, POST)

    def documents(self) -> int:
        return len(list((self.folder / "out").glob("*.json")))

    def tell(self) -> list[Notice]:
        """One run over shipments, a while after the last; what the shop was not told yet."""
        self.ahead += timedelta(hours=1)
        self.jobs.run(SHIPMENTS, fails=True)
        with self.store.read() as tx:
            every = [one for order in self._packed() for one in tx.notices.of_order(order.id)]
        assert all(one.state in {"queued", "told"} for one in every), every
        return [one for one in every if one.state != "told"]

    def _packed(self) -> tuple[Order, ...]:
        return self.orders(OrderState.PACKED)

    def parcels(self, number: str) -> tuple[StoredParcel, ...]:
        with self.store.read() as tx:
            return tx.parcels.of_order(self.jobs.order(number).id)

    def free(self) -> dict[str, int | None]:
        """Pieces of each item that may still be promised."""
        with self.store.read() as tx:
            return {sku: level.available for sku, level in tx.stock.levels(GRAMS).items()}
