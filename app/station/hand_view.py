"""The manifest as the screen shows it: counted, what is missing, the next collection."""

from dataclasses import replace
from datetime import datetime

from app.domain.hand_facts import HandState
from app.domain.hand_over import next_collection
from app.domain.manifest import EXPECTED_FOR
from app.domain.packing import BenchState
from app.domain.policy import BenchPolicy
from app.station.snapshot import HandView, MissingView
from app.store.manifests import HandParcel
from app.store.transaction import Transaction

_LISTED = 12


def hand_view(
    tx: Transaction, state: BenchState, now: datetime, policy: BenchPolicy
) -> HandView | None:
    """What there is to show, None before the first parcel."""
    behind = sorted(state.hands_aside, key=lambda one: one.number)
    aside = tuple(_one(tx, one, now, policy) for one in behind)
    if state.hand is not None:
        return replace(_one(tx, state.hand, now, policy), aside=aside)
    return HandView("", "", "", 0, 0, 0, aside=aside) if aside else None


def _one(tx: Transaction, hand: HandState, now: datetime, policy: BenchPolicy) -> HandView:
    count, missing = 0, tuple[HandParcel, ...]()
    if hand.is_open:
        since = now - EXPECTED_FOR
        count, missing = tx.hand_parcels.waiting(hand.courier, hand.account, since, most=_LISTED)
    return HandView(
        number=hand.number,
        courier=policy.courier_name(hand.courier),
        account=hand.account,
        loaded=hand.loaded,
        expected=hand.loaded + count,
        grams=hand.grams,
        last=hand.last,
        missing=tuple(
            MissingView(one.parcel.waybill, one.parcel.order_number, one.parcel.place)
            for one in missing
        ),
        cut_off=_cut_off(tx, hand, now) if hand.is_open else None,
        closed=not hand.is_open,
        copies=hand.copies,
    )


def _cut_off(tx: Transaction, hand: HandState, now: datetime) -> datetime | None:
    contracts = tx.contracts.of_courier(hand.courier, now.astimezone().date())
    return next_collection(contracts, hand.account, now)
