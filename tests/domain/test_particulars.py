"""What makes a parcel's price: its box, its service, and amounts only where there are some."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.bill_matching import (
    BillClass,
    BillLine,
    Charge,
    Effects,
    Judged,
    Leg,
    SentParcel,
    Terms,
    judge_leg,
)
from app.domain.bulk_rating import BulkPricer
from app.domain.particulars import PLAIN, Particulars, particulars_of
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard
from app.domain.rating import price
from app.domain.values import Money
from tests.builders import a_box, an_order
from tests.domain.test_surcharges import HOME, a_card, priced

DAY = date(2026, 11, 2)
INSURED = {"code": "INSURED", "percent": "0.3", "base_on": "declared", "min": "1"}
FOR_ALL: dict[str, Any] = INSURED | {"when": {}}
BOX = a_box(length_mm=400, width_mm=300, height_mm=300)
LARGE = Particulars(sides=(Decimal(400), Decimal(300), Decimal(300)))


@pytest.mark.parametrize("amount", [None, Decimal(0)])
def test_a_surcharge_of_an_amount_is_nothing_without_one(amount: Decimal | None) -> None:
    card = a_card(FOR_ALL, {"code": "COD", "per_100_cod": "1", "min": "2", "when": {}})
    assert priced(card, 1000, declared=amount, cod=amount) == "10.00"
    assert priced(card, 1000, declared=Decimal(1000), cod=amount) == "13.00"
    assert priced(card, 1000, declared=amount, cod=Decimal(50)) == "12.00"


def test_what_does_not_apply_takes_no_other_ones_place_and_raises_no_weight() -> None:
    card = a_card(
        FOR_ALL | {"group": "g", "priority": "2", "min_billable": "9"},
        {"code": "OTHER", "fixed": "1", "when": {}, "group": "g", "priority": "1"},
    )
    assert priced(card, 1000) == "11.00"


@pytest.mark.parametrize("code", ["INSURED", "SVP"])
def test_one_that_is_asked_for_comes_when_an_order_asks(code: str) -> None:
    card = a_card(INSURED | {"code": code}, {"code": "COD", "fixed": "4"})
    thousand = Decimal(1000)
    assert priced(card, 1000, declared=thousand) == "10.00"
    assert price_of(card, Particulars(declared=thousand)) == "13.00"
    assert price_of(card, Particulars(cod=thousand)) == "14.00"
    assert price_of(card, PLAIN) == "10.00"


def price_of(card: RateCard, of: Particulars, grams: int = 1000) -> str:
    answer = price(card, of.rated(HOME, grams, None))
    assert isinstance(answer, Quote), answer
    return f"{answer.total.amount}"


def test_the_amounts_go_with_the_first_parcel() -> None:
    order = an_order(service="air", insured=Money(50_000, "CNY"), cod=Money(0, "CNY"))
    of = particulars_of(order, BOX)
    assert of == LARGE._replace(service="air", declared=Decimal("500.00"))
    assert of.flags == {"INSURED"}
    assert particulars_of(order, None, 2) == of.bare._replace(sides=None) == Particulars("air")
    assert particulars_of(replace(order, insured=None), a_box()) == Particulars("air")


PARTICULARS = [
    PLAIN,
    LARGE,
    Particulars(declared=Decimal(1000)),
    LARGE._replace(cod=Decimal(300), service="air"),
]


@pytest.mark.parametrize(
    "card",
    [
        a_card(),
        a_card(dim_divisor="6000"),
        a_card(FOR_ALL, {"code": "COD", "fixed": "4"}, dim_divisor="6000"),
        a_card({"code": "LONG", "fixed": "8", "when": {"longest_over": "30"}}),
    ],
)
def test_a_bill_is_held_against_the_very_price_of_the_bench(card: RateCard) -> None:
    pricer = BulkPricer(card)
    for _again in range(2):
        for of in PARTICULARS:
            for grams in (900, 1000, 6000, 6001, 9000):
                alone = price(card, of.rated(HOME, grams, DAY))
                assert isinstance(alone, Quote)
                assert pricer.freight(DAY, HOME, grams, of) == alone.total.minor
                bare = price(card, RatedParcel(HOME, grams, DAY, sides=of.sides))
                assert isinstance(bare, Quote)
                assert pricer.freight(DAY, HOME, grams, of.bare) == bare.total.minor


def judged(of: Particulars, *lines: BillLine, **contract: Any) -> list[Judged]:
    pricer = BulkPricer(a_card(INSURED, {"code": "COD", "fixed": "4"}, **contract))

    def asked(day: date, place: Destination, grams: int, of: Particulars) -> int | None:
        return pricer.freight(day, place, grams, of)

    sent = SentParcel("1", DAY, HOME, 1000, particulars=of)
    return list(judge_leg(lines, sent, asked, Terms()))


def bill(freight: int, extra: int = 0, grams: int = 1000, **more: Any) -> BillLine:
    return BillLine(4, "1", Leg.OUT, Charge.FREIGHT, freight, extra, grams, **more)


@pytest.mark.parametrize(
    ("line", "cause", "effects", "claim"),
    [
        (bill(2000, grams=6000, volumetric=True), "MATCH_WEIGHT_DIFF", (0, 0, 0, 0), 0),
        (bill(2000), "MATCH", (0, 0, 0, 0), 0),
        (bill(2200, grams=7000, volumetric=True), "WEIGHT_VOLUMETRIC", (0, 200, 0, 0), 200),
        (bill(1000), "UNDERCHARGE", (0, 0, -1000, 0), 0),
    ],
)
def test_a_large_box_is_billed_by_its_volume(
    line: BillLine, cause: str, effects: tuple[int, ...], claim: int
) -> None:
    (one,) = judged(LARGE, line, dim_divisor="6000")
    assert (one.cause, one.effects, one.claim) == (BillClass(cause), Effects(*effects), claim)


@pytest.mark.parametrize(
    ("of", "line", "cause", "effects", "claim"),
    [
        (Particulars(declared=Decimal(1000)), bill(1000, 300), "MATCH", (0, 0, 0, 0), 0),
        (Particulars(declared=Decimal(1000)), bill(1300), "MATCH", (0, 0, 0, 0), 0),
        (Particulars(cod=Decimal(80)), bill(1000, 400), "MATCH", (0, 0, 0, 0), 0),
        (Particulars(declared=Decimal(1000)), bill(1000, 500), "EXTRA_FEE", (0, 0, 0, 200), 200),
        (Particulars(declared=Decimal(1000)), bill(1010, 300), "WRONG_RATE", (0, 0, 10, 0), 10),
        (PLAIN, bill(1000, 300), "EXTRA_FEE", (0, 0, 0, 300), 300),
    ],
)
def test_a_fee_that_was_agreed_is_not_claimed(
    of: Particulars, line: BillLine, cause: str, effects: tuple[int, ...], claim: int
) -> None:
    (one,) = judged(of, line)
    assert (one.cause, one.effects, one.claim) == (BillClass(cause), Effects(*effects), claim)
    assert one.expected is not None
    assert sum(effects) == one.billed - one.expected


def test_an_agreed_fee_on_a_line_of_its_own_is_not_claimed() -> None:
    fee = BillLine(5, "1", Leg.OUT, Charge.EXTRA, 0, 300)
    one, two = judged(Particulars(declared=Decimal(1000)), bill(1000), fee)
    assert (one.cause, one.billed, one.claim) == (BillClass.MATCH, 1300, 0)
    assert two.claim == 0
