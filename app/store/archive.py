"""Old orders leave the benches' feed, then the tables of every day; facts of closed months follow.

Each call moves a few rows in the caller's transaction: a kill leaves each row in one place, and
the next call goes on. Parcels and waybill numbers stay where they are (``tables/archive.py``).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, select, update

from app.store.archived_orders import carry
from app.store.orders_feed import CLOSED
from app.store.session import ORDERS, Session
from app.store.tables.archive import journal_archive, order_code_archive, orders_archive
from app.store.tables.bench import journal
from app.store.tables.orders import order_code, orders
from app.store.tables.system import feed_head
from app.store.tables.trouble import exception_task, repick_ticket

RETIRED = -1
"""The ``seq`` of an order that no bench copies any more. Whatever happens to it numbers it anew."""

_o, _j = orders.c, journal.c


class Archive:
    def __init__(self, session: Session) -> None:
        self._session = session

    def raise_floor(self, seq: int) -> None:
        """Closed orders up to ``seq`` will leave the feed: copies from before it are taken anew."""
        self._session.connection.execute(
            update(feed_head)
            .where(
                feed_head.c.warehouse == self._session.warehouse,
                feed_head.c.scope == ORDERS,
                feed_head.c.floor < seq,
            )
            .values(floor=seq)
        )

    def retire(self, seq: int, limit: int = 500) -> int:
        """Takes closed orders up to ``seq`` out of the feed; how many. Raise the floor first."""
        ids = self._ids(_o.seq > 0, _o.seq <= seq, _o.state.in_(sorted(CLOSED)), limit=limit)
        if ids:
            self._session.connection.execute(
                update(orders)
                .where(_o.warehouse == self._session.warehouse, _o.id.in_(ids))
                .values(seq=RETIRED)
            )
        return len(ids)

    def forget(self, seq: int) -> int:
        """On a bench: drops the closed orders up to ``seq``, as the center did; how many."""
        dropped = orders.delete().where(
            _o.warehouse == self._session.warehouse,
            _o.seq > 0,
            _o.seq <= seq,
            _o.state.in_(sorted(CLOSED)),
        )
        return self._session.connection.execute(dropped).rowcount

    def move_orders(self, before: datetime, limit: int = 200) -> int:
        """Moves retired orders closed before that time, without open trouble; how many."""
        task, ticket = exception_task.c, repick_ticket.c
        trouble = exists().where(
            task.warehouse == _o.warehouse, task.order_id == _o.id, task.state == "open"
        )
        re_pick = exists().where(
            ticket.warehouse == _o.warehouse,
            ticket.order_id == _o.id,
            ticket.state.in_(("open", "picked")),
        )
        old = and_(_o.updated_at < before, _o.state.in_(sorted(CLOSED)), ~trouble, ~re_pick)
        ids = self._ids(_o.seq == RETIRED, old, limit=limit)
        if ids:
            carry(self._session, order_code, order_code_archive, order_code.c.order_id.in_(ids))
            carry(self._session, orders, orders_archive, _o.id.in_(ids))  # the lines go with it
        return len(ids)

    def move_facts(self, station_id: str, before: datetime, limit: int = 500) -> int:
        """Moves a station's oldest facts, up to the first that came later than that; how many."""
        oldest = (
            select(_j.n, _j.recv_at)
            .where(_j.warehouse == self._session.warehouse, _j.station_id == station_id)
            .order_by(_j.n)
            .limit(limit)
        )
        last = 0
        for row in self._session.connection.execute(oldest):
            if row.recv_at is None or row.recv_at >= before:
                break
            last = row.n
        if not last:
            return 0
        mine = (_j.station_id == station_id, _j.n <= last)
        return carry(self._session, journal, journal_archive, *mine, same=("sha256",))

    def waiting(self) -> tuple[int, datetime | None]:
        """Orders that are retired and not moved: how many, and when the oldest was closed."""
        statement = select(func.count(), func.min(_o.updated_at)).where(
            _o.warehouse == self._session.warehouse, _o.seq == RETIRED
        )
        row = self._session.connection.execute(statement).one()
        return row[0], row[1]

    def _ids(self, *where: object, limit: int) -> Sequence[str]:
        statement = (
            select(_o.id)
            .where(_o.warehouse == self._session.warehouse, *where)  # type: ignore[arg-type]
            .order_by(_o.seq, _o.id)
            .limit(limit)
            .with_for_update()
        )
        return self._session.connection.execute(statement).scalars().all()
