"""What a contract adds: to the cent, each with its line, one of a group, volume and size."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.place_index import PlaceIndex
from app.domain.places import Destination, ZoneLevel
from app.domain.quotes import Quote, RatedParcel, RatingRefusal, RefusalCode, TraceCode
from app.domain.rate_card import RateCard, Zone, ZoneMember
from app.domain.rate_sheet import card_from_sheet
from app.domain.rate_tables import tables_of
from app.domain.rating import price
from tests.domain.rate_sheets import card_of, lengths

FEDEX = "us_fedex_ground_list_2025-01-06"
USPS = "us_usps_ground_advantage_retail_2025-10-05"
DHL = "us_dhl_express_worldwide_export_2025"
YAMATO = "jp_yamato_kansai_size"
HOME = Destination(province="四川省", city="成都市", district="武侯区", postcode="610041")
FAR = Destination(province="四川省", city="甘孜州", district="康定市", postcode="626000")


def a_card(*surcharges: dict[str, Any], **contract: Any) -> RateCard:
    """Ten yuan and two for each further kilogram, anywhere in 四川."""
    money = {"step": "0.01", "mode": "half_up"}
    steps = [[None, "1", "up"]]
    units = {"currency": "CNY", "weight_unit": "kg", "money": money, "weight_steps": steps}
    rows = [{"zone": "A", "w_from": "0", "w_to": "", "base": "10", "base_weight": "1"}]
    rows[0] |= {"per_weight": "2", "step": "1"}
    zones = [
        {"zone": "A", "level": "province", "value": "四川"},
        {"zone": "#FAR", "level": "city", "value": "甘孜州"},
        {"zone": "#FARTHER", "level": "postal", "value": "626000", "value_to": "626999"},
    ]
    head = {"id": "t", "courier": "X", **units, "surcharges": list(surcharges), **contract}
    return card_from_sheet(head, rows, zones)


def priced(card: RateCard, grams: int | Decimal = 3000, to: Destination = HOME, **more: Any) -> str:
    answer = price(card, RatedParcel(to, grams, more.pop("day", None), **more))
    assert isinstance(answer, Quote), answer
    return f"{answer.total.amount}"


def refused(card: RateCard, parcel: RatedParcel) -> RefusalCode:
    answer = price(card, parcel)
    assert isinstance(answer, RatingRefusal), answer
    return answer.code


@pytest.mark.parametrize(
    ("surcharge", "grams", "total"),
    [
        ({"fixed": "1.5"}, 3000, "15.50"),
        ({"percent": "10"}, 3000, "15.40"),
        ({"per_weight": "0.5"}, 2100, "15.50"),  # of the three that are billed
        ({"per_weight": "0.5", "min": "4"}, 2100, "18.00"),
        ({"per_weight": "5", "max": "4"}, 2100, "18.00"),
        ({"percent": "0.3", "base_on": "declared", "min": "1"}, 3000, "17.00"),
        ({"per_100_declared": "2"}, 3000, "34.00"),  # ten hundreds, the last one begun
        ({"percent": "1", "base_on": "cod"}, 3000, "19.00"),
        ({"per_100_cod": "1"}, 3000, "19.00"),
        ({"tiers": [["5", "30", "0"], [None, "0", "0.6"]]}, 5000, "48.00"),
        ({"tiers": [["5", "30", "0"], [None, "0", "0.6"]]}, 10000, "34.00"),
        ({"fixed": "0", "min_billable": "20"}, 3000, "48.00"),
        ({"fixed": "1", "when": {"w_from": "3"}}, 3000, "14.00"),
        ({"fixed": "1", "when": {"w_from": "3"}}, 3001, "17.00"),
        ({"fixed": "1", "when": {"w_to": "3"}}, 3000, "15.00"),
        ({"fixed": "1", "when": {"zone": "A"}}, 3000, "15.00"),
        ({"fixed": "1", "when": {"flag": "OTHER"}}, 3000, "14.00"),
    ],
)
def test_each_kind_is_exact(surcharge: dict[str, Any], grams: int, total: str) -> None:
    card = a_card({"code": "X", **surcharge})
    values: dict[str, Any] = {"declared": Decimal(1000), "cod": Decimal(500)}
    if surcharge.get("per_100_declared"):
        values["declared"] = Decimal("900.01")
    assert priced(card, grams, flags=frozenset({"X"}), **values) == total
    again = tables_of(card)
    assert card_from_sheet(again.contract, again.rows, again.zones) == card


def test_what_is_asked_for_comes_only_when_it_is() -> None:
    card = a_card({"code": "X", "fixed": "1"}, {"code": "FUEL", "percent": "10", "when": {}})
    assert priced(card) == "15.40"
    assert priced(card, flags=frozenset({"X"})) == "16.40"


def test_insurance_without_a_value_is_refused() -> None:
    card = a_card({"code": "INS", "percent": "0.3", "base_on": "declared"})
    parcel = RatedParcel(HOME, 1000, flags=frozenset({"INS"}))
    assert refused(card, parcel) is RefusalCode.NO_VALUE


def test_one_of_a_group_and_the_subtotal_last() -> None:
    card = a_card(
        {"code": "FUEL", "percent": "10", "base_on": "subtotal", "when": {}},
        {"code": "R1", "fixed": "5", "when": {"places": "FAR"}, "group": "r", "priority": "1"},
        {"code": "R2", "fixed": "9", "when": {"places": "FARTHER"}, "group": "r", "priority": "2"},
        peaks=[{"from": "2025-11-01", "to": "2025-11-11", "multiplier": "2", "name": "peak"}],
    )
    assert priced(card) == "15.40"  # 14 and ten percent
    assert priced(card, to=FAR) == "25.30"  # (14 + 9) and ten percent: never both
    near = Destination(province="四川", city="甘孜藏族自治州", postcode="627000")
    assert priced(card, to=near) == "20.90"  # (14 + 5) and ten percent
    assert priced(card, to=FAR, day=date(2025, 11, 11)) == "50.60"
    answer = price(card, RatedParcel(FAR, 3000, date(2025, 11, 11)))
    assert isinstance(answer, Quote)
    said = [dict(line.params) for line in answer.trace if line.code is TraceCode.SURCHARGE]
    assert [(one["surcharge"], one["charge"]) for one in said] == [
        ("R2", Decimal(9)),
        ("FUEL", Decimal("2.3")),
    ]
    codes = [line.code for line in answer.trace]
    assert codes.index(TraceCode.SURCHARGE) < codes.index(TraceCode.PEAK) < len(codes) - 1


def test_a_season_of_a_surcharge_holds_both_its_days() -> None:
    card = a_card({"code": "S", "fixed": "1", "when": {"from": "2025-11-01", "to": "2025-11-11"}})
    days = (date(2025, 10, 31), date(2025, 11, 1), date(2025, 11, 11), date(2025, 11, 12))
    assert [priced(card, day=day) for day in days] == ["14.00", "15.00", "15.00", "14.00"]
    assert priced(card) == "14.00"


def test_volume_counts_above_its_threshold_only() -> None:
    usps = card_of(USPS)
    at, above = (Decimal(12), Decimal(12), Decimal(12)), (Decimal(12), Decimal(12), Decimal(13))
    assert priced(usps, Decimal(3), unit="lb", zone="3", sides=at, sides_unit="in") == "11.45"
    answer = price(
        usps, RatedParcel(HOME, Decimal(3), unit="lb", zone="3", sides=above, sides_unit="in")
    )
    assert isinstance(answer, Quote)
    assert Decimal("11.27") < answer.billable < Decimal("11.28")


def test_sides_are_rounded_before_they_are_multiplied() -> None:
    fedex = card_of(FEDEX)
    half = lengths(["12.5", "10", "10"])  # 13 x 10 x 10 / 139 = 9.4
    less = lengths(["12.49", "10", "10"])  # 12 x 10 x 10 / 139 = 8.6
    for sides, billable in ((half, 10), (less, 9)):
        answer = price(
            fedex, RatedParcel(HOME, 1, unit="lb", zone="2", sides=sides, sides_unit="in")
        )
        assert isinstance(answer, Quote)
        assert answer.billable == billable
    millimetres = (Decimal(762), Decimal(254), Decimal(254))  # 30 in exactly, not 30.0000002
    answer = price(fedex, RatedParcel(HOME, 500, zone="2", sides=millimetres))
    assert isinstance(answer, Quote)
    assert answer.billable == 22  # 30 x 10 x 10 / 139 = 21.6


@pytest.mark.parametrize(
    ("sides", "billable"),
    [
        (("48", "5", "5"), 9),
        (("49", "5", "5"), 40),
        (("40", "31", "1"), 40),
        (("97", "1", "1"), 90),
    ],
)
def test_what_fedex_publishes_for_large_parcels(sides: tuple[str, ...], billable: int) -> None:
    """A surcharge can change the weight before the price is looked up."""
    parcel = RatedParcel(
        HOME, Decimal(3), unit="lb", zone="2", sides=lengths(sides), sides_unit="in"
    )
    answer = price(card_of(FEDEX), parcel)
    assert isinstance(answer, Quote)
    assert answer.billable == billable
    own = card_of(FEDEX, published_sizes="no")
    agreed = price(own, parcel)
    assert isinstance(agreed, Quote)
    assert agreed.billable <= 9
    assert "published_sizes" in tables_of(own).contract


def test_zones_may_have_divisors_of_their_own() -> None:
    sides = (Decimal(600), Decimal(400), Decimal(500))  # 120 000 cm3
    wide = a_card(dim_divisor={"*": "6000", "A": "12000"})
    assert priced(wide, 1000, sides=sides) == "28.00"
    assert priced(a_card(dim_divisor="6000"), 1000, sides=sides) == "48.00"
    assert priced(a_card(), 1000, sides=sides) == "10.00"


@pytest.mark.parametrize(
    ("kilograms", "sides", "total"),
    [
        ("2", ("20", "20", "20"), "1040"),
        ("2.01", ("20", "20", "20"), "1260"),  # the weight asks for the next size
        ("1", ("20", "20", "21"), "1260"),
        ("10", ("30", "30", "30"), "1500"),
    ],
)
def test_a_size_is_the_larger_of_sides_and_weight(
    kilograms: str, sides: tuple[str, ...], total: str
) -> None:
    parcel = RatedParcel(
        HOME, Decimal(kilograms), unit="kg", sides=lengths(sides), sides_unit="cm", zone="関東"
    )
    answer = price(card_of(YAMATO), parcel)
    assert isinstance(answer, Quote)
    assert f"{answer.total.amount}" == total


@pytest.mark.parametrize(
    ("grams", "sides", "code"),
    [
        (1000, None, RefusalCode.NO_SIZE),
        (1000, (1701, 10, 10), RefusalCode.TOO_LARGE),
        (1000, (900, 900, 900), RefusalCode.TOO_LARGE),
        (30_001, (100, 100, 100), RefusalCode.TOO_HEAVY),
        (11_000, (100, 100, 100), RefusalCode.NO_ROW),
        (1000, (0, 100, 100), RefusalCode.BAD_SIZE),
    ],
)
def test_a_parcel_that_has_no_size_has_no_price(
    grams: int, sides: tuple[int, ...] | None, code: RefusalCode
) -> None:
    parcel = RatedParcel(HOME, grams, sides=lengths(sides) if sides else None, zone="関東")
    assert refused(card_of(YAMATO), parcel) is code


def test_a_zone_that_is_no_zone_and_a_row_to_be_asked_for() -> None:
    assert refused(a_card(), RatedParcel(HOME, 1, zone="Q")) is RefusalCode.NO_ZONE
    tables = tables_of(a_card())
    asked = [tables.rows[0] | {"w_to": "30"}, {"zone": "A", "w_from": "30", "manual": "yes"}]
    card = card_from_sheet(tables.contract, asked, tables.zones)
    assert refused(card, RatedParcel(HOME, 30_001)) is RefusalCode.ASK_COURIER
    assert refused(card, RatedParcel(HOME, Decimal(1), unit="stone")) is RefusalCode.UNKNOWN_UNIT


def test_pounds_and_ounces_are_exact() -> None:
    usps = card_of(USPS)
    assert priced(usps, Decimal(4), unit="oz", zone="5") == priced(usps, Decimal(1), unit="oz",
                                                                    zone="5")  # fmt: skip
    assert priced(usps, Decimal("4.1"), unit="oz", zone="5") == "8.35"
    assert priced(usps, Decimal("453.59237"), unit="g", zone="5") == (
        priced(usps, Decimal(1), unit="lb", zone="5")
    )


def test_a_place_that_is_not_unique_is_named_with_what_it_lies_in() -> None:
    zones = (
        Zone("CC", (ZoneMember(ZoneLevel.DISTRICT, "吉林/长春/朝阳区"),)),
        Zone("BJ", (ZoneMember(ZoneLevel.DISTRICT, "朝阳区"),)),
        Zone("Z3", (ZoneMember(ZoneLevel.POSTCODE, "850"),)),
        Zone("Z5", (ZoneMember(ZoneLevel.POSTCODE, "85001"),)),
    )
    index = PlaceIndex(zones)

    def codes(**to: str) -> list[str]:
        return [match.code for match in index.best(Destination(**to))]

    assert codes(province="吉林省", city="长春市", district="朝阳区") == ["CC"]
    assert codes(province="北京市", city="北京市", district="朝阳区") == ["BJ"]
    assert codes(postcode="85001-1234") == ["Z5"]
    assert codes(postcode="85002") == ["Z3"]
    assert codes(postcode="86002") == []
