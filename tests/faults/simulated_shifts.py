"""Simulated shifts by the dozen: new seeds each run, and every seed that ever failed.

A step is one event taken to its end: a scan, a button, a reading of the scale (12 a second), a
tick, a printer's or the center's word, a sync step or one question of it, an operator's change.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.faults.report import FaultReport, Tally
from tests.faults.simulation import Outcome, simulate

NAME = "simulation: all of 1, 3-6, 8-10, 14 at once"
SEEDS = Path(__file__).with_name("seeds.txt")
STEPS_EACH = 10_000
STEPS, STEPS_LONG = 300_000, 100_000_000
PROCESSES = 2


def kept_seeds() -> list[tuple[int, int]]:
    """Seeds that failed once, each with the steps it needs."""
    lines = (line.split("#")[0].split() for line in SEEDS.read_text().splitlines())
    return [(int(words[0]), int(words[1])) for words in lines if words]


def run(seed: int, *, long: bool) -> FaultReport:
    return shifts(seed, STEPS_LONG if long else STEPS, keep=True)


def shifts(seed: int, steps: int, *, keep: bool = False, processes: int = PROCESSES) -> FaultReport:
    """At least ``steps`` steps in shifts of many seeds. ``keep``: note the seeds that fail."""
    tally = Tally()
    jobs = [
        *kept_seeds(),
        *((seed * 1_000_000 + n, STEPS_EACH) for n in range(steps // STEPS_EACH)),
    ]
    if processes == 1:
        found = [simulate(*job) for job in jobs]
    else:
        context = get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            found = list(pool.map(simulate, *zip(*jobs, strict=True), chunksize=4))
    for (number, length), outcome in zip(jobs, found, strict=True):
        _count(tally, outcome, length)
        if keep and not outcome.verdicts.sound and (number, length) not in kept_seeds():
            with SEEDS.open("a") as corpus:
                corpus.write(f"{number} {length}  # {outcome.verdicts.broken[:1]}\n")
    return tally.report(_note(found))


def _count(tally: Tally, outcome: Outcome, length: int) -> None:
    tally.injected += sum(outcome.faults.values())
    tally.lost += outcome.verdicts.lost
    tally.doubled += outcome.verdicts.doubled
    if not outcome.verdicts.sound:
        said = outcome.verdicts.broken[:3]
        tally.broken.append(f"simulate({outcome.seed}, {length}): {said}")


def _note(found: list[Outcome]) -> str:
    total: Counter[str] = Counter()
    for one in found:
        total["steps"] += one.steps
        total["commits"] += one.commits
        total["parcels"] += one.parcels
    return f"{len(found)} shifts, " + ", ".join(f"{n:,} {what}" for what, n in total.items())
