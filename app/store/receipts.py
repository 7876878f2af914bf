"""Receipts for the ERP and daily totals: sums of settled lines, each line on one receipt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, select, text, update

from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.session import Session
from app.store.shapes import Shape
from app.store.statements import WITH_STATE, of_file, take_turn
from app.store.tables.money import order_money, receipt
from app.store.tables.statements import statement_file, statement_line, statement_state
from app.store.tables.trades import order_trade

_r, _l, _s = receipt.c, statement_line.c, statement_state.c
_f, _t, _m = statement_file.c, order_trade.c, order_money.c
SETTLED: Final = ("cleared", "refunded", "partly_refunded", "other_period", "fee")
"""States whose money is explained: what a receipt may tell the ERP."""
_MONEY_ONCE: Final = ("told_twice", "transfer")
"""States that say nothing new about income: left out of daily totals."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """``document``: JSON, as the ERP gets it. ``state``: made | posted | undone."""

    id: str
    number: int
    state: str
    first_day: str
    last_day: str
    lines: int
    document: str
    made_at: datetime
    made_by: str
    erp_number: str = ""


@dataclass(frozen=True, slots=True)
class DaySum:
    """A day's money of one shop and account. Signed minor units; ``fees``: the platform's."""

    day: str
    provider: str
    account: str
    shop: str
    currency: str
    lines: int
    received_minor: int
    refunded_minor: int
    fees_minor: int

    @property
    def net_minor(self) -> int:
        return self.received_minor + self.refunded_minor + self.fees_minor


_RECEIPT = Shape.of(Receipt, receipt)
RECEIPTS = Listing(
    receipt, _r.warehouse, _r.id, _RECEIPT.columns, "number", text=(_r.erp_number, _r.first_day)
)


class Receipts:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def page(self, query: PageQuery) -> Page[Receipt]:
        return _RECEIPT.page(self._session, RECEIPTS, query)

    def get(self, receipt_id: str) -> Receipt | None:
        return _RECEIPT.first(self._session, _r.id == receipt_id)

    def next_number(self) -> int:
        """Whoever asks at the same time waits: a number is given once."""
        take_turn(self._session)
        statement = select(func.max(_r.number)).where(_r.warehouse == self._session.warehouse)
        return int(self._ask(statement).scalar_one() or 0) + 1

    def mark(self, receipt_id: str, start: datetime, end: datetime) -> int:
        """Settled lines of that time that no receipt has go on this one; how many."""
        return self._marked("", receipt_id, _s.state.in_(SETTLED), start, end)

    def unmark(self, receipt_id: str, start: datetime, end: datetime) -> int:
        return self._marked(receipt_id, "", _s.line_id != "", start, end)

    def _marked(
        self, old: str, new: str, which: ColumnElement[bool], start: datetime, end: datetime
    ) -> int:
        own = select(_l.id).where(
            _l.warehouse == self._session.warehouse,
            _l.happened_at >= start,
            _l.happened_at < end,
        )
        here = (_s.warehouse == self._session.warehouse, _s.receipt_id == old, which)
        return self._ask(
            update(statement_state).where(*here, _s.line_id.in_(own)).values(receipt_id=new)
        ).rowcount

    def add(self, one: Receipt) -> bool:
        return _RECEIPT.add_once(self._session, one)

    def set_state(self, receipt_id: str, state: str, erp_number: str = "") -> None:
        self._ask(
            update(receipt)
            .where(_r.warehouse == self._session.warehouse, _r.id == receipt_id)
            .values(state=state, erp_number=erp_number)
        )

    def has_lines_of(self, file_id: str) -> bool:
        statement = select(_s.line_id).where(
            _s.warehouse == self._session.warehouse,
            *of_file(_s.line_id, file_id),
            _s.receipt_id != "",
        )
        return self._ask(statement.limit(1)).first() is not None

    def sums_of(self, receipt_id: str, start: datetime, end: datetime) -> tuple[DaySum, ...]:
        """What a receipt has, by day, account and shop."""
        return self._sums(start, end, by_shop=True, which=(_s.receipt_id == receipt_id,))

    def days(self, start: datetime, end: datetime) -> tuple[DaySum, ...]:
        """All money of that time by day, provider and currency; ``shop`` and account empty."""
        state = func.coalesce(_s.state, "new")
        return self._sums(start, end, by_shop=False, which=(state.not_in(_MONEY_ONCE),))

    def _sums(
        self, start: datetime, end: datetime, *, by_shop: bool, which: Iterable[Any]
    ) -> tuple[DaySum, ...]:
        nothing = cast("", Text)
        shop = func.coalesce(_t.shop, _m.shop, "") if by_shop else nothing
        account = func.coalesce(_f.account, "") if by_shop else nothing
        keys = [self._day().label("day"), _l.provider, account.label("account"),
                shop.label("shop"), _l.currency]  # fmt: skip
        inside = (
            select(
                *keys,
                case((_l.kind == "income", _l.amount_minor), else_=0).label("received"),
                case((_l.kind == "refund", _l.amount_minor), else_=0).label("refunded"),
                _l.fee_minor.label("fees"),
            )
            .select_from(_source(by_shop=by_shop))
            .where(
                _l.warehouse == self._session.warehouse,
                _l.happened_at >= start,
                _l.happened_at < end,
                *which,
            )
            .subquery()
        )
        names = (inside.c.day, inside.c.provider, inside.c.account, inside.c.shop,
                 inside.c.currency)  # fmt: skip
        totals = (func.sum(inside.c.received), func.sum(inside.c.refunded),
                  func.sum(inside.c.fees))  # fmt: skip
        rows = self._ask(select(*names, func.count(), *totals).group_by(*names).order_by(*names))
        return tuple(DaySum(*row[:5], *(int(one) for one in row[5:])) for row in rows)

    def _day(self) -> ColumnElement[str]:
        """The day of China's clock, as text."""
        if self._session.dialect == "sqlite":
            return func.date(cast(_l.happened_at, Text), "+8 hours")
        return func.to_char(
            _l.happened_at.op("AT TIME ZONE")(text("'Asia/Shanghai'")), "YYYY-MM-DD"
        )


def _source(*, by_shop: bool) -> Any:
    if not by_shop:
        return WITH_STATE
    return (
        WITH_STATE.outerjoin(
            statement_file, and_(_f.warehouse == _l.warehouse, _f.id == _l.file_id)
        )
        .outerjoin(order_trade, and_(_t.warehouse == _s.warehouse, _t.order_id == _s.order_id))
        .outerjoin(order_money, and_(_m.warehouse == _s.warehouse, _m.order_id == _s.order_id))
    )
