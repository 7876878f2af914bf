"""A bench that copies from a center's database, when a test says so."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.station.inputs import OrdersHeard
from app.sync.messages import Message, OrdersChanged
from app.sync.worker import Station as Named
from app.sync.worker import SyncWorker
from tests.station.harness import CORRECT, Station
from tests.sync.rig import by_sql, empty_database


@dataclass
class CopyingBench:
    bench: Station
    worker: SyncWorker
    heard: list[Message]

    def copy(self) -> None:
        """What the bench and the center hear of each other within its next look."""
        self.worker.step()
        for message in self.heard:
            if isinstance(message, OrdersChanged):
                self.bench.post(OrdersHeard(message.order_ids))
        self.heard.clear()


@contextmanager
def copying_bench(
    center: Path, place: Path, clock: Callable[[], datetime]
) -> Iterator[CopyingBench]:
    empty_database(place)
    bench = Station(place, CORRECT)
    wire = by_sql(str(center), "B01")
    heard: list[Message] = []
    worker = SyncWorker(
        bench.store, wire, Named("B01", "0.1"), clock, random.Random(1), heard.append
    )
    yield CopyingBench(bench, worker, heard)
    bench.close()
    wire.close()
