"""From the snapshot to the models of the quieter widgets. Pure: no Qt, no clock."""

from datetime import timedelta

from app.domain.readings import DeviceKind, DeviceState
from app.i18n import Words
from app.i18n import mark as _
from app.station.snapshot import (
    BenchSnapshot,
    CenterView,
    LabelStep,
    OrderView,
    PanState,
    Pill,
    ShippingView,
    WeightView,
)
from app.ui import figures
from app.ui.device_words import FAULTS, KINDS, LABEL_STEPS, PANS, PILLS
from app.ui.models import (
    BarModel,
    FactModel,
    GaugeModel,
    NoteModel,
    OrderModel,
    ParcelModel,
    PillModel,
    ShippingModel,
    StepModel,
    StripModel,
    WeightModel,
)
from app.ui.widgets.code128 import modules

_STALE_S = 900
_WEIGHED = frozenset({PanState.STABLE, PanState.TAKEN})


def age(words: Words, seconds: int) -> str:
    """How old something is: just now, 2 min ago, 3 h ago."""
    if seconds < 60:
        return words.say("just now")
    if seconds < 3600:
        return words.many("{n} min ago", "{n} min ago", seconds // 60)
    return words.many("{n} h ago", "{n} h ago", seconds // 3600)


def bar_model(words: Words, snap: BenchSnapshot, elapsed_ms: int = 0) -> BarModel:
    """The bar at the top; ``elapsed_ms`` since the snapshot moves its clock."""
    name = snap.operator.name if snap.operator else ""
    done, of = snap.parcels_this_hour, snap.expected_per_hour
    return BarModel(
        bench=snap.bench,
        person=name,
        initial=name[:1].upper(),
        pace_title=words.say("This hour") if name else "",
        pace=str(done),
        pace_of=words.many("/ {n} parcel", "/ {n} parcels", of) if of else "",
        pace_share=min(done / of, 1.0) if of else 0.0,
        clock=figures.clock(snap.at + timedelta(milliseconds=elapsed_ms)),
    )


def pill_models(words: Words, snap: BenchSnapshot, elapsed_ms: int = 0) -> tuple[PillModel, ...]:
    """The devices' pills in their fixed order, the center last."""
    devices = [_pill(words, pill) for pill in snap.pills if pill.kind is not DeviceKind.CENTER]
    return (*devices, center_pill(words, snap.center, elapsed_ms))


def _pill(words: Words, pill: Pill) -> PillModel:
    name, icon = KINDS[pill.kind]
    state, tone = PILLS[pill.state]
    said = words.say(name)
    word = said if not state else f"{said} • {words.say(state)}"
    if pill.kind is DeviceKind.PRINTER and pill.state is DeviceState.DEGRADED and pill.count:
        word = words.many("Labels low • {n} left", "Labels low • {n} left", pill.count)
    spoken = word if state else words.say("{device} ready", device=said)
    return PillModel(pill.kind.value, icon, word, tone, spoken)


def center_pill(words: Words, center: CenterView, elapsed_ms: int = 0) -> PillModel:
    """The order center: how old our data is, what still waits here."""
    if center.problem == "second_instance":
        text = words.say("Two computers are this bench")
        return PillModel("center", "warning-triangle", text, "warn", text)
    if center.refused:
        text = words.many("{n} record set aside", "{n} records set aside", center.refused)
        return PillModel("center", "warning-triangle", text, "warn", text)
    if not center.reachable:
        text = words.say("Offline")
        if center.waiting:
            text = words.many("Offline • {n} to send", "Offline • {n} to send", center.waiting)
        return PillModel("center", "cloud-off", text, "warn", text)
    text = words.say("Center")
    stale = False
    if center.age_s is not None:
        seconds = center.age_s + elapsed_ms // 1000
        stale = seconds >= _STALE_S
        text = words.say("Center • {age}", age=age(words, seconds))
    return PillModel("center", "cloud", text, "warn" if stale else "quiet", text)


def order_model(words: Words, order: OrderView) -> OrderModel:
    """The order card."""
    cut = max(order.number.rfind("-"), order.number.rfind("_"), len(order.number) - 7) + 1
    facts = [FactModel("shop", order.shop), FactModel("truck", order.courier)]
    if order.cut_off is not None:
        at = figures.clock(order.cut_off)
        facts.append(FactModel("clock", words.say("Cut-off {at}", at=at)))
    lines = words.many("{n} line", "{n} lines", order.line_count)
    pieces = words.many("{n} item", "{n} items", order.pieces)
    facts.append(FactModel("list", f"{lines} • {pieces}"))
    if order.region:
        facts.append(FactModel("pin", order.region))
    if order.status_age_s is not None and order.status_age_s >= _STALE_S:
        checked = words.say("Status from {age}", age=age(words, order.status_age_s))
        facts.append(FactModel("warning-triangle", checked, "warn"))
    notes = []
    if order.buyer_note:
        notes.append(NoteModel(words.say("Buyer"), order.buyer_note))
    if order.seller_note:
        notes.append(NoteModel(words.say("Shop says"), order.seller_note))
    return OrderModel(
        head=order.number[:cut],
        tail=order.number[cut:],
        tote=words.say("Tote {tote}", tote=order.tote) if order.tote else "",
        parcel=(
            words.say("Parcel"),
            str(order.parcel_no),
            words.say("of {n}", n=order.parcel_of),
        ),
        facts=tuple(fact for fact in facts if fact.text),
        notes=tuple(notes),
    )


def weight_model(words: Words, snap: BenchSnapshot) -> WeightModel:
    """The weight panel: digits, what the pan says, the band about the expected weight."""
    view = snap.weight
    word, tone, icon = PANS[view.pan]
    if view.fault is not None and view.pan is PanState.FAULT:
        word = FAULTS[view.fault]
    gauge = _gauge(view)
    outside = gauge is not None and gauge.tone == "warn"
    known = view.grams is not None and view.pan not in (PanState.BLANK, PanState.FAULT)
    quiet = view.pan not in _WEIGHED
    unfinished = view.expected_g is None and snap.scanned < snap.needed
    return WeightModel(
        title=words.say("Weight"),
        digits=figures.kilograms(view.grams) if known and view.grams is not None else "– – –",
        unit="kg" if known else "",
        digits_tone="warn" if outside else "muted" if quiet else "ink",
        pill=words.say(word),
        pill_tone=tone,
        pill_icon=icon,
        expected_title=words.say("Expected") if snap.order else "",
        expected=words.say("when complete") if unfinished else _expected(words, view),
        hint=_weight_hint(words, view),
        gauge=gauge,
    )


def _expected(words: Words, view: WeightView) -> str:
    if view.expected_g is None:
        return words.say("not known")
    if view.tolerance_g is None:
        return figures.weight(view.expected_g)
    return figures.band(view.expected_g, view.tolerance_g)


def _weight_hint(words: Words, view: WeightView) -> str:
    box = ""
    if view.box is not None:
        weight = figures.weight(view.box.tare_g)
        box = words.say("with box {box} {weight}", box=view.box.name, weight=weight)
    if view.manual:
        return words.say("typed by a supervisor")
    if view.pan in _WEIGHED and view.grams is not None and view.expected_g is not None:
        off = view.grams - view.expected_g
        if off == 0:
            return words.say("exactly as expected")
        text = _("{weight} under") if off < 0 else _("{weight} over")
        return words.say(text, weight=figures.weight(abs(off)))
    return box


def _gauge(view: WeightView) -> GaugeModel | None:
    if view.expected_g is None or not view.tolerance_g:
        return None
    low, high = view.expected_g - view.tolerance_g, view.expected_g + view.tolerance_g
    tone = "quiet"
    if view.grams is not None and view.pan in _WEIGHED:
        tone = "ok" if low <= view.grams <= high else "warn"
    digits = 2 if view.tolerance_g >= 10 and view.expected_g >= 1000 else 3
    return GaugeModel(
        low,
        view.expected_g,
        high,
        view.grams,
        figures.kilograms(low, digits),
        figures.kilograms(high, digits),
        tone,
    )


def shipping_model(words: Words, view: ShippingView | None) -> ShippingModel:
    """Courier, price, waybill, and where the label is on its way."""
    step = view.step if view else LabelStep.WEIGH
    word, place, state = LABEL_STEPS[step]
    plain = (_("Weigh and print"), _("Stick and scan"), _("Proven"))
    steps = []
    for number, text in enumerate(plain):
        said = words.say(word if number == place else text)
        if number < place:
            said = words.say("Printed") if number == 0 else said
            steps.append(StepModel(said, "done"))
        else:
            now = number == place and view is not None
            steps.append(StepModel(said, state if now else "later"))
    waybill = figures.grouped(view.waybill) if view and view.waybill else ""
    if view and waybill and view.copy > 1:
        waybill = words.say("{number} • copy {n}", number=waybill, n=view.copy)
    return ShippingModel(
        courier=view.courier if view else "",
        zone=_zone(words, view.zone) if view else "",
        charge=figures.money(view.charge) if view and view.charge else "",
        waybill_title=words.say("Waybill"),
        waybill=waybill or (words.say("comes with the weight") if view else "–"),
        steps=tuple(steps),
    )


def _zone(words: Words, zone: str) -> str:
    """A rate card's zone as people say it: many cards only number them."""
    return words.say("Zone {zone}", zone=zone) if zone.isdigit() else zone


def parcel_model(words: Words, snap: BenchSnapshot) -> ParcelModel:
    """The card of a complete order: box, weights, and the label as it should look."""
    weight, shipping, order = snap.weight, snap.shipping, snap.order
    size = ""
    if weight.box and weight.box.length_mm:
        box = weight.box
        size = f" • {box.length_mm} × {box.width_mm} × {box.height_mm} mm"
    rows = []
    if weight.items_g is not None:
        rows.append((words.say("Items"), figures.weight(weight.items_g)))
    if weight.box:
        rows.append((words.say("Box and filler"), figures.weight(weight.box.tare_g)))
    rows.append((words.say("Expected"), _expected(words, weight)))
    if weight.pan in _WEIGHED and weight.grams is not None and weight.expected_g is not None:
        off = figures.difference(weight.grams - weight.expected_g)
        rows.append((words.say("Difference"), off))
    waybill = shipping.waybill if shipping else ""
    return ParcelModel(
        title=words.say("This parcel"),
        box=words.say("Box {box}", box=weight.box.name) + size
        if weight.box
        else words.say("No box chosen"),
        rows=tuple(rows),
        courier=shipping.courier if shipping else "",
        sorting=shipping.sorting_code if shipping else "",
        part=f"{order.parcel_no}/{order.parcel_of}" if order else "",
        waybill=figures.grouped(waybill),
        bars=modules(waybill) if waybill.isascii() and waybill.isprintable() and waybill else "",
        waiting=words.say("The label prints by itself when the weight is taken"),
    )


def strip_model(words: Words, snap: BenchSnapshot) -> StripModel:
    """The words at both ends of the control strip."""
    if snap.stop is not None:
        return StripModel(words.say("Scan now"), words.say("No other scan is taken"), stop=True)
    note = ""
    if snap.previous is not None:
        tail = snap.previous.number[-4:]
        text = (
            _("Previous {number} • {at} • at the center")
            if snap.previous.synced
            else _("Previous {number} • {at} • stored here")
        )
        note = words.say(text, number=tail, at=figures.clock(snap.previous.at))
    return StripModel(words.say("Control card"), note, stop=False)
