"""Step 1: the badge opens the shift; an idle bench locks and keeps the open check."""

from app.domain.control_code import Control
from app.domain.events import SignedIn, SignedOut
from app.domain.order import Role
from app.domain.policy import BenchPolicy
from app.domain.verdict import Verdict
from app.station.inputs import Tick
from app.station.snapshot import Face, Sound
from tests.builders import an_order
from tests.station.harness import OTHER_PACKER, PACKER, SUPERVISOR, MakeStation

LOCK_SOON = BenchPolicy(idle_lock_s=60)


def test_nothing_happens_before_a_badge(station: MakeStation) -> None:
    bench = station(an_order(), signed_in=False)
    bench.scan("SO-1")
    assert (bench.face, bench.verdict) == (Face.SIGN_IN, Verdict.NOT_ALLOWED)
    assert bench.stop.details == {"reason": "sign_in"}
    assert bench.snap.order is None


def test_a_badge_opens_the_shift_in_either_case(station: MakeStation) -> None:
    bench = station(signed_in=False)
    bench.scan(PACKER.badge.lower())
    assert bench.face is Face.WAIT_ORDER
    assert bench.snap.operator is not None
    assert (bench.snap.operator.name, bench.snap.operator.role) == ("Packer 1", Role.PACKER)


def test_the_refusal_before_the_badge_goes_with_the_badge(station: MakeStation) -> None:
    bench = station(an_order(), signed_in=False)
    bench.scan("SO-1")
    bench.sign_in()
    assert bench.snap.stop is None


def test_an_unknown_badge_signs_nobody_in(station: MakeStation) -> None:
    bench = station(signed_in=False)
    bench.scan("ZB-NOBODY")
    assert (bench.face, bench.verdict) == (Face.SIGN_IN, Verdict.BADGE_UNKNOWN)
    assert bench.snap.stop is not None
    assert bench.snap.stop.clears == ()


def test_another_badge_takes_the_bench_over_with_its_check(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.sign_in(OTHER_PACKER)
    bench.scan("TEA")
    assert bench.snap.scanned == 2
    assert [one.operator_id for one in bench.journal()][-1] == OTHER_PACKER.id


def test_an_idle_bench_locks_and_keeps_the_check(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), policy=LOCK_SOON)
    bench.scan_all("SO-1", "TEA")
    bench.clock.advance(60_001)
    bench.post(Tick())
    assert bench.face is Face.LOCKED
    assert bench.facts(SignedOut) == [SignedOut("idle")]
    bench.sign_in()
    assert (bench.face, bench.snap.scanned) == (Face.ACCEPTED, 1)


def test_a_scan_keeps_the_bench_awake(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), policy=LOCK_SOON)
    bench.scan("SO-1", after_ms=59_000)
    bench.clock.advance(59_000)
    bench.post(Tick())
    assert bench.face is Face.WAIT_ITEM


def test_a_locked_bench_locks_once(station: MakeStation) -> None:
    bench = station(policy=LOCK_SOON)
    bench.clock.advance(61_000)
    bench.post(Tick())
    bench.post(Tick())
    assert len(bench.facts(SignedOut)) == 1


def test_a_locked_bench_counts_nothing(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.SIGN_OUT)
    assert bench.face is Face.LOCKED
    bench.scan("TEA")
    assert bench.verdict is Verdict.NOT_ALLOWED
    assert bench.snap.scanned == 1
    assert bench.snap.offers == ()


def test_a_locked_bench_weighs_nothing(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.SIGN_OUT)
    bench.weigh(100)
    assert bench.packing.current.weighing is None
    bench.sign_in()
    bench.reading(100)
    assert bench.face is Face.STICK_LABEL


def test_a_stop_outlives_the_lock(station: MakeStation) -> None:
    bench = station(an_order(), policy=LOCK_SOON)
    bench.scan_all("SO-1", "NOT-OURS")
    bench.clock.advance(61_000)
    bench.post(Tick())
    bench.sign_in(SUPERVISOR)
    assert bench.verdict is Verdict.UNKNOWN_CODE
    assert bench.face is Face.STOP


def test_the_acknowledgement_needs_somebody(station: MakeStation) -> None:
    bench = station(an_order(), policy=LOCK_SOON)
    bench.scan_all("SO-1", "NOT-OURS")
    bench.clock.advance(61_000)
    bench.post(Tick())
    bench.press(Control.ACKNOWLEDGE)
    assert bench.verdict is not None
    bench.sign_in()
    assert bench.verdict is Verdict.UNKNOWN_CODE
    assert len(bench.facts(SignedIn)) == 2


def test_signing_in_is_heard(station: MakeStation) -> None:
    bench = station()
    assert bench.snap.cue is not None
    assert bench.snap.cue.sound is Sound.ACCEPTED
