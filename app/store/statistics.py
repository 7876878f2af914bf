"""Orders by day, shop, payment and category, kept up to date by what changed since.

Every change of an order moves it to the end of its feed: so what was not counted yet is found by
an index, whoever changed it. What an order added before is taken out again first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.order import Order
from app.domain.order_shares import WHOLE, Share
from app.domain.paging import Page, PageQuery
from app.domain.trade import Trade
from app.store.orders_feed import COLUMNS, stored
from app.store.session import Session, chunks, from_json, insert_new
from app.store.tables.orders import orders
from app.store.tables.shops import order_group
from app.store.tables.statistics import order_counted, order_day, order_share
from app.store.tables.trades import order_trade

_o, _t, _d, _s, _n = orders.c, order_trade.c, order_day.c, order_share.c, order_counted.c
_NAME = "days"
_KEY = ("day", "channel", "shop", "payment", "category", "currency")
_SUMS = ("orders", "pieces", "paid_minor")
_SHARE = tuple(field.name for field in fields(Share))
DIMENSIONS = ("day", "month", "channel", "shop", "payment", "category")


@dataclass(frozen=True, slots=True)
class Changed:
    """One order that is not counted as it is now."""

    order: Order
    trade: Trade | None
    reason: str
    told_at: datetime | None
    updated_at: datetime
    made: bool  # of other orders, which are counted already


@dataclass(frozen=True, slots=True)
class StatSum:
    """The sums under some values of the dimensions that were asked for; the others are empty."""

    currency: str
    orders: int
    pieces: int
    paid_minor: int
    day: str = ""
    month: str = ""
    channel: str = ""
    shop: str = ""
    payment: str = ""
    category: str = ""


class Statistics:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def as_of(self) -> datetime | None:
        statement = select(_n.at).where(_n.warehouse == self._session.warehouse, _n.name == _NAME)
        return self._ask(statement).scalar()

    def behind(self, most: int = 100_000) -> int:
        """How many orders changed since they were counted."""
        inside = select(_o.id).where(*self._after(*self._cursor(lock=False))).limit(most)
        return int(self._ask(select(func.count()).select_from(inside.subquery())).scalar_one())

    def changed(self, now: datetime, limit: int) -> Sequence[Changed]:
        """The next orders to count. Whoever else counts waits until this transaction ends."""
        first = {"warehouse": self._session.warehouse, "name": _NAME, "at": now}
        self._ask(insert_new(order_counted, self._session.dialect), first)
        seq, order_id = self._cursor(lock=True)
        made = (
            select(order_group.c.made_id)
            .where(order_group.c.warehouse == _o.warehouse, order_group.c.made_id == _o.id)
            .exists()
        )
        rows = self._ask(
            select(
                *COLUMNS, _o.wait_reason, _o.told_at, _t.document.label("trade"), made.label("made")
            )
            .select_from(
                orders.outerjoin(
                    order_trade, (_t.warehouse == _o.warehouse) & (_t.order_id == _o.id)
                )
            )
            .where(*self._after(seq, order_id))
            .order_by(_o.seq, _o.id)
            .limit(limit)
        ).all()
        found = [_changed(row) for row in rows]
        end = {"seq": rows[-1].seq, "order_id": rows[-1].id} if rows else {}
        self._ask(
            update(order_counted)
            .where(_n.warehouse == self._session.warehouse, _n.name == _NAME)
            .values({**end, "at": now})
        )
        return found

    def put(self, order_ids: Iterable[str], shares: Iterable[Share]) -> None:
        """What these orders add now, in place of what they added before."""
        warehouse = self._session.warehouse
        ids, new = tuple(order_ids), tuple(shares)
        changes: dict[tuple[str, ...], list[int]] = {}
        for part in chunks(ids):
            where = (_s.warehouse == warehouse, _s.order_id.in_(part))
            for row in self._ask(select(*(_s[name] for name in _SHARE)).where(*where)):
                _add(changes, Share(*row), -1)
            self._ask(delete(order_share).where(*where))
        for one in new:
            _add(changes, one, 1)
        for part_of in chunks(new):
            rows = [
                {"warehouse": warehouse, **{name: getattr(one, name) for name in _SHARE}}
                for one in part_of
            ]
            self._ask(insert(order_share), rows)
        moved = [
            {
                "warehouse": warehouse,
                **dict(zip(_KEY, key, strict=True)),
                **dict(zip(_SUMS, values, strict=True)),
            }
            for key, values in sorted(changes.items())
            if any(values)
        ]
        for part_of_rows in chunks(moved):
            self._ask(_more(self._session.dialect), list(part_of_rows))

    def sums(
        self, dimensions: Sequence[str], wanted: Mapping[str, Any] | None = None
    ) -> tuple[StatSum, ...]:
        """Grouped by these dimensions and the currency.

        ``wanted``: ``since`` and ``until`` (days, both included); channel, shop, payment,
        category: the values that count, or a text that is in them. Without a category orders
        are counted once each.
        """
        grouped = self._grouped(dimensions, wanted or {})
        return tuple(_made(row, dimensions) for row in self._ask(select(grouped)))

    def page(
        self, dimensions: Sequence[str], wanted: Mapping[str, Any], query: PageQuery
    ) -> Page[StatSum]:
        """One page of the same, sorted by a dimension or a sum. Raises ValueError."""
        grouped = self._grouped(dimensions, wanted)
        columns = grouped.c
        where = [
            or_(*(func.lower(columns[one]).contains(word, autoescape=True) for one in dimensions))
            for word in query.text.casefold().split()
        ]
        sort = "paid_minor" if query.sort == "paid" else query.sort
        if sort not in {*DIMENSIONS, *_SUMS}:
            raise ValueError(f"not sorted by {sort}")
        first = [columns[sort]] if sort in columns else []
        order = [one.desc() if query.descending else one.asc() for one in first]
        last = [columns[one].asc() for one in (*dimensions, "currency")]
        found = self._ask(
            select(grouped).where(*where).order_by(*order, *last)
            .offset(query.offset).limit(query.limit)
        )  # fmt: skip
        rows = tuple(_made(row, dimensions) for row in found)
        total = 0
        if query.counted:
            counted = select(func.count()).select_from(grouped).where(*where)
            total = int(self._ask(counted).scalar_one())
        return Page(rows, total, query.offset)

    def _grouped(self, dimensions: Sequence[str], wanted: Mapping[str, Any]) -> Any:
        asked = dict(wanted)
        columns = {one: _column(one) for one in dimensions}
        by_category = "category" in dimensions or "category" in asked
        where = [
            _d.warehouse == self._session.warehouse,
            _d.category != WHOLE if by_category else _d.category == WHOLE,
        ]
        if since := asked.pop("since", ""):
            where.append(_d.day >= since)
        if until := asked.pop("until", ""):
            where.append(_d.day <= until)
        where += [_is(order_day.c[name], value) for name, value in asked.items()]
        sums = [func.sum(order_day.c[name]).label(name) for name in _SUMS]
        return (
            select(*(column.label(name) for name, column in columns.items()), _d.currency, *sums)
            .where(*where)
            .group_by(*columns.values(), _d.currency)
            .having(func.sum(_d.orders) != 0)
            .subquery()
        )

    def _cursor(self, *, lock: bool) -> tuple[int, str]:
        statement = select(_n.seq, _n.order_id).where(
            _n.warehouse == self._session.warehouse, _n.name == _NAME
        )
        row = self._ask(statement.with_for_update() if lock else statement).first()
        return (row.seq, row.order_id) if row else (0, "")

    def _after(self, seq: int, order_id: str) -> tuple[Any, ...]:
        later = or_(_o.seq > seq, (_o.seq == seq) & (_o.id > order_id))
        return (_o.warehouse == self._session.warehouse, _o.seq >= seq, later)


def _changed(row: Any) -> Changed:
    trade = from_json(row.trade, Trade) if row.trade else None
    order = stored(row).order
    return Changed(order, trade, row.wait_reason, row.told_at, row.updated_at, bool(row.made))


def _made(row: Any, dimensions: Sequence[str]) -> StatSum:
    return StatSum(
        row.currency, int(row.orders), int(row.pieces), int(row.paid_minor),
        **{name: getattr(row, name) for name in dimensions},
    )  # fmt: skip


def _add(changes: dict[tuple[str, ...], list[int]], one: Share, sign: int) -> None:
    key = tuple(getattr(one, name) for name in _KEY)
    sums = changes.setdefault(key, [0, 0, 0])
    for place, name in enumerate(_SUMS):
        sums[place] += sign * getattr(one, name)


def _is(column: Any, wanted: Any) -> Any:
    if isinstance(wanted, str):
        return func.lower(column).contains(wanted.casefold(), autoescape=True)
    return column.in_(wanted)


def _column(dimension: str) -> Any:
    if dimension not in DIMENSIONS:
        raise ValueError(f"not counted by {dimension}")
    return func.substr(_d.day, 1, 7) if dimension == "month" else order_day.c[dimension]


@cache
def _more(dialect: str) -> Any:
    """Adds to the sums of a row, or makes it."""
    maker = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    statement: Any = maker(order_day)
    grown = {name: order_day.c[name] + statement.excluded[name] for name in _SUMS}
    return statement.on_conflict_do_update(index_elements=["warehouse", *_KEY], set_=grown)
