"""Couriers, contracts, rate cards and waybill numbers of the sample center."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Final

from app.domain.contract import Contact, Contract, Courier, CutOff
from app.domain.places import ZoneLevel
from app.domain.rate_card import RateCard, ZoneMember
from app.domain.rate_sheet import card_from_sheet
from app.domain.routing import RoutingRule, RuleKind
from app.domain.waybill_number import NumberState
from app.store.transaction import Transaction

_NAMES: Final = {
    "en": ("Courier A", "Courier B"),
    "zh_Hant": ("快遞甲", "快遞乙"),
    "zh_Hans": ("快递甲", "快递乙"),
}
_RULES: Final = {
    "en": ("Heavy parcels", "Dear orders", "Heavy to the far west", "Small gifts"),
    "zh_Hant": ("重件", "高價訂單", "西部偏遠重件", "小禮品"),
    "zh_Hans": ("重件", "高价订单", "西部偏远重件", "小礼品"),
}
_ROWS: Final = ("zone", "w_from", "w_to", "base", "base_weight", "per_weight", "step")
_PRICES: Final = (
    ("A", "0", "1", "2.80", "", "", ""),
    ("A", "1", "3", "3.60", "", "", ""),
    ("A", "3", "", "3.60", "3", "1", "1"),
    ("B", "0", "1", "4.20", "", "", ""),
    ("B", "1", "3", "6.40", "", "", ""),
    ("B", "3", "", "6.40", "3", "2", "1"),
    ("C", "0", "1", "14", "", "", ""),
    ("C", "1", "", "14", "1", "12", "1"),
)
_PLACES: Final = (
    ("A", "江苏"), ("A", "浙江"), ("A", "上海"), ("A", "安徽"),
    ("B", "四川"), ("B", "重庆"), ("B", "北京"), ("B", "广东"), ("B", "湖北"),
    ("C", "新疆"), ("C", "西藏"),
)  # fmt: skip


def couriers(tx: Transaction, language: str) -> None:
    """Two couriers with their contracts, two cards of one and one of the other, a pool each."""
    first, second = _NAMES[language]
    formats = ("yunda_15", "yunda_13_2020"), ("sf_15", "sf_12")
    tx.couriers.put(
        [Courier("YUNDA", first, formats[0], "76x130"), Courier("SF", second, formats[1])]
    )
    begin = date(2026, 1, 1)
    tx.contracts.put(
        [
            Contract("K-1", "YUNDA", f"{first} 2026", "ACC-0021", "B-512",
                     cut_offs=(CutOff(time(16, 30), (1, 2, 3, 4, 5, 6)), CutOff(time(11, 0), (7,))),
                     valid_from=begin, dispute_minor=10, settle_day=5),
            Contract("K-2", "SF", f"{second} 2026", "ACC-0007", "B-028",
                     cut_offs=(CutOff(time(18, 0)),), valid_from=begin, cod=True, insured=True,
                     settle_day=10),
        ]
    )  # fmt: skip
    tx.contracts.put_contacts("K-1", [Contact("claims", "", "", "claims@example.com")])
    cards = _cards()
    tx.rates.put(cards)
    tx.routing_rules.put(_rules(language))
    tx.waybills.add("YUNDA", (f"43{n:011d}" for n in range(600)))
    tx.waybills.add("SF", (f"SF{n:013d}" for n in range(60)))
    tx.waybills.lease("YUNDA", "B01", 100)
    for n in (598, 599):
        number = f"43{n:011d}"
        known = tx.waybills.get("YUNDA", number)
        if known is not None:
            tx.waybills.set_state(known.voided(), NumberState.POOL)


def _rules(language: str) -> tuple[RoutingRule, ...]:
    heavy, dear, far, gifts = _RULES[language]
    west = tuple(ZoneMember(ZoneLevel.PROVINCE, one) for one in ("新疆维吾尔自治区", "西藏自治区"))
    return (
        RoutingRule("R-2", RuleKind.FORBID, ("YUNDA",), far, 40, places=west, grams_over=3000),
        RoutingRule("R-3", RuleKind.ONLY, ("SF",), dear, 30, value_over_minor=200_000),
        RoutingRule("R-1", RuleKind.PREFER, ("SF",), heavy, 20, grams_over=5000),
        RoutingRule("R-4", RuleKind.PREFER, ("YUNDA", "SF"), gifts, 10, grams_to=500,
                    items=("CUP-WHITE",), ends=date(2026, 11, 11)),
    )  # fmt: skip


def _cards() -> tuple[RateCard, ...]:
    contract: dict[str, object] = {
        "id": "YUNDA 2026-01", "courier": "YUNDA", "currency": "CNY", "weight_unit": "kg",
        "valid_from": "2026-01-01", "weight_steps": [["10", "0.1", "up"], [None, "1", "up"]],
        "money": {"step": "0.01", "mode": "half_up"},
    }  # fmt: skip
    old = _card(contract, "1")
    new = replace(_card(contract, "1.05"), id="YUNDA 2026-12", valid_from=date(2026, 12, 1))
    dear = contract | {"id": "SF 2026-01", "courier": "SF", "dim_divisor": "6000", "dim_unit": "cm"}
    return old, new, _card(dear, "2.5")


def _card(contract: dict[str, object], times: str) -> RateCard:
    rows = [dict(zip(_ROWS, line, strict=True)) for line in _PRICES]
    places = [{"zone": zone, "level": "province", "value": place} for zone, place in _PLACES]
    made = card_from_sheet(contract, rows, places)
    factor = Decimal(times)
    dearer = tuple(
        replace(row, base=_dearer(row.base, factor), per_weight=_dearer(row.per_weight, factor))
        for row in made.rows
    )
    return replace(made, rows=dearer)


def _dearer(amount: Decimal, factor: Decimal) -> Decimal:
    return (amount * factor).quantize(Decimal("0.01")) if amount else amount
