"""Benches, their links and the center in one thread and in simulated time, replayed by a seed.

The programs are the real ones: bench, recorder, sync worker, center's desk, SQLite. What they
are given is simulated: clocks, ids, chance, network, disk errors, deaths, printer, packer. One
seed gives one history, bit by bit: ``Outcome.trace`` is a hash over every step and journal.
"""

import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults.invariants import Verdicts, judge
from tests.faults.report import memory
from tests.faults.sim_bench import SimBench
from tests.faults.sim_center import SimCenter
from tests.faults.weather import Weather, drawn
from tests.faults.world import World

DRAIN_MS = 40 * 60_000
"""Once all faults are over, everything must have arrived within this simulated time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. ``steps`` are events handled; ``commits`` transactions that were written."""

    seed: int
    steps: int
    commits: int
    parcels: int
    trace: str
    faults: Counter[str]
    verdicts: Verdicts


def simulate(seed: int, steps: int, *, benches: int = 4, weather: Weather | None = None) -> Outcome:
    """Run a shift of at least ``steps`` steps under faults, heal everything, drain, judge."""
    folder = Path(tempfile.mkdtemp(prefix="secondpass-sim-", dir=memory()))
    rng = random.Random(seed)
    world = World(rng, weather or drawn(rng))
    limit = sys.getrecursionlimit()
    heard = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # thousands of injected errors
    sys.setrecursionlimit(20_000)  # an answer that is waited for lets the others go on inside
    center = SimCenter(world, folder)
    made = [SimBench(world, f"b{n}", folder, center) for n in range(1, benches + 1)]
    try:
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
        return Outcome(seed, world.steps, commits, parcels, world.trace, world.faults, verdicts)
    finally:
        logging.disable(heard)
        sys.setrecursionlimit(limit)
        for bench in made:
            bench.close()
        center.close()
        shutil.rmtree(folder, ignore_errors=True)


def _heal(world: World, center: SimCenter, benches: list[SimBench]) -> None:
    """All faults are over; packers go home; what waits must arrive."""
    world.weather = Weather()
    center.calm()
    for bench in benches:
        bench.calm()
    end = world.now_ms + DRAIN_MS
    while world.now_ms < end and not all(bench.drained() for bench in benches):
        world.turn()
    settled = [bench.rounds for bench in benches]
    while world.now_ms < end and any(
        bench.rounds < before + 2 for bench, before in zip(benches, settled, strict=True)
    ):
        world.turn()
