"""The money of orders: what is due by what the shop says, what became of it, what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, case, delete, exists, func, select, text, update

from app.domain.clearing import DueOrder, Rules, judge
from app.domain.money_days import span_of
from app.domain.money_states import OPEN_ORDERS
from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.domain.values import Money
from app.store.listing import Listing
from app.store.session import Session, chunks, upsert
from app.store.shapes import Shape
from app.store.tables.base import Utc
from app.store.tables.money import order_money
from app.store.tables.statements import statement_line, statement_state
from app.store.tables.trades import order_payment, order_trade
from app.store.untraded import untraded

_m, _l, _s = order_money.c, statement_line.c, statement_state.c
_t, _p = order_trade.c, order_payment.c


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """An order's one state of money. Minor units; ``refunded`` and ``fees`` as signed."""

    order_id: str
    channel: str
    shop: str
    number: str
    currency: str
    due_minor: int
    paid_at: datetime | None
    state: str
    received_minor: int = 0
    refunded_minor: int = 0
    fees_minor: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What the shop says, as the judge takes it, and whose it is."""

    order: DueOrder
    channel: str
    shop: str


@dataclass(frozen=True, slots=True)
class Aged:
    """Orders of one open state that have been so for up to ``days`` (0: longer than all)."""

    state: str
    currency: str
    days: int
    orders: int
    due_minor: int


_MONEY = Shape.of(OrderMoney, order_money)
_NAMES = tuple(name for name in _MONEY.names if name != "order_id")
OPEN: Final = tuple(sorted(one.value for one in OPEN_ORDERS))
ORDERS = Listing(
    order_money,
    _m.warehouse,
    _m.order_id,
    _MONEY.columns,
    "paid_at",
    text=(_m.number, _m.shop),
    groups={
        "open": (_m.state.in_(OPEN),),
        **{state: (_m.state == state,) for state in OPEN},
    },
)
_LACKING: Final = text("""
INSERT INTO order_money (warehouse, order_id, channel, shop, number, currency, due_minor, paid_at,
    state)
SELECT t.warehouse, t.order_id, t.channel, t.shop, t.number, t.currency,
    coalesce(t.paid_minor, 0) + t.platform_minor, t.paid_at, 'order_paid_no_money'
FROM order_trade t
WHERE t.warehouse = :wh AND t.paid_at >= :start AND t.paid_at < :end
    AND coalesce(t.paid_minor, 0) + t.platform_minor <> 0 AND NOT t.cash_on_delivery
    AND NOT EXISTS (
        SELECT 1 FROM statement_state s
        WHERE s.warehouse = :wh AND s.order_id = t.order_id AND s.plain
    )
    AND NOT EXISTS (
        SELECT 1 FROM order_money m WHERE m.warehouse = :wh AND m.order_id = t.order_id
    )
""").bindparams(bindparam("start", type_=Utc()), bindparam("end", type_=Utc()))
_NOTHING_COVERED: Final = Rules(datetime.max.replace(tzinfo=UTC))
_TRADE = (
    _t.order_id, _t.channel, _t.shop, _t.number, _t.currency, _t.paid_minor, _t.platform_minor,
    _t.paid_at, _t.cash_on_delivery,
)  # fmt: skip


class OrderMoneys:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def of(self, order_ids: Iterable[str]) -> dict[str, OrderMoney]:
        """By the order's id: its money's one state. An order that no shop spoke of has none."""
        ids = list(dict.fromkeys(order_ids))
        found: dict[str, OrderMoney] = {}
        for part in chunks(ids):
            here = (_m.warehouse == self._session.warehouse, _m.order_id.in_(part))
            rows = self._ask(select(*_MONEY.columns.values()).where(*here))
            found |= {row.order_id: _MONEY.made(row) for row in rows}
        if left := [one for one in ids if one not in found]:
            found |= self._without_row(left)
        return found

    def _without_row(self, ids: Sequence[str]) -> dict[str, OrderMoney]:
        """Orders that one line alone paid, and those that no line is for."""
        found: dict[str, OrderMoney] = {}
        plain, rules = self._plain(ids), self.covered()
        for due in self.dues(order_ids=ids):
            key = due.order.key
            if key in plain:
                found[key] = money_of(due, "cleared", due.order.due, 0, plain[key])
            else:
                found[key] = money_of(due, judge(due.order, (), rules)[0].state.value)
        return found

    def _plain(self, ids: Sequence[str]) -> dict[str, int]:
        """Orders that one line alone paid, with its fee."""
        found: dict[str, int] = {}
        for part in chunks(ids):
            statement = (
                select(_s.order_id, _l.fee_minor)
                .join(statement_line, _l.id == _s.line_id)
                .where(
                    _s.warehouse == self._session.warehouse,
                    _l.warehouse == self._session.warehouse,
                    _s.order_id.in_(part),
                    _s.plain,
                )
            )
            found |= {row.order_id: row.fee_minor for row in self._ask(statement)}
        return found

    def covered(self) -> Rules:
        """From the day of the first line of all statements to the day of the last."""
        # Two questions: only one alone is answered by the end of an index.
        first, last = (
            self._ask(
                select(one(_l.happened_at)).where(_l.warehouse == self._session.warehouse)
            ).scalar_one()
            for one in (func.min, func.max)
        )
        return Rules(*span_of(first, last)) if first and last else _NOTHING_COVERED

    def page(self, query: PageQuery) -> Page[OrderMoney]:
        """Groups: all | open | each state of OPEN."""
        return _MONEY.page(self._session, ORDERS, query)

    def put(self, many: Iterable[OrderMoney]) -> None:
        _MONEY.add_all(self._session, upsert(order_money, self._session.dialect, _NAMES), many)

    def forget(self, ids: Iterable[str]) -> None:
        """These orders have no lines any more, or will be judged anew."""
        for part in chunks(sorted(set(ids) - {""})):
            here = (_m.warehouse == self._session.warehouse, _m.order_id.in_(part))
            self._ask(delete(order_money).where(*here))

    def forget_lacking(self, since: datetime) -> None:
        """Orders that lack money, paid since then, and all that was only suggested, begin anew."""
        lacking = (_m.warehouse == self._session.warehouse, _m.state == "order_paid_no_money")
        guessed = (_m.warehouse == self._session.warehouse, _m.state == "suggestion")
        self._ask(update(order_money).where(*guessed).values(state="order_paid_no_money"))
        lines = exists().where(_s.warehouse == _m.warehouse, _s.order_id == _m.order_id)
        self._ask(delete(order_money).where(*lacking, _m.paid_at >= since, ~lines))

    def settle(self) -> None:
        """Orders that one line paid since lack no money any more."""
        plain = exists().where(_s.warehouse == _m.warehouse, _s.order_id == _m.order_id, _s.plain)
        here = (_m.warehouse == self._session.warehouse, _m.state == "order_paid_no_money")
        self._ask(delete(order_money).where(*here, plain))

    def find_lacking(self, start: datetime, end: datetime) -> int:
        """Orders paid then that no line is for: they are paid without money; how many are new."""
        values = {"wh": self._session.warehouse, "start": start, "end": end}
        return self._ask(_LACKING, values).rowcount

    def lacking(
        self, start: datetime, end: datetime, amounts: Iterable[int]
    ) -> Iterator[OrderMoney]:
        """Orders without money that were paid then, with one of these amounts due."""
        for part in chunks(sorted(set(amounts))):
            statement = select(*_MONEY.columns.values()).where(
                _m.warehouse == self._session.warehouse,
                _m.state == "order_paid_no_money",
                _m.paid_at.between(start, end),
                _m.due_minor.in_(part),
            )
            yield from (_MONEY.made(row) for row in self._ask(statement))

    def dues(
        self,
        *,
        numbers: Iterable[str] = (),
        transactions: Iterable[str] = (),
        order_ids: Iterable[str] = (),
    ) -> tuple[Due, ...]:
        """What shops say of the orders with these numbers, transactions or ids.

        A number that no shop spoke of may be an order's of a file: only its amount is known.
        """
        rows: dict[str, Any] = {}
        for column, names in ((_t.number, numbers), (_t.order_id, order_ids)):
            rows |= self._trades(column, names)
        claimed: set[str] = set()
        for part in chunks(sorted(set(transactions) - {""})):
            here = (_p.warehouse == self._session.warehouse, _p.transaction_no.in_(part))
            claimed |= set(self._ask(select(_p.order_id).where(*here)).scalars())
        rows |= self._trades(_t.order_id, claimed - set(rows))
        payments = self._payments(rows)
        told = [_due(row, payments.get(key, ())) for key, row in rows.items()]
        known = {one.order.number for one in told}
        others = untraded(self._session, {one for one in numbers if one not in known})
        return (*told, *map(_due_of, others))

    def _trades(self, column: Any, names: Iterable[str]) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for part in chunks(sorted(set(names) - {""})):
            here = (_t.warehouse == self._session.warehouse, column.in_(part))
            rows |= {row.order_id: row for row in self._ask(select(*_TRADE).where(*here))}
        return rows

    def _payments(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for part in chunks(ids):
            here = (_p.warehouse == self._session.warehouse, _p.order_id.in_(part))
            for row in self._ask(select(_p.order_id, _p.transaction_no).where(*here)):
                found[row.order_id] = (*found.get(row.order_id, ()), row.transaction_no)
        return found

    def ages(self, borders: Mapping[int, datetime]) -> tuple[Aged, ...]:
        """Open orders by state, currency and age. ``borders``: days -> paid since when."""
        steps = [(_m.paid_at >= since, days) for days, since in sorted(borders.items())]
        age = case(*steps, else_=0)
        statement = (
            select(_m.state, _m.currency, age, func.count(), func.sum(_m.due_minor))
            .where(_m.warehouse == self._session.warehouse, _m.state.in_(OPEN))
            .group_by(_m.state, _m.currency, age)
        )
        return tuple(
            Aged(row[0], row[1], int(row[2]), int(row[3]), int(row[4]))
            for row in self._ask(statement)
        )


def _due(row: Any, transactions: tuple[str, ...]) -> Due:
    order = DueOrder(
        key=row.order_id,
        number=row.number,
        paid=row.paid_minor or 0,
        currency=row.currency or "CNY",
        platform=row.platform_minor,
        paid_at=row.paid_at,
        transactions=transactions,
        cash_on_delivery=row.cash_on_delivery,
        unpaid=row.paid_at is None and not transactions,
    )
    return Due(order, row.channel, row.shop)


def _due_of(order: Order) -> Due:
    """An order whose amount is not known is due nothing: its money stands out as different."""
    paid = order.paid or Money(0, "CNY")
    due = DueOrder(order.id, order.number, paid.minor, paid.currency)
    return Due(due, order.channel, order.shop)


def money_of(
    due: Due, state: str, received: int = 0, refunded: int = 0, fees: int = 0
) -> OrderMoney:
    one = due.order
    return OrderMoney(
        one.key, due.channel, due.shop, one.number, one.currency, one.due, one.paid_at, state,
        received, refunded, fees,
    )  # fmt: skip
