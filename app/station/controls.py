"""The control card: which commands are offered now, and what each does."""

from collections.abc import Callable

from app.domain.control_code import Control
from app.domain.events import ModeChosen, SignedOut, TakeOutArmed, TakeOutDropped, WeighAgain
from app.domain.packing import BenchState, LabelState, Step
from app.domain.verdict import Stop, Verdict
from app.station import (
    checking,
    handover,
    labelling,
    leaving,
    opening,
    reprinting,
    scale_check,
    stops,
)
from app.station.effects import SaveBundle, ScaleCommand
from app.station.snapshot import Sound
from app.station.turn import Turn

_MODES = {
    Control.MODE_CHECK: "check",
    Control.MODE_WEIGH: "weigh_only",
    Control.MODE_SINGLE: "single_item",
    Control.MODE_HAND_OVER: handover.MODE,
}
_LEAVES = (Control.PARK, Control.CANCEL, Control.RETURN, Control.SHORT)
_ALWAYS = (
    Control.CALL_LEAD,
    Control.SIGN_OUT,
    Control.ZERO,
    Control.TARE,
    Control.TEST_SCAN,
    Control.CHECK_SCALE,
    Control.SUPPORT,
)


def offers(state: BenchState, step: Step, *, checks: bool = False) -> tuple[Control, ...]:
    """What the strip shows: the commands that make sense now, the likeliest first.

    ``checks``: this bench's scale is checked with a known weight.
    """
    if state.operator is None:
        return ()
    if state.stop:
        more = (Control.PARK,) if state.packing else ()
        return (*stops.clears(state.stop), *more, Control.CALL_LEAD)
    if state.scale.checking_g:
        return scale_check.GOES_ON
    if handover.is_on(state):
        return (*handover.OFFERS, Control.CALL_LEAD, Control.SIGN_OUT)
    first: tuple[Control, ...]
    match step:
        case Step.ORDER:
            scale = (Control.CHECK_SCALE,) if checks else ()
            return (*_MODES, Control.REPRINT, *scale, Control.CALL_LEAD, Control.SIGN_OUT)
        case Step.ITEM:
            first = (Control.TAKE_OUT, Control.SHORT, Control.NEXT_BOX, Control.RETURN)
        case Step.BOX | Step.WEIGHT:
            first = (Control.REWEIGH, Control.TAKE_OUT, Control.RETURN)
        case _:
            first = (Control.REPRINT, Control.REWEIGH)
    return (*first, Control.PARK, Control.CANCEL, Control.CALL_LEAD)


def on_control(turn: Turn, control: Control) -> None:
    """Do what the card says, or say that it does not fit here."""
    state = turn.state
    if state.operator is None:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "sign_in"}))
    elif control is Control.CALL_LEAD:
        stops.call_lead(turn)
    elif state.stop:
        _while_stopped(turn, control)
    elif state.scale.checking_g:
        _while_checking(turn, control)
    elif control in _MODES:
        _choose_mode(turn, control)
    elif handover.is_on(state) and control in handover.OFFERS:
        handover.on_control(turn, control)
    elif control in _LEAVES and _has_packed(state):
        # A parcel of this order is packed for good: the rest of it has to follow.
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "parcel_packed"}))
    elif control in (*offers(state, turn.step), *_ALWAYS):
        _DO[control](turn)
    else:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "not_now"}))


def _has_packed(state: BenchState) -> bool:
    return state.packing is not None and any(p.packed for p in state.packing.parcels)


def _while_stopped(turn: Turn, control: Control) -> None:
    stop = turn.state.stop
    if stop and control in stops.clears(stop):
        stops.clear(turn, control)
        if stop.verdict is Verdict.WRONG_LABEL and control is Control.REPRINT:
            _reprint(turn)
        elif stop.verdict is Verdict.PRINTER and control is Control.REPRINT:
            reprinting.once_more(turn)
        elif control is Control.CHECK_SCALE and not turn.state.stop:
            scale_check.begin(turn)
    elif stop and stop.verdict is Verdict.SCALE_CHECK and control is Control.ZERO:
        _DO[control](turn)
    elif control is Control.PARK and turn.state.packing:
        stops.clear(turn, control)
        if turn.state.packing and not turn.state.stop:
            leaving.park(turn)
    else:
        turn.cue = Sound.STOP


def _while_checking(turn: Turn, control: Control) -> None:
    """The scale is checked: nothing else happens before that has ended."""
    if control is Control.CANCEL:
        scale_check.leave(turn)
    elif control in scale_check.GOES_ON:
        _DO[control](turn)
    else:
        scale_check.refuse_scan(turn)


def _choose_mode(turn: Turn, control: Control) -> None:
    if turn.state.packing:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "order_open"}))
        return
    if control is Control.MODE_HAND_OVER:
        handover.begin_next(turn)
    turn.add(ModeChosen(_MODES[control]))
    handover.show(turn)
    turn.cue = Sound.ACCEPTED


def _take_out(turn: Turn) -> None:
    packing = turn.packing
    if packing.take_out:
        turn.add(TakeOutDropped())
    elif packing.check.scanned:
        turn.add(TakeOutArmed())
    else:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "empty"}))


def _short(turn: Turn) -> None:
    """Finish with items missing: always back to be re-picked, whatever the policy says."""
    leaving.send_back(turn, reason="short")


def _return(turn: Turn) -> None:
    leaving.send_back(turn, reason="asked")


def _reprint(turn: Turn) -> None:
    """A new copy, on purpose: the older one is void from now on."""
    if turn.state.packing is None:
        reprinting.begin(turn)
        return
    parcel = turn.packing.current
    if parcel.label is LabelState.NONE:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "not_printed"}))
        return
    if opening.recheck(turn):
        labelling.request(turn, reason="asked")


def _reweigh(turn: Turn) -> None:
    """Weigh this parcel again; its number stays, its label is printed again with the weight."""
    parcel = turn.packing.current
    if parcel.weighing is not None:
        turn.add(WeighAgain(parcel.id))
    turn.lift_first = True
    turn.cue = Sound.ACCEPTED


def _tare(turn: Turn) -> None:
    """Whatever lies on the pan now is no parcel: it must be empty before the next weight."""
    turn.do(ScaleCommand("tare"))
    turn.lift_first = True


def _sign_out(turn: Turn) -> None:
    turn.add(SignedOut())


def _test_scan(turn: Turn) -> None:
    turn.cue = Sound.ACCEPTED
    turn.notice = "test_scan"


def _support(turn: Turn) -> None:
    turn.do(SaveBundle())
    turn.cue = Sound.ACCEPTED
    turn.notice = "support"


_DO: dict[Control, Callable[[Turn], None]] = {
    Control.TAKE_OUT: _take_out,
    Control.SHORT: _short,
    Control.RETURN: _return,
    Control.NEXT_BOX: checking.next_box,
    Control.REPRINT: _reprint,
    Control.CANCEL: leaving.cancel,
    Control.PARK: leaving.park,
    Control.REWEIGH: _reweigh,
    Control.SIGN_OUT: _sign_out,
    Control.TEST_SCAN: _test_scan,
    Control.ZERO: lambda turn: turn.do(ScaleCommand("zero")),
    Control.TARE: _tare,
    Control.CHECK_SCALE: scale_check.begin,
    Control.SUPPORT: _support,
}
