"""The words: short, whole, and about the hands."""

from dataclasses import replace

import pytest

from app.domain.catalogue import Item
from app.domain.control_code import Control, code_of
from app.domain.verdict import ACCEPTED, Stop, Verdict
from app.i18n import LANGUAGES, Words
from app.station.snapshot import Face, StopView
from app.ui import figures, texts
from app.ui.widgets.code128 import modules
from tests.ui.builders_ui import a_snapshot, a_stop

STOPS = [verdict for verdict in Verdict if verdict not in ACCEPTED]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", [face for face in Face if face is not Face.STOP])
def test_every_face_says_what_it_is_and_what_to_do(face: Face, language: str) -> None:
    model = texts.verdict_model(Words(language), a_snapshot(face, language))

    assert model.headline
    assert model.next_step
    assert "{" not in model.headline + model.line + model.small + model.next_step


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", STOPS)
def test_every_stop_says_what_happened_what_to_do_and_what_clears_it(
    verdict: Verdict, language: str
) -> None:
    model = texts.stop_model(Words(language), a_stop(verdict))

    assert model.headline
    assert model.line
    assert model.hands
    assert model.then
    assert model.bars == modules(code_of(Control.ACKNOWLEDGE))
    assert "{" not in model.line + model.hands + model.then


def test_values_that_are_not_known_are_not_left_as_holes() -> None:
    known = texts.stop_model(
        Words("en"), a_stop(Verdict.ALREADY_PACKED, by="Packer 2", bench="Bench 3", at="13:58")
    )
    unknown = texts.stop_model(Words("en"), a_stop(Verdict.ALREADY_PACKED))

    assert known.line == "Packer 2 packed it at Bench 3, 13:58"
    assert unknown.line == "This order was packed before"


def test_the_same_item_in_another_size_is_compared() -> None:
    found, wanted = Item("L", "T-shirt", "Cream / L"), Item("M", "T-shirt", "Cream / M")
    view = StopView(Stop(Verdict.WRONG_ITEM, "1", found, wanted), 0, (Control.ACKNOWLEDGE,))

    model = texts.stop_model(Words("en"), view)

    assert model.line == "Same item, other size: this is L, the order needs M"
    assert model.hands == "Put this L in the wrong-items basket"
    assert [card.big for card in model.cards] == ["L", "M"]


def test_the_same_item_in_another_colour_is_no_other_size() -> None:
    found, wanted = Item("B", "Mug", "Blue • 350 ml"), Item("R", "Mug", "Red • 350 ml")
    view = StopView(Stop(Verdict.WRONG_ITEM, "1", found, wanted), 0, (Control.ACKNOWLEDGE,))

    assert texts.stop_model(Words("en"), view).line == (
        "Same item, other kind: this is Blue, the order needs Red"
    )


def test_a_policy_that_returns_orders_changes_the_next_step() -> None:
    model = texts.stop_model(Words("en"), a_stop(Verdict.OVER, returns=True))

    assert model.hands == "Put everything back in the tote"
    assert model.then.endswith("the order is picked again")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("omission", "Probably missing: Mug"),
        ("extra", "Probably one too many: Mug"),
        ("swap", "Probably Mug in place of Cup"),
        ("", "The weight does not fit the order"),
    ],
)
def test_a_weight_outside_is_explained(kind: str, line: str) -> None:
    stop = a_stop(
        Verdict.WEIGHT_OUT,
        shown_g="1458",
        expected_g="1640",
        tolerance_g="70",
        explain_kind=kind,
        explain_item="Mug",
        explain_item2="Cup",
    )

    model = texts.stop_model(Words("en"), stop)

    assert model.line == line
    assert [card.big for card in model.cards] == ["1.46 kg", "1.64 kg"]
    assert model.cards[0].name == "− 182 g"


def test_numbers_follow_the_language() -> None:
    words = Words("en")
    one = texts.verdict_model(words, a_snapshot(Face.COMPLETE, needed=1))
    seven = texts.verdict_model(words, a_snapshot(Face.COMPLETE))

    assert one.line == "1 item checked"
    assert seven.line == "All 7 items checked"


def test_a_carton_says_how_many_it_counted_for() -> None:
    snap = a_snapshot(Face.ACCEPTED)
    assert snap.item is not None

    model = texts.verdict_model(Words("en"), replace(snap, item=replace(snap.item, counted=12)))

    assert model.badge == "12 at once"


@pytest.mark.parametrize(
    ("grams", "text"), [(1634, "1.634"), (0, "0.000"), (-12, "−0.012"), (30000, "30.000")]
)
def test_kilograms_are_exact(grams: int, text: str) -> None:
    assert figures.kilograms(grams) == text


@pytest.mark.parametrize(
    ("elapsed", "text"), [(8_999, "0:08"), (760_000, "12:40"), (3_729_000, "1:02:09"), (-5, "0:00")]
)
def test_how_long_a_stop_stands(elapsed: int, text: str) -> None:
    assert figures.standing(elapsed) == text


def test_waybill_numbers_are_read_in_fours() -> None:
    assert figures.grouped("SF143288765521") == "SF 1432 8876 5521"
    assert figures.grouped("RB-12") == "RB-12"
