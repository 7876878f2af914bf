"""When the gate lets the next parcel in although the pan was never seen empty."""

from app.domain.weighing import GateState
from tests.domain.scale_pan import STRICT, Pan


def test_a_quick_swap_counts_when_the_change_was_seen_in_motion() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.take()
    assert pan.see(480, stable=False).state is GateState.WAIT_ZERO
    assert pan.see(200, stable=False).state is GateState.LOADING
    assert pan.see(900, stable=False).see(900, 900).state is GateState.LOADING
    assert pan.see(900).take() == 900
    assert pan.see(900, 900, 900).take() is None


def test_a_quick_swap_is_seen_without_a_stable_flag_too() -> None:
    pan = Pan().see(0, 0, 0, *[512] * 6, stable=None)
    assert pan.take() == 512
    assert pan.see(200, 640, *[900] * 6, stable=None).take() == 900


def test_a_jump_without_motion_is_not_another_parcel() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.take()
    assert pan.see(900, 900, 900, 900).take() is None
    # Motion that ended in the same weight again proves nothing about a later jump.
    assert pan.see(500, stable=False).see(512, 512, 512).see(900, 900, 900).take() is None
    blind = Pan().see(0, 0, 0, *[512] * 6, stable=None)
    blind.take()
    assert blind.see(*[900] * 8, stable=None).take() is None


def test_a_small_change_is_the_same_parcel() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.take()
    assert pan.see(560, stable=False).see(*[612] * 4).take() is None
    assert pan.see(560, stable=False).see(*[613] * 4).take() == 613


def test_a_strict_bench_wants_zero_always() -> None:
    pan = Pan(STRICT).see(0, 512, 512, 512)
    pan.take()
    assert pan.see(200, 900, stable=False).see(900, 900, 900, 900).take() is None


def test_a_tape_gun_laid_on_the_old_parcel_is_no_parcel_on_a_strict_bench() -> None:
    pan = Pan(STRICT).see(0, 512, 512, 512)
    pan.take()
    assert pan.see(700, stable=False).see(830, 830, 830, 830).state is GateState.WAIT_ZERO


def test_the_parcel_of_a_cancelled_check_must_leave_the_pan() -> None:
    pan = Pan().see(0, 512, 512, 512)
    pan.gate = pan.gate.require_zero()
    assert pan.see(512, 512).take() is None
    assert pan.see(0, 512, 512, 512).take() == 512
