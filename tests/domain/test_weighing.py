"""The weighing gate: no stale weight, no unstable one, no weight that is none."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.readings import WeightFault
from app.domain.values import Grams
from app.domain.weighing import GateBlock, GatePolicy, GateState, TakenWeight, WeighingGate
from tests.domain.scale_pan import POLICY, STEP_MS, STRICT, Pan, a_reading


def test_a_parcel_after_zero_is_taken_with_its_evidence() -> None:
    pan = Pan().see(0).see(300, stable=False).see(512, 512, 512)
    taken = pan.ready
    assert taken == TakenWeight(
        grams=Grams(512),
        shown=Decimal("0.512"),
        unit="kg",
        raw=b"512 True",
        device_id="scale-1",
        stable_for_ms=200,
        at=pan.now,
    )
    view = pan.gate.view(pan.now)
    assert (view.state, view.grams, view.shown) == (GateState.SETTLED, 512, Decimal("0.512"))


def test_a_fresh_gate_wants_to_see_zero_first() -> None:
    pan = Pan().see(512, 512, 512, 512, 512, 512)
    assert pan.state is GateState.WAIT_ZERO
    assert pan.take() is None
    assert pan.see(0).state is GateState.EMPTY
    assert pan.see(512, 512, 512).take() == 512


def test_an_accepted_weight_is_never_given_twice() -> None:
    pan = Pan().see(0, 512, 512, 512)
    assert pan.take() == 512
    assert pan.state is GateState.WAIT_ZERO
    for _ in range(50):
        assert pan.see(512).take() is None
    assert pan.see(400, 512, stable=False).see(512, 512, 512).take() is None  # only shaken
    assert pan.see(0).see(512, 512, 512).take() == 512  # two equal parcels are two cycles


def test_one_flagged_frame_is_not_yet_still() -> None:
    pan = Pan().see(0, 512)
    assert pan.state is GateState.LOADING
    assert pan.see(512).ready is None
    assert pan.see(512).ready is not None


def test_motion_and_faults_start_the_wait_again() -> None:
    pan = Pan().see(0, 512, 512).see(512, stable=False).see(512, 512)
    assert pan.ready is None
    assert pan.see(512).ready is not None
    assert pan.fault(WeightFault.FAULT).see(512, 512).ready is None


def test_without_a_flag_time_decides_not_the_number_of_readings() -> None:
    pan = Pan().see(0, 0, 0, stable=None)
    for _ in range(40):  # a fast stream: forty readings in 400 ms
        pan.now += 10
        pan.gate = pan.gate.observe(a_reading(512, pan.now, stable=None))
    assert pan.ready is None
    assert pan.see(513, 512, stable=None).ready is not None
    slow = Pan().see(0, 0, 0, stable=None)
    for at in (900, 1800):  # far apart: long enough, but two readings only
        slow.gate = slow.gate.observe(a_reading(512, slow.now + at, stable=None))
    assert slow.gate.ready(slow.now + 1800) is None


def test_more_than_a_division_apart_is_not_still() -> None:
    pan = Pan().see(0, 0, 0, stable=None)
    assert pan.see(*[512, 514] * 10, stable=None).ready is None
    assert pan.see(*[513, 514] * 3, stable=None).ready is not None


def test_a_falling_or_creeping_weight_is_not_still() -> None:
    pan = Pan().see(0, 0, 0, stable=None)
    for grams in range(500, 540):
        assert pan.see(grams, stable=None).ready is None


def test_a_bounce_through_zero_is_no_empty_pan() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.take()
    assert pan.see(3, stable=False).see(512, 512, 512).take() is None
    blind = Pan(STRICT).see(0, 0, 0, *[512] * 6, stable=None)
    assert blind.take() == 512
    assert blind.see(1, *[512] * 6, stable=None).take() is None
    for _ in range(5):  # five readings near zero, all within 50 ms
        blind.now += 10
        blind.gate = blind.gate.observe(a_reading(1, blind.now, stable=None))
    assert blind.see(*[512] * 6, stable=None).take() is None


def test_an_old_reading_is_blank_and_never_a_weight() -> None:
    pan = Pan().see(0, 512, 512, 512)
    assert pan.gate.ready(pan.now + 1000) is not None
    assert pan.gate.ready(pan.now + 1001) is None
    view = pan.gate.view(pan.now + 1001)
    assert (view.state, view.grams) == (GateState.BLANK, None)


def test_silence_makes_nothing_more_stable() -> None:
    pan = Pan().see(0, 512)
    pan.now += 1500
    assert pan.see(512).ready is None
    assert pan.gate.view(pan.now).stable_for_ms == 0


def test_unplugged_means_blank_and_zero_before_the_next_weight() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.gate = pan.gate.lost()
    assert pan.state is GateState.BLANK
    assert pan.ready is None
    assert pan.see(512, 512, 512, 512).state is GateState.WAIT_ZERO
    assert pan.see(0, 700, 700, 700).take() == 700


def test_another_scale_starts_from_nothing() -> None:
    pan = Pan().see(0, 512, 512, 512)
    for _ in range(4):
        pan.now += STEP_MS
        other = replace(a_reading(512, pan.now), device_id="scale-2")
        pan.gate = pan.gate.observe(other)
    assert pan.state is GateState.WAIT_ZERO


def test_a_late_frame_is_ignored() -> None:
    pan = Pan().see(0, 512, 512, 512)
    assert pan.gate.observe(a_reading(0, pan.now - 50)) == pan.gate


@pytest.mark.parametrize("fault", list(WeightFault))
def test_a_fault_is_shown_as_such(fault: WeightFault) -> None:
    pan = Pan().see(0, 512, 512, 512).fault(fault)
    view = pan.gate.view(pan.now)
    assert (view.state, view.grams, view.shown) == (GateState.FAULT, None, None)
    assert view.block is GateBlock(fault.value)
    assert pan.ready is None


def test_a_fault_wins_over_the_digits_beside_it() -> None:
    pan = Pan().see(0)
    for _ in range(5):
        pan.now += STEP_MS
        over = a_reading(31_000, pan.now, fault=WeightFault.OVER)
        pan.gate = pan.gate.observe(over)
        assert pan.ready is None
    assert pan.state is GateState.FAULT


def test_negative_and_net_are_never_a_weight_nor_zero() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.take()
    below = pan.see(-300, -300, -300)
    assert below.gate.view(below.now).block is GateBlock.UNDER
    for grams in (0, 0, 0, 512, 512, 512):
        pan.now += STEP_MS
        pan.gate = pan.gate.observe(replace(a_reading(grams, pan.now), net=True))
        assert pan.gate.view(pan.now).block is GateBlock.NET
        assert pan.ready is None
    assert pan.see(512, 512, 512).ready is None  # the tare is gone, the parcel is the old one


def test_a_frame_without_digits_is_a_fault() -> None:
    pan = Pan()
    pan.gate = pan.gate.observe(replace(a_reading(512, pan.now), shown=None))
    assert pan.gate.view(pan.now).block is GateBlock.FAULT


def test_too_light_is_said_and_not_taken() -> None:
    pan = Pan().see(0, 40, 40, 40, 40)
    view = pan.gate.view(pan.now)
    assert (view.state, view.block) == (GateState.LOADING, GateBlock.LIGHT)
    assert pan.ready is None
    assert pan.see(50, 50, 50).take() == 50


def test_drift_and_dust_still_count_as_empty() -> None:
    assert Pan().see(25).state is GateState.EMPTY
    assert Pan().see(-25).state is GateState.EMPTY
    assert Pan().see(26).state is GateState.WAIT_ZERO


def test_a_coarse_scale_never_takes_an_empty_pan_for_a_parcel() -> None:
    policy = GatePolicy(min_g=20, division_g=5)
    assert policy.zero_g(1) == 25
    assert policy.change_g(50) == 250
    assert Pan(policy).see(0, 25, 25, 25, 25).state is GateState.EMPTY


def test_accepting_without_a_reading_changes_nothing_for_the_better() -> None:
    gate = WeighingGate(POLICY).accepted()
    assert gate == WeighingGate(POLICY)
    assert gate.view(0).state is GateState.BLANK


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("division_g", 0),
        ("min_g", 0),
        ("change_threshold_g", 0),
        ("settle_ms", 0),
        ("max_age_ms", 0),
        ("min_readings", 1),
        ("flag_min_readings", 1),
    ],
)
def test_a_policy_that_cannot_work_is_refused(field: str, value: int) -> None:
    wrong: dict[str, Any] = {field: value}
    with pytest.raises(ValueError, match=r"least|time|stillness"):
        replace(POLICY, **wrong)


@given(
    st.integers(51, 30_000),
    st.lists(st.sampled_from([True, None]), min_size=20, max_size=60),
)
def test_a_stuck_scale_gives_one_weight_at_most(grams: int, flags: list[bool | None]) -> None:
    pan = Pan().see(0)
    taken = [pan.see(grams, stable=flag).take() for flag in flags]
    assert len([one for one in taken if one is not None]) <= 1
