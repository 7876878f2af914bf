"""`python -m benchmarks.scale [RUN...]`: how much one center holds; 0 lost and 0 doubled proved.

Runs: singles batches benches pull gateway paced flat (default: all but flat). Needs PostgreSQL, or
--engine sqlite; --pooled goes through a pgbouncer of its own. Benches' own files lie in memory:
their disks are not what is measured.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from app.store.engine import Store, open_store
from app.store.feed import LAST
from app.store.records import Cursor
from app.store.session import ORDERS
from benchmarks.scale import world
from benchmarks.scale.check import Proof, prove
from benchmarks.scale.crew import Plan, Report, main
from benchmarks.scale.flat import STEPS, flat
from benchmarks.scale.over_http import over_http
from benchmarks.scale.processor import processor
from benchmarks.scale.words import told
from tests.pooler import running_pooler
from tests.postgres import running_server

RUNS = ("singles", "batches", "benches", "pull", "gateway", "paced")
MEMORY = Path("/dev/shm")


@contextmanager
def a_center(engine: str, orders: int, pooled: int = 0) -> Iterator[tuple[str, Store, int]]:
    """A center of this kind with orders to pack; the last is its server's process, or 0.

    ``pooled``: the address is a pooler's, with so many connections to the server.
    """
    with tempfile.TemporaryDirectory(prefix="scale-center-") as folder:
        if engine == "sqlite":
            yield from _filled(str(Path(folder) / "center.db"), orders, 0)
            return
        with running_server(fsync=True) as server, ExitStack() as more:
            url = server.create()
            way = more.enter_context(running_pooler(server, connections=pooled)) if pooled else None
            for _url, store, pid in _filled(url, orders, server.pid):
                yield way.through(url) if way else url, store, pid


def _filled(url: str, orders: int, pid: int) -> Iterator[tuple[str, Store, int]]:
    store = open_store(url, warehouse=world.WAREHOUSE, deadline_s=120.0)
    try:
        world.set_up(store)
        world.fill(store, url, 0, orders)
        yield url, store, pid
    finally:
        store.close()


def a_template(folder: Path, center: Store) -> str:
    """A bench's file that stands where the center stands: nothing is to be copied first."""
    path = folder / "template.db"
    bench = open_store(path, warehouse=world.WAREHOUSE, station="S")
    with center.read() as tx:
        head = tx.feed.head(ORDERS)
        items = tx.feed.changed_after("items", Cursor(world.EPOCH), 100)
    with bench.write() as tx:
        tx.feed.apply("items", world.EPOCH, items)
        tx.feed.move_cursor(ORDERS, Cursor(world.EPOCH, head, LAST))
    bench.close()
    return str(path)


def run(plan: Plan, url: str, center: Store, pid: int) -> tuple[list[Report], Proof, float]:
    """One run in child processes; their reports, the proof, the server's processor seconds."""
    context = multiprocessing.get_context("spawn")
    folder = MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())
    before = prove(center)
    with tempfile.TemporaryDirectory(prefix="scale-benches-", dir=folder) as benches:
        plan = replace(plan, center=url, folder=benches, template=a_template(Path(benches), center))
        barrier = context.Barrier(plan.processes + 1)
        pipes, children = [], []
        for at in range(plan.processes):
            mine = list(range(at, plan.benches, plan.processes))
            here, there = context.Pipe(duplex=False)
            children.append(context.Process(target=main, args=(plan, mine, barrier, there)))
            children[-1].start()
            there.close()
            pipes.append(here)
        barrier.wait()
        spent = processor(pid)
        for pipe in pipes:
            pipe.recv()  # the measured part is over there
        spent = processor(pid) - spent
        reports: list[Report] = [pipe.recv() for pipe in pipes]
        for child in children:
            child.join()
    return reports, prove(center).since(before), spent


def _plans(options: argparse.Namespace) -> dict[str, Plan]:
    """Each run has orders of its own: 1,200, 5,600, then whatever is left."""
    plan = Plan(
        "", "", "", "", "", options.seconds, 8, options.processes, options.threads, warm_s=0
    )
    return {
        "singles": replace(plan, name="one", mode="desk", batch_up=1, parcels=150),
        "batches": replace(plan, name="many", mode="desk", parcels=700, first=2_000),
        "benches": replace(plan, name="whole", mode="push", parcels=500, first=8_000),
        "pull": replace(plan, name="pull", mode="pull", parcels=0),
        "paced": replace(
            plan, name="paced", mode="paced", benches=options.benches, parcels=10_000,
            first=13_000, parcel_s=options.parcel, warm_s=8.0, seconds=options.seconds + 14,
        ),
    }  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("runs", nargs="*", default=RUNS, metavar="RUN")
    parser.add_argument("--engine", choices=("pg", "sqlite"), default="pg")
    parser.add_argument("--pooled", type=int, default=0, metavar="N",
                        help="through pgbouncer, with N connections to the server")  # fmt: skip
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="and connections, a process")
    parser.add_argument("--benches", type=int, default=200, help="of the paced run")
    parser.add_argument("--parcel", type=float, default=20.0, help="seconds a parcel (paced)")
    parser.add_argument("--orders", type=int, default=60_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=STEPS, help="flat: orders there")
    parser.add_argument("--huge", action="store_true", help="flat: ten million orders too")
    return parser.parse_args()


def start() -> int:
    options = _options()
    unknown = set(options.runs) - {*RUNS, "flat"}
    if unknown:
        sys.stderr.write(f"no run is called {', '.join(unknown)}\n")
        return 2
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, center on {options.engine}"
        + (f", {options.pooled} connections through pgbouncer" if options.pooled else "")
    )
    good = True
    if rest := [one for one in options.runs if one != "flat"]:
        with a_center(options.engine, options.orders, options.pooled) as (url, center, pid):
            for name in rest:
                if name == "gateway":
                    print(over_http(url, center, 4, options.seconds), flush=True)
                    continue
                plan = _plans(options)[name]
                reports, proof, spent = run(plan, url, center, pid)
                print("\n".join(told(name, plan, reports, proof, spent)), flush=True)
                good = good and proof.fits(reports)
    if "flat" in options.runs:
        flat(options.engine, options.sizes, huge=options.huge)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(start())
