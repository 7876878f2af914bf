"""Rate cards against priced parcels, to the cent; and everything a card must refuse."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.places import Destination, ZoneLevel, city_name, province_name
from app.domain.quotes import Quote, RatedParcel, RatingRefusal, RefusalCode, TraceCode
from app.domain.rate_card import RateCard, RateRow, RoundMode, WeightStep, Zone, ZoneMember
from app.domain.rate_sheet import card_from_sheet
from app.domain.rating import price, quote
from app.domain.values import Grams, Money
from tests.domain.rate_sheets import CARD_NAMES, DATA, SF, YUNDA, card_of, lengths, sheet

CASES: list[dict[str, Any]] = json.loads(
    (DATA / "cases" / "rating_cases.json").read_text(encoding="utf-8")
)
CARDS = {name: card_of(name) for name in CARD_NAMES}


def priced(card: RateCard, where: Destination, grams: int, day: date | None = None) -> Quote:
    answer = quote(card, where, Grams(grams), day)
    assert isinstance(answer, Quote), answer
    return answer


def refused(card: RateCard, where: Destination, grams: int, day: date | None = None) -> RefusalCode:
    answer = quote(card, where, Grams(grams), day)
    assert isinstance(answer, RatingRefusal), answer
    return answer.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_is_exact(case: dict[str, Any]) -> None:
    card, dest = CARDS[case["card"]], dict(case["dest"])
    parcel = RatedParcel(
        Destination(**{key: value for key, value in dest.items() if key != "zone"}),
        Decimal(case["weight"]),
        None if case["ship_date"] is None else date.fromisoformat(case["ship_date"]),
        unit=card.weight_unit,
        sides=lengths(case["dims"]) if case["dims"] else None,
        sides_unit=card.volume.unit if card.volume else "cm",
        zone=dest.get("zone", ""),
    )
    answer = price(card, parcel)
    assert isinstance(answer, Quote), answer
    assert answer.total == Money.of(case["expected"], card.currency)
    assert answer.zone == case["zone"]
    if case["expected_billable"] is not None:
        assert answer.billable == Decimal(case["expected_billable"])


def test_no_case_is_left_out_unseen() -> None:
    assert {case["card"] for case in CASES} == set(CARDS)
    assert len(CASES) == 65


def test_trace_tells_every_step() -> None:
    where = Destination(province="黑龙江省", city="哈尔滨市")
    answer = priced(CARDS[SF], where, 6850, date(2020, 12, 10))
    assert [line.code for line in answer.trace] == [
        TraceCode.ZONE,
        TraceCode.WEIGHT,
        TraceCode.WEIGHT_STEP,
        TraceCode.ROW,
        TraceCode.FURTHER_WEIGHT,
        TraceCode.PEAK,
        TraceCode.MONEY_STEP,
    ]
    params = {line.code: dict(line.params) for line in answer.trace}
    assert params[TraceCode.ZONE] == {"zone": "4", "level": "province", "value": "黑龙江"}
    assert params[TraceCode.WEIGHT_STEP]["weight"] == Decimal("6.9")
    assert params[TraceCode.FURTHER_WEIGHT]["amount"] == Decimal("48.3")
    assert params[TraceCode.PEAK]["amount"] == Decimal("55.545")
    assert params[TraceCode.MONEY_STEP]["amount"] == Decimal("55.55")
    assert answer.card_hash == CARDS[SF].content_hash()


def test_a_city_beats_its_province_however_it_is_written() -> None:
    for city in ("深圳", "深圳市", " 深圳市 "):
        assert priced(CARDS[YUNDA], Destination(province="广东省", city=city), 3380).zone == "SZ"
    assert priced(CARDS[YUNDA], Destination(province="广东省", city="广州市"), 3380).zone == "A"


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("四川省", "四川"),
        ("四川", "四川"),
        ("北京市", "北京"),
        ("内蒙古自治区", "内蒙古"),
        ("内蒙", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("广西省", "广西"),
        ("宁夏回族自治区", "宁夏"),
        ("新疆维吾尔自治区", "新疆"),
        ("西藏 自治区", "西藏"),
        ("香港特别行政区", "香港"),
        ("", ""),
    ],
)
def test_provinces_are_one_however_they_are_written(written: str, short: str) -> None:
    assert province_name(written) == short


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("苏州市", "苏州"),
        ("苏州", "苏州"),
        ("恩施土家族苗族自治州", "恩施"),
        ("恩施州", "恩施"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("海西蒙古族藏族自治州", "海西"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("阿里地区", "阿里"),
    ],
)
def test_cities_are_one_however_they_are_written(written: str, short: str) -> None:
    assert city_name(written) == short


def test_a_municipality_is_its_own_city() -> None:
    assert "上海" in Destination(province="上海市", city="市辖区").names(ZoneLevel.CITY)
    assert "四川" not in Destination(province="四川省").names(ZoneLevel.CITY)


def test_nothing_is_ever_free() -> None:
    card = CARDS[SF]
    day = date(2020, 8, 1)
    assert refused(card, Destination(province="台湾省"), 1000, day) is RefusalCode.NO_ZONE
    assert refused(card, Destination(), 1000, day) is RefusalCode.NO_ZONE
    here = Destination(province="四川省")
    assert refused(card, here, 1000, date(2020, 5, 30)) is RefusalCode.NOT_IN_FORCE
    assert refused(card, here, 1000, date(2021, 5, 1)) is RefusalCode.NOT_IN_FORCE
    assert refused(card, here, -1, day) is RefusalCode.BAD_WEIGHT


def a_card(*rows: RateRow, zones: tuple[Zone, ...] | None = None, unit: str = "kg") -> RateCard:
    anywhere = Zone("Z", (ZoneMember(ZoneLevel.COUNTRY, "CN"),))
    steps = (WeightStep(None, None),)
    return RateCard("t", "X", "CNY", unit, steps, zones or (anywhere,), rows)


def a_row(low: str, high: str | None, base: str = "5") -> RateRow:
    return RateRow("Z", Decimal(low), None if high is None else Decimal(high), Decimal(base))


def test_a_weight_above_the_last_row_or_in_two_rows_is_refused() -> None:
    assert refused(a_card(a_row("0", "3")), Destination(), 3001) is RefusalCode.NO_ROW
    both = a_card(a_row("0", "3"), a_row("2", "5"))
    assert refused(both, Destination(), 2500) is RefusalCode.ROW_NOT_CLEAR
    assert refused(a_card(a_row("0", None), unit="stone"), Destination(), 1) is (
        RefusalCode.UNKNOWN_UNIT
    )


def test_a_place_in_two_zones_is_refused() -> None:
    member = ZoneMember(ZoneLevel.PROVINCE, "四川")
    card = a_card(a_row("0", None), zones=(Zone("Z", (member,)), Zone("Y", (member,))))
    assert refused(card, Destination(province="四川"), 500) is RefusalCode.ZONE_NOT_CLEAR


def test_a_range_of_postcodes_is_the_most_specific_place() -> None:
    near = Zone("Z", (ZoneMember(ZoneLevel.POSTCODE, "610000", "610999"),))
    far = Zone("Y", (ZoneMember(ZoneLevel.PROVINCE, "四川"),))
    card = a_card(a_row("0", None), RateRow("Y", Decimal(0), None, Decimal(9)), zones=(far, near))
    inside = Destination(province="四川省", postcode="610999")
    assert priced(card, inside, 500).zone == "Z"
    assert priced(card, Destination(province="四川省", postcode="611000"), 500).zone == "Y"
    assert priced(card, Destination(province="四川省", postcode="61050"), 500).zone == "Y"


def test_a_zero_weight_is_the_smallest_band_and_is_flagged() -> None:
    answer = priced(a_card(a_row("0", "3"), a_row("3", None, "9")), Destination(), 0)
    assert answer.total == Money.of("5", "CNY")
    codes = [line.code for line in answer.trace]
    assert TraceCode.ZERO_WEIGHT in codes
    assert TraceCode.NO_SHIP_DATE in codes


def test_minimum_weight_is_billed() -> None:
    answer = priced(CARDS[SF], Destination(province="江苏"), 120, date(2020, 8, 1))
    assert answer.billable == 1
    assert TraceCode.MIN_BILLABLE in [line.code for line in answer.trace]


def test_money_is_rounded_once_and_half_up() -> None:
    assert RoundMode.HALF_UP.to_step(Decimal("17.5"), Decimal(1)) == 18
    assert RoundMode.HALF_UP.to_step(Decimal("16.5"), Decimal(1)) == 17
    assert RoundMode.UP.to_step(Decimal("10.1"), Decimal("0.5")) == Decimal("10.5")
    with pytest.raises(ValueError, match="no step of CNY"):
        RateCard("t", "X", "CNY", "kg", (), (), (), money_step=Decimal("0.001"))


def test_hash_follows_the_content_and_nothing_else() -> None:
    card, rows, zones = sheet(SF)
    one = card_from_sheet(card, rows, zones)
    assert one.content_hash() == CARDS[SF].content_hash()
    assert len(one.content_hash()) == 64
    spelled = [row | {"base": f"{row['base']}.00"} for row in rows]
    assert card_from_sheet(card | {"note": "other"}, spelled, zones).content_hash() == (
        one.content_hash()
    )
    dearer = [rows[0] | {"base": "6.01"}, *rows[1:]]
    assert card_from_sheet(card, dearer, zones).content_hash() != one.content_hash()


@given(
    name=st.sampled_from(sorted(name for name in CARDS if name.startswith("cn_"))),
    province=st.sampled_from(["四川", "江苏", "黑龙江", "新疆", "海南"]),
    grams=st.integers(1, 60_000),
)
def test_every_parcel_has_a_price_and_the_trace_ends_in_it(
    name: str, province: str, grams: int
) -> None:
    answer = priced(CARDS[name], Destination(province=province), grams)
    assert answer.total.minor > 0
    assert answer.billable * 1000 >= grams
    last = dict(answer.trace[-1].params)
    assert last["amount"] == answer.total.amount
    assert not any(isinstance(value, float) for line in answer.trace for _, value in line.params)
