"""Facts applied to the state of a bench: ``evolve(state, fact) -> state``.

Folding a bench's facts from the first one gives exactly the state it stands in; a checkpoint is
only a shortcut. Nothing here decides anything: that is done before a fact is stored.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

from app.domain import events as e
from app.domain.hand_facts import HandFact, hands_after
from app.domain.label_facts import LabelReprinted, ReprintAnswered, again_after
from app.domain.packing import BenchState, LabelState, Packing, Parcel, added
from app.domain.pick_check import PickCheck, check_lines, resume
from app.domain.pin_facts import LockedOut, PinRefused
from app.domain.scale_facts import (
    DeviceDay,
    ScaleCheckBegun,
    ScaleChecked,
    ScaleCheckLeft,
)
from app.domain.scale_profile import ScaleLearned
from app.domain.verdict import MISMATCHES, Verdict

_ALARMS_KEPT = 50


def evolve(state: BenchState, fact: e.Fact) -> BenchState:
    """The state after a fact. Facts that say nothing about the bench's state change nothing."""
    apply = _APPLY.get(type(fact))
    return apply(state, fact) if apply else state


def _opened(state: BenchState, fact: e.OrderOpened) -> BenchState:
    lines = check_lines(fact.order)
    check = resume(lines, fact.counts, fact.serials)
    if fact.mode == "weigh_only":
        check = PickCheck(lines, {line.key: line.needed for line in lines})
    parcel = Parcel(fact.parcel_id, dict(check.counts), fact.box, waybill=fact.order.waybill)
    packing = Packing(fact.order, fact.mode, check, (parcel,), spread=fact.spread)
    return replace(
        state, packing=packing, left="", left_number="", left_note="", last_key="", last_sku=""
    )


def _checked(state: BenchState, fact: e.ItemChecked) -> BenchState:
    packing = _packing(state)
    serial = f"{fact.sku}:{fact.serial}" if fact.serial else None
    parcel = packing.parcels[packing.filling]
    filled = replace(parcel, counts=added(parcel.counts, fact.counted))
    packing = _with_parcel(
        replace(packing, check=packing.check.count(fact.counted, serial)), filled
    )
    last = next(iter(fact.counted), "")
    pieces = sum(fact.counted.values())
    return replace(state, packing=packing, last_key=last, last_sku=fact.sku, last_counted=pieces)


def _taken_out(state: BenchState, fact: e.ItemTakenOut) -> BenchState:
    packing = _packing(state)
    serial = f"{fact.sku}:{fact.serial}" if fact.serial else None
    packing = replace(packing, check=packing.check.uncount(fact.counted, serial), take_out=False)
    left = dict(fact.counted)
    for parcel in reversed(packing.parcels):  # the box filled last is the one that is open
        taken = {key: min(n, left.get(key, 0)) for key, n in parcel.counts.items()}
        left = {key: n - taken.get(key, 0) for key, n in left.items()}
        kept = {key: n - taken[key] for key, n in parcel.counts.items() if n > taken[key]}
        packing = _with_parcel(packing, replace(parcel, counts=kept))
    packing = _without_empty_boxes(packing)
    return replace(state, packing=packing, last_key=next(iter(fact.counted), ""), last_sku="")


def _without_empty_boxes(packing: Packing) -> Packing:
    """A box that was emptied goes away: nobody weighs an empty box.

    The box being filled stays. One that has a waybill is filled next: no number gets lost.
    """
    filling = packing.parcels[packing.filling]
    empty = [p for p in packing.parcels if not p.packed and not p.counts]
    filling = next((p for p in empty if p.waybill), filling)
    parcels = tuple(p for p in packing.parcels if p is filling or p not in empty or p.waybill)
    return replace(packing, parcels=parcels, filling=parcels.index(filling))


def _stopped(state: BenchState, fact: e.Stopped) -> BenchState:
    packing = state.packing
    if packing and fact.stop.verdict in MISMATCHES and not packing.take_out:
        packing = replace(packing, extras=(*packing.extras, fact.stop.code))
    alarmed = state.alarmed
    if fact.stop.verdict is Verdict.DOUBLE_PACK:
        alarmed = (*alarmed[-_ALARMS_KEPT:], fact.stop.code)
    return replace(
        state,
        packing=packing,
        stop=fact.stop,
        stop_returns=fact.returns_order,
        lead_called=False,
        alarmed=alarmed,
    )


def _cleared(state: BenchState, _fact: e.StopCleared) -> BenchState:
    return replace(state, stop=None, stop_returns=False, lead_called=False, last_sku="")


def _box_closed(state: BenchState, fact: e.BoxClosed) -> BenchState:
    packing = _packing(state)
    parcels = (*packing.parcels, Parcel(fact.next_parcel_id))
    return replace(state, packing=replace(packing, parcels=parcels, filling=len(packing.parcels)))


def _armed(state: BenchState, fact: e.TakeOutArmed | e.TakeOutDropped) -> BenchState:
    armed = isinstance(fact, e.TakeOutArmed)
    return replace(state, packing=replace(_packing(state), take_out=armed))


def _parcel_change(change: Callable[[Parcel, Any], Parcel]) -> Callable[..., BenchState]:
    """A fact about one parcel; a fact about a parcel no longer here changes nothing."""

    def apply(state: BenchState, fact: Any) -> BenchState:
        parcel = state.packing.parcel(fact.parcel_id) if state.packing else None
        if parcel is None:
            return state
        return replace(state, packing=_with_parcel(_packing(state), change(parcel, fact)))

    return apply


def _label(label: LabelState) -> Callable[..., BenchState]:
    """An answer about a label; an answer about an older copy changes nothing."""

    def change(parcel: Parcel, fact: Any) -> Parcel:
        if fact.job_id != parcel.job_id:
            return parcel
        return replace(parcel, label=label, problem=getattr(fact, "problem", ""))

    return _parcel_change(change)


def _requested(parcel: Parcel, fact: e.LabelRequested) -> Parcel:
    return replace(
        parcel, label=LabelState.REQUESTED, job_id=fact.job_id, copy=fact.copy, problem=""
    )


def _leave(how: str) -> Callable[..., BenchState]:
    def apply(state: BenchState, fact: Any) -> BenchState:
        number = state.packing.order.number if state.packing else ""
        note = getattr(fact, "ticket", "") or getattr(fact, "slot", "")
        return replace(
            state, packing=None, left=how, left_number=number, left_note=note, last_key=""
        )

    return apply


def _reprint_answered(state: BenchState, fact: ReprintAnswered) -> BenchState:
    """Without an order the bench says of it what the first print says: it waits, or it is here."""
    left = state.left
    if left in {"reprinted", "label_waits"}:
        left = "label_waits" if fact.problem else "reprinted"
    return replace(state, again=again_after(state.again, fact), left=left)


def _handed(state: BenchState, fact: HandFact) -> BenchState:
    hand, aside = hands_after(state.hand, state.hands_aside, fact)
    return replace(state, hand=hand, hands_aside=aside)


def _packing(state: BenchState) -> Packing:
    if state.packing is None:
        raise ValueError("a fact about an order, but no order is open: the journal has a gap")
    return state.packing


def _with_parcel(packing: Packing, parcel: Parcel) -> Packing:
    parcels = tuple(parcel if p.id == parcel.id else p for p in packing.parcels)
    return replace(packing, parcels=parcels)


_APPLY: dict[type, Callable[..., BenchState]] = {
    **dict.fromkeys(get_args(HandFact), _handed),
    e.SignedIn: lambda s, f: replace(s, operator=f.operator, pins=s.pins.known(f.operator)),
    e.SignedOut: lambda s, _f: replace(s, operator=None),
    PinRefused: lambda s, f: replace(s, pins=s.pins.with_fact(f)),
    LockedOut: lambda s, f: replace(s, pins=s.pins.with_fact(f)),
    e.ForcePassed: lambda s, f: replace(s, pins=s.pins.known(f.supervisor, f.second)),
    e.ModeChosen: lambda s, f: replace(s, mode=f.mode),
    ScaleLearned: lambda s, _f: s,
    DeviceDay: lambda s, _f: s,
    ScaleCheckBegun: lambda s, f: replace(s, scale=s.scale.begun(f.known_g)),
    ScaleCheckLeft: lambda s, _f: replace(s, scale=s.scale.left()),
    ScaleChecked: lambda s, f: replace(s, scale=s.scale.checked(f)),
    e.OrderOpened: _opened,
    e.ItemChecked: _checked,
    e.ItemTakenOut: _taken_out,
    e.TakeOutArmed: _armed,
    e.TakeOutDropped: _armed,
    e.Stopped: _stopped,
    e.StopCleared: _cleared,
    e.LeadCalled: lambda s, _f: replace(s, lead_called=True),
    e.BoxChosen: _parcel_change(lambda p, f: replace(p, box=f.box)),
    e.BoxClosed: _box_closed,
    e.ParcelWeighed: _parcel_change(lambda p, f: replace(p, weighing=f.weighing, rejected=None)),
    e.WeightRejected: _parcel_change(lambda p, f: replace(p, rejected=f.weighing)),
    e.WeighAgain: _parcel_change(lambda p, _f: replace(p, weighing=None, priced=None)),
    e.ParcelPriced: _parcel_change(lambda p, f: replace(p, priced=f)),
    e.WaybillAssigned: _parcel_change(
        lambda p, f: replace(p, waybill=f.number, sorting_code=f.sorting_code)
    ),
    e.LabelRequested: _parcel_change(_requested),
    e.LabelPrinted: _label(LabelState.PRINTED),
    LabelReprinted: lambda s, f: replace(
        s, left="reprinted", left_number=f.order_number, again=again_after(s.again, f)
    ),
    ReprintAnswered: _reprint_answered,
    e.LabelFailed: _label(LabelState.WAITS),
    e.LabelDoubted: _label(LabelState.DOUBT),
    e.LabelProven: _parcel_change(lambda p, _f: replace(p, proven=True, label=LabelState.PRINTED)),
    e.ParcelPacked: _parcel_change(lambda p, _f: replace(p, packed=True)),
    e.OrderPacked: _leave("packed"),
    e.OrderParked: _leave("parked"),
    e.OrderReturned: _leave("returned"),
    e.OrderClosed: _leave("closed"),
    e.CheckCancelled: _leave("cancelled"),
}
