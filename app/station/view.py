"""From the bench's state to the snapshot that the screen renders."""

from dataclasses import replace

from app.domain.order import Order
from app.domain.packing import BenchState, LabelState, Packing, Parcel, Step
from app.domain.pick_check import CheckLine, PickCheck
from app.domain.policy import BenchPolicy
from app.domain.readings import DeviceKind, DeviceState, WeightFault
from app.domain.values import Moment
from app.domain.verdict import Verdict
from app.domain.weighing import GateState, GateView
from app.domain.weight_doubt import ExpectedWeight
from app.station import handover, scale_check, stops
from app.station.controls import offers
from app.station.scale_view import blind_view, scale_details
from app.station.snapshot import (
    BenchSnapshot,
    Face,
    ItemView,
    LabelStep,
    LineView,
    OperatorView,
    OrderView,
    PanState,
    Pill,
    ShippingView,
    StopView,
    WeightView,
)
from app.station.surroundings import Surroundings
from app.station.turn import awaited
from app.station.weigh_step import expected_weight

_PAN = {
    GateState.EMPTY: PanState.EMPTY,
    GateState.LOADING: PanState.MOVING,
    GateState.SETTLED: PanState.STABLE,
    GateState.WAIT_ZERO: PanState.WAIT_ZERO,
    GateState.BLANK: PanState.BLANK,
    GateState.FAULT: PanState.FAULT,
}
_LEFT: dict[str, Face] = {f.value: f for f in (Face.PARKED, Face.RETURNED, Face.REPRINTED)}
_LEFT |= {"packed": Face.DONE, "label_waits": Face.LABEL_WAITS}
_LABEL = {
    LabelState.NONE: LabelStep.WEIGH,
    LabelState.REQUESTED: LabelStep.PRINTING,
    LabelState.WAITS: LabelStep.WAITS,
    LabelState.DOUBT: LabelStep.DOUBT,
    LabelState.PRINTED: LabelStep.STICK,
}


def snapshot(
    moment: Moment,
    state: BenchState,
    gate: GateView,
    around: Surroundings,
    policy: BenchPolicy,
) -> BenchSnapshot:
    """The whole bench at one instant."""
    step = awaited(state, policy)
    packing = state.packing
    return BenchSnapshot(
        number=around.number,
        at=moment.utc,
        mono_ms=moment.mono_ms,
        bench=around.bench,
        face=_face(state, step, gate),
        pills=_pills(around),
        center=around.center,
        weight=_weight(packing, gate, policy),
        operator=OperatorView(state.operator.name, state.operator.role) if state.operator else None,
        parcels_this_hour=around.hour,
        expected_per_hour=policy.expected_per_hour,
        order=_order(packing, around, policy) if packing else None,
        lines=_lines(packing) if packing else (),
        last_key=state.last_key,
        scanned=packing.check.scanned if packing else 0,
        needed=packing.check.needed if packing else 0,
        item=_item(state, packing) if packing else None,
        stop=_stop(state, around),
        asks=around.asks,
        shipping=_shipping(packing, policy) if packing else None,
        offers=offers(state, step, checks=policy.check_weight_g > 0),
        previous=around.previous,
        hand=around.hand if handover.is_on(state) else None,
        cue=around.cue,
        details=_details(state, around) | scale_details(state, policy, moment),
    )


def _face(state: BenchState, step: Step, gate: GateView) -> Face:
    packing = state.packing
    if state.operator is None:
        return Face.LOCKED if packing else Face.SIGN_IN
    if state.stop:
        return Face.STOP
    if state.scale.checking_g:
        return scale_check.face(gate)
    if handover.is_on(state):
        return handover.face(state.hand)
    if packing is None:
        return _LEFT.get(state.left, Face.WAIT_ORDER)
    match step:
        case Step.ITEM:
            if packing.take_out:
                return Face.TAKE_OUT
            return Face.ACCEPTED if state.last_sku else Face.WAIT_ITEM
        case Step.BOX:
            return Face.WAIT_BOX
        case Step.WEIGHT:
            return _weight_face(gate, packing)
        case _:
            return _label_face(packing.current)


def _weight_face(gate: GateView, packing: Packing) -> Face:
    match gate.state:
        case GateState.WAIT_ZERO:
            return Face.CLEAR_SCALE
        case GateState.LOADING | GateState.SETTLED:
            return Face.SETTLING
        case _:
            return Face.COMPLETE if len(packing.parcels) == 1 else Face.PUT_ON_SCALE


def _label_face(parcel: Parcel) -> Face:
    faces = {
        LabelState.WAITS: Face.LABEL_WAITS,
        LabelState.DOUBT: Face.LABEL_DOUBT,
        LabelState.PRINTED: Face.STICK_LABEL,
    }
    return faces.get(parcel.label, Face.PRINTING)


def _pills(around: Surroundings) -> tuple[Pill, ...]:
    pills = [
        Pill(kind, around.devices.get(kind, DeviceState.OFF))
        for kind in (DeviceKind.SCANNER, DeviceKind.SCALE, DeviceKind.PRINTER)
    ]
    link = DeviceState.READY if around.center.reachable else DeviceState.DEGRADED
    return (*pills, Pill(DeviceKind.CENTER, link, around.center.waiting))


def _weight(packing: Packing | None, gate: GateView, policy: BenchPolicy) -> WeightView:
    fault = _fault(gate)
    if packing is None:
        return WeightView(_PAN[gate.state], gate.grams, fault)
    parcel = packing.current
    band = _band(packing, parcel, policy)
    taken = parcel.weighing
    tare = parcel.box.tare_g if parcel.box else 0
    return WeightView(
        pan=PanState.TAKEN if taken else _PAN[gate.state],
        grams=taken.grams if taken else gate.grams,
        fault=None if taken else fault,
        expected_g=band.expected_g if band and band.known else None,
        tolerance_g=band.tolerance_g if band and band.known else None,
        items_g=band.expected_g - tare - policy.filler_g if band and band.known else None,
        box=parcel.box,
        manual=taken.manual if taken else False,
        blind=None if taken else blind_view(packing, parcel, band),
    )


def _band(packing: Packing, parcel: Parcel, policy: BenchPolicy) -> ExpectedWeight | None:
    """What the parcel will weigh: of an order in one parcel that is known before the check ends."""
    if packing.check.complete:
        return expected_weight(packing, parcel, policy)
    if len(packing.parcels) > 1:
        return None
    whole = replace(parcel, counts={line.key: line.needed for line in packing.check.lines})
    return expected_weight(packing, whole, policy)


def _fault(gate: GateView) -> WeightFault | None:
    if gate.state is not GateState.FAULT or gate.block is None:
        return None
    known = {fault.value: fault for fault in WeightFault}
    return known.get(gate.block.value, WeightFault.FAULT)


def _order(packing: Packing, around: Surroundings, policy: BenchPolicy) -> OrderView:
    order: Order = packing.order
    to = order.recipient
    return OrderView(
        number=order.number,
        channel=order.channel,
        shop=order.shop,
        courier=_courier(order, policy),
        tote=order.tote,
        cut_off=order.cut_off,
        buyer_note=order.buyer_note,
        seller_note=order.seller_note,
        line_count=len(order.lines),
        pieces=packing.check.needed,
        parcel_no=packing.number,
        parcel_of=len(packing.parcels),
        region=" ".join(part for part in (to.province, to.city) if part),
        status_age_s=around.center.age_s,
    )


def _lines(packing: Packing) -> tuple[LineView, ...]:
    check = packing.check
    parts: dict[str, list[LineView]] = {}
    for line in check.lines:
        parts.setdefault(line.key.split(".")[0], []).append(_line(line, check))
    views = []
    for bought in packing.order.lines:
        inner = tuple(parts.get(str(bought.line_no), ()))
        kit = bool(bought.parts)
        per_kit = [part.quantity for part in bought.parts]
        sets = (view.scanned // n for view, n in zip(inner, per_kit, strict=False))
        done = min(sets) if kit else inner[0].scanned
        item = bought.item
        views.append(
            LineView(
                key=str(bought.line_no),
                sku=item.sku,
                name=item.name,
                spec=item.spec,
                location=item.location,
                code=item.barcodes[0].code.lstrip("0") if item.barcodes else item.sku,
                picture=item.picture,
                needed=bought.quantity,
                scanned=done,
                gift=bought.gift,
                kit=kit,
                parts=inner if kit else (),
            )
        )
    return tuple(views)


def _line(line: CheckLine, check: PickCheck) -> LineView:
    item = line.item
    return LineView(
        key=line.key,
        sku=item.sku,
        name=item.name,
        spec=item.spec,
        location=item.location,
        code=item.barcodes[0].code.lstrip("0") if item.barcodes else item.sku,
        picture=item.picture,
        needed=line.needed,
        scanned=check.counts.get(line.key, 0),
    )


def _item(state: BenchState, packing: Packing) -> ItemView | None:
    """The item of the last accepted scan."""
    for line in packing.check.lines:
        if line.item.sku == state.last_sku or (state.last_sku and line.kit_sku == state.last_sku):
            item = line.item
            remaining = packing.check.remaining(item.sku)
            return ItemView(
                item.sku, item.name, item.spec, item.picture, remaining, state.last_counted
            )
    return None


def _stop(state: BenchState, around: Surroundings) -> StopView | None:
    if state.stop is None:
        return None
    clears = () if state.stop.verdict is Verdict.BADGE_UNKNOWN else stops.clears(state.stop)
    since, called, returns = around.stop_since_ms, state.lead_called, state.stop_returns
    return StopView(state.stop, since, clears, called, returns, around.asks, around.refused)


def _courier(order: Order, policy: BenchPolicy) -> str:
    return " ".join(part for part in (policy.courier_name(order.courier), order.service) if part)


def _shipping(packing: Packing, policy: BenchPolicy) -> ShippingView:
    parcel = packing.current
    priced = parcel.priced
    return ShippingView(
        courier=_courier(packing.order, policy),
        zone=priced.zone if priced else "",
        charge=priced.total if priced else None,
        charge_trace=tuple(line["code"] for line in priced.trace) if priced else (),
        waybill=parcel.waybill,
        step=LabelStep.PROVEN if parcel.proven else _LABEL[parcel.label],
        copy=max(parcel.copy, 1),
    )


def _details(state: BenchState, around: Surroundings) -> dict[str, str]:
    packing = state.packing
    problem = packing.current.problem if packing else state.again.problem if state.again else ""
    facts = {
        "mode": state.mode,
        "number": state.left_number,
        "note": state.left_note,
        "notice": around.notice or around.center.problem,
        "problem": problem,
    }
    return {name: value for name, value in (facts | handover.details(state)).items() if value}
