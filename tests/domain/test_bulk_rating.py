"""Many parcels at once cost what each of them costs alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import bulk_rating
from app.domain.bulk_rating import BulkPricer
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard
from app.domain.rate_sheet import card_from_sheet
from app.domain.rating import price
from tests.domain.rate_sheets import CARD_NAMES, SF, YUNDA, card_of, sheet

EXTRAS = [
    {"code": "FAR", "fixed": "5", "when": {"places": "FAR"}, "group": "r", "priority": "2"},
    {"code": "FARISH", "fixed": "3", "when": {"zone": "4"}, "group": "r", "priority": "1"},
    {"code": "HEAVY", "per_weight": "0.37", "when": {"w_from": "12.3", "w_to": "20"}},
    {"code": "LONG", "fixed": "8", "when": {"longest_over": "60"}, "min_billable": "5.05"},
    {"code": "NOVEMBER", "fixed": "1", "when": {"from": "2020-11-10", "to": "2020-11-20"}},
    {"code": "INS", "percent": "0.3", "base_on": "declared", "min": "1"},
    {"code": "FUEL", "percent": "7.5", "base_on": "subtotal", "when": {}},
]


def with_extras(name: str, **contract: object) -> RateCard:
    card, rows, zones = sheet(name)
    zones.append({"zone": "#FAR", "level": "city", "value": "深圳", "country": "CN"})
    known = {row["zone"] for row in rows}
    extras = [
        one
        for one in EXTRAS
        if (one.get("when") or {}).get("zone", rows[0]["zone"]) in known  # type: ignore[attr-defined]
    ]
    return card_from_sheet(card | contract | {"surcharges": extras}, rows, zones)


CARDS = {
    **{name: card_of(name) for name in CARD_NAMES},
    "sf+": with_extras(SF, dim_divisor={"*": "6000", "1": "12000"}, dim_threshold="1000"),
    "yunda+": with_extras(YUNDA, dim_divisor="8000", dim_round="up"),
    "half-up": card_of(SF, weight_steps=[["3", "0.5", "half_up"], [None, "1", "half_up"]]),
    "no step": card_of(SF, weight_steps=[[None, None, "up"]], min_billable="1.25"),
}
PRICERS = {name: BulkPricer(card) for name, card in CARDS.items()}
"""Kept between the examples, so that most parcels find a price that another left."""

PLACES = [
    Destination(province="四川省", city="成都市"),
    Destination(province="广东省", city="深圳市"),
    Destination(province="黑龙江省"),
    Destination(province="新疆维吾尔自治区"),
    Destination(province="台湾省"),
    Destination(country="Japan"),
]
BOXES = [None, (100, 100, 100), (300, 200, 200), (700, 200, 100), (600, 500, 400), (0, 1, 1)]


@settings(max_examples=600)
@given(
    name=st.sampled_from(sorted(CARDS)),
    to=st.sampled_from(PLACES),
    grams=st.one_of(st.integers(-1, 30_000), st.sampled_from([0, 300, 1000, 2200, 3000, 12_300])),
    day=st.one_of(st.none(), st.integers(-5, 30)),
    box=st.sampled_from(BOXES),
    zone=st.sampled_from(["", "", "2", "関東", "Q"]),
    declared=st.one_of(st.none(), st.sampled_from(["100", "2000"])),
)
def test_bulk_is_equal_to_single(
    name: str,
    to: Destination,
    grams: int,
    day: int | None,
    box: tuple[int, int, int] | None,
    zone: str,
    declared: str | None,
) -> None:
    parcel = RatedParcel(
        to,
        grams,
        None if day is None else date(2020, 11, 1) + timedelta(days=day),
        sides=box and (Decimal(box[0]), Decimal(box[1]), Decimal(box[2])),
        zone=zone,
        flags=frozenset({"INS"} if declared else ()),
        declared=None if declared is None else Decimal(declared),
    )
    alone = price(CARDS[name], parcel)
    found = PRICERS[name].minor(parcel)
    if isinstance(alone, Quote):
        assert found == alone.total.minor
    else:
        assert found == alone


@settings(max_examples=400)
@given(
    name=st.sampled_from(sorted(CARDS)),
    to=st.sampled_from(PLACES),
    grams=st.one_of(st.integers(-1, 30_000), st.sampled_from([0, 300, 1000, 2200, 3000, 12_300])),
    day=st.integers(-5, 30),
)
def test_the_freight_of_a_parcel_of_which_no_more_is_known(
    name: str, to: Destination, grams: int, day: int
) -> None:
    shipped = date(2020, 11, 1) + timedelta(days=day)
    alone = price(CARDS[name], RatedParcel(to, grams, shipped))
    expected = alone.total.minor if isinstance(alone, Quote) else None
    for _again in range(2):
        assert PRICERS[name].freight(shipped, to, grams) == expected


def test_every_gram_of_a_card() -> None:
    for name in (SF, YUNDA, "sf+", "yunda+", "half-up", "no step"):
        pricer, card = PRICERS[name], CARDS[name]
        for grams in (*range(6_200), *range(9_900, 10_700, 7), *range(12_290, 12_310)):
            parcel = RatedParcel(PLACES[1], grams)
            alone = price(card, parcel)
            assert isinstance(alone, Quote)
            assert pricer.minor(parcel) == alone.total.minor, (name, grams)


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_rating, "MOST_KEPT", 10)
    pricer, card = BulkPricer(CARDS[SF]), CARDS[SF]
    for at in range(200):
        to = Destination(province="江苏省", city=f"city {at}")
        parcel = RatedParcel(to, 100 * at, date(2020, 8, 1) + timedelta(days=at))
        alone = price(card, parcel)
        assert isinstance(alone, Quote)
        assert pricer.minor(parcel) == alone.total.minor
        assert parcel.ship_date is not None
        assert pricer.freight(parcel.ship_date, to, 100 * at) == alone.total.minor
    assert sum(map(len, pricer._freights.values())) <= 10
    assert len(pricer._lanes) <= 10
    assert len(pricer._prices) <= 10
    assert len(pricer._zones) <= 10
