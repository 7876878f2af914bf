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
    card["dim_divisor"] = "6000"
    card["valid_to"] = "31.12.2020"
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card, rows, zones)
    assert {(fault.table, fault.row, fault.column) for fault in caught.value.faults} == {
        ("rows", 5, "base"),
        ("rows", 7, "w_from"),
        ("rows", 7, "per_weight"),
        ("zones", 4, "level"),
        ("zones", 6, "value"),
        ("card", 0, "dim_divisor"),
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
        ("surcharges", [], "card"),
        ("peaks", [{"from": "2020-11-01", "to": "2020-10-01", "multiplier": "1.1"}], "peaks"),
        ("peaks", "soon", "card"),
    ],
)
def test_a_faulty_contract_is_no_card(key: str, value: object, table_name: str) -> None:
    card, rows, zones = sheet(YUNDA)
    with pytest.raises(SheetError) as caught:
        card_from_sheet(card | {key: value}, rows, zones)
    assert {fault.table for fault in caught.value.faults} == {table_name}
