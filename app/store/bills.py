"""Couriers' bills at the center: taken once, every line kept with its cause and its state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.session import Session, chunks
from app.store.shapes import Shape
from app.store.tables.bills import bill_line, courier_bill
from app.store.tables.shipping import parcel, waybill_number

_b, _l, _p, _n = courier_bill.c, bill_line.c, parcel.c, waybill_number.c


@dataclass(frozen=True, slots=True)
class Bill:
    """One file of a courier. Amounts are minor units of ``currency``."""

    id: str
    courier: str
    name: str
    file_sha256: str
    currency: str
    taken_at: datetime
    taken_by: str
    lines: int
    stated_minor: int | None
    billed_minor: int
    expected_minor: int
    claim_minor: int
    warning: str = ""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line of a bill as it was judged; ``row`` 0 for a parcel that the bill lacks."""

    id: str
    bill_id: str
    bill_name: str
    courier: str
    sheet: str
    row: int
    waybill: str
    leg: str
    cause: str
    billed_minor: int
    expected_minor: int | None
    zone_minor: int | None
    weight_minor: int | None
    rate_minor: int | None
    extra_minor: int | None
    claim_minor: int
    currency: str
    our_grams: int | None
    their_grams: int | None
    our_place: str
    their_place: str
    ship_date: str | None
    parcel_id: str
    state: str = "open"
    reason: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class CauseSum:
    """All lines of one cause of a bill."""

    cause: str
    lines: int
    billed_minor: int
    claim_minor: int


_BILL, _LINE = Shape.of(Bill, courier_bill), Shape.of(StoredLine, bill_line)
BILLS = Listing(
    courier_bill,
    _b.warehouse,
    _b.id,
    _BILL.columns,
    "taken_at",
    text=(_b.name, _b.courier),
)
LINES = Listing(
    bill_line,
    _l.warehouse,
    _l.id,
    _LINE.columns,
    "claim_minor",
    text=(_l.waybill, _l.bill_name, _l.courier),
    groups={
        "claims": (_l.state == "open", _l.claim_minor > 0),
        "disputed": (_l.state == "disputed",),
        "missing": (_l.row == 0,),
    },
)


class Bills:
    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, file_sha256: str) -> Bill | None:
        """The bill that this very file was taken as."""
        return _BILL.first(self._session, _b.file_sha256 == file_sha256)

    def get(self, bill_id: str) -> Bill | None:
        return _BILL.first(self._session, _b.id == bill_id)

    def add(self, bill: Bill) -> bool:
        """False: this file was taken already."""
        return _BILL.add_once(self._session, bill)

    def add_lines(self, lines: Iterable[StoredLine]) -> None:
        _LINE.add_all(self._session, insert(bill_line), lines)

    def page(self, query: PageQuery) -> Page[Bill]:
        return _BILL.page(self._session, BILLS, query)

    def line_page(self, query: PageQuery) -> Page[StoredLine]:
        return _LINE.page(self._session, LINES, query)

    def line(self, line_id: str) -> StoredLine | None:
        return _LINE.first(self._session, _l.id == line_id)

    def set_state(self, line_id: str, before: str, after: str, reason: str = "") -> bool:
        """False: the line was not in ``before`` any more."""
        statement = (
            update(bill_line)
            .where(_l.warehouse == self._session.warehouse, _l.id == line_id, _l.state == before)
            .values(state=after, reason=reason)
        )
        return self._session.connection.execute(statement).rowcount == 1

    def causes(self, bill_id: str) -> tuple[CauseSum, ...]:
        """What a bill is made of, the dearest claim first."""
        claim = func.sum(_l.claim_minor)
        statement = (
            select(_l.cause, func.count(), func.sum(_l.billed_minor), claim)
            .where(_l.warehouse == self._session.warehouse, _l.bill_id == bill_id)
            .group_by(_l.cause)
            .order_by(claim.desc(), _l.cause)
        )
        found = self._session.connection.execute(statement)
        return tuple(CauseSum(row[0], int(row[1]), int(row[2]), int(row[3])) for row in found)

    def billed_before(self, courier: str, waybills: Sequence[str]) -> frozenset[str]:
        """Of these waybills those that earlier bills of the courier had, on the way out."""
        statement = select(_l.waybill).where(
            _l.warehouse == self._session.warehouse,
            _l.courier == courier,
            _l.waybill.in_(bindparam("some", expanding=True)),
            _l.row > 0,
            _l.leg == "out",
        )
        return frozenset(self._some(statement, waybills))

    def voided(self, courier: str, waybills: Sequence[str]) -> frozenset[str]:
        """Of these numbers those that our ledger says were voided."""
        statement = select(_n.number).where(
            _n.warehouse == self._session.warehouse,
            _n.courier == courier,
            _n.state == "voided",
            _n.number.in_(bindparam("some", expanding=True)),
        )
        return frozenset(self._some(statement, waybills))

    def parcels_of(self, courier: str, waybills: Sequence[str]) -> Iterator[Any]:
        """Rows (id, waybill, grams, packed_at, order_id, accepted) of these waybills' parcels."""
        statement = select(
            _p.id, _p.waybill, _p.grams, _p.packed_at, _p.order_id, _p.accepted
        ).where(
            _p.warehouse == self._session.warehouse,
            _p.courier == courier,
            _p.waybill.in_(bindparam("some", expanding=True)),
        )
        for part in chunks(waybills):
            yield from self._session.connection.execute(statement, {"some": list(part)})

    def unbilled(self, courier: str, start: datetime, end: datetime) -> tuple[Any, ...]:
        """Accepted parcels packed between that stand on no bill: the same columns."""
        billed = (
            select(_l.id)
            .where(
                _l.warehouse == _p.warehouse,
                _l.courier == _p.courier,
                _l.waybill == _p.waybill,
                _l.row > 0,
            )
            .exists()
        )
        statement = (
            select(_p.id, _p.waybill, _p.grams, _p.packed_at, _p.order_id, _p.accepted)
            .where(
                _p.warehouse == self._session.warehouse,
                _p.courier == courier,
                _p.accepted,
                _p.packed_at >= start,
                _p.packed_at <= end,
                ~billed,
            )
            .order_by(_p.packed_at, _p.id)
        )
        return tuple(self._session.connection.execute(statement))

    def _some(self, statement: Any, values: Sequence[str]) -> Iterator[str]:
        for part in chunks(values):
            yield from self._session.connection.execute(statement, {"some": list(part)}).scalars()
