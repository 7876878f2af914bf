"""Words for the verdict area and for stops, chosen from the snapshot. Pure: no Qt, no clock."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final

from app.domain.catalogue import Item
from app.domain.control_code import Control, code_of
from app.domain.verdict import Stop, Verdict
from app.i18n import Words
from app.i18n import mark as _
from app.station.snapshot import BenchSnapshot, Face, StopView
from app.station.stops import SOFT
from app.ui import figures
from app.ui.ask_words import REFUSED, asked
from app.ui.device_words import CONTROLS
from app.ui.face_words import FACES, LABEL_PROBLEMS, NOTICES
from app.ui.models import CompareModel, ItemModel, StopModel, VerdictModel
from app.ui.scale_words import DUE, blind
from app.ui.scale_words import PROBLEMS as SCALE_PROBLEMS
from app.ui.stop_words import BACK_IN_TOTE, EXPLAINED, PROBLEMS, ROLES, STOPS
from app.ui.widgets.code128 import modules

_SPLIT: Final = re.compile(r"\s*[/・·•,，、;|]\s*|\s{2,}")
_SIZE: Final = re.compile(
    r"(?i)^(x{0,4}[sml]|\d*xl|\d+([.,]\d+)?\s?(ml|l|g|kg|cm|mm)?|a\d|one size)$"
)
_HANDING: Final = frozenset({Face.HAND_ON, Face.HAND_OFF, Face.HAND_CLOSED, Face.HANDED})
_COUNTING: Final = frozenset({Face.WAIT_ITEM, Face.ACCEPTED, Face.TAKE_OUT}) | _HANDING
_ITEM_FACES: Final = frozenset({Face.ACCEPTED, Face.TAKE_OUT})


def control_word(words: Words, control: Control) -> str:
    """The word of a control as it stands on the control card."""
    return words.say(CONTROLS[control][0])


def choose(words: Words, wordings: tuple[str, ...], values: Mapping[str, str]) -> str:
    """The first wording whose values are all known; the last one otherwise."""
    for wording in wordings:
        fields = [name for _, name, _, _ in Formatter().parse(wording) if name]
        if all(values.get(name) for name in fields):
            return words.say(wording, **values)
    return words.say(wordings[-1], **values)


def verdict_model(words: Words, snap: BenchSnapshot) -> VerdictModel:
    """What the verdict area says for every face but a stop."""
    face = FACES[snap.face]
    values = _face_values(snap)
    step = choose(words, face.steps, values)
    helped = LABEL_PROBLEMS.get(snap.details.get("problem", ""))
    if snap.face is Face.LABEL_WAITS and helped:
        step = words.say(helped)
    line, small = _face_lines(words, snap)
    small = words.say(NOTICES.get(snap.details.get("notice", ""), small))
    small = small or words.say(DUE.get(snap.details.get("scale", ""), ""))
    item, badge = _item(words, snap)
    hand = snap.hand
    scanned, needed = (hand.loaded, hand.expected) if hand else (snap.scanned, snap.needed)
    headline = words.say(face.headline)
    if snap.asks is not None:
        headline, step = asked(words, snap.asks)
        cancel = control_word(words, Control.CANCEL)
        line = line or words.say(_("“{control}” ends this"), control=cancel)
    return VerdictModel(
        face=snap.face.value,
        tone=face.tone,
        icon=face.icon,
        headline=headline,
        next_step=step,
        line=line or (choose(words, face.lines, values) if face.lines and not item else ""),
        small=small,
        item=item,
        badge=badge,
        scanned=scanned,
        needed=needed,
        counts=snap.face in _COUNTING and needed > 0,
    )


def _face_values(snap: BenchSnapshot) -> dict[str, str]:
    values = dict(snap.details)
    values.setdefault("number", snap.order.number if snap.order else "")
    values.setdefault("ticket", values.get("note", ""))
    values.update(scanned=str(snap.scanned), needed=str(snap.needed))
    return values


def _item(words: Words, snap: BenchSnapshot) -> tuple[ItemModel | None, str]:
    """The item that the verdict speaks of, and how many of it are still to come."""
    if snap.item is None or snap.face not in _ITEM_FACES:
        return None, ""
    left, counted = snap.item.remaining, snap.item.counted
    if counted > 1:
        badge = words.many("{n} at once", "{n} at once", counted)
    elif left > 0:
        badge = words.many("{n} more", "{n} more", left)
    else:
        badge = words.say("all of these")
    return ItemModel(snap.item.name, snap.item.spec, snap.item.picture), badge


def _face_lines(words: Words, snap: BenchSnapshot) -> tuple[str, str]:
    """Line and small line of the faces whose text depends on numbers."""
    checked = words.many("{n} item checked", "All {n} items checked", snap.needed)
    if snap.face is Face.WAIT_ITEM and snap.order:
        left = snap.needed - snap.scanned
        return words.many("{n} item to scan", "{n} items to scan", left), ""
    if snap.face in (Face.COMPLETE, Face.WAIT_BOX, Face.PUT_ON_SCALE):
        expected, tolerance = snap.weight.expected_g, snap.weight.tolerance_g
        if snap.weight.blind or expected is None or tolerance is None:
            return checked, blind(words, snap.weight.blind)
        return checked, words.say("Should weigh {band}", band=figures.band(expected, tolerance))
    if snap.face is Face.STICK_LABEL and snap.shipping:
        fits = snap.weight.expected_g is not None
        line = words.say("{checked} • weight fits", checked=checked) if fits else checked
        number = figures.grouped(snap.shipping.waybill)
        return line, words.say("Label {number} is printed", number=number)
    if snap.face is Face.DONE and snap.shipping:
        return "", words.say("Waybill {number}", number=figures.grouped(snap.shipping.waybill))
    return "", ""


def stop_model(words: Words, view: StopView) -> StopModel:
    """What a stop says: what happened, what to do with the hands, what clears it."""
    stop = view.stop
    values = _stop_values(words, stop)
    line, hands = _happened(words, stop, values)
    if view.returns_order:
        hands = words.say(BACK_IN_TOTE)
    if view.refused in REFUSED:
        hands = words.say(REFUSED[view.refused])
    if view.asks is not None:
        hands = " • ".join(asked(words, view.asks))
    control = view.clears[0] if view.clears else None
    word = control_word(words, control) if control else ""
    code = code_of(control) if control else ""
    return StopModel(
        verdict=stop.verdict.value,
        headline=words.say(STOPS[stop.verdict].headline),
        line=line,
        hands=hands,
        then=_then(words, view, word),
        stands=words.say("Stopped for"),
        locked="" if stop.verdict in SOFT else words.say("Locked: item scans do not count"),
        lead=words.say("The shift lead knows") if view.lead_called else "",
        cards=_cards(words, stop),
        code=code,
        bars=modules(code) if code else "",
        clear_word=word,
        clear_hint=words.say("Scan it here or on the control card"),
        since_mono_ms=view.since_mono_ms,
    )


def _then(words: Words, view: StopView, word: str) -> str:
    if view.stop.verdict in SOFT:
        return words.say("The next scan clears this")
    if not word:
        return words.say("A badge clears this")
    if view.returns_order:
        return words.say("Then scan “{control}”: the order is picked again", control=word)
    return words.say("Then scan “{control}” on the control card", control=word)


def _stop_values(words: Words, stop: Stop) -> dict[str, str]:
    values = dict(stop.details)
    values.update(
        code=stop.code,
        found=stop.found.name if stop.found else "",
        expected=stop.expected.name if stop.expected else "",
    )
    role = ROLES.get(values.get("role", ""))
    if role:
        values["role"] = words.say(role)
    for name in ("waybill", "expected_waybill"):
        if values.get(name):
            values[name] = figures.grouped(values[name])
    return values


def _happened(words: Words, stop: Stop, values: dict[str, str]) -> tuple[str, str]:
    texts = STOPS[stop.verdict]
    why = values.get("problem", "") or values.get("reason", "")
    problem = PROBLEMS.get((stop.verdict, why)) or SCALE_PROBLEMS.get((stop.verdict, why))
    if problem:
        return words.say(problem[0], **values), words.say(problem[1], **values)
    line, hands = choose(words, texts.lines, values), choose(words, texts.hands, values)
    explained = EXPLAINED.get(values.get("explain_kind", ""))
    if stop.verdict is Verdict.WEIGHT_OUT and explained and values.get("explain_item"):
        return words.say(explained[0], **values), words.say(explained[1], **values)
    if stop.verdict is Verdict.WRONG_ITEM:
        differing = _differing(stop.found, stop.expected)
        if differing:
            this, wanted = differing
            line = words.say(_same_item(this, wanted), this=this, wanted=wanted)
            hands = words.say("Put this {this} in the wrong-items basket", this=this)
    return line, hands


def _same_item(this: str, wanted: str) -> str:
    if _SIZE.match(this) and _SIZE.match(wanted):
        return _("Same item, other size: this is {this}, the order needs {wanted}")
    return _("Same item, other kind: this is {this}, the order needs {wanted}")


def _differing(found: Item | None, expected: Item | None) -> tuple[str, str] | None:
    """The one part in which two specs of the same item differ, else None."""
    if found is None or expected is None or found.name != expected.name:
        return None
    ours, theirs = _SPLIT.split(found.spec), _SPLIT.split(expected.spec)
    if len(ours) == len(theirs):
        pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
        if len(pairs) == 1:
            return pairs[0]
    return (found.spec, expected.spec) if found.spec != expected.spec else None


def _cards(words: Words, stop: Stop) -> tuple[CompareModel, ...]:
    if stop.verdict is Verdict.WEIGHT_OUT:
        return _weight_cards(words, stop)
    if stop.found is None:
        return ()
    differing = _differing(stop.found, stop.expected) if stop.expected else None
    big = differing or ("+ 1" if stop.verdict is Verdict.OVER else "", "")
    cards = [_card(words.say("Scanned"), big[0], stop.found, good=False)]
    if stop.expected is not None and stop.expected.sku != stop.found.sku:
        cards.append(_card(words.say("The order needs"), big[1], stop.expected, good=True))
    return tuple(cards)


def _card(title: str, big: str, item: Item, *, good: bool) -> CompareModel:
    return CompareModel(title, big, item.name, item.spec, item.picture, good)


def _weight_cards(words: Words, stop: Stop) -> tuple[CompareModel, ...]:
    try:
        shown = int(stop.details["shown_g"])
        expected = int(stop.details["expected_g"])
        tolerance = int(stop.details.get("tolerance_g", "0"))
    except (KeyError, ValueError):
        return ()
    off = figures.difference(shown - expected)
    around = figures.band(expected, tolerance).split(" ± ")[-1]
    return (
        CompareModel(words.say("On the scale"), figures.weight(shown), off, "", "", good=False),
        CompareModel(
            words.say("Should weigh"), figures.weight(expected), f"± {around}", "", "", good=True
        ),
    )
