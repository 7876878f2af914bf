"""The tables of places that come with the program, read once."""

import csv
import re
from functools import cache
from pathlib import Path

from app.domain.foreign_address import Country
from app.domain.regions import Regions
from app.i18n import RESOURCES

FOLDER = RESOURCES / "regions"


@cache
def regions() -> Regions:
    """China's provinces, cities and districts (resources/regions/README.md)."""
    return Regions(
        ((row["code"], row["name"]) for row in _rows(FOLDER / "cn_divisions.tsv")),
        {row["traditional"]: row["simplified"] for row in _rows(FOLDER / "traditional.tsv")},
    )


@cache
def countries() -> tuple[Country, ...]:
    """The countries abroad whose addresses are understood."""
    return tuple(
        Country(row["code"], tuple(row["names"].split("|")), re.compile(row["postcode"]))
        for row in _rows(FOLDER / "countries.tsv")
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
