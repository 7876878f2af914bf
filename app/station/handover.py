"""The hand-over mode: parcels are scanned onto the courier's manifest, with the scanner alone.

The first parcel opens its courier's manifest; "Hand-over" once more, and the next one opens
another courier's. Each label goes on its own list, which is shown then. "Close list" closes the
one shown, the bar code on its paper says that the courier signed. It works without the center:
what this bench packed, and what it heard of the other benches' parcels, is in its own store.
"""

from app.domain.catalogue import normalise_code
from app.domain.control_code import Control
from app.domain.events import ParcelPacked
from app.domain.hand_facts import (
    HandState,
    ManifestClosed,
    ManifestHanded,
    ManifestOpened,
    ManifestPrinted,
    ManifestShown,
    ParcelLoaded,
    ParcelUnloaded,
    UnloadArmed,
)
from app.domain.hand_over import read_label, ready_parcel
from app.domain.manifest import (
    EXPECTED_FOR,
    HandVerdict,
    Manifest,
    ManifestState,
    ReadyParcel,
    judge_hand_over,
)
from app.domain.packing import BenchState
from app.domain.verdict import Stop, Verdict
from app.domain.waybill_number import NumberEvent
from app.station import ledger
from app.station.effects import PrintManifest, WakeSync
from app.station.hand_known import GIVEN_UP
from app.station.hand_lists import known_parcel, manifest_for, open_lists
from app.station.hand_view import hand_view
from app.station.snapshot import Face, Sound
from app.station.turn import Turn
from app.store.manifests import HandParcel, StoredManifest

MODE = "hand_over"
OFFERS = (
    Control.TAKE_OUT, Control.CLOSE_LIST, Control.REPRINT, Control.MODE_HAND_OVER,
    Control.MODE_CHECK,
)  # fmt: skip
_STOPS = {
    HandVerdict.UNKNOWN: Verdict.HAND_UNKNOWN,
    HandVerdict.WRONG_COURIER: Verdict.WRONG_COURIER,
    HandVerdict.CANCELLED: Verdict.CANCELLED,
    HandVerdict.VOID_COPY: Verdict.VOID_COPY,
    HandVerdict.NOT_PACKED: Verdict.NOT_PACKED,
    HandVerdict.OTHER_MANIFEST: Verdict.OTHER_MANIFEST,
    HandVerdict.CLOSED: Verdict.OTHER_MANIFEST,
}


def is_on(state: BenchState) -> bool:
    """Whether scans are labels for the manifest now."""
    return state.mode == MODE and state.packing is None


def face(hand: HandState | None) -> Face:
    """What fills the verdict area while no stop stands."""
    if hand is None:
        return Face.HAND_WAIT
    if hand.is_open:
        return Face.HAND_OFF if hand.unloading else Face.HAND_ON
    return Face.HANDED if hand.state is ManifestState.HANDED else Face.HAND_CLOSED


def details(state: BenchState) -> dict[str, str]:
    """Values for the words: the waybill scanned last, the manifest's number."""
    hand = state.hand
    return {"waybill": hand.last, "manifest": hand.number} if hand and is_on(state) else {}


def packed(turn: Turn, fact: ParcelPacked) -> None:
    """A parcel of this bench may be handed over from now on, also while the center is away."""
    contracts = turn.tx.contracts.of_courier(fact.courier, turn.today)
    account = contracts[0].account if contracts else ""
    parcel = ready_parcel(fact, turn.packing.order, account)
    turn.tx.hand_parcels.put(HandParcel(parcel, fact.order_id, turn.moment.utc))


def on_scan(turn: Turn, text: str) -> None:
    """A label, or the bar code of a manifest's own paper."""
    paper = turn.tx.manifests.get(text.strip().upper())
    if paper is not None:
        _signed(turn, paper)
    else:
        number, copy = read_label(text)
        _label(turn, number, copy)
    show(turn)


def on_control(turn: Turn, control: Control) -> None:
    """What the control card does in this mode; only called for one of ``OFFERS``."""
    match control:
        case Control.TAKE_OUT:
            _arm(turn)
        case Control.CLOSE_LIST:
            _close(turn)
        case _:
            _reprint(turn)
    show(turn)


def begin_next(turn: Turn) -> None:
    """The open list waits behind the next one: a parcel of a courier without a list begins it."""
    if is_on(turn.state) and turn.state.hand is not None and turn.state.hand.is_open:
        turn.add(ManifestShown(""))


def show(turn: Turn) -> None:
    """What the screen shows of the manifests after this turn."""
    turn.hand = hand_view(turn.tx, turn.state, turn.moment.utc, turn.policy)


def _label(turn: Turn, number: str, copy: int) -> None:
    hand, known = turn.state.hand, known_parcel(turn, number)
    if hand is not None and hand.is_open and hand.unloading:
        _take_off(turn, known, number)
        return
    parcel = known.parcel if known else None
    manifest, begins = manifest_for(turn, parcel)
    verdict = judge_hand_over(manifest, parcel.waybill if parcel else number, parcel, copy)
    if verdict is HandVerdict.AGAIN:
        if hand is None or hand.number != manifest.number:
            turn.add(ManifestShown(manifest.number))
        turn.notice, turn.cue = "loaded_before", Sound.ACCEPTED
    elif verdict is not HandVerdict.ON or parcel is None:
        _stop(turn, _STOPS[verdict], number, parcel, {"courier": manifest.courier})
    elif parcel.copy > 1 and not copy and turn.policy.copy_marks:
        _stop(turn, Verdict.VOID_COPY, number, parcel, {"reason": "qr"})
    else:
        if begins:
            _open(turn, manifest)
        _load(turn, manifest, parcel, copy)


def _open(turn: Turn, one: Manifest) -> None:
    turn.add(ManifestOpened(one.number, one.courier, one.account, one.ship_date))
    by = turn.state.operator
    turn.tx.manifests.open(
        StoredManifest(
            one.number,
            one.courier,
            one.account,
            one.ship_date,
            turn.identity.station_id,
            turn.moment.utc,
            operator_id=by.id if by else "",
        )
    )


def _load(turn: Turn, manifest: Manifest, parcel: ReadyParcel, copy: int) -> None:
    hand, at = turn.state.hand, turn.moment.utc
    if hand is not None and hand.is_open and hand.number != manifest.number:
        turn.notice = "other_list"
    turn.add(
        ParcelLoaded(
            manifest.number, parcel.parcel_id, parcel.courier, parcel.waybill, parcel.grams, copy
        )
    )
    turn.tx.hand_parcels.load(parcel.parcel_id, manifest.number, at, copy)
    turn.cue = Sound.ACCEPTED
    turn.do(WakeSync())


def _take_off(turn: Turn, known: HandParcel | None, number: str) -> None:
    """Off the list it stands on, whichever of the open ones that is."""
    parcel = known.parcel if known else None
    numbers = [one.number for one in open_lists(turn.state)]
    if parcel is None or parcel.manifest not in numbers:
        _stop(turn, Verdict.NOT_ON_MANIFEST, number, parcel, {})
        return
    turn.add(ParcelUnloaded(parcel.manifest, parcel.parcel_id, parcel.waybill, parcel.grams))
    turn.tx.hand_parcels.unload(parcel.parcel_id, parcel.manifest)
    turn.notice, turn.cue = "taken_off", Sound.ACCEPTED
    turn.do(WakeSync())


def _arm(turn: Turn) -> None:
    hand = turn.state.hand
    if hand is None or not hand.is_open or not hand.loaded:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "empty_list"}))
        return
    turn.add(UnloadArmed(not hand.unloading))


def _close(turn: Turn) -> None:
    """Closed for ever. A parcel whose order was cancelled meanwhile must come off first."""
    hand = turn.state.hand
    if hand is None or not hand.is_open or not hand.loaded:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "empty_list"}))
        return
    on = turn.tx.hand_parcels.on(hand.number)
    for one in on:
        stored = turn.tx.orders.get(one.order_id)
        if stored is not None and stored.order.state in GIVEN_UP:
            _stop(turn, Verdict.CANCELLED, one.parcel.waybill, one.parcel, {})
            return
    missing, _ = turn.tx.hand_parcels.waiting(
        hand.courier, hand.account, turn.moment.utc - EXPECTED_FOR, most=1
    )
    turn.add(ManifestClosed(hand.number, hand.loaded, hand.grams, missing))
    turn.tx.manifests.close(hand.number, turn.moment.utc, hand.loaded, hand.grams, missing)
    for one in on:
        ledger.move(turn, hand.courier, one.parcel.waybill, NumberEvent.HAND_OVER)
    _print(turn, hand.number, 1)
    turn.cue = Sound.COMPLETE


def _print(turn: Turn, number: str, copy: int) -> None:
    turn.add(ManifestPrinted(number, copy))
    turn.tx.manifests.printed(number, copy)
    turn.do(PrintManifest(number, copy))
    turn.do(WakeSync())


def _reprint(turn: Turn) -> None:
    """The closed manifest's paper again, marked as a copy."""
    hand = turn.state.hand
    if hand is None or hand.is_open:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "not_printed"}))
        return
    _print(turn, hand.number, hand.copies + 1)
    turn.cue = Sound.ACCEPTED


def _signed(turn: Turn, paper: StoredManifest) -> None:
    """The paper's own bar code: the courier signed it."""
    if paper.state is ManifestState.OPEN:
        turn.stop(Stop(Verdict.NOT_ALLOWED, details={"reason": "not_now"}))
    elif turn.tx.manifests.hand(paper.number, turn.moment.utc):
        turn.add(ManifestHanded(paper.number))
        turn.cue = Sound.COMPLETE
        turn.do(WakeSync())
    else:
        turn.notice, turn.cue = "handed_before", Sound.ACCEPTED


def _stop(
    turn: Turn, verdict: Verdict, number: str, parcel: ReadyParcel | None, more: dict[str, str]
) -> None:
    details = {"waybill": number}
    if parcel is not None:
        details |= {"number": parcel.order_number, "place": parcel.place}
        details |= {"theirs": turn.policy.courier_name(parcel.courier)}
        details |= {"manifest": parcel.manifest}
    details |= {name: value for name, value in more.items() if value}
    if "courier" in details:
        details["courier"] = turn.policy.courier_name(details["courier"])
    found = {name: value for name, value in details.items() if value}
    turn.stop(Stop(verdict, normalise_code(number), details=found))
