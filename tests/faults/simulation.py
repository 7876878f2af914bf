"""Benches, their links and the center in one thread and in simulated time, replayed by a seed.

The programs are the real ones: bench, recorder, sync worker, center's desk, SQLite. What they
are given is simulated: clocks, ids, chance, network, disk errors, deaths, printer, packer. One
seed gives one history, bit by bit: ``Outcome.trace`` is a hash over every step and journal.
"""

import gc
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.invariants import Verdicts, judge
from tests.faults.report import memory
from tests.faults.sim_bench import SimBench
from tests.faults.sim_center import BENCHES, SimCenter
from tests.faults.sim_network import LATEST_MS
from tests.faults.weather import Weather, drawn
from tests.faults.world import World

DRAIN_MS = 40 * 60_000
"""Once all faults are over, everything must have arrived within this simulated time."""

LOOK_MS = 1_000
"""How often it is looked whether all has arrived."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. ``steps`` are events that did something, ``kinds`` what they were; ``commits``
    transactions that were written.
    """

    seed: int
    steps: int
    kinds: Counter[str]
    commits: int
    parcels: int
    trace: str
    faults: Counter[str]
    verdicts: Verdicts


def simulate(seed: int, steps: int, *, weather: Weather | None = None) -> Outcome:
    """Run a shift of at least ``steps`` steps under faults, heal everything, drain, judge."""
    folder = Path(tempfile.mkdtemp(prefix="secondpass-sim-", dir=memory()))
    rng = random.Random(seed)
    world = World(rng, weather or drawn(rng))
    center = SimCenter(world, folder)
    made = [SimBench(world, f"b{n}", folder, center) for n in range(1, BENCHES + 1)]
    try:
        with _undisturbed():
            return _shift(seed, steps, world, center, made)
    finally:
        for bench in made:
            bench.close()
        center.close()
        shutil.rmtree(folder, ignore_errors=True)


def _shift(seed: int, steps: int, world: World, center: SimCenter, made: list[SimBench]) -> Outcome:
    center.open_shop(made)
    for bench in made:
        bench.boot()
    while world.steps < steps:
        world.turn()
    _heal(world, center, made)
    verdicts = judge(center, made)
    for bench in made:
        world.note(bench.chain_head())
    commits = center.commits + sum(bench.store.commits for bench in made)
    parcels = sum(bench.packed for bench in made)
    return Outcome(
        seed, world.steps, world.kinds, commits, parcels, world.trace, world.faults, verdicts
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No log lines, room for questions inside questions, and no search for rings of rubbish.

    A step leaves some hundred small things behind, none of them in a ring: looking for rings
    after every 700 took a tenth of the time.
    """
    limit, heard, often = sys.getrecursionlimit(), logging.root.manager.disable, gc.get_threshold()
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(20_000)
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        logging.disable(heard)
        sys.setrecursionlimit(limit)
        gc.set_threshold(*often)


def _heal(world: World, center: SimCenter, benches: list[SimBench]) -> None:
    """All faults are over; packers go home; what waits must arrive."""
    world.weather = Weather()
    center.calm()
    for bench in benches:
        bench.calm()
    end = world.now_ms + DRAIN_MS
    _go_on(world, LATEST_MS)  # what was held up on the way may still change something
    while world.now_ms < end and not all(bench.drained() for bench in benches):
        _go_on(world, LOOK_MS)
    settled = [bench.rounds for bench in benches]
    while world.now_ms < end and any(
        bench.rounds < before + 2 for bench, before in zip(benches, settled, strict=True)
    ):
        _go_on(world, LOOK_MS)


def _go_on(world: World, ms: int) -> None:
    until = world.now_ms + ms
    while world.now_ms < until:
        world.turn()
