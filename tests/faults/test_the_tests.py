"""The tests of the tests: a store that does not wait for the disk must be caught.

That a naive cursor, a missing guard, or an outbox cleared before its answer is caught is checked
by the mutations in tests/sync/test_mutations.py.
"""

import pytest

from tests.faults.power_cut import cuts
from tests.faults.report import FaultReport, NotHereError
from tests.faults.sector_states import states
from tests.faults.sim_printer import SimPrinter
from tests.faults.simulation import simulate
from tests.faults.weather import Weather


def _caught(run: object, seed: int, times: int, mode: str) -> FaultReport:
    assert callable(run)
    try:
        report: FaultReport = run(seed, times, mode)
    except NotHereError as error:
        pytest.skip(f"NOT INJECTED HERE: {error}")
    return report


@pytest.mark.parametrize("mode", ["normal", "off"])
def test_a_power_cut_catches_a_store_that_does_not_wait(mode: str) -> None:
    assert _caught(cuts, 1, 6, mode).lost > 0


@pytest.mark.parametrize("mode", ["normal", "off"])
def test_the_sectors_catch_it_too(mode: str) -> None:
    report = _caught(states, 1, 60, mode)
    assert report.lost > 0


def test_a_printer_that_prints_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulation's own eyes: a label that comes out again is counted."""
    sent = SimPrinter._take

    def twice(self: SimPrinter, *job: object) -> None:
        sent(self, *job)  # type: ignore[arg-type]
        sent(self, *job)  # type: ignore[arg-type]

    monkeypatch.setattr(SimPrinter, "_take", twice)
    assert simulate(1, 4_000, weather=Weather()).verdicts.doubled > 0
