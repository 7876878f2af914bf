"""How a courier's bill is laid out: the names its columns have had, saved as data per courier."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.center.bill_cells import folded
from app.i18n import RESOURCES

USUAL = "usual"
COLUMNS = (
    "waybill", "date", "province", "city", "place", "weight", "kind", "freight", "return_freight",
    "extra", "category", "payment",
)  # fmt: skip
_WORDS = ("volumetric", "collect", "total", "skip")
GRAMS = {"kg": 1000, "g": 1}


@dataclass(frozen=True, slots=True)
class BillProfile:
    """``columns``: for each column of ours the names under which bills have it, folded.

    ``extra`` may fit several columns: all of them are added up.
    """

    key: str
    columns: Mapping[str, frozenset[str]]
    volumetric: frozenset[str]
    collect: frozenset[str]
    total: frozenset[str]
    skip: frozenset[str]
    grams_per_unit: int = 1000


def profile_of(data: Mapping[str, object]) -> BillProfile:
    """A profile from its saved form. Raises ValueError that says what is wrong."""
    key = data.get("key")
    if not isinstance(key, str) or not key:
        raise ValueError("a bill profile needs a key")
    unit = data.get("weight_unit", "kg")
    if unit not in GRAMS:
        raise ValueError(f"weight_unit of profile {key} must be one of {', '.join(GRAMS)}")
    lists = {name: _names(data, name) for name in (*COLUMNS, *_WORDS)}
    if not lists["waybill"] or not (lists["freight"] or lists["return_freight"]):
        raise ValueError(f"profile {key} must name the columns of the waybill and of the money")
    return BillProfile(
        key,
        {name: lists[name] for name in COLUMNS},
        **{name: lists[name] for name in _WORDS},
        grams_per_unit=GRAMS[str(unit)],
    )


def _names(data: Mapping[str, object], name: str) -> frozenset[str]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name} of a bill profile must be a list of texts")
    return frozenset(map(folded, found))


@cache
def known_profiles() -> Mapping[str, BillProfile]:
    """The profiles that come with the program, by key."""
    path = RESOURCES / "couriers" / "bill_profiles.json"
    rows = json.loads(path.read_text("utf-8"))
    return {row["key"]: profile_of(row) for row in rows}
