"""Which controls clear a stop, and what clearing it does."""

from app.domain.control_code import Control
from app.domain.events import ForcePassed, LeadCalled, StopCleared
from app.domain.order import Operator
from app.domain.verdict import ENDS_ORDER, Stop, Verdict
from app.station import leaving, opening, weigh_step
from app.station.effects import WakeSync
from app.station.snapshot import Sound
from app.station.turn import Turn

SOFT = frozenset(
    {
        Verdict.MISREAD,
        Verdict.ORDER_UNKNOWN,
        Verdict.BADGE_UNKNOWN,
        Verdict.NOT_ALLOWED,
        Verdict.APART,
    }
)
"""Nothing lies wrong on the bench: the next scan clears these by itself."""

PARKS = {
    Verdict.NO_RATE: "no_rate",
    Verdict.NO_NUMBER: "no_number",
    Verdict.ON_HOLD: "hold",
    Verdict.NOT_APPROVED: "hold",
}
"""The parcel is right but cannot be sent now: it is put aside in a slot, the bench goes on."""

CLOSES = ENDS_ORDER | {Verdict.CLAIMED_ELSEWHERE, Verdict.WRONG_WAREHOUSE}
"""The open order is not this bench's to go on with."""

_CLEARS: dict[Verdict, tuple[Control, ...]] = {
    Verdict.WEIGHT_OUT: (Control.REWEIGH, Control.SHORT, Control.RETURN),
    Verdict.SCALE_CHECK: (Control.CHECK_SCALE, Control.ACKNOWLEDGE),
    Verdict.PRINTER: (Control.ACKNOWLEDGE, Control.REPRINT),
    Verdict.WRONG_LABEL: (Control.ACKNOWLEDGE, Control.REPRINT),
}
_MISMATCH_CLEARS = (Control.ACKNOWLEDGE, Control.TAKE_OUT)


def clears(stop: Stop) -> tuple[Control, ...]:
    """The controls that clear a stop, the usual one first."""
    usual = _CLEARS.get(stop.verdict)
    if usual:
        return usual
    return _MISMATCH_CLEARS if stop.found is not None else (Control.ACKNOWLEDGE,)


def clear(turn: Turn, control: Control) -> None:
    """Acknowledge the stop that stands; then what it demands happens by itself."""
    stop, returns = turn.state.stop, turn.state.stop_returns
    if stop is None:
        return
    turn.add(StopCleared(stop.verdict.value, control))
    if turn.state.packing is None:
        return
    if stop.verdict in CLOSES:
        leaving.close(turn, stop.verdict.value)
    elif stop.verdict in PARKS:
        leaving.park(turn, slot=PARKS[stop.verdict])
    elif returns or control in (Control.SHORT, Control.RETURN):
        leaving.send_back(turn, reason=stop.verdict.value)
    else:
        opening.recheck(turn)  # what was heard of the order meanwhile counts now


def let_pass(
    turn: Turn, supervisor: Operator, reason: str, second: Operator | None, used: int
) -> None:
    """A weight outside the band passes; the fact keeps who let it pass and why."""
    stop = turn.state.stop
    if stop is None:
        return
    turn.add(ForcePassed(stop.verdict.value, supervisor, reason, second, used))
    turn.add(StopCleared(stop.verdict.value, Control.FORCE_PASS))
    turn.do(WakeSync())
    parcel = turn.packing.current
    if parcel.rejected and opening.recheck(turn):
        weigh_step.accept_weight(turn, parcel, parcel.rejected)


def call_lead(turn: Turn) -> None:
    packing = turn.state.packing
    turn.add(LeadCalled(packing.order.id if packing else ""))
    turn.cue = Sound.ALERT
