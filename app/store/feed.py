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
from app.store.couriers import apply_contracts, apply_couriers
from app.store.manifests import apply_hand_parcels
from app.store.orders_feed import apply_orders
from app.store.orders_sent import orders_after
from app.store.people import apply_operators
from app.store.rates import apply_rates
from app.store.records import Cursor, FeedRow
from app.store.scale_profiles import apply_scale_profiles
from app.store.session import (
    ALERTS,
    BOXES,
    CONTRACTS,
    COURIERS,
    HAND_PARCELS,
    ITEMS,
    OPERATORS,
    ORDERS,
    RATES,
    SCALE_PROFILES,
    TASKS,
    WAVES,
    WAYBILLS,
    Session,
    chunks,
    upsert,
)
from app.store.tables.alerts import alert
from app.store.tables.bench import sync_cursor
from app.store.tables.catalogue import box, item
from app.store.tables.couriers import contract, courier
from app.store.tables.devices import scale_profile
from app.store.tables.handing import hand_parcel
from app.store.tables.orders import orders
from app.store.tables.shipping import rate_card, waybill_number
from app.store.tables.stations import wave_lease
from app.store.tables.system import center, feed_head, operator
from app.store.tables.trouble import exception_task
from app.store.tasks_feed import apply_tasks, tasks_after
from app.store.waves import apply_waves, waves_after
from app.store.waybills import apply_waybills, waybills_after

_HEAD = select(feed_head.c.scope, feed_head.c.seq, feed_head.c.floor).where(
    feed_head.c.warehouse == bindparam("wh")
)
_ONE_HEAD = _HEAD.where(feed_head.c.scope == bindparam("feed"))
_STANDING = (
    select(center.c.epoch, feed_head.c.scope, feed_head.c.seq, feed_head.c.floor)
    .select_from(center.outerjoin(feed_head, feed_head.c.warehouse == center.c.warehouse))
    .where(center.c.warehouse == bindparam("wh"))
)
_STATE = (
    select(center.c.epoch, feed_head.c.seq, feed_head.c.floor)
    .select_from(
        center.outerjoin(
            feed_head,
            (feed_head.c.warehouse == center.c.warehouse)
            & (feed_head.c.scope == bindparam("feed")),
        )
    )
    .where(center.c.warehouse == bindparam("wh"))
)
_CURSOR = select(sync_cursor.c.epoch, sync_cursor.c.seq, sync_cursor.c.id).where(
    sync_cursor.c.warehouse == bindparam("wh"), sync_cursor.c.scope == bindparam("feed")
)
Apply = Callable[[Session, Sequence[FeedRow]], None]
LAST = chr(0x10FFFF)
"""Sorts behind every id."""

After = Callable[[Session, Cursor, int], tuple[FeedRow, ...]]

TABLES: dict[str, tuple[Table, str]] = {
    ORDERS: (orders, "id"),
    ITEMS: (item, "sku"),
    BOXES: (box, "code"),
    SCALE_PROFILES: (scale_profile, "code"),
    OPERATORS: (operator, "id"),
    RATES: (rate_card, "id"),
    COURIERS: (courier, "code"),
    CONTRACTS: (contract, "id"),
    WAYBILLS: (waybill_number, "id"),
    TASKS: (exception_task, "id"),
    WAVES: (wave_lease, "wave"),
    ALERTS: (alert, "id"),
    HAND_PARCELS: (hand_parcel, "id"),
}
APPLY: dict[str, Apply] = {
    ORDERS: apply_orders,
    ITEMS: apply_items,
    BOXES: apply_boxes,
    SCALE_PROFILES: apply_scale_profiles,
    OPERATORS: apply_operators,
    RATES: apply_rates,
    COURIERS: apply_couriers,
    CONTRACTS: apply_contracts,
    WAYBILLS: apply_waybills,
    TASKS: apply_tasks,
    WAVES: apply_waves,
    HAND_PARCELS: apply_hand_parcels,
}
AFTER: dict[str, After] = {ORDERS: orders_after, TASKS: tasks_after, WAVES: waves_after}
"""Feeds whose rows are no plain documents."""


def kind_of(feed: str) -> str:
    """The feed's kind: waybill numbers have one feed a station."""
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
        row = self._session.connection.execute(_ONE_HEAD, self._named(feed)).first()
        return row.seq if row else 0

    def heads(self) -> dict[str, int]:
        """The number given last, of every feed that has any."""
        rows = self._session.connection.execute(_HEAD, {"wh": self._session.warehouse})
        return {row.scope: row.seq for row in rows}

    def standing(self) -> tuple[str, dict[str, int]]:
        """The center's epoch ("" before it is set up) and where every feed stands, at once."""
        rows = self._session.connection.execute(_STANDING, {"wh": self._session.warehouse}).all()
        heads = {row.scope: row.seq for row in rows if row.scope is not None}
        return (rows[0].epoch, heads) if rows else ("", self.heads())

    def state(self, feed: str) -> tuple[str, int, int]:
        """The center's epoch, the number a feed gave last, and its floor, in one question."""
        row = self._session.connection.execute(_STATE, self._named(feed)).first()
        return (row.epoch, row.seq or 0, row.floor or 0) if row else (
            "", self.head(feed), self.floor(feed),
        )  # fmt: skip

    def floor(self, feed: str) -> int:
        """Rows up to this number may be gone: a cursor below it needs a full copy."""
        row = self._session.connection.execute(_ONE_HEAD, self._named(feed)).first()
        return row.floor if row else 0

    def stamp(self) -> None:
        """Numbers what this transaction changed. Called once, as its last step."""
        for feed in sorted(self._session.touched):
            ids = sorted(self._session.touched[feed])
            seq = self.bump(feed)
            table, key = TABLES[kind_of(feed)]
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
        if feed in AFTER:
            return AFTER[feed](self._session, cursor, limit)
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
        row = self._session.connection.execute(_CURSOR, self._named(feed)).first()
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
            APPLY[kind_of(feed)](self._session, new)
            self._seen(feed, new)
            known = Cursor(epoch, new[-1].seq, new[-1].id)
        self.move_cursor(feed, known)
        return len(new)

    def reach(self, feed: str, epoch: str, seq: int) -> None:
        """Everything up to ``seq`` is here, whether or not a row still carries it."""
        known = self.cursor(feed)
        if known.epoch == epoch and known.seq < seq:
            self.move_cursor(feed, Cursor(epoch, seq, LAST))

    def move_cursor(self, feed: str, to: Cursor) -> None:
        self._session.connection.execute(
            upsert(sync_cursor, self._session.dialect, ("epoch", "seq", "id")),
            {
                "warehouse": self._session.warehouse,
                "scope": feed,
                "epoch": to.epoch,
                "seq": to.seq,
                "id": to.id,
            },
        )

    def _named(self, feed: str) -> dict[str, str]:
        return {"wh": self._session.warehouse, "feed": feed}

    def _seen(self, feed: str, rows: Sequence[FeedRow]) -> None:
        """Rows that are left as they were (a number used meanwhile) still were in the copy."""
        if kind_of(feed) not in {RATES, WAYBILLS}:
            return
        table, name = TABLES[kind_of(feed)]
        statement = (
            update(table)
            .where(table.c.warehouse == bindparam("wh"), table.c[name] == bindparam("which"))
            .values(seq=bindparam("new_seq"))
        )
        of = self._session.warehouse
        self._session.connection.execute(
            statement, [{"wh": of, "which": row.id, "new_seq": row.seq} for row in rows]
        )


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
