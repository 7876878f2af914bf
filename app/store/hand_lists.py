"""The long lists of the hand-over, page by page: manifests and parcels; and what leaves them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select

from app.domain.manifest import EXPECTED_FOR
from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.manifests import GIVEN_UP, HandParcel, HandParcels, StoredManifest, stored_manifest
from app.store.session import Session, chunks, from_json
from app.store.tables.handing import hand_parcel, manifest
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel, waybill_number

_h, _m, _n, _p = hand_parcel.c, manifest.c, waybill_number.c, parcel.c
_HERE = and_(_h.warehouse == _p.warehouse, _h.id == _p.id)
_LIST = and_(_m.warehouse == _h.warehouse, _m.number == _h.manifest)

MANIFESTS = Listing(
    manifest,
    _m.warehouse,
    _m.number,
    {column.name: column for column in manifest.c if column.name != "warehouse"},
    "opened_at",
    text=(_m.number, _m.courier, _m.account),
    groups={state: (_m.state == state,) for state in ("open", "closed", "handed")},
)
PARCELS = Listing(
    parcel.outerjoin(hand_parcel, _HERE).outerjoin(manifest, _LIST),
    _p.warehouse,
    _p.id,
    {
        **{column.name: column for column in parcel.c if column.name != "warehouse"},
        "manifest": func.coalesce(_h.manifest, ""),
    },
    "packed_at",
    text=(_p.waybill, _p.order_number, func.coalesce(_h.manifest, "")),
    groups={
        "waiting": (_h.manifest == "", _h.ready, _p.accepted),
        "listed": (_h.manifest != "",),
        "void": (_p.accepted.is_(False),),
    },
)
_WANTED: tuple[ColumnElement[Any], ...] = (
    _p.order_id, _p.order_number, _p.parcel_no, _p.parcel_of, _p.courier, _p.waybill, _p.grams,
    _p.station_id, _p.operator_id, _p.packed_at, _p.accepted, _h.document,
    _m.state.label("manifest_state"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedParcel:
    """A parcel of the center, and how the hand-over knows it; ``hand`` None: put away.

    ``manifest_state`` is that of the manifest it stands on, "" for none.
    """

    id: str
    order_id: str
    order_number: str
    parcel_no: int
    parcel_of: int
    courier: str
    waybill: str
    grams: int
    station_id: str
    operator_id: str
    packed_at: datetime
    accepted: bool
    hand: HandParcel | None = None
    manifest_state: str = ""


class HandLists:
    def __init__(self, session: Session) -> None:
        self._session = session

    def manifests(self, query: PageQuery) -> Page[StoredManifest]:
        found = MANIFESTS.page(self._session, query, *manifest.c)
        return Page(
            tuple(map(stored_manifest, found.rows)), found.total, found.offset, found.capped
        )

    def parcels(self, query: PageQuery) -> Page[ListedParcel]:
        """Newest first unless asked otherwise. Groups: all | waiting | listed | void."""
        found = PARCELS.page(self._session, query, *_WANTED)
        return Page(tuple(map(_listed, found.rows)), found.total, found.offset, found.capped)

    def some(self, ids: Iterable[str]) -> tuple[ListedParcel, ...]:
        """These parcels, in the order asked for; one that is not here is left out."""
        wanted = tuple(ids)
        known: dict[str, ListedParcel] = {}
        for part in chunks(wanted):
            statement = (
                select(_p.id, *_WANTED)
                .select_from(PARCELS.source)
                .where(_p.warehouse == self._session.warehouse, _p.id.in_(part))
            )
            rows = self._session.connection.execute(statement)
            known |= {row.id: _listed(row) for row in rows}
        return tuple(known[one] for one in wanted if one in known)

    def given_up(self, order_ids: Sequence[str]) -> frozenset[str]:
        """Of these orders those that were refunded or cancelled."""
        return self._those(orders.c.id, order_ids, orders.c.state.in_(GIVEN_UP))

    def voided(self, courier: str, numbers: Sequence[str]) -> frozenset[str]:
        """Of these numbers of a courier those that our ledger says were voided."""
        return self._those(_n.number, numbers, _n.courier == courier, _n.state == "voided")

    def _those(
        self, column: ColumnElement[str], values: Sequence[str], *where: ColumnElement[bool]
    ) -> frozenset[str]:
        table: Any = column.table
        found: set[str] = set()
        for part in chunks(values):
            statement = select(column).where(
                table.c.warehouse == self._session.warehouse, column.in_(part), *where
            )
            found.update(self._session.connection.execute(statement).scalars())
        return frozenset(found)

    def missing(
        self, one: StoredManifest, now: datetime, most: int
    ) -> tuple[int, tuple[HandParcel, ...]]:
        """Parcels that should be on it and stand on none: how many now, the oldest."""
        since = (one.closed_at or now) - EXPECTED_FOR
        hand = HandParcels(self._session)
        return hand.waiting(one.courier, one.account, since, most=most, until=one.closed_at)

    def forget(self, before: datetime, limit: int = 500) -> int:
        """Drops parcels packed before that time, unless their manifest is still open; how many.

        What was shipped stays at the center in its parcels and facts.
        """
        old = (
            select(_h.id)
            .where(
                _h.warehouse == self._session.warehouse,
                _h.packed_at < before,
                _h.manifest.not_in(self._opened()),
            )
            .limit(limit)
        )
        ids = self._session.connection.execute(old).scalars().all()
        if ids:
            dropped = delete(hand_parcel).where(
                _h.warehouse == self._session.warehouse, _h.id.in_(ids)
            )
            self._session.connection.execute(dropped)
        return len(ids)

    def forget_retired(self) -> int:
        """On a bench: drops parcels whose order left the bench, as the center knows them too.

        What is not at the center yet stays (its ``seq`` is 0), and what is on an open manifest.
        """
        here = select(orders.c.id).where(
            orders.c.warehouse == self._session.warehouse, orders.c.id == _h.order_id
        )
        dropped = delete(hand_parcel).where(
            _h.warehouse == self._session.warehouse,
            _h.seq > 0,
            _h.manifest.not_in(self._opened()),
            ~here.exists(),
        )
        return self._session.connection.execute(dropped).rowcount

    def _opened(self) -> Select[tuple[str]]:
        return select(_m.number).where(_m.warehouse == self._session.warehouse, _m.state == "open")


def _listed(row: Row[Any]) -> ListedParcel:
    hand = from_json(row.document, HandParcel) if row.document else None
    return ListedParcel(
        row.id, row.order_id, row.order_number, row.parcel_no, row.parcel_of, row.courier,
        row.waybill, row.grams, row.station_id, row.operator_id, row.packed_at, row.accepted, hand,
        row.manifest_state or "",
    )  # fmt: skip
