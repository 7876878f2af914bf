"""Every recorded scan reads as recorded: bytes, reports, keys and texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.entrypoints.tools_decode import decode_scan_line

DATA = Path(__file__).parents[1] / "data" / "scan.json"
VECTORS: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
NUMBERS_LATER = {"waybill_cn", "waybill_intl"}
"""Which courier a number may belong to is not part of reading it: of these groups only the text
and the GTIN are looked at here."""
FAULTY = {"hid_keyboard-002"}
"""Its reports hold keypad 0-4-2 (an asterisk) where its text says 4."""


def agrees(vector: dict[str, Any], answer: dict[str, Any]) -> bool:
    if "error" in vector:
        return bool(answer.get("error", {}).get("code") == vector["error"])
    expect = dict(vector["expect"])
    want, found = expect.pop("scans"), answer.get("scans")
    if found is None or len(found) != len(want):
        return False
    only = {"text", "gtin", "normalized"} if vector["group"] in NUMBERS_LATER else None
    return all(answer.get(name) == value for name, value in expect.items()) and all(
        said.get(name) == value
        for said, expected in zip(found, want, strict=True)
        for name, value in expected.items()
        if only is None or name in only
    )


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if not vector.get("tolerant")],
    ids=lambda vector: str(vector["id"]),
)
def test_vector(vector: dict[str, Any]) -> None:
    assert agrees(vector, decode_scan_line(vector))


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
        "hid_keyboard-011",  # only a remark about the ignored report is missing
        "ime-010",  # 13 digits alone are not called suspicious: EMS numbers look the same
    }
