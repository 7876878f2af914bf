"""The hand-over on the screen: the list, what is missing, the clock, and the stop in its place."""

from app.i18n import Words
from app.ui.gallery_scenes import SCENES
from app.ui.hand_present import hand_model
from app.ui.station.window import BenchWindow


def test_the_list_its_count_and_what_is_missing(window: BenchWindow) -> None:
    window.render_snapshot(SCENES["hand_on"]("en"))
    assert window.pages.currentWidget() is window.handover
    spoken = window.handover.hand.accessibleName()
    for part in ("SF Express", "MF261124-B07-02", "38 / 53", "15 missing", "in 28 min"):
        assert part in spoken
    assert window.handover.verdict.isVisible()
    assert not window.handover.stop.isVisible()
    window.render_snapshot(SCENES["accepted"]("en"))
    assert window.pages.currentWidget() is window.bench


def test_a_stop_takes_the_place_of_the_verdict(window: BenchWindow) -> None:
    window.render_snapshot(SCENES["stop_hand_courier"]("en"))
    assert window.pages.currentWidget() is window.handover
    assert window.handover.stop.isVisible()
    assert not window.handover.verdict.isVisible()
    assert "pile of YTO Express" in window.handover.stop.accessibleName()


def test_the_clock_runs_and_turns_red() -> None:
    snap, minute = SCENES["hand_on"]("en"), 60_000
    models = [hand_model(Words(), snap, after * minute) for after in (0, 14, 28)]
    assert [(one.left, one.tone) for one in models] == [
        ("in 28 min", "warn"),
        ("in 14 min", "stop"),
        ("due now", "stop"),
    ]


def test_before_the_first_parcel_and_after_closing() -> None:
    words = Words()
    assert hand_model(words, SCENES["hand_wait"]("en"), 0).number == ""
    closed = hand_model(words, SCENES["hand_closed"]("en"), 0)
    assert (closed.of, closed.missing_word, closed.clock) == ("", "", "")
    assert "closed" in closed.nothing
