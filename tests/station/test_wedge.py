"""A scanner that types, a person who types, and a torn code: told apart by time alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.station.wedge import Typed, Wedge, WedgeOutcome, WedgeRejected, WedgeScan, WedgeSettings

CODE = "6957842208856"


def play(wedge: Wedge, *runs: tuple[int, str, int]) -> list[WedgeOutcome]:
    """Each run is (pause before it, its keys, time between them)."""
    at = 0
    outcomes: list[WedgeOutcome] = []
    for pause, keys, gap in runs:
        at += pause
        for number, key in enumerate(keys):
            at += gap if number else 0
            outcomes += wedge.feed(key, at)
    return outcomes


def scans(outcomes: list[WedgeOutcome]) -> list[str]:
    return [outcome.text for outcome in outcomes if isinstance(outcome, WedgeScan)]


def test_a_quick_run_with_enter_is_a_scan() -> None:
    assert scans(play(Wedge(), (0, CODE + "\r", 12))) == [CODE]


def test_two_scans_follow_each_other() -> None:
    outcomes = play(Wedge(), (0, CODE + "\r\n", 10), (400, "SF1385628716739\t", 10))
    assert scans(outcomes) == [CODE, "SF1385628716739"]
    assert len(outcomes) == 2


def test_slow_keys_are_typing_and_given_back_whole() -> None:
    assert play(Wedge(), (0, "1234567\r", 180)) == [Typed("1234567\r")]


def test_short_runs_are_typing() -> None:
    assert play(Wedge(), (0, "12\r", 30)) == [Typed("12\r")]


def test_a_bare_enter_is_typing() -> None:
    assert play(Wedge(), (0, "\r", 0)) == [Typed("\r")]


def test_what_was_typed_before_a_scan_stays_typed() -> None:
    outcome = play(Wedge(), (0, "12", 150), (450, CODE + "\r", 10))
    assert outcome == [WedgeScan(CODE, "\r", 150 + 450 + 130, "12")]


def test_a_hole_anywhere_in_a_code_sounds_the_alarm() -> None:
    for cut in range(1, len(CODE)):
        head, tail = CODE[:cut], CODE[cut:]
        outcomes = play(Wedge(), (0, head, 10), (200, tail + "\r", 10))
        assert not scans(outcomes), f"cut after {cut}"
        quick = max(len(head), len(tail)) >= WedgeSettings().min_len
        assert any(isinstance(outcome, WedgeRejected) for outcome in outcomes) == quick


@settings(max_examples=300, deadline=None)
@given(
    code=st.text("0123456789ABCDEF-", min_size=4, max_size=20),
    holes=st.lists(st.tuples(st.integers(0, 19), st.integers(101, 300)), max_size=3),
)
def test_a_torn_code_never_comes_out_shorter(code: str, holes: list[tuple[int, int]]) -> None:
    wedge, at = Wedge(), 0
    outcomes: list[WedgeOutcome] = []
    pauses = dict(holes)
    for number, key in enumerate(code + "\r"):
        at += pauses.get(number, 10) if number else 0
        outcomes += wedge.feed(key, at)
    assert set(scans(outcomes)) <= {code}


def test_quick_keys_and_an_enter_by_hand_do_not_submit() -> None:
    assert play(Wedge(), (0, CODE, 10), (1200, "\r", 0)) == [Typed(CODE + "\r")]


def test_a_stall_before_the_enter_sounds_the_alarm() -> None:
    assert play(Wedge(), (0, CODE, 10), (250, "\r", 0)) == [WedgeRejected(CODE)]


def test_a_code_that_never_ends_sounds_the_alarm() -> None:
    wedge = Wedge()
    play(wedge, (0, CODE, 10))
    assert wedge.tick(1000) == ()
    assert wedge.tick(2000) == (WedgeRejected(CODE),)
    assert wedge.tick(4000) == ()


def test_typing_that_stops_is_given_back() -> None:
    wedge = Wedge()
    play(wedge, (0, "12", 200))
    assert wedge.tick(1800) == (Typed("12"),)


def test_a_scanner_without_enter_ends_by_silence() -> None:
    wedge = Wedge(WedgeSettings(end_by_silence=True))
    play(wedge, (0, CODE, 10))
    assert wedge.tick(200) == ()
    assert scans(list(wedge.tick(300))) == [CODE]


def test_a_scanner_without_enter_is_ended_by_the_next_code_too() -> None:
    wedge = Wedge(WedgeSettings(end_by_silence=True))
    outcomes = play(wedge, (0, CODE, 10), (500, "SF13", 10))
    assert scans([*outcomes, *wedge.tick(2000)]) == [CODE, "SF13"]


def test_a_prefix_marks_a_code_however_short() -> None:
    wedge = Wedge(WedgeSettings(prefix="~"))
    assert scans(play(wedge, (0, "~A1\r", 10))) == ["A1"]
    assert scans(play(wedge, (0, "12", 90), (90, "~A1\r", 10))) == ["A1"]


def test_keys_without_text_are_no_keys() -> None:
    wedge = Wedge()
    assert wedge.feed("", 0) == ()
    assert scans(play(wedge, (0, CODE + "\r", 10))) == [CODE]


def test_the_group_separator_is_part_of_a_code() -> None:
    assert scans(play(Wedge(), (0, "0109\x1d21S1\r", 10))) == ["0109\x1d21S1"]
