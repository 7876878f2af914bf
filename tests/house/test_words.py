"""Every value that a screen can meet has words in all three languages, and every stop a sound."""

import importlib.util
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

from app.domain.control_code import Control
from app.domain.readings import DeviceKind, DeviceState, WeightFault
from app.domain.verdict import ACCEPTED, Verdict
from app.i18n import LANGUAGES, RESOURCES, Words
from app.station.device_view import DeviceTest
from app.station.snapshot import Face, LabelStep, PanState, Sound
from app.ui.device_words import (
    CONTROLS,
    FAULTS,
    HEALTH,
    KINDS,
    LABEL_STEPS,
    PANS,
    PILLS,
    TESTS,
)
from app.ui.face_words import FACES
from app.ui.sound import sound_of
from app.ui.stop_words import STOPS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_catalogues", ROOT / "installer" / "make_catalogues.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("values", "table"),
    [
        (Face, FACES),
        (Control, CONTROLS),
        (DeviceKind, KINDS),
        (DeviceState, PILLS),
        (DeviceState, HEALTH),
        (WeightFault, FAULTS),
        (PanState, PANS),
        (LabelStep, LABEL_STEPS),
        (DeviceTest, TESTS),
        ([verdict for verdict in Verdict if verdict not in ACCEPTED], STOPS),
    ],
)
def test_every_value_has_words(values: Iterable[Enum], table: dict[Enum, object]) -> None:
    assert set(table) == set(values)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_the_words_of_every_value_are_translated(language: str) -> None:
    words = Words(language)
    said = [face.headline for face in FACES.values()]
    said += [stop.headline for stop in STOPS.values()]
    said += [text for stop in STOPS.values() for text in (*stop.lines, *stop.hands)]
    said += [word for word, _ in CONTROLS.values()]
    said += [text for pair in HEALTH.values() for text in pair]
    said += [*FAULTS.values()]

    assert [text for text in said if words.say(text) == text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_whole_and_compiled(maker: ModuleType, language: str) -> None:
    catalogue = maker.refresh(language, maker.collect())
    path = maker.po_of(language)

    assert maker.untranslated(catalogue) == []
    assert path.read_bytes() == maker.po_bytes(catalogue), "run installer/make_catalogues.py"
    assert path.with_suffix(".mo").read_bytes() == maker.mo_bytes(catalogue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_use_only_the_values_of_their_text(maker: ModuleType, language: str) -> None:
    for message in maker.refresh(language, maker.collect()):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = {name for text in ids for name in maker.fields(text)} | {"n"}
        for text in strings:
            assert set(maker.fields(text)) <= allowed, message.id


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict not in ACCEPTED])
def test_every_stop_has_its_sound(verdict: Verdict) -> None:
    assert sound_of(verdict) is Sound.STOP
    assert (RESOURCES / "sounds" / "stop.wav").exists()
