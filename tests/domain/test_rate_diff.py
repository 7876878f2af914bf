"""What a new card changes, in cells, places and prices; and what is worth a look."""

from decimal import Decimal
from typing import Any

from app.domain.card_checks import CardDoubt, notes_on
from app.domain.rate_card import RateCard
from app.domain.rate_diff import CardDiff, CellChange, difference
from app.domain.rate_sheet import card_from_sheet
from tests.domain.rate_sheets import CARD_NAMES, SF, YUNDA, card_of, sheet


def changed(name: str, zone: str = "", add: str = "0", **contract: Any) -> RateCard:
    """The card with ``add`` on the first price of each band of a zone."""
    card, rows, zones = sheet(name)
    rows = [
        row | {"base": str(Decimal(row["base"]) + Decimal(add))} if row["zone"] == zone else row
        for row in rows
    ]
    return card_from_sheet(card | contract, rows, zones)


def test_a_card_does_not_differ_from_itself() -> None:
    for name in CARD_NAMES:
        card = card_of(name)
        assert difference(card, card) == CardDiff()
        assert difference(card, changed(name, note="other")).same


def test_cells_and_prices_of_a_dearer_zone() -> None:
    found = difference(card_of(SF), changed(SF, "4", "0.30"))
    assert len(found.cells) == 3
    assert found.cells[0] == CellChange("4", "0", "1", "base", "9", "9.30")
    assert (found.moves, found.fields, found.bands_added, found.bands_removed) == ((), (), (), ())
    assert {one.minor for one in found.prices} == {30}
    three = next(one for one in found.prices if one.weight == 3)
    assert "新疆" in three.places
    assert three.old is not None
    assert three.new is not None
    assert (three.old.minor, three.new.minor) == (2100, 2130)


def test_a_number_written_in_another_way_is_no_change() -> None:
    card, rows, zones = sheet(SF)
    spelled = [row | {"base": f"{row['base']}.00", "w_from": f"{row['w_from']}.0"} for row in rows]
    assert difference(card_of(SF), card_from_sheet(card, spelled, zones)).same


def test_bands_places_and_fields() -> None:
    card, rows, zones = sheet(SF)
    rows[1] = rows[1] | {"w_to": "2"}
    rows[2] = rows[2] | {"w_from": "2"}
    zones = [row | {"zone": "2"} if row["value"] == "新疆" else row for row in zones]
    zones = [row for row in zones if row["value"] != "西藏"]
    new = card_from_sheet(card | {"min_billable": "2"}, rows, zones)
    found = difference(card_of(SF), new)
    assert found.bands_added == (("1", "1", "2"), ("1", "2", ""))
    assert found.bands_removed == (("1", "1", "3"), ("1", "3", ""))
    assert [(one.place, one.old, one.new) for one in found.moves] == [
        ("新疆", "4", "2"),
        ("西藏", "4", ""),
    ]
    assert [(one.field, one.old, one.new) for one in found.fields] == [("min_billable", "1", "2")]
    gone = [one for one in found.prices if one.new is None]
    assert {one.places for one in gone} == {("西藏",)}
    assert found.prices[-1].minor == 0  # prices that cannot be compared come last


def test_cards_of_two_currencies_have_no_price_in_common() -> None:
    other = card_of(SF, currency="HKD")
    found = difference(card_of(SF), other)
    assert found.prices == ()
    assert [one.field for one in found.fields] == ["currency"]


def doubts(card: RateCard, *others: RateCard) -> dict[CardDoubt, list[dict[str, str]]]:
    found: dict[CardDoubt, list[dict[str, str]]] = {}
    for note in notes_on(card, ["四川省", "台湾省"], others):
        found.setdefault(note.doubt, []).append(dict(note.values))
    return found


def test_an_edge_that_jumps_is_named() -> None:
    jumps = doubts(card_of(YUNDA))[CardDoubt.EDGE_JUMP]
    assert {"zone": "A", "weight": "5.5", "before": "3.8", "after": "8.30"} in jumps
    assert CardDoubt.EDGE_FALL not in doubts(card_of(YUNDA))
    card, rows, zones = sheet(YUNDA)
    rows[1] = rows[1] | {"base": "1.20"}
    fall = doubts(card_from_sheet(card, rows, zones))[CardDoubt.EDGE_FALL]
    assert fall[0]["zone"] == "SC"


def test_provinces_that_nobody_serves_are_named() -> None:
    assert doubts(card_of(SF))[CardDoubt.PROVINCE_WITHOUT_ZONE] == [{"places": "台湾省"}]
    by_zone = card_of("us_fedex_ground_list_2025-01-06")
    assert CardDoubt.NO_PLACES in doubts(by_zone)


def test_contracts_that_overlap_or_leave_days_without_a_price() -> None:
    def of(first: str, last: str | None, **more: str) -> RateCard:
        dates = {"valid_from": first, "valid_to": last, "id": first} | more
        return card_of(SF, **dates)

    old = of("2020-01-01", "2020-06-30")
    over = doubts(of("2020-06-15", "2020-12-31"), old)[CardDoubt.OVERLAP]
    assert over == [
        {"card": "2020-01-01", "counts": "2020-06-15", "first": "2020-06-15", "last": "2020-06-30"}
    ]
    assert doubts(of("2020-07-01", None), old).keys() == {
        CardDoubt.PROVINCE_WITHOUT_ZONE
    }  # the next day: all is well
    gap = doubts(of("2020-07-03", None), old)[CardDoubt.GAP]
    assert gap == [{"first": "2020-07-01", "last": "2020-07-02"}]
    endless = of("2020-01-01", None)
    assert CardDoubt.OVERLAP not in doubts(of("2020-07-01", None), endless)
    assert doubts(of("2020-01-01", "2020-03-01", id="b"), endless)[CardDoubt.TWIN]
    assert CardDoubt.OVERLAP not in doubts(of("2020-06-15", None, service="x"), old)
