"""The label: asked for once, printed once, proven by scanning it on its box.

A label counts as printed only when the printer says so, and as stuck only when it is scanned.
After an outcome nobody knows, nothing is printed again unless the packer asks: a second label
for one parcel is worse than a short walk to the printer.
"""

import re

from app.domain.catalogue import normalise_code
from app.domain.events import (
    LabelDoubted,
    LabelFailed,
    LabelPrinted,
    LabelProven,
    LabelRequested,
    OrderPacked,
    ParcelPacked,
)
from app.domain.hand_over import read_label
from app.domain.packing import LabelState, Packing, Parcel
from app.domain.verdict import Stop, Verdict
from app.domain.waybill_number import NumberEvent
from app.station import handover, ledger, opening
from app.station.effects import PrintLabel, WakeSync
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from app.station.snapshot import Sound
from app.station.turn import Turn


def request(turn: Turn, reason: str = "") -> None:
    """Store the intent to print, then print. In pre-print mode the label exists already.

    ``reason`` is given for a further copy: then paper comes out, whoever printed the first.
    """
    parcel = turn.packing.current
    if is_preprinted(turn.packing, parcel) and not reason:
        if parcel.label is not LabelState.PRINTED:  # else it was only weighed again
            turn.add(LabelRequested(parcel.id, parcel.id, parcel.copy + 1, "pre-printed"))
            turn.add(LabelPrinted(parcel.id, parcel.id))
            _ledger(turn, parcel, NumberEvent.PRINT)
        if turn.packing.mode == "weigh_only":  # the scan that opened it was this label's
            turn.add(LabelProven(parcel.id, parcel.waybill))
            _ledger(turn, parcel, NumberEvent.PROVE)
            _finish(turn)
        else:
            _finish_unless_proof(turn)
        return
    copy = parcel.copy + 1
    turn.add(LabelRequested(parcel.id, _job_id(turn.packing, parcel, copy), copy, reason))
    turn.do(print_effect(turn.packing))


def is_preprinted(packing: Packing, parcel: Parcel) -> bool:
    """Whether this parcel's label existed before the check. A further box has its own label."""
    return bool(parcel.waybill) and parcel.waybill == packing.order.waybill


def _job_id(packing: Packing, parcel: Parcel, copy: int) -> str:
    """A name that no other print ever has, in the few signs that every printer queue takes."""
    visit = f"-{parcel.id[-6:]}" if is_preprinted(packing, parcel) else ""
    return job_name(packing.order.number, packing.number, f"{parcel.waybill}{visit}", copy)


def job_name(order_number: str, parcel_no: int, waybill: str, copy: int) -> str:
    """The same for a label whose parcel left the bench."""
    words = f"{order_number}-{parcel_no}-{waybill}-c{copy}"
    return re.sub(r"[^0-9A-Za-z_.-]", "_", words).lstrip(".")


def print_effect(packing: Packing, *, doubted: bool = False) -> PrintLabel:
    """What the printer needs for the current parcel's label."""
    parcel = packing.current
    return PrintLabel(
        job_id=parcel.job_id,
        order=packing.order,
        waybill=parcel.waybill,
        courier=packing.order.courier,
        parcel_no=packing.number,
        parcel_of=len(packing.parcels),
        grams=parcel.weighing.grams if parcel.weighing else 0,
        copy=parcel.copy,
        sorting_code=parcel.sorting_code,
        doubted=doubted,
    )


def unanswered(packing: Packing) -> tuple[PrintLabel, ...]:
    """After a restart: the label whose outcome the bench does not know yet."""
    if packing.current.label not in (LabelState.REQUESTED, LabelState.WAITS):
        return ()
    return (print_effect(packing, doubted=True),)


def answered(turn: Turn, answer: LabelDone | LabelTrouble | LabelUnclear) -> None:
    """The printer's word about a job. Words about an older copy or another order are dropped."""
    packing = turn.state.packing
    parcel = packing.current if packing else None
    if parcel is None or parcel.job_id != answer.job_id:
        return
    match answer:
        case LabelDone():
            if parcel.label is not LabelState.PRINTED:
                turn.add(LabelPrinted(parcel.id, answer.job_id))
                _ledger(turn, parcel, NumberEvent.PRINT)
                _finish_unless_proof(turn)
        case LabelTrouble():
            known = (parcel.label, parcel.problem) == (LabelState.WAITS, answer.problem)
            if not known and parcel.label is not LabelState.PRINTED:
                turn.add(LabelFailed(parcel.id, answer.job_id, answer.problem))
                turn.cue = Sound.STOP
        case LabelUnclear():
            if parcel.label not in (LabelState.DOUBT, LabelState.PRINTED):
                turn.add(LabelDoubted(parcel.id, answer.job_id))
                turn.cue = Sound.STOP


def prove(turn: Turn, text: str) -> None:
    """The label on the box was scanned: only now the parcel is packed."""
    packing = turn.packing
    parcel = packing.current
    if not is_label_of(parcel, text):
        details = {"expected_waybill": parcel.waybill, "waybill": text}
        turn.stop(Stop(Verdict.WRONG_LABEL, text, details=details))
        return
    if not opening.recheck(turn):
        return
    if parcel.label is not LabelState.PRINTED:
        turn.add(LabelPrinted(parcel.id, parcel.job_id))
        _ledger(turn, parcel, NumberEvent.PRINT)
    turn.add(LabelProven(parcel.id, text))
    _ledger(turn, parcel, NumberEvent.PROVE)
    _finish(turn)


def is_label_of(parcel: Parcel, text: str) -> bool:
    """Whether this is a label of the parcel; an older copy, where its QR code says so, is not."""
    number, copy = read_label(text)
    right = normalise_code(number) == normalise_code(parcel.waybill)
    return bool(parcel.waybill) and right and copy in (0, parcel.copy)


def _finish_unless_proof(turn: Turn) -> None:
    if not turn.policy.prove_label:
        _finish(turn)


def _finish(turn: Turn) -> None:
    packing = turn.packing
    parcel = packing.current
    result = _result(packing, parcel)
    handover.packed(turn, result)
    turn.add(result)
    turn.cue = Sound.COMPLETE
    if all(p.packed for p in turn.packing.parcels):
        turn.add(OrderPacked(packing.order.id, len(packing.parcels)))
    turn.do(WakeSync())


def _result(packing: Packing, parcel: Parcel) -> ParcelPacked:
    contents: dict[str, int] = {}
    for line in packing.check.lines:
        inside = parcel.counts.get(line.key, 0)
        if inside:
            contents[line.item.sku] = contents.get(line.item.sku, 0) + inside
    priced = parcel.priced
    if parcel.weighing is None:
        raise ValueError("a parcel without a weight is not packed")
    return ParcelPacked(
        parcel_id=parcel.id,
        order_id=packing.order.id,
        order_number=packing.order.number,
        parcel_no=packing.number,
        parcel_of=len(packing.parcels),
        courier=packing.order.courier,
        waybill=parcel.waybill,
        grams=parcel.weighing.grams,
        box=parcel.box.code if parcel.box else "",
        contents=contents,
        charge_minor=priced.total.minor if priced else None,
        currency=priced.total.currency if priced else "",
        card_hash=priced.card_hash if priced else "",
        zone=priced.zone if priced else "",
        copy=max(parcel.copy, 1),
    )


def _ledger(turn: Turn, parcel: Parcel, event: NumberEvent) -> None:
    """Move the number in this bench's ledger; a pre-printed one is in it only if it was bought."""
    ledger.move(turn, turn.packing.order.courier, parcel.waybill, event)
