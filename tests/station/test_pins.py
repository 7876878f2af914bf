"""PINs at the bench, with the scanner alone: asked, counted, locked out, and kept nowhere."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.card_key import PassReason, digit_code, reason_code, typed_code
from app.domain.control_code import Control
from app.domain.events import SignedIn, Stopped
from app.domain.order import Operator, Role
from app.domain.pin_facts import BadgeRefused, LockedOut, PinRefused
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.station.asked import PATIENCE_MS, Ask
from app.station.inputs import Tick
from app.station.snapshot import Face
from app.store.pins import hash_pin
from tests.builders import an_order
from tests.station.harness import PACKER, START, MakeStation, Station

PIN, WRONG = "482913", "482914"
LEAD = Operator("op-5", "ZB-LEAD", "Lead", Role.LEAD)
CLERK = Operator("op-6", "ZB-CLERK", "Clerk", Role.CLERK)
POLICY = BenchPolicy(on_mismatch=OnMismatch.CORRECT, pin_tries=3, lock_out_s=600)


@pytest.fixture(scope="module")
def pin_hash() -> str:
    return hash_pin(PIN)


@pytest.fixture
def bench(station: MakeStation, pin_hash: str) -> Station:
    made = station(
        an_order({"TEA": 2}), policy=POLICY, signed_in=False, operators=(PACKER, LEAD, CLERK)
    )
    with made.store.write() as tx:
        tx.operators.set_pin(LEAD.id, pin_hash)
    return made


def card(bench: Station, digits: str) -> None:
    for digit in digits:
        bench.scan(digit_code(int(digit)))


def asks(bench: Station) -> tuple[Ask, int] | None:
    return (bench.snap.asks.ask, bench.snap.asks.digits) if bench.snap.asks else None


def test_a_badge_without_a_pin_signs_in_at_once(bench: Station) -> None:
    bench.scan(PACKER.badge)
    assert bench.face is Face.WAIT_ORDER


def test_the_pin_is_scanned_digit_by_digit_from_the_card(bench: Station) -> None:
    bench.scan(LEAD.badge)
    assert (bench.face, asks(bench)) == (Face.SIGN_IN, (Ask.PIN, 0))
    card(bench, PIN[:5])
    assert (bench.face, asks(bench)) == (Face.SIGN_IN, (Ask.PIN, 5))
    card(bench, PIN[5:])
    assert (bench.face, asks(bench)) == (Face.WAIT_ORDER, None)
    assert bench.facts() == [SignedIn(LEAD)]


@pytest.mark.parametrize("text", [PIN, typed_code(PIN)])
def test_or_typed(bench: Station, text: str) -> None:
    bench.scan_all(LEAD.badge, text)
    assert bench.face is Face.WAIT_ORDER


def test_nothing_else_counts_meanwhile_and_nothing_is_recorded(bench: Station) -> None:
    bench.scan_all(LEAD.badge, "SO-1", "TEA", "6901234567892", reason_code(PassReason.SCALE))
    assert asks(bench) == (Ask.PIN, 0)
    assert bench.facts() == []
    card(bench, PIN)
    assert bench.face is Face.WAIT_ORDER


def test_it_can_be_given_up(bench: Station) -> None:
    bench.scan(LEAD.badge)
    card(bench, "48")
    bench.press(Control.CANCEL)
    assert (bench.face, asks(bench)) == (Face.SIGN_IN, None)
    bench.scan_all(LEAD.badge)
    bench.scan(PACKER.badge)  # somebody else begins anew
    assert (bench.face, asks(bench)) == (Face.WAIT_ORDER, None)


def test_nobody_answers(bench: Station) -> None:
    bench.scan(LEAD.badge)
    bench.clock.advance(PATIENCE_MS + 1)
    bench.post(Tick())
    assert asks(bench) is None
    card(bench, PIN)
    assert bench.verdict is Verdict.NOT_ALLOWED


def test_a_takeover_asks_as_well_and_leaves_the_check(bench: Station) -> None:
    bench.scan_all(PACKER.badge, "SO-1", "TEA", LEAD.badge)
    assert bench.state.operator == PACKER
    card(bench, PIN)
    assert bench.state.operator == LEAD
    assert bench.snap.scanned == 1


def test_wrong_pins_are_counted_and_lock_the_badge_out(bench: Station) -> None:
    for tries in (1, 2):
        bench.scan_all(LEAD.badge, WRONG)
        assert bench.snap.details["notice"] == "pin_wrong"
        assert bench.facts(PinRefused)[-1] == PinRefused(LEAD.id, tries)
    bench.scan(WRONG)
    (locked,) = bench.facts(LockedOut)
    assert isinstance(locked, LockedOut)
    assert locked.until - bench.clock.now().utc == timedelta(seconds=600)
    assert bench.stop.details == {"reason": "locked"}
    bench.scan_all(LEAD.badge, PIN)
    assert bench.state.operator is None
    bench.scan(PACKER.badge)  # nobody else is locked out
    assert bench.state.operator == PACKER


def test_a_restart_forgets_no_wrong_pin_and_no_lock(bench: Station) -> None:
    bench.scan_all(LEAD.badge, WRONG, WRONG)
    bench.restart()
    assert asks(bench) is None
    bench.scan_all(LEAD.badge, WRONG)
    bench.restart()
    bench.scan(LEAD.badge)
    assert bench.stop.details == {"reason": "locked"}
    assert bench.folded() == bench.state


def test_the_lock_ends_and_the_count_begins_anew(bench: Station) -> None:
    bench.scan_all(LEAD.badge, WRONG, WRONG, WRONG)
    bench.clock.advance(601_000)
    bench.scan_all(LEAD.badge, WRONG)
    assert bench.facts(PinRefused)[-1] == PinRefused(LEAD.id, 1)
    bench.scan(PIN)
    assert bench.state.operator == LEAD
    assert bench.state.pins.wrong == {}


def test_what_another_bench_saw_locks_here_too(bench: Station) -> None:
    with bench.store.write() as tx:
        tx.operators.lock(LEAD.id, START + timedelta(hours=1))
    bench.scan(LEAD.badge)
    assert bench.stop.details == {"reason": "locked"}


def test_too_many_digits_are_another_code_and_no_try(bench: Station) -> None:
    bench.scan(LEAD.badge)
    card(bench, "48")
    bench.scan("12345678")
    assert asks(bench) == (Ask.PIN, 0)
    assert bench.facts() == []


def test_a_role_that_needs_a_pin_does_nothing_without_one(station: MakeStation) -> None:
    policy = BenchPolicy(pin_roles=(Role.LEAD,))
    bench = station(policy=policy, signed_in=False, operators=(PACKER, LEAD))
    bench.scan(LEAD.badge)
    assert bench.stop.details == {"reason": "no_pin"}
    bench.scan(PACKER.badge)
    assert bench.state.operator == PACKER


def test_who_may_not_pack_does_not_sign_in(bench: Station) -> None:
    bench.scan(CLERK.badge)
    assert bench.stop.details == {"reason": "role"}
    bench.scan_all(PACKER.badge, "SO-1", "NOT-OURS", CLERK.badge)
    assert bench.verdict is Verdict.UNKNOWN_CODE


def test_a_stop_is_not_replaced_by_a_refused_badge(bench: Station) -> None:
    bench.scan_all(PACKER.badge, "SO-1", "NOT-OURS")
    bench.clock.advance(POLICY.idle_lock_s * 1000 + 1)
    bench.post(Tick())
    bench.scan(CLERK.badge)
    assert bench.state.stop is not None
    assert bench.state.stop.verdict is Verdict.UNKNOWN_CODE
    assert bench.facts(BadgeRefused) == [BadgeRefused(CLERK.id, "role")]


def test_a_digit_that_nobody_asked_for_is_refused_without_being_kept(bench: Station) -> None:
    bench.scan(PACKER.badge)
    bench.scan(digit_code(7))
    assert bench.stop.details == {"reason": "not_now"}
    (stopped,) = bench.facts(Stopped)
    assert isinstance(stopped, Stopped)
    assert stopped.stop.code == ""


def test_the_pin_is_in_no_file_and_on_no_screen(
    bench: Station, caplog: pytest.LogCaptureFixture
) -> None:
    bench.scan(LEAD.badge)
    card(bench, WRONG[:3])
    bench.scan(WRONG[3:])
    bench.scan(PIN)
    assert bench.state.operator == LEAD
    bench.scan_all("SO-1", "TEA", "TEA")
    for path in Path(bench.path.parent).iterdir():
        content = path.read_bytes()
        assert PIN.encode() not in content, path
        assert WRONG.encode() not in content, path
    shown = repr(bench.snapshots)
    assert PIN not in shown
    assert WRONG not in shown
    assert PIN not in caplog.text
