"""Parcels that left, as they can be priced again: read in one statement, row by row."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import bindparam, select, tuple_

from app.domain.particulars import sides_by_code
from app.domain.recosting import PastParcel
from app.store.catalogue import Boxes
from app.store.session import Session
from app.store.shipped_to import Shipments
from app.store.tables.base import Utc
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel
from app.store.transaction import Transaction

PAGE = 2_000


def past_parcels(
    tx: Transaction, start: datetime, end: datetime, zone: tzinfo, courier: str = ""
) -> Iterator[PastParcel]:
    """Accepted parcels packed from ``start`` on and before ``end``, oldest first.

    ``zone`` is the warehouse's: the ship date is a day there. Parcels whose order is gone are
    given without a place.
    """
    session: Session = tx._session  # noqa: SLF001 - the same transaction, seen in another way
    shipments = Shipments(sides_by_code(Boxes(session).every(also_unused=True)))
    for row in _rows(session, start, end, courier):
        place, particulars = shipments.of(row.document, row.box, row.parcel_no)
        rated = particulars.rated(place, row.grams, row.packed_at.astimezone(zone).date())
        yield PastParcel(rated, row.charge_minor, row.courier, row.id)


def _rows(session: Session, start: datetime, end: datetime, courier: str) -> Iterator[Any]:
    """Page by page: a month does not have to fit in memory."""
    _p, _o = parcel.c, orders.c
    statement = (
        select(
            *(_p.id, _p.grams, _p.box, _p.courier, _p.charge_minor, _p.packed_at),
            *(_p.parcel_no, _o.document),
        )
        .select_from(
            parcel.outerjoin(orders, (_o.warehouse == _p.warehouse) & (_o.id == _p.order_id))
        )
        .where(
            _p.warehouse == session.warehouse,
            tuple_(_p.packed_at, _p.id) > tuple_(bindparam("at", type_=Utc), bindparam("last")),
            _p.packed_at < end,
            _p.accepted,
            *((_p.courier == courier,) if courier else ()),
        )
        .order_by(_p.packed_at, _p.id)
        .limit(PAGE)
    )
    known: dict[str, Any] = {"at": start, "last": ""}
    while page := session.connection.execute(statement, known).all():
        yield from page
        known = {"at": page[-1].packed_at, "last": page[-1].id}
