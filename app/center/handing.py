"""The hand-over at the center: a parcel stands on one manifest, the first fact wins.

What the office asks: ``manifests_of``, ``sheet_of``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.domain import hand_facts as h
from app.domain import label_facts as copies
from app.domain.events import ParcelPacked
from app.domain.hand_facts import NOTHING
from app.domain.hand_over import ready_parcel
from app.domain.label_facts import LabelReprinted
from app.domain.manifest import ManifestState, ReadyParcel
from app.domain.recorded import Recorded
from app.domain.waybill_number import ForbiddenTransitionError
from app.store.manifests import HandParcel, StoredManifest
from app.store.records import Task
from app.store.transaction import Transaction

HANDED_TWICE = "handed_twice"  # on two manifests: one of the labels must come back
LOADED_UNKNOWN = "loaded_unknown"  # loaded, but the center knows no such parcel
OLD_COPY_LOADED = "old_copy_loaded"  # by a bench that had not heard of the newer label
REPRINTED_TWICE = "reprinted_twice"  # the same copy of a label, at two places that were apart


def packed(tx: Transaction, record: Recorded, fact: ParcelPacked, *, void: bool) -> None:
    """Every bench may hand the parcel over; one that does not count is known to be void."""
    known = tx.hand_parcels.get(fact.parcel_id)
    stored = tx.orders.get(fact.order_id)
    contracts = tx.contracts.of_courier(fact.courier, record.moment.utc.date())
    account = contracts[0].account if contracts else ""
    parcel = ready_parcel(fact, stored.order if stored else None, account)
    parcel = replace(parcel, void=void)
    if known is None:
        tx.hand_parcels.put(HandParcel(parcel, fact.order_id, record.moment.utc))
        return
    # Loaded, or its label printed again, at a bench that was heard first.
    copy = max(parcel.copy, known.parcel.copy)
    parcel = replace(parcel, manifest=known.parcel.manifest, copy=copy)
    tx.hand_parcels.put(replace(known, parcel=parcel, packed_at=record.moment.utc))


def reprinted(tx: Transaction, record: Recorded, fact: LabelReprinted, now: datetime) -> str:
    """Every bench refuses the older copies from its next look on.

    A copy that two benches printed apart cannot be told from its twin: neither counts, and a
    person has it printed once more.
    """
    known = tx.hand_parcels.get(fact.parcel_id)
    if known is None:  # the bench that packed it has not been heard yet
        unknown = ReadyParcel(
            fact.parcel_id, fact.waybill, fact.courier, "", fact.order_number, "", NOTHING,
            copy=fact.copy, finished=False,
        )  # fmt: skip
        tx.hand_parcels.put(HandParcel(unknown, fact.order_id, record.moment.utc))
        return ""
    parcel, counts = copies.reprinted(known.parcel, fact.copy)
    tx.hand_parcels.put(replace(known, parcel=parcel))
    if counts:
        return ""
    _task(tx, record, REPRINTED_TWICE, now, fact, copy=str(fact.copy))
    return f"{REPRINTED_TWICE}: copy {fact.copy}"


def _opened(tx: Transaction, record: Recorded, fact: h.ManifestOpened, _now: datetime) -> str:
    made = tx.manifests.open(
        StoredManifest(
            number=fact.number,
            courier=fact.courier,
            account=fact.account,
            ship_date=fact.ship_date,
            station_id=record.station_id,
            opened_at=record.moment.utc,
            operator_id=record.operator_id,
        )
    )
    return "" if made else f"not applied: there is a manifest {fact.number}"


def _loaded(tx: Transaction, record: Recorded, fact: h.ParcelLoaded, now: datetime) -> str:
    if tx.hand_parcels.get(fact.parcel_id) is None:
        _task(tx, record, LOADED_UNKNOWN, now, fact)
        return LOADED_UNKNOWN
    first = tx.hand_parcels.load(fact.parcel_id, fact.number, record.moment.utc, fact.copy)
    if not first:
        return _old_copy(tx, record, fact, now)
    other = tx.manifests.get(first)
    station = other.station_id if other else ""
    _task(tx, record, HANDED_TWICE, now, fact, first_manifest=first, first_bench=station)
    return f"{HANDED_TWICE}: {first}"


def _old_copy(tx: Transaction, record: Recorded, fact: h.ParcelLoaded, now: datetime) -> str:
    """Loaded by a label that was printed again elsewhere: the bench had not heard of it."""
    known = tx.hand_parcels.get(fact.parcel_id)
    if known is None or not 0 < fact.copy < known.parcel.copy:
        return ""
    _task(tx, record, OLD_COPY_LOADED, now, fact, copy=str(fact.copy))
    return f"{OLD_COPY_LOADED}: copy {fact.copy} of {known.parcel.copy}"


def _task(
    tx: Transaction,
    record: Recorded,
    kind: str,
    now: datetime,
    fact: h.ParcelLoaded | LabelReprinted,
    **more: str,
) -> None:
    known = tx.hand_parcels.get(fact.parcel_id)
    tx.tasks.open(
        Task(
            id=record.id,
            kind=kind,
            opened_at=now,
            order_id=known.order_id if known else "",
            parcel_id=fact.parcel_id,
            station_id=record.station_id,
            details={
                "order_number": known.parcel.order_number if known else "",
                "waybill": fact.waybill,
                **({"manifest": fact.number} if isinstance(fact, h.ParcelLoaded) else {}),
                **more,
            },
        )
    )


def _unloaded(tx: Transaction, _record: Recorded, fact: h.ParcelUnloaded, _now: datetime) -> str:
    tx.hand_parcels.unload(fact.parcel_id, fact.number)
    return ""


def _closed(tx: Transaction, record: Recorded, fact: h.ManifestClosed, _now: datetime) -> str:
    """The courier has its parcels: their numbers are handed over."""
    at = record.moment.utc
    if not tx.manifests.close(fact.number, at, fact.parcels, fact.grams, fact.missing):
        return "not applied: no such open manifest"
    for one in tx.hand_parcels.on(fact.number):
        number = tx.waybills.get(one.parcel.courier, one.parcel.waybill)
        if number is None:  # a number that was never in our pools
            continue
        try:
            tx.waybills.set_state(number.handed_over(), number.state)
        except ForbiddenTransitionError:
            continue  # voided or billed meanwhile: the ledger keeps what is later in its life
    return ""


def _handed(tx: Transaction, record: Recorded, fact: h.ManifestHanded, _now: datetime) -> str:
    done = tx.manifests.hand(fact.number, record.moment.utc)
    return "" if done else "not applied: no such closed manifest"


def _printed(tx: Transaction, _record: Recorded, fact: h.ManifestPrinted, _now: datetime) -> str:
    tx.manifests.printed(fact.number, fact.copy)
    return ""


APPLY: Mapping[type, Callable[[Transaction, Recorded, Any, datetime], str]] = MappingProxyType(
    {
        LabelReprinted: reprinted,
        h.ManifestOpened: _opened,
        h.ParcelLoaded: _loaded,
        h.ParcelUnloaded: _unloaded,
        h.ManifestClosed: _closed,
        h.ManifestHanded: _handed,
        h.ManifestPrinted: _printed,
    }
)
"""What the facts of the hand-over change here."""


@dataclass(frozen=True, slots=True)
class ManifestSheet:
    """One manifest with the parcels on it, in the order of their scans."""

    manifest: StoredManifest
    parcels: tuple[HandParcel, ...]
    copies: int = 1  # the copy this paper is


def manifests_of(tx: Transaction, first: date, last: date) -> tuple[StoredManifest, ...]:
    """Manifests of these ship dates, both inside, newest first. An open one counts as it stands."""
    return tuple(as_it_stands(tx, one) for one in tx.manifests.of_days(first, last))


def as_it_stands(tx: Transaction, one: StoredManifest) -> StoredManifest:
    """A manifest with its parcels and their weight; those of an open one are counted now."""
    if one.state is not ManifestState.OPEN:
        return one
    on = tx.hand_parcels.on(one.number)
    grams = sum(each.parcel.grams for each in on)
    return replace(one, parcels=len(on), grams=type(one.grams)(grams))


def sheet_of(tx: Transaction, number: str) -> ManifestSheet | None:
    """A manifest with its parcels, for paper and files; None: there is none."""
    one = tx.manifests.get(number)
    return ManifestSheet(one, tx.hand_parcels.on(number), max(one.copies, 1)) if one else None
