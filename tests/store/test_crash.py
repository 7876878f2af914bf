"""What was acknowledged is there, whoever was killed; two processes do not undo each other."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from app.store.engine import Store, open_store
from app.store.parcels import parcel_of
from tests.store.samples import NOW, a_fact, an_order, packed

FOREVER = 1_000_000


def _writer(path: Path, station: str, until: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.writer", str(path), station, str(until)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )


def _check(path: Path, station: str, acknowledged: int) -> int:
    store = open_store(path, warehouse="w1", station=station)
    store.check()
    with store.read() as tx:
        last = tx.journal.next_n(station) - 1
        assert last in {acknowledged, acknowledged + 1}  # the last word may have been on its way
        assert tx.journal.verify_chain(station) is None
        assert tx.outbox.count()["waiting"] == last
        assert tx.checkpoint.get("bench") == (str(last).encode() if last else None)
    store.close()
    return last


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    open_store(path, warehouse="w1").close()
    last = 0
    for kill_after in (1, 7, 40, 150):
        with _writer(path, "b1", FOREVER) as process:
            assert process.stdout is not None
            for _ in range(kill_after):
                last = int(process.stdout.readline())
            process.kill()
            for line in process.stdout:
                if line.endswith("\n"):
                    last = int(line)
        last = _check(path, "b1", last)
    assert last >= 198


def test_two_processes_write_to_one_file(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    open_store(path, warehouse="w1").close()
    with _writer(path, "b1", 150) as one, _writer(path, "b2", 150) as two:
        assert one.stdout is not None
        assert two.stdout is not None
        assert int(one.stdout.read().split()[-1]) == 150
        assert int(two.stdout.read().split()[-1]) == 150
    assert _check(path, "b1", 150) == 150
    assert _check(path, "b2", 150) == 150


def test_the_disk_has_it_before_the_green_is_shown(tmp_path: Path) -> None:
    """The settings that a power cut asks for, on every connection."""
    store = open_store(tmp_path / "bench.db", warehouse="w1")
    with store._reading.connect() as connection, store._writing.connect() as another:
        for one in (connection, another):
            pragmas = {
                name: one.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
            }
            assert pragmas == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "mmap_size": 0,
            }
    store.close()


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store.write() as writing:
        writing.orders.upsert([an_order()], NOW)
        with store.read() as reading:
            assert reading.orders.get("o1") is None
    with store.read() as reading:
        assert reading.orders.get("o1") is not None


def test_many_stations_one_order_one_parcel(reopen: Callable[..., Store]) -> None:
    """Eight stations claim and pack one order at once: one claim, one accepted parcel."""
    stations = [f"b{n}" for n in range(8)]
    stores = [reopen(busy_ms=30_000) for _ in stations]
    with stores[0].write() as tx:
        tx.orders.upsert([an_order()], NOW)
    together = threading.Barrier(len(stations))

    def _pack(at: int) -> tuple[bool, bool]:
        fact = packed(f"p{at}")
        parcel = parcel_of(replace(a_fact(1, stations[at]), fact=fact), fact)
        together.wait(timeout=30)
        claim = stores[at].transact(
            lambda tx: tx.orders.claim("o1", stations[at], NOW, NOW + timedelta(minutes=5)),
            within_s=60,
        )
        kept = stores[at].transact(
            lambda tx: tx.parcels.accept(parcel, NOW, f"task-{at}"), within_s=60
        )
        return claim.granted, kept.accepted

    with ThreadPoolExecutor(len(stations)) as pool:
        results = list(pool.map(_pack, range(len(stations))))
    assert [sum(column) for column in zip(*results, strict=True)] == [1, 1]
    with stores[0].read() as tx:
        assert len(tx.parcels.of_order("o1")) == 8
        assert len(tx.tasks.in_state("open")) == 7
