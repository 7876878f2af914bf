"""The learned spread of an item's weight: pure numbers."""

import random

import pytest

from app.domain.weight_spread import MIN_SAMPLES, Spread


def learned(samples: list[tuple[int, int]]) -> Spread:
    spread = Spread()
    for off_g, pieces in samples:
        spread = spread.with_sample(off_g, pieces)
    return spread


def test_little_is_known_of_a_few_parcels() -> None:
    assert learned([(10, 1)] * (MIN_SAMPLES - 1)).grams(100) == 0
    assert learned([(10, 1)] * MIN_SAMPLES).grams(100) == 10


def test_even_pieces_have_no_spread() -> None:
    assert learned([(0, 1)] * 50).grams(100) == 0


def test_pieces_that_differ_widen_it() -> None:
    assert learned([(6, 1), (-6, 1)] * 30).grams(100) == 12


def test_a_sample_of_many_pieces_speaks_of_one() -> None:
    assert learned([(60, 10), (-60, 10)] * 30).grams(100) == 12


def test_never_more_than_a_quarter_of_a_piece() -> None:
    assert learned([(40, 1), (-40, 1)] * 30).grams(100) == 25
    assert learned([(40, 1), (-40, 1)] * 30).grams(None) == 0


def test_the_past_fades_and_the_numbers_stay_small() -> None:
    chance = random.Random(7)
    old = learned([(chance.choice((-9, 9)), 1) for _ in range(5000)])
    assert old.n <= 200
    assert old.grams(100) in range(17, 21)
    fresh = old
    for _ in range(2000):
        fresh = fresh.with_sample(0, 1)
    assert fresh.grams(100) <= 1


def test_a_parcel_without_a_piece_is_no_sample() -> None:
    with pytest.raises(ValueError, match="piece"):
        Spread().with_sample(1, 0)
