"""Saying texts in three languages."""

from pathlib import Path

import pytest

from app.i18n import LANGUAGES, Words


def test_a_text_is_said_in_the_language_of_now() -> None:
    words = Words("en")
    assert words.say("Correct") == "Correct"

    words.set_language("zh_Hant")
    assert words.say("Correct") == "正確"
    assert words.many("{n} more", "{n} more", 3) == "還差 3 件"


def test_two_languages_can_be_spoken_at_once() -> None:
    screen, slip = Words("zh_Hans"), Words("en")

    assert (screen.say("Short"), slip.say("Short")) == ("缺件", "Short")


def test_english_counts() -> None:
    words = Words("en")

    assert words.many("{n} line", "{n} lines", 1) == "1 line"
    assert words.many("{n} line", "{n} lines", 5) == "5 lines"


def test_a_missing_value_is_left_out_and_a_missing_catalogue_is_english(tmp_path: Path) -> None:
    words = Words("zh_Hant", tmp_path)

    assert words.say("Tote {tote}") == "Tote "
    assert words.say("Correct") == "Correct"


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError):
        Words("xx")
    assert set(LANGUAGES) == {"en", "zh_Hant", "zh_Hans"}
