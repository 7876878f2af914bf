"""The label of a packed parcel printed again, with the scanner alone.

"Reprint" while no order is open, then the old label (or the order, and the parcel's digit), then
the reason on the card. The copy is counted before it is printed: from then on every older one is
refused at the hand-over.
"""

from dataclasses import replace
from typing import Any

from app.domain.card_key import ReprintReason
from app.domain.control_code import Control
from app.domain.events import StopCleared
from app.domain.hand_over import read_label
from app.domain.label_facts import LabelReprinted, ReprintAnswered, next_copy, reprinted
from app.domain.meaning import ControlMeant, DigitsMeant, Meaning, Misread, ReasonMeant
from app.domain.packing import BenchState
from app.domain.scanned_text import ScannedText
from app.domain.verdict import Stop, Verdict
from app.station import labelling
from app.station.asked import Ask, Asking, Purpose
from app.station.effects import PrintLabel, WakeSync
from app.station.hand_known import as_it_is
from app.station.inputs import LabelAnswer, LabelDone, LabelTrouble
from app.station.snapshot import Sound
from app.station.turn import Turn
from app.store.manifests import HandParcel

UNCLEAR = "unclear"
"""The problem of a label of which nobody knows whether it came out."""


def begin(turn: Turn) -> None:
    """Ask which label."""
    operator = turn.state.operator
    if operator is not None:
        turn.asking = Asking(Ask.LABEL, Purpose.REPRINT, operator, turn.moment.mono_ms)
        turn.cue = Sound.ACCEPTED


def answer(turn: Turn, asking: Asking, meaning: Meaning, scanned: ScannedText) -> None:
    """What was scanned while a label is to be printed again."""
    match asking.ask, meaning:
        case Ask.LABEL, ControlMeant() | DigitsMeant() | ReasonMeant():
            turn.cue = Sound.STOP
        case Ask.LABEL, Misread(reason=reason) if reason != "check_digit":
            turn.cue = Sound.STOP
        case Ask.LABEL, _:
            _found(turn, asking, scanned.text)
        case Ask.PARCEL, DigitsMeant(digits=digits):
            _chosen(turn, asking, digits)
        case Ask.WHY, ReasonMeant(reason=ReprintReason() as reason):
            _print(turn, asking, reason)
        case _:
            turn.cue = Sound.STOP


def _go_on(turn: Turn, asking: Asking, **changes: Any) -> None:
    turn.asking = replace(asking, since_ms=turn.moment.mono_ms, **changes)
    turn.cue = Sound.ACCEPTED


def _found(turn: Turn, asking: Asking, text: str) -> None:
    """The parcels that a code may mean: by their number, or all of an order."""
    number, _copy = read_label(text)
    found = turn.tx.hand_parcels.by_waybill(number)
    if not found:
        ids = turn.tx.orders.by_code(number)
        found = tuple(one for name in ids for one in turn.tx.hand_parcels.of_order(name))
    numbers = {one.parcel.parcel_no for one in found}
    if not found:
        _refuse(turn, Stop(Verdict.HAND_UNKNOWN, number, details={"waybill": number}))
    elif len(found) == 1:
        _named(turn, asking, found[0])
    elif len({one.order_id for one in found}) == 1 and len(numbers) == len(found):
        _go_on(turn, asking, ask=Ask.PARCEL, about=tuple(one.parcel.parcel_id for one in found))
    else:
        _refuse(turn, Stop(Verdict.ORDER_UNKNOWN, number, details={"reason": "several"}))


def _chosen(turn: Turn, asking: Asking, digits: str) -> None:
    for parcel_id in asking.about:
        one = turn.tx.hand_parcels.get(parcel_id)
        if one is not None and str(one.parcel.parcel_no) == digits:
            _named(turn, asking, one)
            return
    turn.cue = Sound.STOP


def _named(turn: Turn, asking: Asking, one: HandParcel) -> None:
    """One parcel is meant: may its label be printed again?"""
    stop = _why_not(turn, one)
    if stop is not None:
        _refuse(turn, stop)
    else:
        _go_on(turn, asking, ask=Ask.WHY, about=(one.parcel.parcel_id,))


def _why_not(turn: Turn, one: HandParcel) -> Stop | None:
    parcel = as_it_is(turn.tx, one).parcel
    details = {"waybill": parcel.waybill, "number": parcel.order_number}
    if parcel.cancelled:
        return Stop(Verdict.CANCELLED, parcel.waybill, details=details)
    if parcel.void or not parcel.finished:
        return Stop(Verdict.VOID_COPY, parcel.waybill, details={"reason": "void"})
    if parcel.manifest:
        details |= {"manifest": parcel.manifest, "reason": "reprint"}
        return Stop(Verdict.OTHER_MANIFEST, parcel.waybill, details=details)
    if turn.tx.orders.get(one.order_id) is None:
        return Stop(Verdict.ORDER_UNKNOWN, parcel.waybill, details={"reason": "gone"})
    return None


def _refuse(turn: Turn, stop: Stop) -> None:
    turn.asking = None
    turn.stop(stop)


def _print(turn: Turn, asking: Asking, reason: ReprintReason) -> None:
    """Count the copy, keep the fact, then print: never the other way round."""
    turn.asking = None
    _print_copy(turn, asking.about[0], reason.value)


def once_more(turn: Turn) -> None:
    """The printer failed the last one: a further copy, for the same reason."""
    again = turn.state.again
    if again is not None:
        _print_copy(turn, again.parcel_id, again.reason)


def _print_copy(turn: Turn, parcel_id: str, reason: str) -> None:
    one = turn.tx.hand_parcels.get(parcel_id)
    stored = turn.tx.orders.get(one.order_id) if one else None
    stop = _why_not(turn, one) if one else Stop(Verdict.HAND_UNKNOWN)
    if one is None or stored is None or stop is not None:
        turn.stop(stop or Stop(Verdict.ORDER_UNKNOWN, details={"reason": "gone"}))
        return
    known, copy = one.parcel, next_copy(one.parcel)
    place = max(known.parcel_no, 1)
    job_id = labelling.job_name(known.order_number, place, known.waybill, copy)
    turn.add(
        LabelReprinted(
            known.parcel_id, one.order_id, known.order_number, known.courier, known.waybill, copy,
            reason, job_id,
        )
    )  # fmt: skip
    parcel, _counts = reprinted(known, copy)
    turn.tx.hand_parcels.put(replace(one, parcel=parcel))
    turn.do(
        PrintLabel(
            job_id, stored.order, known.waybill, known.courier, place, max(known.parcel_of, place),
            known.grams, copy,
        )
    )  # fmt: skip
    turn.do(WakeSync())
    turn.cue = Sound.COMPLETE


def must_wait(state: BenchState, answer: LabelAnswer) -> bool:
    """Whether the printer's word would be a stop over another one: one after the other."""
    stop = state.stop is not None and state.stop.verdict is not Verdict.PRINTER
    return stop and _is_about(state, answer)


def heard(turn: Turn, answer: LabelAnswer) -> None:
    """The printer's word about a label: one printed again, or that of the open order."""
    if _is_about(turn.state, answer):
        _answered(turn, answer)
    else:
        labelling.answered(turn, answer)


def _is_about(state: BenchState, answer: LabelAnswer) -> bool:
    return state.again is not None and state.again.job_id == answer.job_id


def _answered(turn: Turn, answer: LabelAnswer) -> None:
    """What did not come out is a stop: its older copy is void."""
    again = turn.state.again
    if again is None:
        return
    problem = ""
    if not isinstance(answer, LabelDone):
        problem = answer.problem if isinstance(answer, LabelTrouble) else UNCLEAR
        if problem == again.problem:
            return
    turn.add(ReprintAnswered(again.parcel_id, again.order_id, again.job_id, problem))
    stop = turn.state.stop
    if problem:
        details = {"problem": problem, "number": again.order_number}
        turn.stop(Stop(Verdict.PRINTER, details=details))
    elif stop is not None and stop.verdict is Verdict.PRINTER:  # it came out: nobody has to say so
        turn.add(StopCleared(stop.verdict.value, Control.ACKNOWLEDGE))
        turn.cue = Sound.COMPLETE
