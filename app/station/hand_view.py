"""The manifest as the screen shows it: counted, what is missing, the next collection."""

from datetime import datetime, timedelta

from app.domain.hand_facts import HandState
from app.domain.policy import BenchPolicy
from app.station.snapshot import HandView, MissingView
from app.store.manifests import HandParcel
from app.store.transaction import Transaction

EXPECTED_FOR = timedelta(days=3)
"""A parcel packed longer ago than this is not waited for any more; it is still taken."""

_LISTED = 12


def hand_view(
    tx: Transaction, hand: HandState | None, now: datetime, policy: BenchPolicy
) -> HandView | None:
    """What there is to show, None before the first parcel."""
    if hand is None:
        return None
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
    """When the courier collects next today, by the contract; None: not agreed, or gone."""
    local = now.astimezone()
    contracts = tx.contracts.of_courier(hand.courier, local.date())
    found = [
        at
        for contract in contracts
        if contract.account == hand.account
        and (at := contract.next_cut_off(local.isoweekday(), local.time())) is not None
    ]
    if not found:
        return None
    at = min(found)
    return local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0).astimezone(
        now.tzinfo
    )
