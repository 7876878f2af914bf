"""A few parcels of the soak, and that its judge sees what it must see."""

import sys
from pathlib import Path

import pytest

from tests.soak.run import Shift, work
from tests.soak.truth import Findings, Pan, Taken, count


@pytest.fixture
def pan() -> Pan:
    """Two parcels of 300 g and 500 g, the pan empty in between."""
    loaded = Pan(settle_ms=150)
    loaded.put(0, 0)
    loaded.put(1_000, 300, "SO-1")
    loaded.put(2_000, 0)
    loaded.put(3_000, 500, "SO-2")
    return loaded


def judged(pan: Pan, *taken: Taken) -> Findings:
    weighed = [(each.order, each.grams) for each in taken]
    found, _words = count(pan, ["SO-1", "SO-2"], taken, weighed, ["A", "B"])
    return found


FIRST, SECOND = Taken("SO-1", 300, 1_400), Taken("SO-2", 501, 3_400)


def test_right_weights_are_sound(pan: Pan) -> None:
    assert judged(pan, FIRST, SECOND) == Findings(parcels=2)


@pytest.mark.parametrize(
    ("second", "wrong"),
    [
        (Taken("SO-2", 500, 2_500), "stale"),  # before it lay there
        (Taken("SO-2", 500, 1_800), "stale"),  # the right number, of the parcel before
        (Taken("SO-2", 300, 3_400), "stale"),  # the number of the parcel before
        (Taken("SO-2", 500, 3_100), "unstable"),  # still moving
        (Taken("SO-2", 490, 3_400), "unstable"),  # never what it settled at
    ],
)
def test_a_wrong_weight_has_a_name(pan: Pan, second: Taken, wrong: str) -> None:
    assert pan.judge(second) == wrong
    assert not judged(pan, FIRST, second).sound


def test_a_second_weight_for_one_parcel_is_doubled(pan: Pan) -> None:
    assert judged(pan, FIRST, SECOND, SECOND).doubled == 2  # the order, and what lay there
    assert judged(pan, FIRST, Taken("SO-2", 300, 1_500)).doubled == 1


def test_a_label_printed_twice_is_doubled_and_a_missing_parcel_lost(pan: Pan) -> None:
    found, words = count(pan, ["SO-1", "SO-2"], [FIRST], [("SO-1", 300)], ["A", "A"])
    assert (found.doubled, found.lost) == (1, 1)
    assert len(words) == 2


def test_a_weight_that_the_journal_does_not_have_is_noticed(pan: Pan) -> None:
    found, _words = count(pan, ["SO-1"], [FIRST], [("SO-1", 310)], ["A"])
    assert not found.sound


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on Windows")
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_few_parcels_over_a_scale_that_misbehaves(number: int, tmp_path: Path) -> None:
    outcome = work(Shift(number, 3, seed=7), tmp_path)
    assert outcome.words == []
    assert outcome.found == Findings(parcels=3)
