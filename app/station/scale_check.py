"""The scale's check with a known weight, by scanner alone: start, empty pan, weight, verdict."""

from app.domain.control_code import Control
from app.domain.scale_facts import ScaleCheckBegun, ScaleChecked, ScaleCheckLeft
from app.domain.verdict import Stop, Verdict
from app.domain.weighing import GateState, GateView, TakenWeight
from app.station.effects import WakeSync
from app.station.snapshot import Face, Sound
from app.station.turn import Turn

GOES_ON = (Control.CHECK_SCALE, Control.CANCEL, Control.CALL_LEAD, Control.SIGN_OUT, Control.ZERO)
"""What the control card may say while the scale is checked."""


def begin(turn: Turn) -> None:
    """Ask for an empty pan; whatever lies there now is neither the weight nor a parcel."""
    if not turn.policy.check_weight_g:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "no_check_weight"}))
        return
    turn.add(ScaleCheckBegun(turn.policy.check_weight_g))
    turn.lift_first = True
    turn.cue = Sound.ACCEPTED


def leave(turn: Turn) -> None:
    """Give the check up."""
    turn.add(ScaleCheckLeft())
    turn.lift_first = True
    turn.cue = Sound.ACCEPTED


def refuse_scan(turn: Turn) -> None:
    """Any other code while the scale is checked."""
    turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "checking_scale"}))


def take(turn: Turn, taken: TakenWeight) -> None:
    """The known weight lies still: the scale has passed, or it is blocked."""
    known_g = turn.state.scale.checking_g
    tolerance_g = turn.policy.check_tolerance_g
    passed = abs(taken.grams - known_g) <= tolerance_g
    turn.add(
        ScaleChecked(
            check_id=turn.new_id(),
            day=turn.today,
            device_id=taken.device_id,
            known_g=known_g,
            grams=taken.grams,
            tolerance_g=tolerance_g,
            passed=passed,
            shown=str(taken.shown),
            unit=taken.unit,
            raw=taken.raw.hex(),
        )
    )
    turn.weight_used = turn.lift_first = True  # the next thing on the pan is a parcel again
    turn.do(WakeSync())
    if passed:
        turn.cue, turn.notice = Sound.COMPLETE, "scale_checked"
    else:
        _stop(turn, "drift", shown_g=str(taken.grams), known_g=str(known_g))


def may_weigh(turn: Turn, taken: TakenWeight) -> bool:
    """Whether this scale may weigh today; if not, the bench stops and says what to do."""
    trust, known_g = turn.state.scale, turn.policy.check_weight_g
    unfit = trust.unfit(known_g, turn.today, taken.device_id)
    if unfit is None:
        return True
    shown = {"shown_g": str(trust.last.grams)} if trust.last else {}
    _stop(turn, unfit.value, known_g=str(known_g), **shown)
    return False


def face(gate: GateView) -> Face:
    """What the packer has to do now."""
    match gate.state:
        case GateState.EMPTY:
            return Face.CHECK_PUT
        case GateState.LOADING | GateState.SETTLED:
            return Face.SETTLING
        case _:
            return Face.CHECK_EMPTY


def _stop(turn: Turn, reason: str, **details: str) -> None:
    tolerance = {"tolerance_g": str(turn.policy.check_tolerance_g)}
    turn.stop(Stop(Verdict.SCALE_CHECK, details={"reason": reason} | tolerance | details))
