"""The simulated shifts: many seeds, every seed that failed once, and the same history twice."""

import pytest

from tests.faults.report import is_long
from tests.faults.simulated_shifts import kept_seeds, new_seeds, shifts
from tests.faults.simulation import simulate
from tests.faults.weather import Weather

STEPS = 4_000_000 if is_long() else 40_000
PARTS = range(11, 36)
"""A million steps, shared evenly by two workers."""


@pytest.mark.timeout(0 if is_long() else 300)
@pytest.mark.parametrize("seed", PARTS)
def test_shifts_in_all_weathers(seed: int) -> None:
    report = shifts(new_seeds(seed, STEPS), processes=1)
    assert (report.lost, report.doubled, report.broken) == (0, 0, ())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kept", kept_seeds(), ids=str)
def test_a_shift_that_failed_once(kept: tuple[int, int]) -> None:
    report = shifts([kept], processes=1)
    assert (report.lost, report.doubled, report.broken) == (0, 0, ())


def test_a_million_steps_are_made() -> None:
    assert len(PARTS) * STEPS >= 1_000_000


def test_one_seed_is_one_history() -> None:
    first, second = simulate(5, 4_000), simulate(5, 4_000)
    assert first.trace == second.trace
    assert first.trace != simulate(6, 4_000).trace


def test_a_quiet_shift_has_no_faults_and_ends_well() -> None:
    found = simulate(1, 6_000, weather=Weather())
    assert found.verdicts.sound, found.verdicts
    assert sum(found.faults.values()) == 0
    assert found.parcels > 5


def test_the_seeds_that_failed_are_kept() -> None:
    assert len(kept_seeds()) >= 3
