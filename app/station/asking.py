"""What a person began with a badge and must finish: the PIN, a reason, a second badge.

It is kept in memory alone. A digit of a PIN is never part of a fact, a stop or a log line; after
a restart the badge is scanned again. Codes of the card and typed digits both count as digits.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.card_key import PIN_DIGITS, PassReason
from app.domain.control_code import Control
from app.domain.events import SignedIn
from app.domain.meaning import BadgeMeant, ControlMeant, DigitsMeant, Meaning, ReasonMeant
from app.domain.order import Operator
from app.domain.permissions import Permission, is_second, may, needs_second
from app.domain.pin_facts import BadgeRefused, LockedOut, PinRefused
from app.domain.scanned_text import ScannedText
from app.domain.verdict import Stop, Verdict
from app.station import reprinting, stops
from app.station.asked import Ask, Asking, Purpose
from app.station.snapshot import Sound
from app.station.turn import Turn


def sign_in(turn: Turn, operator: Operator) -> None:
    """The badge opens the bench, or takes it over; the open check stays."""
    if not may(operator.role, Permission.PACK):
        _refuse(turn, operator, "role")
        return
    _identify(turn, Asking(Ask.PIN, Purpose.SIGN_IN, operator, turn.moment.mono_ms))


def force_pass(turn: Turn, operator: Operator) -> bool:
    """A supervisor's badge before a weight outside the band; False: it is nothing of the kind."""
    stop = turn.state.stop
    if stop is None or stop.verdict is not Verdict.WEIGHT_OUT:
        return False
    if not may(operator.role, Permission.FORCE_PASS):
        return False
    if _used(turn) >= turn.policy.force_pass_budget:
        _refuse(turn, operator, "budget")
        return True
    _identify(turn, Asking(Ask.PIN, Purpose.FORCE_PASS, operator, turn.moment.mono_ms))
    return True


def answer(turn: Turn, meaning: Meaning, scanned: ScannedText) -> bool:
    """Take a scan as the answer; False: it is none, and means what it always means.

    While something is asked, nothing else counts, and nothing of what was scanned is kept.
    """
    asking = turn.asking
    if asking is None:
        return False
    match meaning:
        case ControlMeant(control=Control.CANCEL | Control.SIGN_OUT):
            turn.asking = None
            turn.cue = Sound.ACCEPTED
        case ControlMeant(control=Control.CALL_LEAD) if turn.state.operator:
            return False
        case BadgeMeant(operator=Operator() as operator) if asking.ask is Ask.SECOND:
            _second(turn, asking, operator)
        case BadgeMeant():
            turn.asking = None  # somebody else begins anew
            return False
        case _ if asking.purpose is Purpose.REPRINT:
            reprinting.answer(turn, asking, meaning, scanned)
        case DigitsMeant(digits=digits) if asking.ask is Ask.PIN:
            _digits(turn, asking, digits)
        case ReasonMeant(reason=PassReason() as reason) if asking.ask is Ask.REASON:
            _reason(turn, replace(asking, reason=reason))
        case _ if asking.ask is Ask.PIN and _is_digits(scanned):
            _digits(turn, asking, scanned.text)
        case _:
            turn.cue = Sound.STOP
    return True


def _is_digits(scanned: ScannedText) -> bool:
    return not scanned.suspicious and scanned.text.isascii() and scanned.text.isdecimal()


def _identify(turn: Turn, asking: Asking) -> None:
    """Ask for the PIN where there is one."""
    operator = asking.operator
    if _locked(turn, operator):
        _refuse(turn, operator, "locked")
    elif turn.tx.operators.has_pin(operator.id):
        turn.asking = asking
        turn.cue = Sound.ACCEPTED
    elif operator.role in turn.policy.pin_roles:
        _refuse(turn, operator, "no_pin")
    else:
        _identified(turn, asking)


def _identified(turn: Turn, asking: Asking) -> None:
    turn.cue = Sound.ACCEPTED
    match asking.purpose:
        case Purpose.SIGN_IN:
            turn.asking = None
            turn.add(SignedIn(asking.operator))
        case Purpose.FORCE_PASS:
            _go_on(turn, asking, ask=Ask.REASON, digits="", first=asking.operator)
        case Purpose.CONFIRM:
            _pass(turn, asking, asking.operator)


def _go_on(turn: Turn, asking: Asking, **changes: Any) -> None:
    """The next question; the time to answer begins anew."""
    turn.asking = replace(asking, since_ms=turn.moment.mono_ms, **changes)


def _digits(turn: Turn, asking: Asking, more: str) -> None:
    digits = asking.digits + more
    if len(digits) > PIN_DIGITS:  # another code was scanned by mistake: no try, begin anew
        _go_on(turn, asking, digits="")
        turn.cue = Sound.STOP
    elif len(digits) < PIN_DIGITS:
        _go_on(turn, asking, digits=digits)
        turn.cue = Sound.ACCEPTED
    elif turn.tx.operators.pin_matches(asking.operator.id, digits):
        _identified(turn, asking)
    else:
        _wrong_pin(turn, asking)


def _wrong_pin(turn: Turn, asking: Asking) -> None:
    operator = asking.operator
    tries = turn.state.pins.wrong.get(operator.id, 0) + 1
    turn.add(PinRefused(operator.id, tries))
    turn.cue = Sound.STOP
    if tries < turn.policy.pin_tries:
        turn.notice = "pin_wrong"
        _go_on(turn, asking, digits="")
        return
    until = turn.moment.utc + timedelta(seconds=turn.policy.lock_out_s)
    turn.add(LockedOut(operator.id, until))
    _refuse(turn, operator, "locked")


def _locked(turn: Turn, operator: Operator) -> bool:
    here = turn.state.pins.locked.get(operator.id)
    elsewhere = turn.tx.operators.locked_until(operator.id)
    return any(until is not None and until > turn.moment.utc for until in (here, elsewhere))


def _reason(turn: Turn, asking: Asking) -> None:
    turn.cue = Sound.ACCEPTED
    if needs_second(turn.packing.order.paid, turn.policy.second_badge_above):
        _go_on(turn, asking, ask=Ask.SECOND)
    else:
        _pass(turn, asking, None)


def _second(turn: Turn, asking: Asking, operator: Operator) -> None:
    if asking.first is None or not is_second(asking.first, operator):
        turn.add(BadgeRefused(operator.id, "second"))
        turn.notice = "refused_second"
        turn.cue = Sound.STOP
        return
    confirming = replace(asking, ask=Ask.PIN, purpose=Purpose.CONFIRM, operator=operator)
    _identify(turn, replace(confirming, since_ms=turn.moment.mono_ms))


def _pass(turn: Turn, asking: Asking, second: Operator | None) -> None:
    turn.asking = None
    stop, first = turn.state.stop, asking.first
    if stop is None or stop.verdict is not Verdict.WEIGHT_OUT or first is None:
        turn.cue = Sound.STOP  # something else stands now
        return
    reason = asking.reason.value if asking.reason else ""
    stops.let_pass(turn, first, reason, second, used=_used(turn) + 1)


def _used(turn: Turn) -> int:
    """How often this bench let something pass in the last shift's hours."""
    since: datetime = turn.moment.utc - timedelta(hours=turn.policy.shift_h)
    return len(turn.tx.journal.moments(turn.identity.station_id, "ForcePassed", since))


def _refuse(turn: Turn, operator: Operator, why: str) -> None:
    """Not allowed. A stop that stands is not replaced by it."""
    turn.asking = None
    if turn.state.stop is None:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": why}))
        return
    turn.add(BadgeRefused(operator.id, why))
    turn.notice = f"refused_{why}"
    turn.cue = Sound.STOP
