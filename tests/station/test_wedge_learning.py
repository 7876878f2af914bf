"""Three test scans teach prefix, suffix, end and speed; typing by hand teaches nothing."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.symbologies import AIM_LENGTH, split_aim
from app.station.wedge import Typed, Wedge, WedgeOutcome, WedgeScan, WedgeSettings
from app.station.wedge_learning import (
    TEST_CODE,
    Key,
    WedgeLearnt,
    WedgeProblem,
    learn,
    split_scans,
)

AROUND = st.text("~#*+[]{}abcxyz0123456789-", max_size=4)


def typed(text: str, gap_ms: int = 10, start_ms: int = 0) -> list[Key]:
    return [Key(sign, start_ms + at * gap_ms) for at, sign in enumerate(text)]


def lesson(*texts: str, gap_ms: int = 10) -> WedgeLearnt:
    keys = [key for at, text in enumerate(texts) for key in typed(text, gap_ms, at * 10_000)]
    return learn(split_scans(keys))


def read(found: WedgeSettings, text: str, gap_ms: int = 10) -> list[WedgeOutcome]:
    wedge = Wedge(found)
    keys = typed(text, gap_ms)
    outcomes = [outcome for key in keys for outcome in wedge.feed(key.text, key.at_ms)]
    return [*outcomes, *wedge.tick(keys[-1].at_ms + 5_000)]


@settings(max_examples=200, deadline=None)
@given(
    prefix=AROUND,
    suffix=AROUND,
    end=st.sampled_from(["\r", "\n", "\t", "\r\n", ""]),
    gap_ms=st.integers(1, 100),
    code=st.text("0123456789ABCDEF", min_size=4, max_size=30),
)
def test_what_was_learnt_reads_every_code_of_that_scanner(
    prefix: str, suffix: str, end: str, gap_ms: int, code: str
) -> None:
    assume(split_aim(prefix[-AIM_LENGTH:])[0] is None)  # no prefix: the next test
    learnt = lesson(*[prefix + TEST_CODE + suffix + end] * 3, gap_ms=gap_ms)
    assert learnt.settings is not None
    outcomes = read(learnt.settings, prefix + code + suffix + end, gap_ms)
    assert [each.text for each in outcomes if isinstance(each, WedgeScan)] == [code]
    assert len(outcomes) == 1


def test_an_aim_identifier_is_no_prefix() -> None:
    learnt = lesson(*["~]C0" + TEST_CODE + "\r"] * 3)
    assert learnt.settings is not None
    assert learnt.settings.prefix == "~"


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([TEST_CODE + "\r"] * 2, WedgeProblem.TOO_FEW),
        ([], WedgeProblem.TOO_FEW),
        (["6957842208856\r"] * 3, WedgeProblem.OTHER_CODE),
        ([TEST_CODE.swapcase() + "\r"] * 3, WedgeProblem.CAPS_LOCK),
        (["".join(chr(ord(c) + 0xFEE0) for c in TEST_CODE) + "\r"] * 3, WedgeProblem.INPUT_METHOD),
        ([f"{n}{TEST_CODE}\r" for n in range(3)], WedgeProblem.NOT_ALIKE),
    ],
)
def test_what_teaches_nothing(texts: list[str], problem: WedgeProblem) -> None:
    assert lesson(*texts) == WedgeLearnt(problem=problem)


def test_typing_the_code_by_hand_is_noticed() -> None:
    learnt = lesson(*[TEST_CODE + "\r"] * 3, gap_ms=180)
    assert (learnt.settings, learnt.problem) == (None, WedgeProblem.BY_HAND)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text("0123456789ABCDEF-", min_size=1, max_size=20),
    gaps=st.lists(st.integers(101, 1_400), min_size=25, max_size=25),
    learnt=st.sampled_from(["", "~"]),
)
def test_a_person_who_types_is_never_taken_for_a_scanner(
    text: str, gaps: list[int], learnt: str
) -> None:
    wedge, at = Wedge(WedgeSettings(prefix=learnt)), 0
    outcomes: list[WedgeOutcome] = []
    for sign, gap in zip(text + "\r", gaps, strict=False):
        at += gap
        outcomes += wedge.feed(sign, at)
    assert not [each for each in outcomes if isinstance(each, WedgeScan)]
    assert "".join(each.text for each in outcomes if isinstance(each, Typed)) == text + "\r"


@settings(max_examples=200, deadline=None)
@given(
    text=st.text("0123456789ABCDEF-", min_size=1, max_size=12),
    fast=st.sets(st.integers(0, 12), max_size=2),
)
def test_two_quick_keys_of_a_fast_typist_make_no_scan(text: str, fast: set[int]) -> None:
    """Rolled keys come 20 ms apart; a run of three of them is still no scan."""
    wedge, at = Wedge(), 0
    outcomes: list[WedgeOutcome] = []
    for place, sign in enumerate(text + "\r"):
        at += 20 if place in fast else 160
        outcomes += wedge.feed(sign, at)
    assert not [each for each in outcomes if isinstance(each, WedgeScan)]


def test_a_prefix_sign_inside_a_code_is_part_of_it() -> None:
    outcomes = read(WedgeSettings(prefix="~"), "~AB~CDEF\r")
    assert [each.text for each in outcomes if isinstance(each, WedgeScan)] == ["AB~CDEF"]
