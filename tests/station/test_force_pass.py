"""A weight outside the band passes: a badge, a reason, a second badge, a budget, never silent."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.card_key import PassReason, digit_code, reason_code
from app.domain.control_code import Control
from app.domain.events import ForcePassed
from app.domain.order import Operator, Role
from app.domain.pin_facts import BadgeRefused
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.station.asked import Ask
from app.station.effects import WakeSync
from app.station.snapshot import Face
from app.store.pins import hash_pin
from tests.builders import an_order, money
from tests.station.harness import OTHER_PACKER, PACKER, SUPERVISOR, MakeStation, Station

LEAD = Operator("op-5", "ZB-LEAD", "Lead", Role.LEAD)
PEOPLE = (PACKER, OTHER_PACKER, SUPERVISOR, LEAD)
COUNTED = reason_code(PassReason.COUNTED)
Stopped = Callable[..., Station]


def policy(**more: Any) -> BenchPolicy:
    return BenchPolicy(on_mismatch=OnMismatch.CORRECT, **more)


@pytest.fixture
def stopped(station: MakeStation) -> Stopped:
    """A bench that stands over a parcel far too heavy."""

    def make(paid: str = "", orders: int = 1, **more: Any) -> Station:
        value = money(paid) if paid else None
        many = [an_order({"TEA": 1}, number=f"SO-{n + 1}", paid=value) for n in range(orders)]
        bench = station(*many, policy=policy(**more), operators=PEOPLE)
        heavy(bench, "SO-1")
        return bench

    return make


def heavy(bench: Station, number: str) -> None:
    bench.scan_all(number, "TEA")
    bench.weigh(900)
    assert bench.verdict is Verdict.WEIGHT_OUT


def ask(bench: Station) -> Ask | None:
    return bench.snap.asks.ask if bench.snap.asks else None


def test_a_badge_and_a_reason(stopped: Stopped) -> None:
    bench = stopped()
    bench.sign_in(SUPERVISOR)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, Ask.REASON)
    assert bench.facts(ForcePassed) == []
    bench.effects.clear()
    bench.scan(COUNTED)
    assert bench.face is Face.STICK_LABEL
    assert bench.facts(ForcePassed) == [ForcePassed("weight_out", SUPERVISOR, "counted", None, 1)]
    assert WakeSync() in bench.effects, "the shift lead hears of it at once"
    assert bench.folded() == bench.state


def test_the_same_with_a_pin(stopped: Stopped) -> None:
    bench = stopped()
    with bench.store.write() as tx:
        tx.operators.set_pin(SUPERVISOR.id, hash_pin("482913"))
    bench.sign_in(SUPERVISOR)
    assert ask(bench) is Ask.PIN
    bench.scan(COUNTED)
    assert (ask(bench), bench.facts(ForcePassed)) == (Ask.PIN, [])
    for digit in "482913":
        bench.scan(digit_code(int(digit)))
    assert ask(bench) is Ask.REASON
    bench.scan(COUNTED)
    assert bench.face is Face.STICK_LABEL


def test_without_a_reason_nothing_passes(stopped: Stopped) -> None:
    bench = stopped()
    bench.scan_all(SUPERVISOR.badge, "TEA", digit_code(1), "SO-1")
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, Ask.REASON)
    bench.press(Control.CANCEL)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, None)
    bench.scan(COUNTED)
    assert bench.facts(ForcePassed) == []


@pytest.mark.parametrize("badge", [LEAD, OTHER_PACKER])
def test_only_a_supervisor_begins_it(stopped: Stopped, badge: Operator) -> None:
    bench = stopped()
    bench.sign_in(badge)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, None)


def test_a_dear_order_needs_two_people(stopped: Stopped) -> None:
    bench = stopped(paid="500.01", second_badge_above={"CNY": 500_00})
    bench.scan_all(SUPERVISOR.badge, COUNTED)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, Ask.SECOND)
    for same in (SUPERVISOR, PACKER):
        bench.sign_in(same)
        assert bench.snap.stop is not None
        assert bench.snap.stop.refused == "second"
        assert bench.facts(BadgeRefused)[-1] == BadgeRefused(same.id, "second")
    bench.sign_in(LEAD)
    assert bench.face is Face.STICK_LABEL
    assert bench.facts(ForcePassed) == [ForcePassed("weight_out", SUPERVISOR, "counted", LEAD, 1)]


def test_the_second_badge_has_its_own_pin(stopped: Stopped) -> None:
    bench = stopped(paid="500.01", second_badge_above={"CNY": 500_00})
    with bench.store.write() as tx:
        tx.operators.set_pin(LEAD.id, hash_pin("482913"))
    bench.scan_all(SUPERVISOR.badge, COUNTED, LEAD.badge)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, Ask.PIN)
    bench.scan("482913")
    assert bench.face is Face.STICK_LABEL


def test_a_cheap_order_needs_one(stopped: Stopped) -> None:
    bench = stopped(paid="500.00", second_badge_above={"CNY": 500_00})
    bench.scan_all(SUPERVISOR.badge, COUNTED)
    assert bench.face is Face.STICK_LABEL


def test_the_budget_of_a_shift_ends_and_signing_out_does_not_renew_it(stopped: Stopped) -> None:
    bench = stopped(orders=4, force_pass_budget=2)
    for number in (2, 3):
        bench.scan_all(SUPERVISOR.badge, COUNTED)
        bench.prove()
        bench.press(Control.SIGN_OUT)
        bench.sign_in(PACKER)
        heavy(bench, f"SO-{number}")
    bench.restart()
    bench.sign_in(SUPERVISOR)
    assert (bench.verdict, ask(bench)) == (Verdict.WEIGHT_OUT, None)
    assert bench.snap.stop is not None
    assert bench.snap.stop.refused == "budget"
    assert bench.facts(BadgeRefused) == [BadgeRefused(SUPERVISOR.id, "budget")]
    assert [fact.used for fact in bench.facts(ForcePassed)] == [1, 2]  # type: ignore[union-attr]
    bench.clock.advance(8 * 3_600_000)  # another shift
    bench.scan(PACKER.badge) if bench.state.operator is None else None
    bench.scan_all(SUPERVISOR.badge, COUNTED)
    assert bench.face is Face.STICK_LABEL


def test_a_refund_heard_while_the_reason_is_asked_for(station: MakeStation) -> None:
    order = an_order({"TEA": 1})
    bench = station(order, policy=policy(), operators=PEOPLE)
    heavy(bench, "SO-1")
    bench.sign_in(SUPERVISOR)
    bench.refund(order)
    bench.scan(COUNTED)
    assert (bench.verdict, bench.labels) == (Verdict.REFUNDED, [])
