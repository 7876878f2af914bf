"""A bench in a process of its own, with its mailbox, its printer thread and a folder as printer.

It is made to be killed. Each event that comes through the pipe is answered with the snapshot
that followed it; what the bench says between is sent too.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import uuid_utils

from app.devices.printers.base import Output, PrintJob
from app.devices.printers.folder import FolderPrinter
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.values import Moment
from app.domain.weighing import GatePolicy
from app.station.bench import Bench
from app.station.effects import Effect, PrintLabel, PrintManifest, PrintSlip
from app.station.mailbox import Mailbox
from app.station.printing import Printable, Printing
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot
from app.station.turn import BenchIdentity
from app.store.engine import open_store

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SENT = "sent.log"
GATE = GatePolicy(min_g=20, division_g=1)


@dataclass(frozen=True, slots=True)
class Timed:
    """The ``number``-th event of this life, and when it happened."""

    number: int
    ms: int
    event: object


@dataclass(frozen=True, slots=True)
class Shown:
    """A snapshot, and the last event that it knows of."""

    number: int
    snapshot: BenchSnapshot


class Paper(FolderPrinter):
    """Writes down every label that is sent, so that a second one for the same job is seen."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._log = folder / SENT

    def send(self, job: PrintJob) -> None:
        again = self.path_of(job.job_id).exists()
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{job.job_id} {'AGAIN' if again else 'new'}\n")
        super().send(job)


class Timekeeper:
    """The bench, in the time of the script: between events the clock stands still."""

    def __init__(self, bench: Bench, ms: int) -> None:
        self._bench = bench
        self._ms = ms
        self.number = 0

    def _now(self) -> Moment:
        return Moment(START + timedelta(milliseconds=self._ms), self._ms)

    def start(self, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        return self._bench.start(self._now())

    def handle(self, event: object, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        if isinstance(event, Timed):
            self._ms = event.ms
            done = self._bench.handle(event.event, self._now())
            self.number = event.number
            return done
        return self._bench.handle(event, self._now())


def draw(effect: Printable, output: Output) -> bytes:
    return b"" if isinstance(effect, PrintManifest) else effect.order.number.encode()


def serve(pipe: Connection, database: str, folder: str, ms: int) -> None:
    """The whole life of the process: until the pipe ends, or the power does."""
    store = open_store(database, warehouse="W1", station="B01")
    policy = BenchPolicy(on_mismatch=OnMismatch.CORRECT)
    identity = BenchIdentity("W1", "B01", "B01", uuid.uuid4().hex)
    recorder = Recorder(store, identity, policy, lambda: str(uuid_utils.uuid7()))
    keeper = Timekeeper(Bench(recorder, "B01", policy, GATE), ms)

    def act(effect: Effect) -> None:
        if isinstance(effect, PrintLabel | PrintSlip):
            printing.put(effect)

    box = Mailbox(
        keeper,
        keeper._now,
        lambda snapshot: pipe.send(Shown(keeper.number, snapshot)),
        act,
    )
    printing = Printing(Paper(Path(folder)), draw, box.post, lambda: 0, look_s=0.05)
    printing.start()
    box.start()
    while True:
        try:
            box.post(pipe.recv())
        except EOFError:
            break
    box.stop()
    printing.stop()
    store.close()
