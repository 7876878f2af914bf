"""Class 4: questions and answers doubled, reordered, late by a minute, an old page after a new."""

from tests.faults.report import FaultReport, Tally
from tests.faults.simulation import simulate
from tests.faults.weather import Weather

NAME = "4 doubled, reordered, late delivery"
BAD_POST = Weather(twice=0.4, late=0.3, stale=0.08, slow=0.3)
SHIFTS, STEPS = 3, 6_000


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    for number in range(SHIFTS * (200 if long else 1)):
        found = simulate(seed + number, STEPS, weather=BAD_POST)
        tally.injected += sum(found.faults.values())
        tally.lost += found.verdicts.lost
        tally.doubled += found.verdicts.doubled
        tally.broken += found.verdicts.broken
    return tally.report("simulated")
