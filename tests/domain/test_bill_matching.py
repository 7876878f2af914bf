"""One cause a line, and four effects that add up to the difference to the cent."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bill_matching import (
    ACCEPTED,
    BillClass,
    BillLine,
    Charge,
    Judged,
    Leg,
    SentParcel,
    Terms,
    judge_leg,
    judge_line,
    missing,
)
from app.domain.particulars import Particulars
from app.domain.places import Destination

NEAR, FAR = Destination(province="四川"), Destination(province="新疆")
UNKNOWN = Destination(province="nowhere")
PARCEL = SentParcel("1", date(2025, 6, 1), NEAR, 900)
TERMS = Terms()


def price(_day: date, place: Destination, grams: int, of: Particulars) -> int | None:
    """180 to 1 kg, 215 above; far away 15 yuan a kilogram and 3 more."""
    if place is UNKNOWN:
        return None
    if place == FAR:
        return 300 + 1500 * -(-grams // 1000)
    return 180 if grams <= 1000 else 215


def bill(freight: int, grams: int = 900, **more: object) -> BillLine:
    return BillLine(4, "1", Leg.OUT, Charge.FREIGHT, freight, grams=grams, **more)  # type: ignore[arg-type]


def judged(*lines: BillLine, parcel: SentParcel | None = PARCEL, **more: bool) -> list[Judged]:
    return list(judge_leg(lines, parcel, price, TERMS, **more))


@pytest.mark.parametrize(
    ("line", "cause", "claim"),
    [
        (bill(180), BillClass.MATCH, 0),
        (bill(180, 950), BillClass.MATCH_WEIGHT_DIFF, 0),
        (bill(1800, place=FAR), BillClass.WRONG_ZONE, 1620),
        (bill(200), BillClass.WRONG_RATE, 20),
        (bill(180, extra=500), BillClass.EXTRA_FEE, 500),
        (bill(215, 1500, volumetric=True), BillClass.WEIGHT_VOLUMETRIC, 35),
        (bill(215, 1500), BillClass.WEIGHT_OVER, 35),
        (bill(150), BillClass.UNDERCHARGE, 0),
        (bill(180, place=UNKNOWN), BillClass.NOT_PRICED, 0),
        (bill(-100), BillClass.CREDIT, 0),
    ],
)
def test_cause(line: BillLine, cause: BillClass, claim: int) -> None:
    (one,) = judged(line)
    assert (one.cause, one.claim) == (cause, claim)


def test_a_weight_just_over_the_edge_is_within_both_scales() -> None:
    parcel = SentParcel("1", date(2025, 6, 1), NEAR, 990)
    (one,) = judged(bill(215, 1020), parcel=parcel)
    assert (one.cause, one.claim) == (BillClass.WEIGHT_IN_TOLERANCE, 0)
    assert one.effects is not None
    assert one.effects.weight == 35


@pytest.mark.parametrize(
    ("parcel", "more", "cause"),
    [
        (None, {}, BillClass.NOT_OURS),
        (PARCEL, {"paid_before": True}, BillClass.DUPLICATE_PREV_BILL),
        (SentParcel("1", date(2025, 6, 1), NEAR, 900, void=True), {}, BillClass.VOIDED_BILLED),
    ],
)
def test_what_is_never_owed_is_claimed_whole(
    parcel: SentParcel | None, more: dict[str, bool], cause: BillClass
) -> None:
    (one,) = judged(bill(180), parcel=parcel, **more)
    assert (one.cause, one.expected, one.claim) == (cause, 0, 180)


def test_the_second_freight_of_a_waybill_is_a_duplicate() -> None:
    one, two = judged(bill(180), bill(215, 1600))
    assert (one.cause, two.cause) == (BillClass.MATCH, BillClass.DUPLICATE_IN_BILL)
    assert two.claim == 215


def test_an_extra_on_its_own_line_is_judged_with_its_freight() -> None:
    extra = BillLine(5, "1", Leg.OUT, Charge.EXTRA, 0, 500)
    one, two = judged(bill(180), extra)
    assert (one.cause, one.billed, one.claim) == (BillClass.EXTRA_FEE, 680, 500)
    assert (two.cause, two.claim) == (BillClass.EXTRA_FEE, 0)


@pytest.mark.parametrize(
    ("returned", "cause", "claim"),
    [(True, BillClass.RETURN_LEG, 0), (False, BillClass.RETURN_UNEXPECTED, 400)],
)
def test_a_return(returned: bool, cause: BillClass, claim: int) -> None:
    parcel = SentParcel("1", date(2025, 6, 1), NEAR, 900, returned=returned)
    line = BillLine(3, "1", Leg.RETURN, Charge.FREIGHT, 400)
    (one,) = judged(line, parcel=parcel)
    assert (one.cause, one.claim) == (cause, claim)


def test_what_the_other_side_paid_is_no_claim() -> None:
    (one,) = judged(BillLine(3, "1", Leg.OUT, Charge.COLLECT, 400))
    assert (one.cause, one.claim) == (BillClass.COLLECT, 0)


def test_a_parcel_without_a_line() -> None:
    one = missing(PARCEL, price)
    assert (one.cause, one.expected, one.billed) == (BillClass.MISSING_FROM_BILL, 180, 0)


@given(
    freight=st.integers(0, 5000),
    extra=st.integers(0, 900),
    grams=st.integers(0, 5000),
    ours=st.integers(1, 5000),
    place=st.sampled_from([NEAR, FAR, None]),
    volumetric=st.booleans(),
)
def test_the_effects_add_up_to_the_difference(
    *, freight: int, extra: int, grams: int, ours: int, place: Destination | None, volumetric: bool
) -> None:
    parcel = SentParcel("1", date(2025, 6, 1), NEAR, ours)
    line = bill(freight, grams, extra=extra, place=place, volumetric=volumetric)
    (one,) = judged(line, parcel=parcel)
    assert one.effects is not None
    assert one.expected is not None
    assert one.effects.total == one.billed - one.expected
    assert one.claim == (0 if one.cause in ACCEPTED else one.effects.total)
    assert one.claim >= 0


LINES = st.builds(
    BillLine,
    row=st.integers(1, 9),
    waybill=st.just("1"),
    leg=st.sampled_from(Leg),
    charge=st.sampled_from(Charge),
    freight=st.integers(-300, 2000),
    extra=st.sampled_from([0, 0, 50, -50]),
    grams=st.one_of(st.none(), st.sampled_from([900, 950]), st.integers(0, 5000)),
    volumetric=st.booleans(),
    place=st.sampled_from([None, NEAR, Destination(province="四川"), FAR, UNKNOWN]),
)
SENT = st.builds(
    SentParcel,
    st.just("1"),
    st.just(date(2025, 6, 1)),
    st.sampled_from([NEAR, FAR, UNKNOWN]),
    st.integers(0, 3000),
    void=st.booleans(),
    returned=st.booleans(),
)


@settings(max_examples=500)
@given(
    line=LINES,
    parcel=st.one_of(st.none(), SENT),
    terms=st.builds(Terms, st.integers(0, 100), st.integers(0, 50)),
    paid=st.booleans(),
)
def test_a_line_that_stands_alone_is_judged_as_a_leg_of_one_line(
    *, line: BillLine, parcel: SentParcel | None, terms: Terms, paid: bool
) -> None:
    alone = judge_line(line, parcel, price, terms, paid_before=paid)
    assert (alone,) == judge_leg([line], parcel, price, terms, paid_before=paid)
