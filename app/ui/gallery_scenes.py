"""The scenes of the picture gallery: every face of the bench and many stops."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.domain.control_code import Control
from app.domain.readings import DeviceState, WeightFault
from app.domain.verdict import Stop, Verdict
from app.station.asked import Ask
from app.station.snapshot import (
    BenchSnapshot,
    BlindView,
    CenterView,
    Face,
    ItemView,
    LabelStep,
    PanState,
    StopView,
    WeightView,
)
from app.ui import gallery_data as data
from app.ui.gallery_hand import HAND_FACES, HAND_STOP, asked_again, hand_over, two_lists

_OFFERS: Final = (
    Control.TAKE_OUT, Control.SHORT, Control.NEXT_BOX, Control.REPRINT, Control.PARK,
    Control.CALL_LEAD,
)  # fmt: skip
_SHIP_OFFERS: Final = (
    Control.REWEIGH, Control.REPRINT, Control.NEXT_BOX, Control.PARK, Control.CALL_LEAD,
)  # fmt: skip
_STOP_OFFERS: Final = (
    Control.ACKNOWLEDGE, Control.TAKE_OUT, Control.RETURN, Control.PARK, Control.CALL_LEAD,
)  # fmt: skip
_IDLE_OFFERS: Final = (Control.MODE_WEIGH, Control.MODE_SINGLE, Control.TEST_SCAN, Control.SIGN_OUT)
_CHECK_OFFERS: Final = (
    Control.CHECK_SCALE, Control.CANCEL, Control.CALL_LEAD, Control.SIGN_OUT, Control.ZERO,
)  # fmt: skip
_ALL: Final = {"mug": 2, "dripper": 1, "filter": 1, "notebook": 1, "candle": 1, "shirt": 1}
_OPEN: Final = {"mug": 1, "dripper": 1, "shirt": 1}
_CHECKS: Final = frozenset({Face.CHECK_EMPTY, Face.CHECK_PUT})
_LEFT: Final = {Face.DONE, Face.PARKED, Face.RETURNED, Face.REPRINTED}
_NO_ORDER: Final = _CHECKS | _LEFT | {Face.WAIT_ORDER}
_LABEL: Final = {
    Face.PRINTING: LabelStep.PRINTING,
    Face.LABEL_WAITS: LabelStep.WAITS,
    Face.LABEL_DOUBT: LabelStep.DOUBT,
    Face.STICK_LABEL: LabelStep.STICK,
}
_PAN: Final = {Face.SETTLING: PanState.MOVING, Face.CLEAR_SCALE: PanState.WAIT_ZERO}


def base(language: str, face: Face) -> BenchSnapshot:
    """A sound snapshot of any face; a stop needs its ``stop`` in addition."""
    if face in (Face.SIGN_IN, Face.LOCKED):
        return _at_the_door(language, face)
    if face in _NO_ORDER:
        return _between(language, face)
    if face in (Face.WAIT_ITEM, Face.ACCEPTED, Face.TAKE_OUT, Face.STOP):
        return _checking(language, face)
    return _weighing(language, face)


def _snapshot(language: str, face: Face) -> BenchSnapshot:
    return BenchSnapshot(
        number=1,
        at=data.AT,
        mono_ms=data.MONO_MS,
        bench=data.WORDS[language]["bench"],
        face=face,
        pills=data.pills(),
        center=data.CENTER,
        weight=WeightView(PanState.EMPTY, 0),
        operator=data.operator(language),
        parcels_this_hour=46,
        expected_per_hour=52,
        offers=_OFFERS,
        previous=data.PREVIOUS,
    )


def _at_the_door(language: str, face: Face) -> BenchSnapshot:
    snap = replace(_snapshot(language, face), operator=None, offers=())
    if face is Face.LOCKED:
        return replace(snap, order=data.order(language), scanned=3, needed=7)
    return snap


def _between(language: str, face: Face) -> BenchSnapshot:
    details = {"number": "SO-20261124-0187"}
    if face is Face.RETURNED:
        details |= {"ticket": "RP-0031", "slot": "12"}
    if face is Face.PARKED:
        details["slot"] = "07"
    if face in _CHECKS:
        grams = 412 if face is Face.CHECK_EMPTY else 0
        pan = PanState.WAIT_ZERO if grams else PanState.EMPTY
        snap = replace(_snapshot(language, face), weight=WeightView(pan, grams))
        return replace(snap, offers=_CHECK_OFFERS, details={"known_g": "1000"})
    return replace(_snapshot(language, face), offers=_IDLE_OFFERS, details=details)


def _scale_due(language: str) -> BenchSnapshot:
    snap = base(language, Face.WAIT_ORDER)
    offers = (Control.MODE_CHECK, Control.MODE_WEIGH, Control.MODE_SINGLE, *_CHECK_OFFERS[::2])
    return replace(snap, offers=offers, details={"scale": "due", "known_g": "1000"})


def _scale_drift(language: str) -> BenchSnapshot:
    details = {"reason": "drift", "shown_g": "1007", "known_g": "1000", "tolerance_g": "2"}
    snap = stop(language, Stop(Verdict.SCALE_CHECK, details=details))
    clears = (Control.CHECK_SCALE, Control.ACKNOWLEDGE)
    view = replace(snap.stop, clears=clears) if snap.stop else None
    return replace(snap, stop=view, offers=(*clears, Control.PARK, Control.CALL_LEAD))


def _blind(language: str) -> BenchSnapshot:
    snap = base(language, Face.PUT_ON_SCALE)
    w = data.WORDS[language]
    spot = BlindView("alike", w["notebook"], w["candle"])
    return replace(snap, weight=replace(snap.weight, blind=spot))


def _checking(language: str, face: Face) -> BenchSnapshot:
    w = data.WORDS[language]
    scanned = {} if face is Face.WAIT_ITEM else _OPEN
    return replace(
        _snapshot(language, face),
        order=data.order(language),
        lines=data.lines(language, scanned),
        last_key="" if face is Face.WAIT_ITEM else "1",
        scanned=sum(scanned.values()),
        needed=7,
        item=ItemView("MUG-BL", w["mug"], w["mug_spec"], "mug", 1),
        shipping=data.shipping(language),
    )


def _weighing(language: str, face: Face) -> BenchSnapshot:
    grams = {Face.SETTLING: 1210, Face.CLEAR_SCALE: 2310}.get(face, 0)
    weight = WeightView(_PAN.get(face, PanState.EMPTY), grams, None, 1640, 70, 1460, data.BOX)
    shipping = data.shipping(language)
    if face in _LABEL:
        weight = replace(weight, pan=PanState.TAKEN, grams=1634)
        shipping = replace(
            shipping, waybill="WB143288765521", step=_LABEL[face], sorting_code="571 – B3 – 08"
        )
    return replace(
        _snapshot(language, face),
        parcels_this_hour=47,
        order=data.order(language),
        lines=data.lines(language, _ALL),
        scanned=7,
        needed=7,
        weight=weight,
        shipping=shipping,
        offers=_SHIP_OFFERS,
    )


def stop(language: str, what: Stop, *, returns: bool = False, lead: bool = True) -> BenchSnapshot:
    """The bench at a stop that stands for eight seconds."""
    clears: tuple[Control, ...] = (Control.ACKNOWLEDGE, Control.TAKE_OUT)
    if what.verdict is Verdict.WEIGHT_OUT:
        clears = (Control.REWEIGH, Control.SHORT, Control.RETURN)
    view = StopView(what, data.MONO_MS - 8_000, clears, lead, returns)
    snap = replace(
        base(language, Face.STOP),
        stop=view,
        offers=tuple(dict.fromkeys((*clears, *_STOP_OFFERS[2:]))),
    )
    return replace(snap, center=data.OFFLINE)


def wrong_size(language: str) -> BenchSnapshot:
    """The picture's stop: the right shirt in the wrong size."""
    what = Stop(
        Verdict.WRONG_ITEM, "6971402330038", data.shirt(language, "l"), data.shirt(language, "m")
    )
    snap = stop(language, what)
    scanned = {"mug": 1, "dripper": 1}
    return replace(snap, lines=data.lines(language, scanned), scanned=2)


def _many(language: str, count: int, face: Face = Face.ACCEPTED) -> BenchSnapshot:
    lines = data.many_lines(language, count, 2)
    needed = sum(line.needed for line in lines)
    return replace(
        base(language, face),
        order=data.order(language, line_count=count, pieces=needed),
        lines=lines,
        last_key="8" if count >= 8 else "1",
        scanned=sum(line.scanned for line in lines),
        needed=needed,
    )


def _all_done(language: str) -> BenchSnapshot:
    lines = data.many_lines(language, 12, 12)
    return replace(base(language, Face.STICK_LABEL), lines=lines, scanned=24, needed=24)


def _broken(language: str) -> BenchSnapshot:
    """A bench whose devices all have something to say."""
    return replace(
        base(language, Face.COMPLETE),
        pills=data.pills(
            scanner=DeviceState.SILENT, scale=DeviceState.LOST, printer=DeviceState.OUT_OF_PAPER
        ),
        center=CenterView(reachable=True, age_s=60, waiting=0, refused=2),
        weight=WeightView(PanState.FAULT, None, WeightFault.UNDER, 1640, 70, 1460, data.BOX),
    )


def _weight_out(language: str, kind: str) -> BenchSnapshot:
    details = {"shown_g": "1458", "expected_g": "1640", "tolerance_g": "70", "explain_kind": kind,
               "explain_item": data.WORDS[language]["notebook"],
               "explain_item2": data.WORDS[language]["candle"]}  # fmt: skip
    return stop(language, Stop(Verdict.WEIGHT_OUT, details=details))


def _stop_of(verdict: Verdict, **details: str) -> Callable[[str], BenchSnapshot]:
    return lambda language: stop(language, Stop(verdict, "6971402999999", details=details))


def _other_item(language: str) -> BenchSnapshot:
    found, wanted = data.item(language, "candle"), data.item(language, "mug")
    return stop(language, Stop(Verdict.WRONG_ITEM, "X", found, wanted), returns=True)


def _over(language: str) -> BenchSnapshot:
    what = Stop(
        Verdict.OVER, "X", data.item(language, "mug"), details={"needed": "2", "counted": "2"}
    )
    snap = stop(language, what)
    return replace(snap, lines=data.lines(language, _OPEN | {"mug": 2}), scanned=4)


def _hand(face: Face) -> Callable[[str], BenchSnapshot]:
    return lambda language: hand_over(_snapshot(language, face), language)


def _hand_stop(language: str) -> BenchSnapshot:
    what = Stop(Verdict.WRONG_COURIER, "YT88", details=HAND_STOP[language])
    snap = stop(language, what)
    return hand_over(replace(snap, order=None, lines=()), language)


def _face(face: Face) -> Callable[[str], BenchSnapshot]:
    return lambda language: base(language, face)


def _low_labels(language: str) -> BenchSnapshot:
    snap = base(language, Face.STICK_LABEL)
    return replace(snap, pills=data.pills(printer=DeviceState.DEGRADED))


SCENES: Final[dict[str, Callable[[str], BenchSnapshot]]] = {
    **{face.value: _face(face) for face in Face if face not in {Face.STOP, *HAND_FACES}},
    **{face.value: _hand(face) for face in HAND_FACES},
    "stop_hand_courier": _hand_stop,
    "hand_two_lists": lambda language: two_lists(_snapshot(language, Face.HAND_ON), language),
    "hand_next_list": lambda language: two_lists(_snapshot(language, Face.HAND_WAIT), language),
    "again_label": lambda language: asked_again(base(language, Face.WAIT_ORDER), Ask.LABEL),
    "again_why": lambda language: asked_again(base(language, Face.WAIT_ORDER), Ask.WHY),
    "stop_wrong_size": wrong_size,
    "stop_wrong_item_returns": _other_item,
    "stop_over": _over,
    "stop_weight_omission": lambda language: _weight_out(language, "omission"),
    "stop_weight_swap": lambda language: _weight_out(language, "swap"),
    "stop_unknown_code": _stop_of(Verdict.UNKNOWN_CODE),
    "stop_already_packed": _stop_of(
        Verdict.ALREADY_PACKED, bench="Bench 03", by="Packer 04", at="13:58"
    ),
    "stop_apart": _stop_of(Verdict.APART, wave="W12", waves="W14, W15"),
    "stop_scale_drift": _scale_drift,
    "scale_due": _scale_due,
    "blind_spot": _blind,
    "stop_printer": _stop_of(Verdict.PRINTER, problem="out_of_paper"),
    "stop_store": _stop_of(Verdict.STORE, problem="disk_full"),
    "stop_misread": _stop_of(Verdict.MISREAD),
    "stop_near": _stop_of(Verdict.UNKNOWN_CODE, near="6971402118056", near_item="Kettle 1.5 l"),
    "stop_wrong_label": _stop_of(
        Verdict.WRONG_LABEL, waybill="WB143288765530", expected_waybill="WB143288765521"
    ),
    "stick_label_low": _low_labels,
    "one_line": lambda language: _many(language, 1),
    "twelve_lines": lambda language: _many(language, 12),
    "forty_lines": lambda language: _many(language, 40),
    "twelve_done": _all_done,
    "broken_devices": _broken,
}
