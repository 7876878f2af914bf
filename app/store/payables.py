"""What of couriers' bills is to be paid: the sums it is made of, and the documents for the ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update

from app.domain.payable import KEPT_BACK, Part
from app.store.session import Session
from app.store.shapes import Shape
from app.store.tables.bills import bill_line, bill_payable, courier_bill

_b, _l, _p = courier_bill.c, bill_line.c, bill_payable.c


@dataclass(frozen=True, slots=True)
class Payable:
    """``id`` is its number. ``amount_minor`` may be negative: the courier owes us."""

    id: str
    bill_id: str
    courier: str
    month: str
    currency: str
    amount_minor: int
    state: str
    made_at: datetime
    made_by: str
    paid_at: datetime | None
    document: str


@dataclass(frozen=True, slots=True)
class MonthSum:
    """One cause and state of one courier's month. ``parcels`` were compared with ours."""

    courier: str
    month: str
    currency: str
    cause: str
    state: str
    lines: int
    parcels: int
    billed_minor: int
    claim_minor: int
    heavier_g: int  # the courier's weight above ours, of all that have both
    weighed: int  # how many have both


@dataclass(frozen=True, slots=True)
class ZoneSum:
    """Parcels of one courier in one zone of its card."""

    courier: str
    currency: str
    zone: str
    parcels: int


_PAYABLE = Shape.of(Payable, bill_payable)
_BESIDE = and_(_l.cause == "EXTRA_FEE", _l.claim_minor == 0, _l.zone_minor.is_(None))
OWN: ColumnElement[int] = case((_BESIDE, 0), else_=_l.billed_minor)
"""What a line asks by itself: an extra on a line of its own is in the sum of its freight's line."""

_EXTRA: ColumnElement[int] = case(
    (and_(_l.cause == "EXTRA_FEE", _l.zone_minor.is_(None)), OWN), else_=_l.extra_minor
)
_BOTH = and_(_l.our_grams.is_not(None), _l.their_grams.is_not(None), _l.zone_minor.is_not(None))


class Payables:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def add(self, payable: Payable) -> bool:
        """False: the number is taken."""
        return _PAYABLE.add_once(self._session, payable)

    def of_bill(self, bill_id: str) -> Payable | None:
        """The document of a bill that counts."""
        return _PAYABLE.first(self._session, _p.bill_id == bill_id, _p.state != "undone")

    def of_courier(self, courier: str, month: str = "") -> tuple[Payable, ...]:
        """All of them, those that were undone too; of one month where it is named."""
        where = [_p.courier == courier, *((_p.month == month,) if month else ())]
        statement = (
            select(*_PAYABLE.columns.values())
            .where(_p.warehouse == self._session.warehouse, *where)
            .order_by(_p.made_at, _p.id)
        )
        return tuple(map(_PAYABLE.made, self._ask(statement)))

    def set_state(
        self, number: str, before: str, after: str, paid_at: datetime | None = None
    ) -> bool:
        """False: it was not in ``before`` any more."""
        statement = (
            update(bill_payable)
            .where(_p.warehouse == self._session.warehouse, _p.id == number, _p.state == before)
            .values(state=after, paid_at=paid_at)
        )
        return self._ask(statement).rowcount == 1

    def set_bill_state(self, bill_id: str, before: Sequence[str], after: str) -> bool:
        """False: the bill was in none of the states ``before``."""
        statement = (
            update(courier_bill)
            .where(_b.warehouse == self._session.warehouse, _b.id == bill_id)
            .where(_b.state.in_(before))
            .values(state=after)
        )
        return self._ask(statement).rowcount == 1

    def set_lines(self, bill_id: str, before: tuple[str, str], after: tuple[str, str]) -> int:
        """All lines with a claim from one (state, reason) to another; how many."""
        statement = (
            update(bill_line)
            .where(
                _l.warehouse == self._session.warehouse,
                _l.bill_id == bill_id,
                _l.state == before[0],
                _l.reason == before[1],
                _l.claim_minor > 0,
            )
            .values(state=after[0], reason=after[1])
        )
        return int(self._ask(statement).rowcount)

    def sums(self, bill_id: str) -> tuple[Part, ...]:
        """What the lines of a bill add up to: each amount is in one sum, once."""
        groups = (_l.leg, _l.cause, _l.state)
        statement = (
            select(
                *groups,
                func.count(),
                func.sum(OWN),
                func.coalesce(func.sum(_EXTRA), 0),
                func.sum(_l.claim_minor),
            )
            .where(_l.warehouse == self._session.warehouse, _l.bill_id == bill_id, _l.row > 0)
            .group_by(*groups)
            .order_by(*groups)
        )
        return tuple(Part(*row[:3], *map(int, row[3:])) for row in self._ask(statement))

    def kept_back(self, bill_ids: Collection[str]) -> dict[str, int]:
        """Of these bills what is kept back now; those that keep nothing back are absent."""
        statement = (
            select(_l.bill_id, func.sum(_l.claim_minor))
            .where(
                _l.warehouse == self._session.warehouse,
                _l.bill_id.in_(bill_ids),
                _l.claim_minor > 0,
                _l.state.in_(KEPT_BACK),
            )
            .group_by(_l.bill_id)
        )
        return {row[0]: int(row[1]) for row in self._ask(statement)}

    def months(self, since: str) -> tuple[MonthSum, ...]:
        """Every courier's months from ``since`` (2026-01) on."""
        groups = (_b.courier, _b.month, _b.currency, _l.cause, _l.state)
        both = case((_BOTH, _l.their_grams - _l.our_grams), else_=0)
        statement = self._by_month(
            since,
            *groups,
            func.count(),
            func.count(_l.zone_minor),
            func.sum(OWN),
            func.sum(_l.claim_minor),
            func.sum(both),
            func.sum(case((_BOTH, 1), else_=0)),
        )
        found = self._ask(statement.group_by(*groups).order_by(*groups))
        return tuple(MonthSum(*row[:5], *map(int, row[5:])) for row in found)

    def zones(self, since: str) -> tuple[ZoneSum, ...]:
        """How the parcels from that month on were spread over the zones of their cards."""
        groups = (_b.courier, _b.currency, _l.zone)
        statement = self._by_month(since, *groups, func.count())
        statement = statement.where(_l.zone_minor.is_not(None))
        found = self._ask(statement.group_by(*groups).order_by(*groups))
        return tuple(ZoneSum(*row) for row in found)

    def _by_month(self, since: str, *columns: Any) -> Any:
        joined = (_b.warehouse == _l.warehouse) & (_b.id == _l.bill_id)
        return (
            select(*columns)
            .select_from(bill_line.join(courier_bill, joined))
            .where(
                _b.warehouse == self._session.warehouse,
                _b.state != "taking",
                _b.month >= since,
                _l.row > 0,
            )
        )
