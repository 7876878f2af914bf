"""The rate cards under tests/data, as the three tables they are kept in."""

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.billable import Sides
from app.domain.rate_card import RateCard
from app.domain.rate_sheet import card_from_sheet

DATA = Path(__file__).parents[1] / "data" / "courier"
CARDS = DATA / "ratecards"
CARD_NAMES = sorted(path.name.removesuffix(".card.json") for path in CARDS.glob("*.card.json"))
YUNDA = "cn_yunda_sichuan_2020-12"
SF = "cn_sf_ecom_chengdu_2020-05-31"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / "ratecards" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lengths(sides: Sequence[str | int]) -> Sides:
    """Three sides as exact numbers."""
    longest, second, third = (Decimal(side) for side in sides)
    return longest, second, third


def sheet(name: str) -> tuple[dict[str, Any], list[dict[str, str]], list[dict[str, str]]]:
    card = json.loads((DATA / "ratecards" / f"{name}.card.json").read_text(encoding="utf-8"))
    zones = table(f"{name}.zones.csv") if (CARDS / f"{name}.zones.csv").exists() else []
    return card, table(f"{name}.csv"), zones


def card_of(name: str, **contract: object) -> RateCard:
    """The card, with fields of its contract replaced."""
    card, rows, zones = sheet(name)
    return card_from_sheet(card | contract, rows, zones)
