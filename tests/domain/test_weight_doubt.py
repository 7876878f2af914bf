"""What would explain a difference on the scale, and what the scale cannot see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Box, Item
from app.domain.values import Grams
from app.domain.weight_doubt import (
    DoubtPolicy,
    ExpectedWeight,
    Explanation,
    Mistake,
    WeightVerdict,
    blind_spots,
    expected,
    explain,
)


def an_item(sku: str, grams: int | None) -> Item:
    return Item(sku, sku.lower(), weight_g=None if grams is None else Grams(grams))


CUP = an_item("CUP", 320)
LID = an_item("LID", 45)
TEA = an_item("TEA", 250)
TIN = an_item("TIN", 252)
NEW = an_item("NEW", None)
BOX = Box("B3", "box 3", Grams(140))


def test_expected_weight_is_items_tare_and_filler() -> None:
    policy = DoubtPolicy(absolute_g=20, permille=30, filler_g=15)
    answer = expected(((CUP, 2), (LID, 1)), BOX, policy)
    assert answer == ExpectedWeight(Grams(840), Grams(26), known=True)


@pytest.mark.parametrize(
    ("policy", "spread", "tolerance"),
    [
        (DoubtPolicy(absolute_g=50, permille=30), {}, 50),
        (DoubtPolicy(absolute_g=5, permille=30), {}, 24),  # 780 g x 3 % = 23.4, rounded up
        (DoubtPolicy(absolute_g=5, permille=30), {"CUP": Grams(20)}, 40),
    ],
)
def test_the_widest_tolerance_counts(
    policy: DoubtPolicy, spread: dict[str, Grams], tolerance: int
) -> None:
    assert expected(((CUP, 2),), BOX, policy, spread).tolerance_g == tolerance


def test_goods_in_their_own_packing_have_no_tare() -> None:
    assert expected(((CUP, 1),), None, DoubtPolicy()).expected_g == 320


def test_an_item_without_weight_is_named_and_the_band_not_judged() -> None:
    answer = expected(((CUP, 1), (NEW, 2)), BOX, DoubtPolicy())
    assert not answer.known
    assert answer.unknown == ("NEW",)
    assert answer.judge(Grams(9999)) is WeightVerdict.NOT_JUDGED
    assert expected(((CUP, 1), (NEW, 0)), BOX, DoubtPolicy()).known


@pytest.mark.parametrize(
    ("grams", "verdict"),
    [
        (479, WeightVerdict.LIGHT),
        (480, WeightVerdict.IN_BAND),
        (520, WeightVerdict.IN_BAND),
        (521, WeightVerdict.HEAVY),
    ],
)
def test_the_edge_of_the_band_is_inside(grams: int, verdict: WeightVerdict) -> None:
    assert ExpectedWeight(Grams(500), Grams(20), known=True).judge(Grams(grams)) is verdict


def test_a_negative_quantity_is_a_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        expected(((CUP, -1),), BOX, DoubtPolicy())


def test_the_missing_item_comes_first() -> None:
    found = explain(-322, ((CUP, 1), (TEA, 1), (LID, 2)), 20)
    assert found == (Explanation(Mistake.OMISSION, CUP, None, -2),)


def test_one_too_many_is_found() -> None:
    assert explain(44, ((CUP, 1), (LID, 2)), 20)[0] == Explanation(Mistake.EXTRA, None, LID, -1)


def test_a_swap_with_a_neighbour_is_found() -> None:
    found = explain(70, ((TEA, 1),), 10, others=(CUP,))
    assert found == (Explanation(Mistake.SWAP, TEA, CUP, 0),)


def test_explanations_come_best_first() -> None:
    found = explain(-251, ((TEA, 1), (TIN, 1)), 20)
    assert [(one.mistake, one.leaves_g) for one in found] == [
        (Mistake.OMISSION, -1),
        (Mistake.OMISSION, 1),
    ]
    tie = explain(-70, ((CUP, 1), (TEA, 1), (an_item("PEN", 70), 1)), 5)
    assert [one.mistake for one in tie] == [Mistake.OMISSION, Mistake.SWAP]


def test_inside_the_band_there_is_nothing_to_explain() -> None:
    assert explain(20, ((CUP, 1),), 20) == ()
    assert explain(500, ((NEW, 3),), 20) == ()


def test_blind_spots_are_said() -> None:
    spots = blind_spots(((CUP, 1), (TEA, 1), (TIN, 1), (LID, 1), (NEW, 1)), 50, others=(CUP, TEA))
    assert spots.light == (LID,)
    assert spots.alike == ((TEA, TIN),)
    assert spots.unknown == (NEW,)


def test_strangers_are_not_compared_with_each_other() -> None:
    assert blind_spots(((CUP, 1),), 20, others=(TEA, TIN)).alike == ()
    assert blind_spots(((TEA, 1),), 20, others=(TIN, CUP)).alike == ((TEA, TIN),)


WEIGHTS = st.lists(st.integers(1, 2000), min_size=1, max_size=6)


@given(WEIGHTS, st.integers(0, 5), st.integers(0, 60), st.integers(-20, 20))
def test_a_real_omission_is_always_among_the_explanations(
    weights: list[int], which: int, tolerance: int, noise: int
) -> None:
    lines = tuple((an_item(f"I{n}", grams), 1) for n, grams in enumerate(weights))
    lost = lines[which % len(lines)][0]
    difference = -(lost.weight_g or 0) + max(-tolerance, min(tolerance, noise))
    found = explain(difference, lines, tolerance)
    if abs(difference) > tolerance:
        assert lost in [one.missing for one in found if one.mistake is Mistake.OMISSION]
    else:
        assert found == ()
    leaves = [abs(one.leaves_g) for one in found]
    assert leaves == sorted(leaves)
    assert all(leave <= tolerance for leave in leaves)


@given(WEIGHTS, st.integers(0, 60))
def test_what_is_no_blind_spot_would_be_seen(weights: list[int], tolerance: int) -> None:
    lines = tuple((an_item(f"I{n}", grams), 1) for n, grams in enumerate(weights))
    spots = blind_spots(lines, tolerance)
    for item, _ in lines:
        seen = bool(explain(-(item.weight_g or 0), lines, tolerance))
        assert seen is (item not in spots.light)
