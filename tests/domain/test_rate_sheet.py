"""A price sheet with faults is no card, and every fault is named by its cell."""

import pytest

from app.domain.rate_sheet import card_from_sheet
from app.domain.sheet_cells import SheetError
from tests.domain.rate_sheets import YUNDA, sheet


def test_every_fault_of_a_sheet_is_named_at_once() -> None:
    card, rows, zones = sheet(YUNDA)
    rows[3] = rows[3] | {"base": "abc"}
    rows[5] = rows[5] | {"w_from": "", "per_weight": "-1"}
    zones[2] = zones[2] | {"level": "galaxy"}
    zones[4] = zones[4] | {"zone": "SC", "value": "重庆市"}
    card["dim_diviser"] = "6000"
    card["valid_to"] = "31.12.2020"
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card, rows, zones)
    assert {(fault.table, fault.row, fault.column) for fault in caught.value.faults} == {
        ("rows", 5, "base"),
        ("rows", 7, "w_from"),
        ("rows", 7, "per_weight"),
        ("zones", 4, "level"),
        ("zones", 6, "value"),
        ("card", 0, "dim_diviser"),
        ("card", 0, "valid_to"),
    }
    assert "rows row 5, base: 'abc' is not a number" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "changes", "place"),
    [
        (1, {"w_from": "0.4"}, ("rows", 3, "w_from")),  # gap
        (1, {"w_from": "0.2"}, ("rows", 3, "w_from")),  # overlap
        (0, {"w_from": "0.1"}, ("rows", 2, "w_from")),  # nothing for the lightest
        (0, {"base": "0"}, ("rows", 2, "base")),  # free
        (0, {"w_to": "0"}, ("rows", 2, "w_to")),
        (0, {"base": "NaN"}, ("rows", 2, "base")),
        (0, {"prise": "1"}, ("rows", 1, "prise")),
        (42, {"zone": "SS"}, ("zones", 0, "zone")),
    ],
)
def test_a_faulty_band_is_no_card(
    line: int, changes: dict[str, str], place: tuple[str, int, str]
) -> None:
    card, rows, zones = sheet(YUNDA)
    if "zone" in changes:
        rows = [row | changes if row["zone"] == "SZ" else row for row in rows]
    else:
        rows[line] = rows[line] | changes
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card, rows, zones)
    assert place in {(fault.table, fault.row, fault.column) for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("key", "value", "table_name"),
    [
        ("weight_unit", "size_cm", "card"),
        ("weight_steps", [], "card"),
        ("weight_steps", [["10", "1", "up"]], "card"),
        ("weight_steps", [["10", "1", "up"], ["5", "1", "up"], [None, "1", "up"]], "card"),
        ("weight_steps", [[None, "1", "sideways"]], "weight_steps"),
        ("money", {"step": "0.001", "mode": "half_up"}, "money"),
        ("money", None, "money"),
        ("min_billable", "0", "card"),
        ("valid_from", "2031-01-01", "card"),
        ("surcharges", [{"code": "RES"}], "surcharges"),
        ("surcharges", [{"code": "RES", "fixed": "1", "percent": "2"}], "surcharges"),
        ("surcharges", [{"code": "RES", "fixed": "-1"}], "surcharges"),
        ("surcharges", [{"code": "RES", "fixed": "1"}] * 2, "surcharges"),
        ("surcharges", [{"code": "RES", "fixed": "1", "whem": {}}], "surcharges"),
        ("surcharges", [{"code": "R", "fixed": "1", "when": {"places": "FAR"}}], "surcharges"),
        ("surcharges", [{"code": "R", "fixed": "1", "when": {"zone": "nowhere"}}], "surcharges"),
        ("surcharges", [{"code": "R", "fixed": "1", "base_on": "cod"}], "surcharges"),
        ("surcharges", [{"code": "R", "fixed": "1", "min": "2", "max": "1"}], "surcharges"),
        ("surcharges", [{"code": "R", "tiers": [["1", "1", "0"]]}], "surcharges"),
        ("surcharges", "soon", "card"),
        ("dim_divisor", "-1", "dim_divisor"),
        ("dim_divisor", {"*": "6000", "nowhere": "8000"}, "dim_divisor"),
        ("dim_round", "sideways", "dim_round"),
        ("dim_unit", "ell", "card"),
        ("size_limits_kg", {"60": 2}, "card"),
        ("peaks", [{"from": "2020-11-01", "to": "2020-10-01", "multiplier": "1.1"}], "peaks"),
        ("peaks", "soon", "card"),
    ],
)
def test_a_faulty_contract_is_no_card(key: str, value: object, table_name: str) -> None:
    card, rows, zones = sheet(YUNDA)
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card | {key: value}, rows, zones)
    assert {fault.table for fault in caught.value.faults} == {table_name}


@pytest.mark.parametrize(
    ("members", "row"),
    [
        ([("A", "postal", "610000", "610999"), ("B", "postal", "610500", "611000")], 3),
        ([("A", "postal", "610000", "610999"), ("B", "postal", "610500", "")], 3),
        ([("A", "postal", "610999", "610000"), ("B", "postal", "1", "")], 2),
        ([("A", "postal", "610", "6109"), ("B", "postal", "1", "")], 2),
        ([("A", "district", "长春/朝阳区", ""), ("B", "district", "长春/朝阳区", "")], 3),
    ],
)
def test_two_zones_do_not_share_a_place(members: list[tuple[str, ...]], row: int) -> None:
    card, _, _ = sheet(YUNDA)
    zones = [dict(zip(("zone", "level", "value", "value_to"), one, strict=True)) for one in members]
    rows = [{"zone": code, "w_from": "0", "w_to": "", "base": "5"} for code in ("A", "B")]
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card, rows, zones)
    assert {(fault.table, fault.row) for fault in caught.value.faults} == {("zones", row)}


def test_a_band_without_a_price_says_so_or_is_a_fault() -> None:
    card, rows, zones = sheet(YUNDA)
    asked = rows[6] | {"base": "", "per_weight": "", "step": "", "manual": "yes"}
    assert card_from_sheet(card, [*rows[:6], asked, *rows[7:]], zones).rows[6].manual
    with pytest.raises(SheetError, match="base: is missing"):
        card_from_sheet(card, [*rows[:6], asked | {"manual": "no"}, *rows[7:]], zones)
