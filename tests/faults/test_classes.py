"""Every fault class, in its short form: nothing lost, nothing doubled, no promise broken."""

import pytest

from tests.faults.classes import FaultClass, every
from tests.faults.report import FaultReport, NotHereError, is_long

SEED = 1
CLASSES = [one for one in every() if "simulation" not in one.name]


def report_of(one: FaultClass) -> FaultReport:
    try:
        return one.run(SEED, long=is_long())
    except NotHereError as error:
        pytest.skip(f"NOT INJECTED HERE: {error}")


@pytest.mark.postgres
@pytest.mark.timeout(0 if is_long() else 240)
@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.name)
def test_nothing_is_lost_nothing_is_doubled(one: FaultClass) -> None:
    report = report_of(one)
    assert report.injected > 0
    assert (report.lost, report.doubled, report.broken) == (0, 0, ())
