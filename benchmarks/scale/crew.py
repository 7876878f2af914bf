"""One process of the simulation: some threads, some benches each, all over one shared store."""

import random
import shutil
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Lock, Thread

import uuid_utils

from app.domain.events import Fact
from app.domain.recorded import Recorded
from app.domain.values import Moment
from app.store.engine import Store, open_store
from app.store.records import Envelope
from app.store.session import ORDERS
from app.sync.worker import Station, SyncPolicy, SyncWorker
from benchmarks.scale import world
from benchmarks.scale.link import TimedTransport, Times

STEP_S = 2.0
_MONO = count(1)
_adding = Lock()


@dataclass(frozen=True, slots=True)
class Plan:
    """Travels to the child processes. ``name`` begins its stations' names.

    ``mode``: desk (the center's part alone) | push (the bench's part too) | paced | pull.
    """

    name: str
    mode: str
    center: str
    folder: str
    template: str
    seconds: float
    benches: int
    processes: int
    threads: int
    batch_up: int = 100
    parcels: int = 100  # a bench (push), and at most (paced)
    parcel_s: float = 20.0  # how long a bench packs one order (paced)
    warm_s: float = 5.0
    again: float = 0.05
    first: int = 0  # the first order's number


@dataclass(slots=True)
class Report:
    """What one process saw. Times are seconds since the start."""

    parcels: int = 0
    facts: int = 0
    again: int = 0
    rows: int = 0
    took: float = 0.0
    cpu: float = 0.0
    left: int = 0
    errors: int = 0
    calls: dict[str, list[float]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)


class SimBench:
    """A bench without its devices: it records the facts and lets the real sync worker run."""

    def __init__(self, plan: Plan, number: int, center: Store, times: Times) -> None:
        self.station = f"{plan.name}-{number:04d}"
        place = Path(plan.folder) / f"{self.station}.db"
        shutil.copyfile(plan.template, place)
        self.store = open_store(place, warehouse=world.WAREHOUSE, station=self.station)
        self.number = number
        self.parcels = 0
        self.facts = 0
        self._plan = plan
        self.queue: deque[Envelope] = deque()
        self._todo: list[tuple[str, Fact]] = []
        self.transport = TimedTransport(center, times, plan.again, number)
        self.worker = SyncWorker(
            self.store,
            self.transport,
            Station(self.station, "0.1", self.station),
            lambda: datetime.now(UTC),
            random.Random(number),
            lambda _message: None,
            SyncPolicy(batch_up=plan.batch_up),
        )
        self.worker.devices = {"scanner": "ready", "scale": "ready", "printer": "ready"}

    def record(self, facts: list[tuple[str, Fact]]) -> None:
        """Journal and outbox in one transaction, as at every scan."""
        with self.store.write() as tx:
            n = tx.journal.next_n(self.station)
            rows = [
                sealed(self.station, at, order_id, fact)
                for at, (order_id, fact) in enumerate(facts, start=n)
            ]
            tx.journal.append_all(rows)
            tx.outbox.add_all(row.n for row in rows)
        self.facts += len(facts)

    def pack(self) -> list[tuple[str, Fact]]:
        """The facts of the next order: the benches take them in turn."""
        number = self._plan.first + self.parcels * self._plan.benches + self.number
        self.parcels += 1
        order_id = world.order(number).id
        self.worker.ask_claim(order_id)
        return [(order_id, fact) for fact in world.parcel(number, self.station)]

    def turn(self) -> None:
        """Two seconds at the bench, then one step of the sync."""
        share = round(world.FACTS * STEP_S / self._plan.parcel_s) or 1
        while len(self._todo) < share and self.parcels < self._plan.parcels:
            self._todo += self.pack()
        if now := self._todo[:share]:
            self.record(now)
            del self._todo[:share]
        self.worker.step()

    def finish(self) -> None:
        """The order on the table is packed to its end, and all is delivered."""
        while self.queue:
            self.deliver(100)
        if self._todo:
            self.record(self._todo)
            self._todo = []
        while self.waiting():
            if not self.worker.step():
                time.sleep(0.2)  # away for a moment: a busy center is no fault of the run

    def deliver(self, most: int) -> int:
        """Facts of the queue in memory, without the bench's own part; how many."""
        batch = tuple(self.queue.popleft() for _ in range(min(most, len(self.queue))))
        return len(self.transport.push(batch)) if batch else 0

    def waiting(self) -> int:
        """How many facts have no answer yet. In a desk run the bench's file is never told."""
        if self._plan.mode == "desk":
            return len(self.queue)
        with self.store.read() as tx:
            return tx.outbox.count()["waiting"]


def sealed(station: str, n: int, order_id: str, fact: Fact) -> Recorded:
    """A fact with its number, as a bench's journal takes it."""
    moment = Moment(datetime.now(UTC), next(_MONO))
    return Recorded(n, str(uuid_utils.uuid7()), station, "boot-1", moment, "P01", order_id, fact)


def main(plan: Plan, mine: list[int], barrier: Barrier, out: Connection) -> None:
    """Entrance of a child process; sends a word when the measured part is over, then a Report."""
    times, report = Times(), Report()
    center = open_store(plan.center, warehouse=world.WAREHOUSE, deadline_s=30.0)
    benches = [SimBench(plan, number, center, times) for number in mine]
    if plan.mode in {"desk", "push"}:
        for bench in benches:
            for _ in range(plan.parcels):
                bench.record(bench.pack())
            if plan.mode == "desk":
                with bench.store.read() as tx:
                    bench.queue.extend(tx.outbox.waiting(bench.facts))
    barrier.wait()
    began, cpu = time.monotonic(), time.process_time()
    run = {"desk": _desk, "push": _push, "paced": _paced, "pull": _pull}[plan.mode]
    parts = [benches[at :: plan.threads] for at in range(plan.threads)]
    threads = [Thread(target=run, args=(plan, part, began, report)) for part in parts if part]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.took = time.monotonic() - began
    report.cpu = time.process_time() - cpu
    out.send("over")
    if plan.mode != "desk":
        report.facts = sum(bench.facts - bench.waiting() for bench in benches)
    report.rows, report.again = times.rows, times.again
    for bench in benches:
        bench.finish()
    report.left = sum(bench.waiting() for bench in benches)
    report.parcels = sum(bench.parcels for bench in benches)
    report.calls = dict(_calls(times, began + plan.warm_s, began + plan.seconds))
    for bench in benches:
        bench.store.close()
    center.close()
    out.send(report)
    out.close()


def _calls(times: Times, start: float, end: float) -> Iterator[tuple[str, list[float]]]:
    for name, all_of in times.of.items():
        yield name, [took for at, took in all_of if start <= at <= end]


def _desk(plan: Plan, benches: list[SimBench], began: float, report: Report) -> None:
    """Deliveries straight from memory: what a center takes when benches have their own computers.

    What is left when the time is over is delivered unmeasured.
    """
    done = 0
    while time.monotonic() < began + plan.seconds and any(bench.queue for bench in benches):
        for bench in benches:
            done += bench.deliver(plan.batch_up)
    with _adding:
        report.facts += done


def _push(plan: Plan, benches: list[SimBench], began: float, report: Report) -> None:
    """As fast as it goes, one bench after the other, until the time or the facts are over."""
    del report
    for bench in benches:
        bench.worker.greet_once()
    while time.monotonic() < began + plan.seconds:
        if not sum(bench.worker.push_once() for bench in benches):
            return


def _paced(plan: Plan, benches: list[SimBench], began: float, report: Report) -> None:
    """Every bench its step each two seconds, with jitter; how late the steps came."""
    rng = random.Random(benches[0].number)
    due = [(began + rng.uniform(0, STEP_S), bench.number, bench) for bench in benches]
    heapify(due)
    while due[0][0] < began + plan.seconds:
        at, number, bench = heappop(due)
        time.sleep(max(0.0, at - time.monotonic()))
        if at > began + plan.warm_s:
            report.late.append(max(0.0, time.monotonic() - at))
        bench.turn()
        heappush(due, (at + rng.uniform(0.9, 1.1) * STEP_S, number, bench))


def _pull(plan: Plan, benches: list[SimBench], began: float, report: Report) -> None:
    """Pages of orders from the beginning, again and again, thrown away."""
    del report
    transport = benches[0].transport
    epoch, known = world.EPOCH, None
    while time.monotonic() < began + plan.seconds:
        page = transport.pull(ORDERS, known or world.start(epoch), 500)
        known = world.after(epoch, page.rows[-1]) if page.more else None
