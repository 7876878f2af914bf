"""Couriers' bills at the center: taken once, every line kept with its cause and its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, delete, false, func, select, update

from app.domain.paging import Page, PageQuery
from app.store.bill_facts import HALF_TAKEN, BillFacts
from app.store.bill_told import BillTold
from app.store.bulk import load_together
from app.store.listing import Listing
from app.store.payables import OWN, Payables
from app.store.session import Session
from app.store.shapes import Shape
from app.store.tables.bills import bill_line, courier_bill
from app.store.tables.shipping import waybill_number

_b, _l, _n = courier_bill.c, bill_line.c, waybill_number.c


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
    state: str = "taken"
    month: str = ""
    stale: int = 0


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
    zone: str = ""


@dataclass(frozen=True, slots=True)
class CauseSum:
    """All lines of one cause of a bill."""

    cause: str
    lines: int
    billed_minor: int
    claim_minor: int


_BILL, _LINE = Shape.of(Bill, courier_bill), Shape.of(StoredLine, bill_line)
_ROW = attrgetter(*_LINE.names)
_NAMES = ("warehouse", *_LINE.names)
BILLS = Listing(
    courier_bill,
    _b.warehouse,
    _b.id,
    _BILL.columns,
    "taken_at",
    text=(_b.name, _b.courier),
    groups={
        "open": (_b.state.in_(("taking", "taken")),),
        "closed": (_b.state == "closed",),
        "paid": (_b.state == "paid",),
    },
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
        "missing": (_l.row == 0, _l.state == "open"),
    },
    always=(_l.bill_id.not_in(HALF_TAKEN),),
)


class Bills:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute
        self.facts = BillFacts(session)
        self.payables = Payables(session)
        self.told = BillTold(session)

    def get(self, bill_id: str) -> Bill | None:
        return _BILL.first(self._session, _b.id == bill_id)

    def add(self, bill: Bill) -> bool:
        """False: this file was taken already."""
        return _BILL.add_once(self._session, bill)

    def load_lines(self, lines: Iterable[StoredLine]) -> None:
        """Many at once; those that were stored by the same call before stay."""
        self.load_rows([_ROW(line) for line in lines])

    def load_rows(self, lines: Sequence[tuple[Any, ...]]) -> None:
        """The same, each line as the fields of a StoredLine in their order."""
        here = (self._session.warehouse,)
        if lines:
            load_together(self._session, bill_line, _NAMES, [here + line for line in lines])

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
            select(_l.cause, func.count(), func.sum(OWN), claim)
            .where(_l.warehouse == self._session.warehouse, _l.bill_id == bill_id)
            .group_by(_l.cause)
            .order_by(claim.desc(), _l.cause)
        )
        found = self._session.connection.execute(statement)
        return tuple(CauseSum(row[0], int(row[1]), int(row[2]), int(row[3])) for row in found)

    def of_file_or_half(self, courier: str, file_sha256: str) -> Bill | None:
        """The bill of this very file, or one of the courier that is only being taken over."""
        half = and_(_b.courier == courier, _b.state == "taking")
        return _BILL.first(self._session, (_b.file_sha256 == file_sha256) | half)

    def set_bill(self, bill: Bill, before: str) -> bool:
        """Writes all of it anew; False: it was not in the state ``before`` any more."""
        values = {name: getattr(bill, name) for name in _BILL.names if name != "id"}
        statement = update(courier_bill).where(*self._one(bill.id), _b.state == before)
        return self._ask(statement.values(values)).rowcount == 1

    def drop_lines(self, bill_id: str, most: int) -> int:
        """Takes away so many lines of a bill; how many went."""
        some = select(_l.id).where(*self._lines_of(bill_id)).limit(most)
        gone = delete(bill_line).where(_l.warehouse == self._session.warehouse, _l.id.in_(some))
        return int(self._ask(gone).rowcount)

    def drop(self, bill_id: str) -> None:
        """Takes away a bill without lines."""
        self._ask(delete(courier_bill).where(*self._one(bill_id)))

    def mark_billed(self, bill: Bill, first: str, last: str, states: Sequence[str]) -> None:
        """Numbers of the lines between two ids become billed, those in one of these states."""
        numbers = select(_l.courier + "/" + _l.waybill).where(
            _l.warehouse == self._session.warehouse, _l.id >= first, _l.id <= last, _l.row > 0
        )
        statement = update(waybill_number).where(
            _n.warehouse == self._session.warehouse,
            _n.id.in_(numbers),
            _n.courier == bill.courier,
            _n.state.in_(states),
        )
        self._ask(statement.values(state="billed", held=false()))

    def end_waiting(self, bill: Bill) -> int:
        """Parcels that earlier bills lacked and this one has wait no longer; how many."""
        came = bill_line.alias()
        here = (
            select(came.c.id)
            .where(
                came.c.warehouse == _l.warehouse,
                came.c.waybill == _l.waybill,
                came.c.bill_id == bill.id,
                came.c.leg == "out",
                came.c.row > 0,
            )
            .exists()
        )
        waits = (_l.warehouse == self._session.warehouse, _l.courier == bill.courier,
                 _l.state == "open", _l.claim_minor == 0, _l.row == 0)  # fmt: skip
        statement = update(bill_line).where(*waits, here)
        return int(self._ask(statement.values(state="accepted", reason=bill.name)).rowcount)

    def _lines_of(self, bill_id: str) -> tuple[Any, Any]:
        return _l.warehouse == self._session.warehouse, _l.bill_id == bill_id

    def _one(self, bill_id: str) -> tuple[Any, Any]:
        return _b.warehouse == self._session.warehouse, _b.id == bill_id
