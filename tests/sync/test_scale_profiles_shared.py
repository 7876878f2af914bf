"""What one bench learnt about a scale reaches the others, over both wires and both engines."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.scale_profile import BY_COLUMNS, ColumnFrame, ScaleLearned, ScaleProfile
from app.store.engine import Store
from tests.sync.rig import Bench

PROFILE = ScaleProfile("BENCH-30", BY_COLUMNS, unit="kg", columns=ColumnFrame(8, 0, 6, decimals=3))


def profiles(bench: Bench) -> tuple[ScaleProfile, ...]:
    with bench.store.read() as tx:
        return tx.scale_profiles.every()


def test_from_one_bench_to_the_other(new_bench: Callable[..., Bench], center: Store) -> None:
    learnt, other = new_bench("b1"), new_bench("b2")
    other.run(steps=1)
    learnt.record("", ScaleLearned(PROFILE))
    learnt.run(steps=2)
    other.run(steps=1)
    assert profiles(learnt) == profiles(other) == (PROFILE,)
    with center.write() as tx:
        tx.scale_profiles.put([PROFILE], active=False)
    other.run(steps=1)
    assert profiles(other) == ()


def test_another_profile_under_the_same_code_stays(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    first, second = new_bench("b1"), new_bench("b2")
    first.record("", ScaleLearned(PROFILE))
    first.run(steps=1)
    second.record("", ScaleLearned(replace(PROFILE, unit="lb")))
    second.record("", ScaleLearned(replace(PROFILE, code=" ")))
    second.run(steps=2)
    assert profiles(second) == (PROFILE,)
    with center.read() as tx:
        assert tx.scale_profiles.every() == (PROFILE,)
