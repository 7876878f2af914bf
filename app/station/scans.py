"""A scan arrives: what does it mean here and now, and what follows from it."""

from app.domain.catalogue import Box, ItemMatch
from app.domain.control_code import Control, code_of
from app.domain.events import OrderOpened, StopCleared
from app.domain.meaning import (
    TICKET_PREFIX,
    BadgeMeant,
    BoxMeant,
    ControlMeant,
    DigitsMeant,
    ItemMeant,
    Meaning,
    Misread,
    NothingMeant,
    OrderMeant,
    ReasonMeant,
    understand,
)
from app.domain.order import Operator, OrderState
from app.domain.packing import Step
from app.domain.scanned_text import ScannedText, parse_scan_text
from app.domain.verdict import Stop, Verdict
from app.station import asking, checking, handover, labelling, opening, scale_check, stops
from app.station.controls import on_control
from app.station.snapshot import Sound
from app.station.turn import Turn
from app.store.transaction import Transaction


class StoreDirectory:
    """The local store as the directory of codes."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def operator(self, badge: str) -> Operator | None:
        return self._tx.operators.by_badge(badge)

    def orders(self, code: str) -> tuple[str, ...]:
        found = self._tx.orders.by_code(code)
        if found or not code.startswith(TICKET_PREFIX):
            return found
        return self._tx.journal.orders_about(code)  # a slip of this bench, not yet at the center

    def items(self, code: str) -> tuple[ItemMatch, ...]:
        return self._tx.catalogue.by_barcode(code)

    def box(self, code: str) -> Box | None:
        return self._tx.boxes.by_code(code)


def on_scan(turn: Turn, scanned: ScannedText, scanner: str = "") -> None:
    """Handle one scan to its end; ``scanner`` is the device that read it."""
    turn.scanner = scanner
    orders_first = turn.state.packing is None
    _hear(turn, understand(scanned, StoreDirectory(turn.tx), orders_first=orders_first), scanned)


def on_press(turn: Turn, control: Control) -> None:
    """A button of the strip: the same as its code on the control card."""
    _hear(turn, ControlMeant(control), parse_scan_text(code_of(control)))


def _hear(turn: Turn, meaning: Meaning, scanned: ScannedText) -> None:
    if asking.answer(turn, meaning, scanned) or _clears_soft(turn, meaning):
        return
    if _is_proof(turn, scanned):
        labelling.prove(turn, scanned.text)
    elif turn.state.operator is None:
        _signed_out(turn, meaning)
    elif turn.state.stop:
        _stopped(turn, meaning)
    elif handover.is_on(turn.state) and _is_code(meaning):
        handover.on_scan(turn, scanned.text)
    else:
        _signed_in(turn, meaning, scanned.text)


def _clears_soft(turn: Turn, meaning: Meaning) -> bool:
    """A soft stop goes with the next scan. True: the scan was its acknowledgement, no more."""
    stop = turn.state.stop
    control = meaning.control if isinstance(meaning, ControlMeant) else None
    if stop is None or stop.verdict not in stops.SOFT or control is Control.CALL_LEAD:
        return False
    turn.add(StopCleared(stop.verdict.value, Control.ACKNOWLEDGE))
    return control is Control.ACKNOWLEDGE


def _is_proof(turn: Turn, scanned: ScannedText) -> bool:
    """The open parcel's own waybill is recognised before anything else a code could mean."""
    packing = turn.state.packing
    if packing is None or turn.state.stop or turn.step not in (Step.LABEL, Step.PROOF):
        return False
    if scanned.suspicious:
        return False
    return labelling.is_label_of(packing.current, scanned.text)


def _is_code(meaning: Meaning) -> bool:
    """What may be a label: neither the card nor a badge, and not half a code."""
    if isinstance(meaning, Misread):
        return meaning.reason == "check_digit"
    return not isinstance(meaning, ControlMeant | BadgeMeant)


def _signed_out(turn: Turn, meaning: Meaning) -> None:
    match meaning:
        case BadgeMeant(operator=Operator() as operator):
            asking.sign_in(turn, operator)
        case _ if turn.state.stop:  # it outlives the lock: no other stop takes its place
            turn.cue = Sound.STOP
        case BadgeMeant():
            turn.stop(Stop(Verdict.BADGE_UNKNOWN))
        case _:
            turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "sign_in"}))


def _stopped(turn: Turn, meaning: Meaning) -> None:
    """A stop stands: only what clears it counts. The sound says so again."""
    match meaning:
        case ControlMeant(control=control):
            on_control(turn, control)
        case BadgeMeant(operator=Operator() as operator) if asking.force_pass(turn, operator):
            return
        case _:
            turn.cue = Sound.STOP


def _signed_in(turn: Turn, meaning: Meaning, text: str) -> None:
    match meaning:
        case ControlMeant(control=control):
            on_control(turn, control)
        case Misread(reason="check_digit") if turn.step in (Step.LABEL, Step.PROOF):
            labelling.prove(turn, text)  # digits of another label, no trade item number
        case Misread(reason=reason):
            turn.stop(Stop(Verdict.MISREAD, text, details={"reason": reason}))
        case BadgeMeant(operator=operator):
            _badge(turn, operator)
        case _ if turn.state.scale.checking_g:
            scale_check.refuse_scan(turn)
        case DigitsMeant() | ReasonMeant():
            turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "not_now"}))
        case _ if turn.state.packing is None:
            _no_order(turn, meaning, text)
        case _:
            _order_open(turn, meaning, text)


def _badge(turn: Turn, operator: Operator | None) -> None:
    """Another badge takes the bench over; the open check stays."""
    if operator is None:
        turn.stop(Stop(Verdict.BADGE_UNKNOWN))
        return
    asking.sign_in(turn, operator)


def _no_order(turn: Turn, meaning: Meaning, text: str) -> None:
    match meaning:
        case OrderMeant(order_ids=order_ids):
            mode = "weigh_only" if turn.state.mode == "weigh_only" else "check"
            opening.open_order(turn, order_ids, text, mode)
            turn.cue = turn.cue or Sound.ACCEPTED
        case ItemMeant(scan=scan) if turn.state.mode == "single_item":
            _single_item(turn, scan.matches, text)
            if any(isinstance(fact, OrderOpened) for fact in turn.facts):
                checking.check_item(turn, scan)
        case ItemMeant():
            turn.stop(Stop(Verdict.ORDER_UNKNOWN, text, details={"reason": "item"}))
        case _:
            turn.stop(Stop(Verdict.ORDER_UNKNOWN, text))


def _single_item(turn: Turn, matches: tuple[ItemMatch, ...], text: str) -> None:
    """The most urgent open single-piece order that needs this item."""
    skus = {match.item.sku for match in matches}
    station, now = turn.identity.station_id, turn.moment.utc
    one_piece = len(skus) == 1 and all(match.quantity == 1 for match in matches)
    sku = skus.pop() if one_piece else ""
    order_id = turn.tx.orders.single_item(sku, station, now) if one_piece else None
    if order_id and _is_done(turn, order_id):
        order_id = _next_single(turn, sku)
    opening.open_order(turn, (order_id,) if order_id else (), text, "single_item")


def _is_done(turn: Turn, order_id: str) -> bool:
    """Whether it left this bench already: the center's copy is always a little behind."""
    stored = turn.tx.orders.get(order_id)
    return stored is not None and opening.why_not(turn, stored, "", "single_item") is not None


def _next_single(turn: Turn, sku: str) -> str | None:
    """The most urgent one that did not leave this bench yet."""
    for stored in turn.tx.orders.listed((OrderState.APPROVED,)):
        order = stored.order
        fits = order.pieces == 1 and any(
            line.item.sku == sku and line.quantity and not line.parts for line in order.lines
        )
        if fits and opening.why_not(turn, stored, "", "single_item") is None:
            return order.id
    return None


def _order_open(turn: Turn, meaning: Meaning, text: str) -> None:
    step = turn.step
    match meaning:
        case BoxMeant(box=box) if step is not Step.PROOF:
            checking.choose_box(turn, box)
        case _ if step in (Step.PROOF, Step.LABEL):
            labelling.prove(turn, text)
        case ItemMeant(scan=scan):  # also after the last one: then it is one too many
            checking.check_item(turn, scan)
        case NothingMeant(scan=scan) if step is Step.ITEM:
            checking.check_item(turn, scan)
        case OrderMeant(order_ids=order_ids) if turn.packing.order.id in order_ids:
            turn.notice = "same_order"
            turn.cue = Sound.ACCEPTED
        case OrderMeant():
            details = {"number": turn.packing.order.number}
            turn.stop(Stop(Verdict.OTHER_ORDER, text, details=details))
        case _:
            turn.stop(Stop(Verdict.UNKNOWN_CODE, text))
