"""A center that buys numbers at SF on loopback, and a bench that has them without a line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.center.buying_ahead import BuyAhead
from app.center.desk import CenterDesk
from app.domain.contract import Contract, NumberAccount
from app.domain.order import Order, OrderState
from app.domain.purchase import Asker, NumberSeller, PurchaseState
from app.domain.waybill_number import NumberState
from app.remote.couriers.registry import open_seller
from app.station.inputs import OrdersHeard
from app.store.engine import Store
from app.store.records import Reception
from app.store.session import CONTRACTS, COURIERS, ITEMS, OPERATORS, ORDERS, RATES
from tests.builders import NOON, an_order
from tests.remote.servers.sf_platform import CARD, CHECK_WORD, PARTNER, Sf
from tests.station.harness import CORRECT, PACKER, SUPERVISOR, Station, a_rate_card

FEEDS = (ITEMS, OPERATORS, RATES, COURIERS, CONTRACTS, ORDERS)
KEYS = {"partner_id": PARTNER, "check_word": CHECK_WORD}
ORDER = an_order(number="SO-1", courier="SF")


@dataclass
class Ahead:
    """``now`` moves a minute with every round, so that nobody is still busy."""

    store: Store
    sf: Sf
    folder: Path
    account: NumberAccount
    now: datetime = NOON
    keys: dict[str, str] = field(default_factory=KEYS.copy)
    bench: Station = field(init=False)
    desk: CenterDesk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = CenterDesk(self.store, lambda: self.now)
        self.bench = Station(self.folder / "bench.db", CORRECT)
        with self.store.write() as tx:
            tx.operators.put([PACKER, SUPERVISOR])
            tx.rates.put([a_rate_card("SF")])
            tx.catalogue.put([line.item for line in ORDER.lines])
            tx.orders.upsert([ORDER], NOON)
        self.sign(self.account)

    def sign(self, account: NumberAccount | None) -> None:
        """The contract with SF, under which numbers are bought or not."""
        self.account = account or self.account
        with self.store.write() as tx:
            tx.contracts.put([Contract("c1", "SF", numbers=account)])

    @contextmanager
    def open(self, contract: Contract, asker: Asker) -> Iterator[NumberSeller]:
        assert contract.numbers is not None
        of = open_seller(contract.courier, contract.numbers, self.keys, asker, lambda: self.now)
        with of as seller:
            yield seller

    def round(self) -> dict[str, int]:
        """One round of the center; what it did."""
        self.now += timedelta(minutes=6)
        return dict(BuyAhead(self.store, self.open, lambda: self.now).step())

    def down(self) -> None:
        """The bench takes over what the center has."""
        for feed in FEEDS:
            with self.bench.store.write() as tx:
                page = self.desk.pull(feed, tx.feed.cursor(feed), 500)
                tx.feed.apply(feed, page.epoch, page.rows)
        self.bench.post(OrdersHeard((ORDER.id,)))

    def up(self) -> None:
        """The center hears what the bench did."""
        with self.bench.store.read() as tx:
            batch = tx.outbox.waiting(500)
        answers = self.desk.push(batch)
        assert {one.reception for one in answers} == {Reception.ACCEPTED}
        with self.bench.store.write() as tx:
            tx.outbox.answer(answers, self.now)

    def change(self, **changes: object) -> Order:
        """The order as it is now, changed at the center."""
        with self.store.write() as tx:
            stored = tx.orders.get(ORDER.id)
            assert stored is not None
            order = replace(stored.order, revision=stored.order.revision + 1, **changes)  # type: ignore[arg-type]
            tx.orders.upsert([order], self.now)
        return order

    def bought(self, store: Store) -> list[str]:
        """The numbers in the order's copy there."""
        with store.read() as tx:
            stored = tx.orders.get(ORDER.id)
        assert stored is not None
        return [one.number for one in stored.order.bought]

    def end(self, state: OrderState) -> None:
        with self.store.write() as tx:
            tx.orders.set_state(ORDER.id, state, self.now)

    def purchases(self) -> list[tuple[PurchaseState, NumberState | None]]:
        """Of the order: how each purchase stands, and its number in the ledger."""
        with self.store.read() as tx:
            found = tx.purchases.of_order(ORDER.id)
            entries = [tx.waybills.get("SF", one.number) for one in found]
        return [
            (one.state, entry.state if entry else None)
            for one, entry in zip(found, entries, strict=True)
        ]

    def sold(self) -> dict[str, str]:
        """At SF: number -> state of its order."""
        return {one["number"]: one["state"] for one in self.sf.orders.values()}


@contextmanager
def an_ahead(store: Store, folder: Path, tables: Path) -> Iterator[Ahead]:
    """``tables``: a file with the tables and nothing else; the bench's is a copy of it."""
    shutil.copyfile(tables, folder / "bench.db")
    with Sf(lambda: rig.now) as sf:
        rig = Ahead(store, sf, folder, NumberAccount("sf", account=CARD, url=sf.url))
        yield rig
        rig.bench.close()
