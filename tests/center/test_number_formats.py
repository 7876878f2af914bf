"""Every recorded waybill number is judged as it was recorded."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.center.number_formats import number_formats
from app.domain.number_formats import BAD_CHECK, NO_MATCH, UNKNOWN_COUNTRY, check_number

DATA: dict[str, Any] = json.loads(
    (
        Path(__file__).parents[1] / "data" / "courier" / "tracking" / "tracking_vectors.json"
    ).read_text("utf-8")
)
REASONS = {NO_MATCH, BAD_CHECK, UNKNOWN_COUNTRY}


def said(vector: dict[str, Any]) -> str | None:
    """The reason of a vector without its explanation."""
    if vector["valid"]:
        return None
    text = str(vector["reason"])
    word = text.split(":", maxsplit=1)[0]
    if word in REASONS:
        return word
    return BAD_CHECK if "check digit does not hold" in text else NO_MATCH


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: str(vector["number"]))
def test_vector(vector: dict[str, Any]) -> None:
    if not vector["format"]:
        assert not check_number(vector["number"], number_formats()).valid
        return
    found = check_number(vector["number"], number_formats(), vector["format"])
    assert (found.valid, found.reason) == (vector["valid"], said(vector))
    if vector["valid"] or not vector["format"].startswith("sf_"):
        assert (vector["format"] in found.formats) == vector["valid"]


@pytest.mark.parametrize("vector", DATA["ambiguous"], ids=lambda vector: str(vector["number"]))
def test_a_number_of_several_couriers_names_them_all(vector: dict[str, Any]) -> None:
    found = check_number(vector["number"], number_formats())
    assert set(vector["formats"]) == set(found.formats)


def test_every_format_of_the_vectors_is_known() -> None:
    assert {row["id"] for row in DATA["formats"]} <= {one.key for one in number_formats()}


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        check_number("1", number_formats(), "pigeon")
