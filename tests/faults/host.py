"""One bench program without threads and windows: what a death, a full disk or a bad byte meets.

Real bench, real store, real sync worker over the product's SQL transport; a printer whose paper
is a file, and a packer who does what the screen says.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import cast
from uuid import UUID

from app.center import pool
from app.domain.order import Order
from app.domain.readings import Scan, WeightReading
from app.domain.values import Moment
from app.entrypoints.center_link import SqlTransport
from app.station.bench import Bench
from app.station.effects import AskClaim, Effect, PrintLabel
from app.station.inputs import LabelDone, LabelUnclear, Tick
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot, Face
from app.station.turn import BenchIdentity
from app.store.engine import Store, open_store
from app.sync.transport import CenterTransport
from app.sync.worker import Station, SyncWorker
from tests.builders import NOON, an_item, an_operator, an_order
from tests.faults.sim_packer import Hands, SimPacker
from tests.faults.sim_printer import SimPrinter
from tests.faults.sim_scale import SimScale
from tests.faults.weather import Weather
from tests.faults.world import World
from tests.station.harness import CORRECT, GATE, a_rate_card
from tests.sync.rig import WAREHOUSE

Wrap = Callable[[Store], Store]


def orders(how_many: int) -> list[Order]:
    return [an_order({"TEA": 2, "CUP": 1}, number=f"SO-{n}") for n in range(how_many)]


def open_shop(store: Store, how_many: int) -> None:
    """Goods, people, prices, numbers and orders at a center."""
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
        tx.catalogue.put([an_item("TEA"), an_item("CUP")])
        tx.operators.put([an_operator("P01")])
        tx.rates.put([a_rate_card()])
        pool.stock_up(tx, "sf", tuple(f"SF{n:08d}" for n in range(2_000)))
        for at in range(0, how_many, 500):
            tx.orders.upsert(orders(how_many)[at : at + 500], NOON)


@dataclass(slots=True)
class Paper:
    """What came out of the printer, one job a line, in a file that outlives the program."""

    path: Path

    def jobs(self) -> list[str]:
        return self.path.read_text().split() if self.path.exists() else []

    def print(self, job_id: str) -> None:
        with self.path.open("a") as paper:
            paper.write(f"{job_id}\n")


@dataclass(slots=True)
class Host:
    """``told`` hears the journal's number after every event that was taken to its end."""

    folder: Path
    station: str
    center: str
    wrap: Wrap = lambda store: store
    wrap_link: Callable[[CenterTransport], CenterTransport] = lambda link: link
    told: Callable[[int], None] = lambda _n: None
    before_print: Callable[[str], None] = lambda _when: None
    busy_ms: int = 5_000
    run: int = 1  # the how manieth start of the program
    store: Store = field(init=False)
    bench: Bench = field(init=False)
    snap: BenchSnapshot = field(init=False)
    sync: SyncWorker = field(init=False)
    paper: Paper = field(init=False)
    mono_ms: int = 0
    _waiting: list[object] = field(default_factory=list)
    _packer: SimPacker = field(init=False)
    _scale: SimScale = field(init=False)
    _link: SqlTransport = field(init=False)

    def __post_init__(self) -> None:
        self.paper = Paper(self.folder / f"{self.station}.paper")
        path = self.folder / f"{self.station}.db"
        self.store = open_store(
            path, warehouse=WAREHOUSE, station=self.station, busy_ms=self.busy_ms
        )
        world = World(random.Random(0), Weather(mistake=0, foreign=0, next_box=0))
        self._scale = SimScale(world)
        self._packer = SimPacker(world, SimPrinter(world, "paper"), self._scale)
        self._link = SqlTransport(self.center, WAREHOUSE)
        self._boot(self.wrap(self.store))

    def _boot(self, store: Store) -> None:
        ids = (UUID(int=(self.run << 64) + (hash_of(self.station) << 32) + n) for n in count(1))
        identity = BenchIdentity(WAREHOUSE, self.station, self.station, f"boot-{self.run}")
        recorder = Recorder(store, identity, CORRECT, lambda: str(next(ids)))
        self.bench = Bench(recorder, self.station, CORRECT, GATE)
        link, station = self.wrap_link(self._link), Station(self.station, "1")
        chance = random.Random(self.run)
        self.sync = SyncWorker(store, link, station, self.now, chance, lambda _message: None)
        self._take(*self.bench.start(self.moment()))

    def now(self) -> datetime:
        return NOON + timedelta(hours=self.run, milliseconds=self.mono_ms)

    def moment(self) -> Moment:
        return Moment(self.now(), self.mono_ms)

    def post(self, event: object) -> BenchSnapshot:
        self.mono_ms += 100
        self._take(*self.bench.handle(event, self.moment()))
        while self._waiting:
            answers, self._waiting = self._waiting, []
            for answer in answers:
                self._take(*self.bench.handle(answer, self.moment()))
        return self.snap

    def scan(self, text: str) -> BenchSnapshot:
        self.mono_ms += 400
        return self.post(Scan(text, "scanner", self.mono_ms))

    def scan_all(self, *codes: str) -> BenchSnapshot:
        for code in codes:
            self.scan(code)
        return self.snap

    def pack(self, number: str, *, most: int = 80) -> bool:
        """Pack one order from where the bench stands; whether it says that it is done."""
        for _ in range(most):
            if self._is_done(number):
                return True
            self.post(self.reading())
            hands = self.look(self.snap, number)
            if hands.scan:
                self.scan(hands.scan)
            else:
                self.post(Tick())
        return False

    def reading(self) -> WeightReading:
        """What the scale says now."""
        return self._scale.reading(self.mono_ms)

    def look(self, snap: BenchSnapshot, number: str) -> Hands:
        """What the packer does next; a parcel is put on the scale at once."""
        hands = self._packer.look(snap, [number])
        if hands.pan_g is not None:
            self._scale.put(hands.pan_g)
        return hands

    def _is_done(self, number: str) -> bool:
        previous = self.snap.previous
        packed = previous is not None and previous.number == number
        return packed and self.snap.order is None and self.snap.face in (Face.DONE, Face.STOP)

    def deliver(self, *, rounds: int = 20) -> bool:
        """Sync until nothing waits and the copy is whole."""
        for _ in range(rounds):
            if self.sync.step() and not self.sync.behind and self.waiting() == 0:
                return True
        return False

    def waiting(self) -> int:
        with self.store.read() as tx:
            return tx.outbox.count()["waiting"]

    def close(self) -> None:
        self._link.close()
        self.store.close()

    def _take(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> None:
        self.snap = snapshot
        with self.store.read() as tx:
            self.told(tx.journal.last(self.station)[0])
        for effect in effects:
            match effect:
                case PrintLabel():
                    self._print(effect)
                case AskClaim(order_id=order_id):
                    self.sync.ask_claim(order_id)
                case _:
                    pass

    def _print(self, job: PrintLabel) -> None:
        """As the printer thread: a label of a doubted job is asked about, never resent blindly."""
        printed = job.job_id in self.paper.jobs()
        self.before_print("before the label")
        if not printed:
            self.paper.print(job.job_id)
        self.before_print("after the label")
        answer = LabelUnclear(job.job_id) if job.copy > 9 else LabelDone(job.job_id)
        self._waiting.append(answer)


def hash_of(station: str) -> int:
    return int.from_bytes(station.encode()[:3], "big")


def as_store(made: object) -> Store:
    return cast("Store", made)
