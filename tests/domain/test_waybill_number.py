"""The ledger of numbers: one state each, one parcel each, and no way back."""

import json
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.waybill_number import (
    TRANSITIONS,
    ForbiddenTransitionError,
    NumberCheck,
    NumberDoubt,
    NumberEvent,
    NumberRange,
    NumberState,
    WaybillNumber,
    advance,
    number_doubts,
    sf_check_digit,
    sf_check_ok,
)

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data/courier/tracking/tracking_vectors.json").read_text("utf-8")
)["vectors"]
SF_VECTORS = [
    (one["number"], one["valid"]) for one in VECTORS if one["format"] in {"sf_15", "sf_12"}
]


def test_the_whole_life_of_a_number() -> None:
    number = WaybillNumber("SF", "SF1445555000013")
    number = number.lease("B1").assign("P1", "B1").printed().printed().proven()
    assert (number.state, number.station_id, number.parcel_id) == (NumberState.PROVEN, "B1", "P1")
    assert number.printed().state is NumberState.PRINTED  # a new label is unproven
    assert number.voided().parcel_id == "P1"


@pytest.mark.parametrize(("state", "event"), list(product(NumberState, NumberEvent)))
def test_what_the_table_does_not_allow_is_refused(state: NumberState, event: NumberEvent) -> None:
    after = TRANSITIONS.get((state, event))
    if after is not None:
        assert advance(state, event) is after
        return
    with pytest.raises(ForbiddenTransitionError, match=f"{state.value} waybill number"):
        advance(state, event)


def test_a_voided_number_never_comes_back() -> None:
    assert not [key for key in TRANSITIONS if key[0] is NumberState.VOIDED]


def happens(number: WaybillNumber, event: NumberEvent, parcel: str) -> WaybillNumber:
    match event:
        case NumberEvent.LEASE:
            return number.lease("B1")
        case NumberEvent.GIVE_BACK:
            return number.give_back()
        case NumberEvent.ASSIGN:
            return number.assign(parcel, "B1")
        case NumberEvent.TAKE_UP:
            return number.taken_up("order", parcel, "B1")
        case NumberEvent.PRINT:
            return number.printed()
        case NumberEvent.PROVE:
            return number.proven()
        case NumberEvent.HAND_OVER:
            return number.handed_over()
        case NumberEvent.BILL:
            return number.billed()
        case NumberEvent.VOID:
            return number.voided()


@given(st.lists(st.sampled_from(NumberEvent), max_size=12))
def test_a_number_never_changes_its_parcel(events: list[NumberEvent]) -> None:
    number = WaybillNumber("YT", "YT1")
    parcels: set[str] = set()
    for turn, event in enumerate(events):
        with suppress(ValueError):  # forbidden, or another's
            number = happens(number, event, f"P{turn}")
        parcels |= {number.parcel_id} - {""}
    assert len(parcels) <= 1


def test_what_was_bought_for_an_order_is_taken_up_once() -> None:
    number = WaybillNumber("YT", "YT1").assign("order-1")
    with pytest.raises(ValueError, match="not bought for this order"):
        number.taken_up("other", "P1", "B1")
    taken = number.taken_up("order", "P1", "B1")
    assert (taken.state, taken.parcel_id, taken.station_id) == (NumberState.ASSIGNED, "P1", "B1")
    with pytest.raises(ValueError, match="not bought for this order"):
        taken.taken_up("order", "P2", "B2")


def test_a_lease_is_for_one_station() -> None:
    leased = WaybillNumber("YT", "YT1").lease("B1")
    with pytest.raises(ValueError, match="another station"):
        leased.assign("P1", "B2")
    assert leased.give_back() == WaybillNumber("YT", "YT1")


@pytest.mark.parametrize(
    ("state", "station", "parcel"),
    [
        (NumberState.POOL, "B1", ""),
        (NumberState.POOL, "", "P1"),
        (NumberState.LEASED, "", ""),
        (NumberState.LEASED, "B1", "P1"),
        (NumberState.ASSIGNED, "B1", ""),
        (NumberState.PROVEN, "", ""),
    ],
)
def test_state_and_owner_must_agree(state: NumberState, station: str, parcel: str) -> None:
    with pytest.raises(ValueError, match=r"number|pool"):
        WaybillNumber("YT", "YT1", state, station, parcel)


@pytest.mark.parametrize(("number", "valid"), SF_VECTORS)
def test_sf_check_digit(number: str, valid: bool) -> None:
    assert sf_check_ok(number) is valid


def test_sf_vectors_are_there() -> None:
    assert {valid for _, valid in SF_VECTORS} == {True, False}


@pytest.mark.parametrize(
    "number", ["", "SF", "SF144555500001", "SF14455550000133", "1Z999", "١" * 12]
)
def test_other_shapes_are_not_sf(number: str) -> None:
    assert not sf_check_ok(number)


@given(st.integers(0, 10**12 - 1), st.integers(1, 9))
def test_only_one_last_digit_fits(body: int, shift: int) -> None:
    digits = f"{body:012d}"
    check = sf_check_digit(digits)
    assert sf_check_ok(f"SF{digits}{check}")
    assert not sf_check_ok(f"SF{digits}{(check + shift) % 10}")


def test_a_mismatch_is_a_doubt_not_an_error() -> None:
    shape = r"SF\d{13}|\d{12}"
    assert number_doubts("sf1445555000013 ", shape, NumberCheck.SF) == ()
    assert number_doubts("SF1445555000014", shape, NumberCheck.SF) == (NumberDoubt.CHECK_DIGIT,)
    assert number_doubts("YT1", shape, NumberCheck.SF) == (NumberDoubt.SHAPE,)
    assert number_doubts("YT1", "", NumberCheck.NONE) == ()


def test_a_range_is_expanded_and_leased_in_parts() -> None:
    whole = NumberRange("YT", "YT", 98, 102, 5)
    assert [one.number for one in whole.numbers()] == [
        "YT00098",
        "YT00099",
        "YT00100",
        "YT00101",
        "YT00102",
    ]
    lease, rest = whole.split(2)
    assert rest is not None
    assert (lease.count, rest.count) == (2, 3)
    assert [*lease.numbers(), *rest.numbers()] == list(whole.numbers())
    assert whole.split(5) == (whole, None)


def test_a_range_of_checked_numbers_computes_the_digit() -> None:
    numbers = list(
        NumberRange("SF", "SF", 144555500000, 144555500020, 12, NumberCheck.SF).numbers()
    )
    assert "SF1445555000013" in {one.number for one in numbers}
    assert all(sf_check_ok(one.number) for one in numbers)


@pytest.mark.parametrize(("first", "last", "width"), [(5, 4, 3), (-1, 4, 3), (1, 1000, 3)])
def test_an_impossible_range(first: int, last: int, width: int) -> None:
    with pytest.raises(ValueError, match=r"range|fit"):
        NumberRange("YT", "YT", first, last, width)


def test_a_range_refuses_what_is_outside() -> None:
    whole = NumberRange("YT", "YT", 1, 5, 3)
    with pytest.raises(ValueError, match="not in this range"):
        whole.number(6)
    with pytest.raises(ValueError, match="at least one"):
        whole.split(0)
