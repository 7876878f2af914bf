"""Simulated shifts by the dozen: new seeds each run, and every seed that ever failed.

A step is one event taken to its end by the real programs: a scan or a button, a reading of the
scale while its pan moves or is waited for, a word of the printer or of the center, a question on
the wire, a change at the center, a start. What finds nothing to do (a tick, a packer who looks,
an empty pan) happens too, and is not counted.
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
STEPS, STEPS_LONG = 1_000_000, 100_000_000
KINDS = {
    "packer": "scans", "scale": "weights", "question": "questions", "news": "news",
    "printer": "printing", "center": "center",
}  # fmt: skip
PROCESSES = 2


def kept_seeds() -> list[tuple[int, int]]:
    """Seeds that failed once, each with the steps it needs."""
    lines = (line.split("#")[0].split() for line in SEEDS.read_text().splitlines())
    return [(int(words[0]), int(words[1])) for words in lines if words]


def run(seed: int, *, long: bool) -> FaultReport:
    jobs = [*kept_seeds(), *new_seeds(seed, STEPS_LONG if long else STEPS)]
    return shifts(jobs, keep=True)


def new_seeds(seed: int, steps: int) -> list[tuple[int, int]]:
    """Enough shifts for so many steps."""
    return [(seed * 1_000_000 + n, STEPS_EACH) for n in range(steps // STEPS_EACH)]


def shifts(
    jobs: list[tuple[int, int]], *, keep: bool = False, processes: int = PROCESSES
) -> FaultReport:
    """All these shifts: (seed, least steps). ``keep``: note the seeds that fail."""
    tally = Tally()
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
        total += Counter({KINDS[kind]: n for kind, n in one.kinds.items() if kind in KINDS})
        total["commits"] += one.commits
        total["parcels"] += one.parcels
    return f"{len(found)} shifts, " + ", ".join(f"{n:,} {what}" for what, n in total.items())
