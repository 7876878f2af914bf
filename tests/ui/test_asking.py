"""What is asked of a badge is said on every face; a typed PIN is posted once and shown never."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.card_key import PassReason, ReprintReason, typed_code
from app.domain.verdict import Verdict
from app.i18n import Words
from app.station.asked import Ask
from app.station.commands import ScanTyped
from app.station.snapshot import AskView, Face
from app.ui import present_lines, texts
from app.ui.ask_words import ASKS, REASONS, REFUSED, REPRINTS
from app.ui.station.window import BenchWindow
from tests.ui.builders_ui import a_snapshot, a_stop
from tests.ui.conftest import Clock

PIN = AskView(Ask.PIN, "Supervisor 02", 2)


def test_there_are_words_for_every_question_and_reason() -> None:
    assert set(ASKS) == set(Ask)
    assert set(REASONS) == set(PassReason)
    assert set(REPRINTS) == set(ReprintReason)
    assert {"role", "budget", "no_pin", "locked", "second"} == set(REFUSED)


@pytest.mark.parametrize("face", [Face.SIGN_IN, Face.LOCKED])
def test_the_sign_in_asks_for_the_pin(words: Words, face: Face) -> None:
    model = present_lines.welcome_model(words, replace(a_snapshot(face), asks=PIN), ())
    assert model.headline == "PIN of Supervisor 02"
    assert "2 of 6" in model.line


def test_a_takeover_asks_for_it_too(words: Words) -> None:
    model = texts.verdict_model(words, replace(a_snapshot(Face.WAIT_ORDER), asks=PIN))
    assert model.headline == "PIN of Supervisor 02"
    assert "2 of 6" in model.next_step


def test_a_stop_says_what_a_badge_must_still_do_or_why_it_may_not(words: Words) -> None:
    view = a_stop(Verdict.WEIGHT_OUT)
    asked = texts.stop_model(words, replace(view, asks=AskView(Ask.REASON, "Supervisor 02")))
    assert asked.hands == "Why may it pass? • Scan the reason on the control card"
    refused = texts.stop_model(words, replace(view, refused="budget"))
    assert refused.hands == "Too many parcels were let pass in this shift"


def keys(window: BenchWindow, text: str) -> None:
    QTest.keyClicks(window, text)


def test_typed_digits_are_posted_once_at_the_end(
    window: BenchWindow, posted: list[object], clock: Clock
) -> None:
    window.render_snapshot(replace(a_snapshot(Face.SIGN_IN), asks=PIN))
    keys(window, "4829x")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    keys(window, "913")
    assert posted == []
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert posted == [ScanTyped(typed_code("482913"), clock.ms)]
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert len(posted) == 1


def test_nothing_is_taken_while_no_pin_is_asked(window: BenchWindow, posted: list[object]) -> None:
    window.render_snapshot(replace(a_snapshot(Face.SIGN_IN), asks=PIN))
    keys(window, "48")
    window.render_snapshot(a_snapshot(Face.SIGN_IN))
    keys(window, "2913")
    QTest.keyClick(window, Qt.Key.Key_Return)
    window.render_snapshot(replace(a_snapshot(Face.SIGN_IN), asks=PIN))
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert posted == []
