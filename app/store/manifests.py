"""Packed parcels as the hand-over needs them, and manifests. One schema at bench and center.

A bench writes both for itself in the transaction of the fact; the center writes them from the
facts, and its parcels go down to every bench, so that any of them can hand over any parcel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from app.domain.catalogue import normalise_code
from app.domain.hand_facts import NOTHING
from app.domain.manifest import ManifestState, ReadyParcel
from app.domain.values import Grams
from app.store.records import FeedRow
from app.store.session import HAND_PARCELS, Session, add_once, chunks, from_json, to_json, upsert
from app.store.tables.handing import hand_parcel, manifest
from app.store.tables.orders import orders

_p, _m = hand_parcel.c, manifest.c
_COLUMNS = (
    "order_id", "courier", "account", "waybill", "manifest", "ready", "packed_at", "document",
    "seq",
)  # fmt: skip
GIVEN_UP = ("refunded", "cancelled")
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class HandParcel:
    """A ready parcel, its order, and its times. ``loaded_at``: when it was put on its manifest.

    ``loaded_copy``: which copy of its label was scanned then, 0 where the code did not say.
    """

    parcel: ReadyParcel
    order_id: str
    packed_at: datetime
    loaded_at: datetime | None = None
    loaded_copy: int = 0


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest as kept; ``parcels``, ``grams`` and ``missing`` are known once it is closed."""

    number: str
    courier: str
    account: str
    ship_date: date
    station_id: str
    opened_at: datetime
    operator_id: str = ""
    state: ManifestState = ManifestState.OPEN
    closed_at: datetime | None = None
    handed_at: datetime | None = None
    parcels: int = 0
    grams: Grams = NOTHING
    missing: int = 0
    copies: int = 0


_FIELDS = tuple(StoredManifest.__dataclass_fields__)


class HandParcels:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, one: HandParcel) -> None:
        """Adds or replaces a parcel (center: benches hear of it)."""
        _write(self._session, [(one, 0)])
        self._session.touch(HAND_PARCELS, (one.parcel.parcel_id,))

    def get(self, parcel_id: str) -> HandParcel | None:
        return next(iter(self._many(_p.id == parcel_id)), None)

    def by_waybill(self, number: str) -> tuple[HandParcel, ...]:
        """Parcels of that number; more than one only where couriers share numbers."""
        return self._many(_p.waybill == normalise_code(number))

    def of_order(self, order_id: str) -> tuple[HandParcel, ...]:
        """The packed parcels of an order, oldest first."""
        return self._many(_p.order_id == order_id)

    def on(self, number: str) -> tuple[HandParcel, ...]:
        """The parcels of a manifest in the order of their scans."""
        found = self._many(_p.manifest == number)
        return tuple(sorted(found, key=lambda one: one.loaded_at or one.packed_at))

    def waiting(
        self,
        courier: str,
        account: str,
        since: datetime,
        most: int = _MOST,
        until: datetime | None = None,
    ) -> tuple[int, tuple[HandParcel, ...]]:
        """Parcels packed since then that stand on no manifest and may go: how many, the oldest.

        ``until``: only those packed up to that time.
        """
        given_up = select(orders.c.id).where(
            orders.c.warehouse == self._session.warehouse, orders.c.state.in_(GIVEN_UP)
        )
        where = (
            _p.courier == courier,
            _p.account == account,
            _p.manifest == "",
            _p.ready,
            _p.packed_at >= since,
            _p.order_id.not_in(given_up),
            *([_p.packed_at <= until] if until else []),
        )
        counted = select(func.count()).where(_p.warehouse == self._session.warehouse, *where)
        count = int(self._session.connection.execute(counted).scalar_one())
        return count, self._many(*where, most=most)

    def load(self, parcel_id: str, number: str, at: datetime, copy: int = 0) -> str:
        """Puts a parcel on a manifest; "" or the number of the one it stands on already."""
        known = self.get(parcel_id)
        if known is None or known.parcel.manifest == number:
            return ""
        if known.parcel.manifest:
            return known.parcel.manifest
        parcel = replace(known.parcel, manifest=number)
        self.put(replace(known, parcel=parcel, loaded_at=at, loaded_copy=copy))
        return ""

    def unload(self, parcel_id: str, number: str) -> None:
        """Takes a parcel off, if it stands on this manifest."""
        known = self.get(parcel_id)
        if known is not None and known.parcel.manifest == number:
            parcel = replace(known.parcel, manifest="")
            self.put(replace(known, parcel=parcel, loaded_at=None, loaded_copy=0))

    def _many(self, *where: Any, most: int = _MOST) -> tuple[HandParcel, ...]:
        statement = (
            select(_p.document)
            .where(_p.warehouse == self._session.warehouse, *where)
            .order_by(_p.packed_at, _p.id)
            .limit(most)
        )
        texts = self._session.connection.execute(statement).scalars()
        return tuple(from_json(text, HandParcel) for text in texts)


class Manifests:
    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, one: StoredManifest) -> bool:
        """Keeps a new manifest; False: the number is taken."""
        values = {name: getattr(one, name) for name in _FIELDS} | {"state": one.state.value}
        return add_once(self._session, manifest, {"warehouse": self._session.warehouse, **values})

    def get(self, number: str) -> StoredManifest | None:
        return next(iter(self._many(_m.number == number)), None)

    def of_days(self, first: date, last: date) -> tuple[StoredManifest, ...]:
        """Manifests with a ship date from ``first`` to ``last``, both inside, newest first."""
        return self._many(_m.ship_date >= first, _m.ship_date <= last)[::-1]

    def count(self, station_id: str, ship_date: date) -> int:
        """How many manifests the station opened for that day."""
        statement = select(func.count()).where(
            _m.warehouse == self._session.warehouse,
            _m.station_id == station_id,
            _m.ship_date == ship_date,
        )
        return int(self._session.connection.execute(statement).scalar_one())

    def close(self, number: str, at: datetime, parcels: int, grams: int, missing: int) -> bool:
        """False: it was not open."""
        return self._move(
            number, "open", state="closed", closed_at=at, parcels=parcels, grams=grams,
            missing=missing,
        )  # fmt: skip

    def hand(self, number: str, at: datetime) -> bool:
        """The courier signed. False: it was not closed, or handed before."""
        return self._move(number, "closed", state="handed", handed_at=at)

    def printed(self, number: str, copies: int) -> None:
        statement = update(manifest).where(
            _m.warehouse == self._session.warehouse, _m.number == number, _m.copies < copies
        )
        self._session.connection.execute(statement.values(copies=copies))

    def _move(self, number: str, before: str, **values: Any) -> bool:
        statement = update(manifest).where(
            _m.warehouse == self._session.warehouse, _m.number == number, _m.state == before
        )
        return self._session.connection.execute(statement.values(**values)).rowcount == 1

    def _many(self, *where: Any) -> tuple[StoredManifest, ...]:
        statement = (
            select(manifest)
            .where(_m.warehouse == self._session.warehouse, *where)
            .order_by(_m.opened_at, _m.number)
        )
        return tuple(stored_manifest(row) for row in self._session.connection.execute(statement))


def stored_manifest(row: Row[Any]) -> StoredManifest:
    """The manifest of a row of its table."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return StoredManifest(**{**values, "state": ManifestState(row.state)})


def _write(session: Session, parcels: Iterable[tuple[HandParcel, int]]) -> None:
    rows = [
        {
            "warehouse": session.warehouse,
            "id": one.parcel.parcel_id,
            "order_id": one.order_id,
            "courier": one.parcel.courier,
            "account": one.parcel.account,
            "waybill": normalise_code(one.parcel.waybill),
            "ready": one.parcel.finished and not one.parcel.void,
            "manifest": one.parcel.manifest,
            "packed_at": one.packed_at,
            "document": to_json(one),
            "seq": seq,
        }
        for one, seq in parcels
    ]
    if rows:
        session.connection.execute(upsert(hand_parcel, session.dialect, _COLUMNS), rows)


def apply_hand_parcels(session: Session, rows: Sequence[FeedRow]) -> None:
    """Takes over what the center knows; what was done here and is on its way up stays done.

    That is: a parcel loaded, and a label printed again.
    """
    known: dict[str, HandParcel] = {}
    for part in chunks(row.id for row in rows):
        statement = select(_p.document).where(_p.warehouse == session.warehouse, _p.id.in_(part))
        for text in session.connection.execute(statement).scalars():
            one = from_json(text, HandParcel)
            known[one.parcel.parcel_id] = one
    taken = []
    for row in rows:
        came = from_json(row.document, HandParcel)
        taken.append((_newer(came, known.get(row.id)), row.seq))
    _write(session, taken)


def _newer(came: HandParcel, here: HandParcel | None) -> HandParcel:
    if here is None:
        return came
    parcel = replace(came.parcel, copy=max(came.parcel.copy, here.parcel.copy))
    if parcel.manifest or not here.parcel.manifest:
        return replace(came, parcel=parcel)
    parcel = replace(parcel, manifest=here.parcel.manifest)
    return replace(came, parcel=parcel, loaded_at=here.loaded_at, loaded_copy=here.loaded_copy)
