"""A bench and a center with real databases between which faults can be put, at any point."""

import atexit
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from app.domain import events as e
from app.domain.order import Order, OrderState
from app.domain.recorded import Recorded
from app.domain.values import Grams, Moment
from app.entrypoints.center_link import SqlTransport
from app.store.engine import Store, open_store
from app.store.records import Answer, Cursor, Envelope
from app.store.transaction import Transaction
from app.sync.messages import Message
from app.sync.transport import (
    CenterAwayError,
    CenterTransport,
    ClaimReply,
    Greeting,
    Page,
    Welcome,
)
from app.sync.worker import Station, SyncPolicy, SyncWorker
from tests.builders import NOON, an_item, an_order

WAREHOUSE = "W1"


Connect = Callable[[str, str], CenterTransport]  # center, station


def by_sql(center: str, _station: str) -> CenterTransport:
    """A wire to a center whose database can be reached."""
    return SqlTransport(center, WAREHOUSE)


class DiedError(Exception):
    """The bench's program ended here."""


@dataclass(slots=True)
class Faults:
    """Counts the points where something may break; breaks at ``at`` (0: nowhere)."""

    at: int = 0
    passed: int = 0
    names: list[str] = field(default_factory=list)
    committed: Callable[[], None] = lambda: None  # told of every local commit

    def point(self, name: str, error: Exception) -> None:
        self.passed += 1
        self.names.append(name)
        if self.passed == self.at:
            raise error


class FaultyStore:
    """A store that may die before a transaction, inside it, or right after its commit."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._store.read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self._faults.point("before a local transaction", DiedError())
        with self._store.write() as tx:
            yield tx
            self._faults.point("before the local commit", DiedError())
        self._faults.committed()
        self._faults.point("after the local commit", DiedError())


class FaultyTransport:
    """Every question may be lost on the way there, or its answer on the way back."""

    def __init__(self, inner: CenterTransport, faults: Faults, rng: random.Random) -> None:
        self._inner = inner
        self._faults = faults
        self._rng = rng
        self.away = False

    def hello(self, greeting: Greeting) -> Welcome:
        return cast("Welcome", self._call("hello", greeting))

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        answers = list(cast("tuple[Answer, ...]", self._call("push", batch)))
        answers += self._rng.sample(answers, len(answers) // 2)  # some answers come twice
        self._rng.shuffle(answers)
        return tuple(answers)

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        return cast("Page", self._call("pull", feed, after, limit))

    def claim(self, order_id: str, station_id: str) -> ClaimReply:
        return cast("ClaimReply", self._call("claim", order_id, station_id))

    def release(self, order_id: str, station_id: str) -> None:
        self._call("release", order_id, station_id)

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:
        self._call("keep_numbers", station_id, held)

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:
        self._call("give_back", station_id, numbers)

    def watch(self, station_id: str, known: str, within_s: float) -> str:
        return cast("str", self._call("watch", station_id, known, within_s))

    def close(self) -> None:
        self._inner.close()

    def _call(self, name: str, *args: Any) -> object:
        if self.away:
            raise CenterAwayError("nobody there")
        self._faults.point(f"{name} never arrives", CenterAwayError("lost"))
        answer = getattr(self._inner, name)(*args)
        self._faults.point(f"the answer to {name} is lost", CenterAwayError("lost"))
        return cast("object", answer)


class Bench:
    """A bench with its own SQLite file. ``restart`` is what a cut leaves: the file, no memory."""

    def __init__(
        self, folder: Path, center: str, station: str, connect: Connect | None = None
    ) -> None:
        self.station = station
        self._connect = connect or by_sql
        place = folder / f"{station}.db"
        empty_database(place)
        self.store = open_store(place, warehouse=WAREHOUSE, station=station)
        self.faults = Faults()
        self.center = center
        self.rng = random.Random(7)
        self.heard: list[Message] = []
        self.now = NOON
        self.policy: SyncPolicy | None = None
        self.transport = FaultyTransport(self._connect(center, station), self.faults, self.rng)
        self.restart()

    def move_to(self, center: str) -> None:
        """The same link leads to another center from now on."""
        self.transport.close()
        self.transport._inner = self._connect(center, self.station)

    def restart(self, policy: SyncPolicy | None = None) -> None:
        store = cast("Store", FaultyStore(self.store, self.faults))
        station = Station(self.station, "0.1")
        self.worker = SyncWorker(
            store,
            self.transport,
            station,
            lambda: self.now,
            self.rng,
            self.heard.append,
            policy or self.policy,
        )

    def run(self, *, steps: int) -> None:
        """Steps until nothing waits; dying means starting again."""
        for _ in range(steps):
            self.now += timedelta(seconds=2)
            try:
                self.worker.step()
            except DiedError:
                self.restart()

    def record(self, order_id: str, *facts: e.Fact) -> None:
        """What the bench does with every scan: journal and outbox, in one transaction."""
        with self.store.write() as tx:
            n = tx.journal.next_n(self.station)
            for number, fact in enumerate(facts, start=n):
                tx.journal.append(
                    Recorded(
                        n=number,
                        id=f"{self.station}-{number:05d}",
                        station_id=self.station,
                        boot_id="boot",
                        moment=Moment(NOON + timedelta(seconds=number), number),
                        operator_id="P01",
                        order_id=order_id,
                        fact=fact,
                    )
                )
                tx.outbox.add(number)

    def pack(self, order: Order, waybill: str = "") -> None:
        parcel = f"parcel-{self.station}-{order.number}"
        self.record(order.id, e.OrderOpened(order, parcel, order.number))
        number = waybill or f"SF-{self.station}-{order.number}"
        self.record(
            order.id,
            e.WaybillAssigned(parcel, order.courier, number),
            e.LabelRequested(parcel, f"job-{parcel}"),
            e.LabelPrinted(parcel, f"job-{parcel}"),
            e.LabelProven(parcel, number),
        )
        packed = e.ParcelPacked(
            parcel, order.id, order.number, 1, 1, order.courier, number, Grams(512), "F1",
            {line.item.sku: line.quantity for line in order.lines},
        )  # fmt: skip
        self.record(order.id, packed, e.OrderPacked(order.id, 1))

    def close(self) -> None:
        self.transport.close()
        self.store.close()

    def state(self) -> dict[str, Any]:
        """What the bench ends up with, without the numbers that differ from run to run."""
        with self.store.read() as tx:
            states = list(OrderState)
            return {
                "outbox": {k: v for k, v in tx.outbox.count().items() if k != "duplicate"},
                "orders": {
                    s.order.id: (s.order.state, s.by_station) for s in tx.orders.listed(states)
                },
                "operators": [one.id for one in tx.operators.every()],
            }


_templates: list[Path] = []


def empty_database(place: Path) -> None:
    """A file with our tables, copied: making them takes a tenth of a second every time."""
    if not _templates:
        template = Path(tempfile.mkdtemp(prefix="secondpass-")) / "template.db"
        open_store(template, warehouse=WAREHOUSE).close()
        atexit.register(shutil.rmtree, template.parent, ignore_errors=True)
        _templates.append(template)
    shutil.copy(_templates[0], place)


def a_center(place: str, *, orders: int = 5) -> Store:
    if "://" not in place:
        empty_database(Path(place))
    store = open_store(place, warehouse=WAREHOUSE)
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
        tx.catalogue.put([an_item("TEA"), an_item("CUP")])
        tx.orders.upsert(some_orders(orders), NOON)
    return store


def some_orders(count: int) -> list[Order]:
    return [an_order({"TEA": 1 + n % 3, "CUP": 1}, number=f"SO-{n}") for n in range(count)]


def center_state(store: Store) -> dict[str, Any]:
    with store.read() as tx:
        return {
            "orders": {
                s.order.id: (s.order.state, s.by_station, s.holder)
                for s in tx.orders.listed(list(OrderState))
            },
            "parcels": sorted(
                (p.id, p.accepted, p.reason)
                for s in tx.orders.listed(list(OrderState))
                for p in tx.parcels.of_order(s.order.id)
            ),
            "tasks": sorted((t.id, t.kind) for t in tx.tasks.in_state("open")),
            "facts": {
                station: [row.id for row in tx.journal.envelopes(station)]
                for station in ("b1", "b2")
            },
        }
