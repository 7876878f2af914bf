"""Class 7: serialization failures and deadlocks at each statement, and a SERIALIZABLE day."""

import tempfile
import threading
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from app.center.desk import CenterDesk
from app.store.engine import open_store
from tests.builders import NOON
from tests.faults.after import compare, facts
from tests.faults.host import as_store
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import Impatient, bench_at, center_at, server
from tests.postgres import Server
from tests.sync.rig import WAREHOUSE, some_orders

NAME = "7 conflicts and deadlocks"
ERRORS = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-conflict-", dir=memory()) as name,
    ):
        statements = _at_each_statement(tally, running, Path(name))
        for again in range(10 if long else 1):
            folder = Path(name) / str(again)
            folder.mkdir()
            _serializable(tally, running, folder)
    return tally.report(f"{statements} statements; 4 benches under SERIALIZABLE")


class _Mine:
    """The server refuses one statement, as it does when two transactions met."""

    def __init__(self, engine: Any) -> None:
        self.passed, self.at = 0, 0
        self.error: type[Exception] = ERRORS[0]
        event.listen(engine, "do_execute", self._execute)
        event.listen(engine, "do_executemany", self._execute)

    def _execute(self, _cursor: Any, _statement: Any, _values: Any, _context: Any) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise self.error("injected")


def _at_each_statement(tally: Tally, running: Server, folder: Path) -> int:
    """One delivery, refused at its first, second, ... statement: applied once all the same."""
    url = running.create()
    orders = some_orders(400)
    with center_at(url, orders=len(orders)) as center, bench_at(folder, url, "b1") as bench:
        store = open_store(url, warehouse=WAREHOUSE)
        mine = _Mine(store._reading)
        desk = CenterDesk(as_store(Impatient(store)), lambda: NOON)
        done = 0
        for number, order in enumerate(orders):
            bench.pack(order)
            own = facts(bench.store, "b1")
            mine.passed, mine.at = 0, number
            mine.error = ERRORS[number % len(ERRORS)]
            answers = desk.push(tuple(own[done:]))
            done = len(own)
            tally.injected += 0 < mine.at <= mine.passed
            tally.expect(len(answers) == 7, f"{len(answers)} answers")
            if mine.at > mine.passed:
                break
        bench.run(steps=3)
        compare(tally, center, [("b1", bench.store)])
        store.close()
    return number


def _serializable(tally: Tally, running: Server, folder: Path) -> None:
    """Four benches deliver the same orders at once to a server at its strictest."""
    url = running.create()
    with center_at(url, orders=5) as center:
        stores = [open_store(url, warehouse=WAREHOUSE) for _ in range(4)]
        benches = []
        met = 0
        for at, store in enumerate(stores):
            options = {"isolation_level": "SERIALIZABLE"}
            store._writing = store._writing.execution_options(**options)
            with bench_at(folder, url, f"b{at + 1}") as bench:
                for order in some_orders(5):
                    bench.pack(order)
                benches.append((bench.station, tuple(facts(bench.store, bench.station))))
        conflicts: list[int] = [0]

        def count(_context: Any) -> None:
            conflicts[0] += 1

        for store in stores:
            event.listen(store._reading, "handle_error", count)
        desks = [CenterDesk(store, lambda: NOON) for store in stores]
        threads = [
            threading.Thread(target=_bring, args=(desk, rows))
            for desk, (_, rows) in zip(desks, benches, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        met += conflicts[0]
        tally.injected += met
        for station, rows in benches:
            tally.lost += len(rows) - len(facts(center, station))
        with center.read() as tx:
            kept = [p for order in some_orders(5) for p in tx.parcels.of_order(order.id)]
        tally.lost += 20 - len(kept)
        tally.doubled += sum(parcel.accepted for parcel in kept) - 5
        for store in stores:
            store.close()


def _bring(desk: CenterDesk, rows: tuple[Any, ...]) -> None:
    for at in range(0, len(rows), 7):
        desk.push(rows[at : at + 7])
