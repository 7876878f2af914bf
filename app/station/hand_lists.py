"""Which of a bench's lists a label belongs on: one is open for each courier, account and day."""

from datetime import date

from app.domain.hand_facts import HandState
from app.domain.manifest import Manifest, ReadyParcel
from app.domain.packing import BenchState
from app.station.hand_known import as_it_is
from app.station.turn import Turn
from app.store.manifests import HandParcel


def open_lists(state: BenchState) -> tuple[HandState, ...]:
    """The open ones, the one that is shown first."""
    shown = _shown(state)
    return (shown, *state.hands_aside) if shown else state.hands_aside


def known_parcel(turn: Turn, number: str) -> HandParcel | None:
    """What this bench knows of a number, with the order's and the number's state of now."""
    found = turn.tx.hand_parcels.by_waybill(number)
    couriers = [one.courier for one in open_lists(turn.state)]
    ours = [one for one in found if one.parcel.courier in couriers]
    ours.sort(key=lambda one: couriers.index(one.parcel.courier))
    one = next(iter((*ours, *found)), None)
    return as_it_is(turn.tx, one) if one else None


def manifest_for(turn: Turn, parcel: ReadyParcel | None) -> tuple[Manifest, bool]:
    """The manifest that a label is judged by, and whether the parcel would begin it."""
    hand, warehouse = _list_for(turn, parcel), turn.identity.warehouse
    if hand is None:
        courier, account = (parcel.courier, parcel.account) if parcel else ("", "")
        number = _next_number(turn, turn.today)
        return Manifest(number, courier, account, warehouse, turn.today), True
    here = {parcel.waybill: parcel} if parcel and parcel.manifest == hand.number else {}
    known = Manifest(
        hand.number, hand.courier, hand.account, warehouse, hand.ship_date, parcels=here
    )
    return known, False


def _list_for(turn: Turn, parcel: ReadyParcel | None) -> HandState | None:
    """The list it stands on; that of its account of today; else the one shown. None: a new one.

    A courier without a list here stops at the one that is shown: a parcel on the wrong pile
    must not begin a list. Yesterday's list takes nothing of today.
    """
    if parcel is None:
        return _shown(turn.state)
    lists, whose = open_lists(turn.state), (parcel.courier, parcel.account)
    of_account = [one for one in lists if (one.courier, one.account) == whose]
    own = next((one for one in lists if one.number == parcel.manifest), None)
    todays = next((one for one in of_account if one.ship_date == turn.today), None)
    return own or todays or (None if of_account else _shown(turn.state))


def _shown(state: BenchState) -> HandState | None:
    return state.hand if state.hand and state.hand.is_open else None


def _next_number(turn: Turn, day: date) -> str:
    """Unique without asking anybody: the day, this station, which one of the day."""
    count = turn.tx.manifests.count(turn.identity.station_id, day) + 1
    return f"MF{day:%y%m%d}-{turn.identity.station_id.upper()}-{count:02d}"
