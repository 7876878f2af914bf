"""What a bill is held against, asked for many waybills at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, func, or_, select, tuple_, type_coerce

from app.domain.recorded import Recorded
from app.store.bulk import among, sent_texts
from app.store.journal import ENVELOPE, enveloped, recorded
from app.store.session import Session
from app.store.tables.archive import journal_archive, orders_archive
from app.store.tables.base import Utc
from app.store.tables.bench import journal
from app.store.tables.bills import bill_line, courier_bill, parcel_return
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel, waybill_number

PAGE = 2_000
_b, _l, _p, _n = courier_bill.c, bill_line.c, parcel.c, waybill_number.c
_o, _a, _r = orders.c, orders_archive.c, parcel_return.c
_HERE = _p.warehouse == bindparam("wh")
_COURIER: Any = bindparam("of_courier")
HALF_TAKEN = select(_b.id).where(_b.state == "taking")
"""Bills whose lines are not all there: what they say does not count yet."""


def _sent(packed_at: Any) -> Select[Any]:
    return (
        select(
            *(_p.id, _p.waybill, _p.grams, packed_at, _p.accepted, _p.zone, _p.box, _p.parcel_no),
            func.coalesce(_o.document, _a.document, "").label("document"),
        )
        .select_from(
            parcel.outerjoin(
                orders, (_o.warehouse == _p.warehouse) & (_o.id == _p.order_id)
            ).outerjoin(orders_archive, (_a.warehouse == _p.warehouse) & (_a.id == _p.order_id))
        )
        .where(_HERE, _p.courier == _COURIER)
    )


@cache
def _these(dialect: str) -> Select[Any]:
    """The time as the database keeps it: to make a million of them costs more than all else."""
    packed_at = type_coerce(_p.packed_at, Text()).label("packed_at")
    return _sent(packed_at).where(among(_p.waybill, dialect))


@cache
def _paid(dialect: str) -> Select[Any]:
    return select(_l.waybill).where(
        _l.warehouse == bindparam("wh"),
        _l.courier == _COURIER,
        among(_l.waybill, dialect),
        _l.row > 0,
        _l.leg == "out",
        _l.bill_id.not_in(HALF_TAKEN),
    )


@cache
def _voided(dialect: str) -> Select[Any]:
    ids = among(_n.id, dialect)
    return select(_n.number).where(_n.warehouse == bindparam("wh"), ids, _n.state == "voided")


@cache
def _returned(dialect: str) -> Select[Any]:
    return select(_r.waybill).where(
        _r.warehouse == bindparam("wh"),
        _r.courier == _COURIER,
        among(_r.waybill, dialect),
    )


_STANDS = (
    select(_l.id)
    .where(
        _l.warehouse == _p.warehouse,
        _l.courier == _p.courier,
        _l.waybill == _p.waybill,
        or_(
            (_l.row > 0) & (_l.leg == "out"),  # billed
            (_l.row == 0) & (_l.state == "open"),  # carried over from an earlier bill
        ),
        or_(_l.bill_id == bindparam("own"), _l.bill_id.not_in(HALF_TAKEN)),
    )
    .limit(1)
    .scalar_subquery()
)
"""A row for each parcel and no NOT EXISTS: of that PostgreSQL makes a join, and of a bill that came
a minute ago it has no statistics yet: it then read the bill's lines once for every parcel."""

_LACKING = (
    _sent(_p.packed_at)
    .where(
        _p.accepted,
        tuple_(_p.packed_at, _p.id) > tuple_(bindparam("at", type_=Utc), bindparam("last")),
        _p.packed_at <= bindparam("until", type_=Utc),
        _STANDS.is_(None),
    )
    .order_by(_p.packed_at, _p.id)
    .limit(PAGE)
)


class BillFacts:
    """Rows of parcels: id, waybill, grams, packed_at, accepted, zone, box, number, document."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def parcels_of(self, courier: str, waybills: Sequence[str]) -> Sequence[Any]:
        """The parcels of these waybills; ``packed_at`` of SQLite is the text as it is stored."""
        return self._some(_these, courier, waybills)

    def lacking(
        self, courier: str, bill_id: str, after: tuple[datetime, str], until: datetime
    ) -> Sequence[Any]:
        """A page of accepted parcels that stand on no bill, and are not waited for yet.

        Packed after ``after`` (time, id) and not later than ``until``, oldest first. The lines
        of ``bill_id`` count though it is only being taken over.
        """
        at, last = after
        asked = {"wh": self._session.warehouse, "of_courier": courier, "own": bill_id}
        return self._session.connection.execute(
            _LACKING, asked | {"at": at, "last": last, "until": until}
        ).all()

    def paid(self, courier: str, waybills: Sequence[str]) -> frozenset[str]:
        """Of these waybills those that earlier bills of the courier had, on the way out."""
        return frozenset(row[0] for row in self._some(_paid, courier, waybills))

    def voided(self, courier: str, waybills: Sequence[str]) -> frozenset[str]:
        """Of these numbers those that our ledger says were voided."""
        ids = [f"{courier}/{one}" for one in waybills]
        return frozenset(row[0] for row in self._some(_voided, courier, ids))

    def returned(self, courier: str, waybills: Sequence[str]) -> frozenset[str]:
        """Of these waybills those that the warehouse got back."""
        return frozenset(row[0] for row in self._some(_returned, courier, waybills))

    def scale_check(self, station_id: str, check_id: str) -> Recorded | None:
        """The fact of that check of a bench's scale, of a closed month too."""
        for table in (journal, journal_archive):
            columns = [table.c[column.name] for column in ENVELOPE]
            statement = select(*columns).where(
                table.c.warehouse == self._session.warehouse,
                table.c.station_id == station_id,
                table.c.kind == "ScaleChecked",
                table.c.payload.contains(f'"{check_id}"', autoescape=True),
            )
            row = self._session.connection.execute(statement).first()
            if row is not None:
                return recorded(enveloped(row))
        return None

    def _some(
        self, statement: Callable[[str], Select[Any]], courier: str, values: Sequence[str]
    ) -> Sequence[Any]:
        dialect = self._session.dialect
        asked = {"wh": self._session.warehouse, "of_courier": courier}
        asked["texts"] = sent_texts(values, dialect)
        return self._session.connection.execute(statement(dialect), asked).all()
