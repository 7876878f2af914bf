"""The rate cards under tests/data, as the three tables they are kept in."""

import csv
import json
from pathlib import Path
from typing import Any

from app.domain.rate_card import RateCard
from app.domain.rate_sheet import card_from_sheet

DATA = Path(__file__).parents[1] / "data" / "courier"
YUNDA = "cn_yunda_sichuan_2020-12"
SF = "cn_sf_ecom_chengdu_2020-05-31"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / "ratecards" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet(name: str) -> tuple[dict[str, Any], list[dict[str, str]], list[dict[str, str]]]:
    card = json.loads((DATA / "ratecards" / f"{name}.card.json").read_text(encoding="utf-8"))
    return card, table(f"{name}.csv"), table(f"{name}.zones.csv")


def card_of(name: str) -> RateCard:
    return card_from_sheet(*sheet(name))
