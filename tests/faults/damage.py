"""Class 11: rotten bytes, a cut log, a lost -shm, an old copy brought back, a cloned disk."""

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.store.records import Envelope
from tests.faults.after import facts
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, Bench, a_center, empty_database, some_orders

NAME = "11 damaged, cut, old or cloned file"
ROTS, CUTS, ORDERS = 60, 25, 20


def run(seed: int, *, long: bool) -> FaultReport:
    rng, tally, times = random.Random(seed), Tally(), 20 if long else 1
    with tempfile.TemporaryDirectory(prefix="secondpass-damage-", dir=memory()) as name:
        folder = Path(name)
        seen = _rot(tally, rng, folder, ROTS * times)
        _cut_log(tally, rng, folder, CUTS * times)
        _without_shm(tally, folder)
        _old_copy(tally, folder / "old")
        _clone(tally, folder / "clone")
    return tally.report(f"{seen} of {ROTS * times} rotten files read otherwise, each noticed")


def _shift(folder: Path, orders: int = ORDERS) -> Store:
    """A bench's own file with facts in it, still open: its log is not emptied."""
    empty_database(folder / "b1.db")
    bench = Bench(folder, str(folder / "none.db"), "b1")
    for order in some_orders(orders):
        bench.pack(order)
    return bench.store


def _rot(tally: Tally, rng: random.Random, folder: Path, times: int) -> int:
    """Random bytes of the file change: whoever reads a changed fact must notice."""
    store = _shift(folder)
    good = facts(store, "b1")
    store.close()
    whole = (folder / "b1.db").read_bytes()
    touched = 0
    for _ in range(times):
        rotten = bytearray(whole)
        for _ in range(64):
            rotten[rng.randrange(len(rotten))] = rng.randrange(256)
        path = folder / "rotten.db"
        path.write_bytes(rotten)
        tally.injected += 1
        found, noticed = _looked_at(path)
        changed = found != good
        touched += changed
        tally.lost += changed and not noticed
    return touched


def _looked_at(path: Path) -> tuple[list[Envelope], bool]:
    """The facts of a file, and whether the store or the chain says that something is wrong."""
    rows: list[Envelope] = []
    noticed = False
    try:
        store = open_store(path, warehouse=WAREHOUSE, station="b1")
    except StoreError:
        return rows, True
    try:
        with store.read() as tx:
            noticed = tx.journal.verify_chain("b1") is not None
        rows = facts(store, "b1")
        store.check()
    except (StoreError, ValueError):  # a time or a number that is none
        noticed = True
    finally:
        store.close()
    return rows, noticed


def _cut_log(tally: Tally, rng: random.Random, folder: Path, times: int) -> None:
    """The log lost its end: what is left is whole turns, and their chain is sound."""
    store = _shift(folder)
    good = facts(store, "b1")
    base, log = (folder / "b1.db").read_bytes(), (folder / "b1.db-wal").read_bytes()
    store.close()
    for _ in range(times):
        path = folder / "cut.db"
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.write_bytes(base)
        path.with_name("cut.db-wal").write_bytes(log[: rng.randrange(len(log))])
        found, noticed = _looked_at(path)
        tally.injected += 1
        tally.expect(not noticed, "a cut log reads as damage")
        tally.lost += found != good[: len(found)]
        with_outbox = open_store(path, warehouse=WAREHOUSE, station="b1")
        with with_outbox.read() as tx:
            tally.expect(tx.outbox.count()["waiting"] == len(found), "half a turn was kept")
        with_outbox.close()


def _without_shm(tally: Tally, folder: Path) -> None:
    store = _shift(folder)
    good = facts(store, "b1")
    copy = folder / "no-shm.db"
    shutil.copy(folder / "b1.db", copy)
    shutil.copy(folder / "b1.db-wal", copy.with_name("no-shm.db-wal"))
    store.close()
    found, noticed = _looked_at(copy)
    tally.injected += 1
    tally.lost += len(good) - len(found)
    tally.expect(not noticed, "a lost -shm reads as damage")


def _old_copy(tally: Tally, folder: Path) -> None:
    """The bench's disk is replaced by its copy of this morning; it packs on."""

    def bring_back(bench: Bench) -> Bench:
        bench.close()
        for suffix in ("-wal", "-shm"):
            (folder / f"b1.db{suffix}").unlink(missing_ok=True)
        copy = (folder / "copy.db").read_bytes()
        again = Bench(folder, str(folder / "center.db"), "b1")
        again.store.close()
        (folder / "b1.db").write_bytes(copy)
        return _reopened(again, folder, "b1.db")

    _twice(tally, folder, bring_back)


def _clone(tally: Tally, folder: Path) -> None:
    """One disk image on two computers: both are b1."""

    def clone(bench: Bench) -> Bench:
        bench.close()
        twin = Bench(folder, str(folder / "center.db"), "b1")
        twin.store.close()
        (folder / "twin.db").write_bytes((folder / "copy.db").read_bytes())
        return _reopened(twin, folder, "twin.db")

    _twice(tally, folder, clone)


def _reopened(bench: Bench, folder: Path, name: str) -> Bench:
    bench.store = open_store(folder / name, warehouse=WAREHOUSE, station="b1")
    bench.restart()
    return bench


def _twice(tally: Tally, folder: Path, other: Callable[[Bench], Bench]) -> None:
    """Facts with numbers that the center has for other facts: none lost, and somebody hears."""
    folder.mkdir()
    every = some_orders(9)
    center = a_center(str(folder / "center.db"), orders=len(every))
    bench = Bench(folder, str(folder / "center.db"), "b1")
    for order in every[:3]:
        bench.pack(order)
    bench.run(steps=2)
    bench.store.copy_to(folder / "copy.db")
    for order in every[3:6]:
        bench.pack(order)
    bench.run(steps=2)
    first = facts(bench.store, "b1")
    second = other(bench)
    for order in every[6:]:
        second.pack(order)
    second.run(steps=4)
    tally.injected += 1
    own = facts(second.store, "b1")
    there = {row.sha256 for row in facts(center, "b1")}
    with second.store.read() as tx:
        aside = tx.outbox.count()["quarantined"]
        waiting = tx.outbox.count()["waiting"]
        tally.expect(tx.journal.verify_chain("b1") is None, "the second chain is broken")
    tally.lost += sum(row.sha256 not in there for row in first)
    missing = sum(row.sha256 not in there for row in own)
    tally.lost += max(0, missing - aside - waiting)
    tally.expect(aside + waiting == missing, f"{missing} not at the center, {aside} set aside")
    tally.expect(aside > 0, "nobody noticed the second bench of this name")
    second.close()
    center.close()
