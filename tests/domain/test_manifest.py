"""Hand-over: what goes on a manifest, what stops it, and that no parcel goes out twice."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.manifest import (
    GOOD,
    HandVerdict,
    Manifest,
    ManifestClosedError,
    ManifestState,
    ReadyParcel,
    close,
    hand_over,
    judge_hand_over,
    put_on,
    take_off,
)
from app.domain.values import Grams

PARCEL = ReadyParcel("p1", "SF1", "SF", "028", "A-1", "四川成都", Grams(500))
EMPTY = Manifest("M1", "SF", "028", "W1", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("changes", "copy", "verdict"),
    [
        ({}, 0, HandVerdict.ON),
        ({}, 1, HandVerdict.ON),
        ({"courier": "YD"}, 0, HandVerdict.WRONG_COURIER),
        ({"account": "029"}, 0, HandVerdict.WRONG_COURIER),
        ({"cancelled": True}, 0, HandVerdict.CANCELLED),
        ({"cancelled": True, "courier": "YD"}, 0, HandVerdict.CANCELLED),
        ({"void": True}, 0, HandVerdict.VOID_COPY),
        ({"copy": 2}, 1, HandVerdict.VOID_COPY),
        ({"copy": 2}, 2, HandVerdict.ON),
        ({"copy": 2}, 0, HandVerdict.ON),
        ({"finished": False}, 0, HandVerdict.NOT_PACKED),
        ({"manifest": "M0"}, 0, HandVerdict.OTHER_MANIFEST),
    ],
)
def test_verdict(changes: dict[str, object], copy: int, verdict: HandVerdict) -> None:
    parcel = replace(PARCEL, **changes)  # type: ignore[arg-type]
    assert judge_hand_over(EMPTY, parcel.waybill, parcel, copy) is verdict


def test_a_number_of_nobody() -> None:
    assert judge_hand_over(EMPTY, "X", None) is HandVerdict.UNKNOWN


def test_a_parcel_counts_once_and_its_old_copy_is_caught() -> None:
    manifest = put_on(EMPTY, PARCEL)
    assert judge_hand_over(manifest, "SF1", PARCEL) is HandVerdict.AGAIN
    assert judge_hand_over(manifest, "SF1", PARCEL, 2) is HandVerdict.VOID_COPY
    assert manifest.parcels["SF1"].manifest == "M1"


def test_closed_once_and_nothing_comes_after() -> None:
    manifest = close(put_on(EMPTY, PARCEL))
    other = replace(PARCEL, waybill="SF2", parcel_id="p2")
    assert judge_hand_over(manifest, "SF2", other) is HandVerdict.CLOSED
    for work in (close, lambda one: put_on(one, other), lambda one: take_off(one, "SF1")):
        with pytest.raises(ManifestClosedError):
            work(manifest)
    assert hand_over(manifest).state is ManifestState.HANDED


def test_an_empty_or_open_one_is_not_closed_or_handed() -> None:
    with pytest.raises(ManifestClosedError, match="no parcels"):
        close(EMPTY)
    with pytest.raises(ManifestClosedError, match="open"):
        hand_over(EMPTY)


def test_missing_and_totals() -> None:
    manifest = replace(EMPTY, expected=frozenset({"SF1", "SF2"}))
    manifest = put_on(manifest, replace(PARCEL, service="特快"))
    assert manifest.missing == {"SF2"}
    assert manifest.totals() == {"特快": (1, 500)}
    assert take_off(manifest, "SF1").missing == {"SF1", "SF2"}


@given(
    st.lists(
        st.builds(
            ReadyParcel,
            parcel_id=st.sampled_from("abc"),
            waybill=st.sampled_from(["SF1", "SF2", "SF3"]),
            courier=st.sampled_from(["SF", "YD"]),
            account=st.just("028"),
            order_number=st.just("A"),
            place=st.just(""),
            grams=st.just(Grams(100)),
            cancelled=st.booleans(),
            finished=st.booleans(),
            void=st.booleans(),
        ),
        max_size=12,
    )
)
def test_only_sound_parcels_get_on_and_each_once(scans: list[ReadyParcel]) -> None:
    manifest = EMPTY
    counted = 0
    for parcel in scans:
        verdict = judge_hand_over(manifest, parcel.waybill, parcel)
        if verdict is HandVerdict.ON:
            manifest, counted = put_on(manifest, parcel), counted + 1
        elif verdict not in GOOD:
            with pytest.raises(ManifestClosedError):
                put_on(manifest, parcel)
    assert counted == len(manifest.parcels)
    assert all(
        one.courier == "SF" and one.finished and not (one.cancelled or one.void)
        for one in manifest.parcels.values()
    )
