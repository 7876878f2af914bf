"""Changes, center to bench: states above a cursor, numbered by a counter of the writer's own.

A plain sequence is not in commit order: a poller that asks for numbers above its cursor missed
a third of the rows. A counter row bumped inside the writing transaction, last, misses none.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.catalogue import apply_boxes, apply_items
from app.store.orders_feed import apply_orders, orders_after
from app.store.people import apply_operators
from app.store.rates import apply_rates
from app.store.records import Cursor, FeedRow
from app.store.session import (
    BOXES,
    ITEMS,
    OPERATORS,
    ORDERS,
    RATES,
    WAYBILLS,
    Session,
    chunks,
    upsert,
)
from app.store.tables.bench import sync_cursor
from app.store.tables.catalogue import box, item
from app.store.tables.orders import orders
from app.store.tables.shipping import rate_card, waybill_number
from app.store.tables.system import feed_head, operator
from app.store.waybills import apply_waybills, waybills_after

Apply = Callable[[Session, Sequence[FeedRow]], None]

TABLES: dict[str, tuple[Table, str]] = {
    ORDERS: (orders, "id"),
    ITEMS: (item, "sku"),
    BOXES: (box, "code"),
    OPERATORS: (operator, "id"),
    RATES: (rate_card, "id"),
    WAYBILLS: (waybill_number, "id"),
}
APPLY: dict[str, Apply] = {
    ORDERS: apply_orders,
    ITEMS: apply_items,
    BOXES: apply_boxes,
    OPERATORS: apply_operators,
    RATES: apply_rates,
    WAYBILLS: apply_waybills,
}


def _kind(feed: str) -> str:
    return WAYBILLS if feed.startswith(WAYBILLS) else feed


class Feed:
    """``feed`` is one of the names in ``app.store.session`` (orders, items, ...)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def bump(self, feed: str) -> int:
        """The next number of a feed; the counter stays locked until this transaction ends.

        Repositories do this by themselves for what they change (``Session.touch``).
        """
        counted = counter(self._session.dialect)
        values = {"warehouse": self._session.warehouse, "scope": feed, "seq": 1}
        return int(self._session.connection.execute(counted, values).scalar_one())

    def head(self, feed: str) -> int:
        """The number given last; 0 for a feed without rows."""
        statement = select(feed_head.c.seq).where(
            feed_head.c.warehouse == self._session.warehouse, feed_head.c.scope == feed
        )
        return int(self._session.connection.execute(statement).scalar() or 0)

    def stamp(self) -> None:
        """Numbers what this transaction changed. Called once, as its last step."""
        for feed in sorted(self._session.touched):
            ids = sorted(self._session.touched[feed])
            seq = self.bump(feed)
            table, key = TABLES[_kind(feed)]
            for part in chunks(ids):
                statement = (
                    update(table)
                    .where(table.c.warehouse == self._session.warehouse, table.c[key].in_(part))
                    .values(seq=seq)
                )
                self._session.connection.execute(statement)
        self._session.touched.clear()

    def changed_after(self, feed: str, cursor: Cursor, limit: int = 500) -> tuple[FeedRow, ...]:
        """States above the cursor, oldest first. A cursor of (0, "") gives all there is."""
        if feed == ORDERS:
            return orders_after(self._session, cursor, limit)
        if feed.startswith(WAYBILLS):
            return waybills_after(self._session, feed.removeprefix(WAYBILLS), cursor, limit)
        table, name = TABLES[feed]
        key: Column[str] = table.c[name]
        statement = (
            select(table.c.seq, key.label("key"), table.c.document, *_extra(table))
            .where(
                table.c.warehouse == bindparam("wh"),
                tuple_(table.c.seq, key) > tuple_(bindparam("seq"), bindparam("id")),
            )
            .order_by(table.c.seq, key)
            .limit(limit)
        )
        values = {"wh": self._session.warehouse, "seq": cursor.seq, "id": cursor.id}
        rows = self._session.connection.execute(statement, values)
        return tuple(
            FeedRow(row.seq, row.key, row.document, getattr(row, "active", True)) for row in rows
        )

    def cursor(self, feed: str) -> Cursor:
        """Up to where this bench has the feed."""
        _c = sync_cursor.c
        statement = select(_c.epoch, _c.seq, _c.id).where(
            _c.warehouse == self._session.warehouse, _c.scope == feed
        )
        row = self._session.connection.execute(statement).first()
        return Cursor(row.epoch, row.seq, row.id) if row else Cursor()

    def apply(self, feed: str, epoch: str, rows: Sequence[FeedRow]) -> int:
        """Takes rows of a feed over and moves the cursor with them; how many were new.

        Rows at or below the cursor are ignored (a late answer must not turn time back). A new
        ``epoch`` starts from nothing: the center was restored.
        """
        known = self.cursor(feed)
        if known.epoch != epoch:
            known = Cursor(epoch)
        new = sorted(
            (row for row in rows if (row.seq, row.id) > (known.seq, known.id)),
            key=lambda row: (row.seq, row.id),
        )
        if new:
            APPLY[_kind(feed)](self._session, new)
            known = Cursor(epoch, new[-1].seq, new[-1].id)
        self._session.connection.execute(
            upsert(sync_cursor, self._session.dialect, ("epoch", "seq", "id")),
            {
                "warehouse": self._session.warehouse,
                "scope": feed,
                "epoch": epoch,
                "seq": known.seq,
                "id": known.id,
            },
        )
        return len(new)


@cache
def counter(dialect: str) -> sqlite.Insert | postgresql.Insert:
    """Makes a feed's counter, or adds one to it, and gives the number."""
    makers = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Any = makers[dialect](feed_head)
    bumped = statement.on_conflict_do_update(
        index_elements=["warehouse", "scope"], set_={"seq": feed_head.c.seq + 1}
    )
    done: sqlite.Insert | postgresql.Insert = bumped.returning(feed_head.c.seq)
    return done


def _extra(table: Table) -> tuple[Column[bool], ...]:
    return (table.c.active,) if "active" in table.c else ()
