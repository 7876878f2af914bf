"""Breaks a cluster while benches work, and counts: `bash installer/ha/run.sh` starts this.

Benches are those of benchmarks/scale: real SyncWorker, real desk, real deadlines. Every fact that
a bench was told is kept must be there at the end, every parcel once.
"""

# ruff: noqa: T201, S108, S311 - it speaks to a person, and nothing here is a secret

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from app.entrypoints.center_link import SqlTransport
from app.store import health
from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.sync.worker import Station, SyncWorker
from benchmarks.scale import world
from benchmarks.scale.__main__ import a_template
from benchmarks.scale.crew import sealed
from installer.ha.cluster import Cluster, Node, until

BENCHES = 8
ORDERS = 60_000
FREEZE_S = 45
ENOUGH = 100  # facts that wait at a bench before each of its steps
MEMORY = Path("/dev/shm")


@dataclass(slots=True)
class Row:
    """One thing that was done to the cluster, and what the benches saw of it."""

    what: str
    gap_s: float
    acked: int
    leader: str
    whole_s: float


class Working:
    """A bench in a thread: packs as fast as the center answers, never stops, forgets nothing."""

    def __init__(self, number: int, template: str, folder: Path, url: str) -> None:
        self.station = f"H{number}"
        path = folder / f"{self.station}.db"
        shutil.copyfile(template, path)
        self.store = open_store(path, warehouse=world.WAREHOUSE, station=self.station)
        self.number = number
        self.parcels = 0
        self.acks: list[tuple[float, int]] = []
        self.away = 0
        self.stop = threading.Event()
        self.last = threading.Event()
        self._link = SqlTransport(url, world.WAREHOUSE)
        self._worker = SyncWorker(
            self.store, self._link, Station(self.station, "ha"), lambda: datetime.now(UTC),
            random.Random(number), lambda _message: None,
        )  # fmt: skip
        self.thread = threading.Thread(target=self._run, name=self.station)

    def _run(self) -> None:
        while not self.stop.is_set():
            while not self.last.is_set() and self._waiting() < ENOUGH:
                self._pack()
            before = self._waiting()
            if self._worker.step():
                self.acks.append((time.monotonic(), before - self._waiting()))
                if self.last.is_set() and not self._waiting():
                    return
            else:
                self.away += 1
                self.stop.wait(0.2)

    def _pack(self) -> None:
        number = self.parcels * BENCHES + self.number
        order_id = world.order(number).id
        with self.store.write() as tx:
            n = tx.journal.next_n(self.station)
            facts = enumerate(world.parcel(number, self.station), start=n)
            rows = [sealed(self.station, at, order_id, fact) for at, fact in facts]
            tx.journal.append_all(rows)
            tx.outbox.add_all(row.n for row in rows)
        self.parcels += 1

    def _waiting(self) -> int:
        with self.store.read() as tx:
            return tx.outbox.count()["waiting"]

    def close(self) -> None:
        self._link.close()
        self.store.close()


class Trial:
    def __init__(self, cluster: Cluster, benches: list[Working]) -> None:
        self._cluster = cluster
        self._benches = benches
        self.rows: list[Row] = []

    def steady(self, seconds: float) -> float:
        """Facts a second while nothing is done to the cluster."""
        began = time.monotonic()
        time.sleep(seconds)
        return self._acked(began, time.monotonic()) / (time.monotonic() - began)

    def breaks(
        self, what: str, act: Callable[[], None], seconds: float, node: Node | None = None
    ) -> None:
        """Does something to the cluster; waits until benches work on and the cluster is whole.

        ``node`` is started again after ``seconds``, as its computer would be.
        """
        began = time.monotonic()
        act()
        time.sleep(seconds)
        if node is not None:
            self._cluster.start_node(node)
        whole = self._cluster.whole_again()
        leader = until("a leader", self._cluster.leader, 30)
        now = time.monotonic()
        gap, acked = self._gap(began, now), self._acked(began, now)
        self.rows.append(Row(what, gap, acked, leader.name, whole))
        print(f"  {what}: longest gap {gap:.1f} s, {acked:,} facts acknowledged", flush=True)

    def _acked(self, start: float, end: float) -> int:
        return sum(n for one in self._benches for at, n in tuple(one.acks) if start <= at <= end)

    def _gap(self, start: float, end: float) -> float:
        """The longest time in which no bench at all got an answer."""
        moments = sorted(
            at for one in self._benches for at, n in tuple(one.acks) if n and start <= at <= end
        )
        edges = [start, *moments, end]
        return max(after - before for before, after in pairwise(edges))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--etcd", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--quick", action="store_true", help="switch-over and one kill only")
    options = parser.parse_args()
    cluster = Cluster(options.folder, options.etcd, options.python)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    try:
        up = cluster.start()
        print(f"Patroni {cluster.version}, cluster up in {up:.1f} s", flush=True)
        return _trial(cluster, quick=options.quick)
    except TimeoutError as error:
        for node in cluster.nodes:
            print(f"--- {node.name}\n{_tail(options.folder / f'{node.name}.log')}", file=sys.stderr)
        print(f"not in time: {error}", file=sys.stderr)
        return 1
    finally:
        cluster.stop()


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-15:])


def _trial(cluster: Cluster, *, quick: bool) -> int:
    center = open_store(cluster.url, warehouse=world.WAREHOUSE, deadline_s=120.0)
    world.set_up(center)
    leader = until("a leader", cluster.leader, 30)
    direct = f"postgresql://postgres:secret@127.0.0.1:{leader.port}/postgres"
    world.fill(center, direct, 0, ORDERS)
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="ha-benches-", dir=where) as folder:
        template = a_template(Path(folder), center)
        benches = [Working(at, template, Path(folder), cluster.url) for at in range(BENCHES)]
        for one in benches:
            one.thread.start()
        trial = Trial(cluster, benches)
        try:
            rate = trial.steady(8)
            print(f"  steady: {rate:,.0f} facts/s over {BENCHES} benches", flush=True)
            _break(cluster, trial, quick=quick)
        finally:
            for one in benches:
                one.last.set()
        for one in benches:
            one.thread.join(120)
            one.stop.set()
            one.thread.join()
        good = _verdict(center, cluster, benches, trial.rows)
        for one in benches:
            one.close()
    center.close()
    return 0 if good else 1


def _break(cluster: Cluster, trial: Trial, *, quick: bool) -> None:
    trial.breaks("switch-over", cluster.switch_over, 8)
    leader = until("a leader", cluster.leader, 60)
    trial.breaks("leader killed (-9, Patroni too)", lambda: cluster.kill(leader), 32, leader)
    if quick:
        return
    frozen = until("a leader", cluster.leader, 60)
    trial.breaks(
        f"leader frozen {FREEZE_S} s, then woken", lambda: cluster.freeze(frozen, FREEZE_S), 10
    )
    roles = {one["name"]: one["role"] for one in cluster.members()}
    standby = next(one for one in cluster.nodes if roles.get(one.name) == "sync_standby")
    trial.breaks("synchronous standby killed", lambda: cluster.kill(standby), 15, standby)


def _verdict(center: Store, cluster: Cluster, benches: list[Working], rows: list[Row]) -> bool:
    def look() -> tuple[dict[str, int], dict[str, int], int] | None:
        try:
            with center.read() as tx:
                counted = health.rows(tx)
                return counted, health.last_facts(tx), counted["exception_task"]
        except StoreError:
            return None

    counted, last, tasks = until("the center's answer", look, 60)
    lost = wrong = facts = parcels = 0
    for one in benches:
        with one.store.read() as tx:
            kept = tx.journal.last(one.station)[0]
            facts += kept
            lost += kept - last.get(one.station, 0)
            wrong += tx.outbox.count()["quarantined"]
        parcels += one.parcels
        wrong += health.chain(center, one.station).changed
    lost += max(0, facts - counted["journal"]) + max(0, parcels - counted["parcel"])
    doubled = max(0, counted["journal"] - facts) + max(0, counted["parcel"] - parcels) + tasks
    print(f"\nPatroni {cluster.version}, synchronous_mode_strict, {BENCHES} benches")
    print(f"{'event':36} {'gap s':>7} {'whole s':>8} {'facts':>8}  leader after")
    for row in rows:
        print(f"{row.what:36} {row.gap_s:7.1f} {row.whole_s:8.1f} {row.acked:8,}  {row.leader}")
    print(f"{facts:,} facts and {parcels:,} parcels: {lost} lost, {doubled} doubled, {wrong} wrong")
    return not (lost or doubled or wrong)


if __name__ == "__main__":
    sys.exit(main())
