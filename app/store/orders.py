"""Orders: opened by any code on any paper, claimed by a station, changed by the center alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, null, or_, select, update

from app.domain.catalogue import normalise_code
from app.domain.order import Order, OrderState
from app.store.orders_feed import (
    CLOSED,
    COLUMNS,
    HEADER,
    add_codes,
    header,
    seen,
    stored,
    write_codes,
    write_lines,
    write_rows,
)
from app.store.records import Claim, Progress, StoredOrder
from app.store.session import ORDERS, Session, chunks, to_json
from app.store.tables.orders import order_code, orders

OPENABLE = ("approved", "parked", "returned")

_c = orders.c
_GET = select(*COLUMNS).where(_c.warehouse == bindparam("wh"), _c.id == bindparam("wanted"))
_BY_CODE = (
    select(order_code.c.order_id, order_code.c.kind, _c.state, _c.updated_at)
    .join(orders, (_c.warehouse == order_code.c.warehouse) & (_c.id == order_code.c.order_id))
    .where(order_code.c.warehouse == bindparam("wh"), order_code.c.code == bindparam("wanted"))
    .order_by(_c.updated_at.desc(), _c.id)
)
_SINGLE = (
    select(_c.id)
    .where(
        _c.warehouse == bindparam("wh"),
        _c.single_sku == bindparam("sku"),
        _c.state == "approved",
        or_(_c.holder == "", _c.holder == bindparam("me"), _c.lease_until < bindparam("now")),
    )
    .order_by(_c.cut_off.nulls_last(), _c.id)
    .limit(1)
)


class Orders:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_code(self, code: str) -> tuple[str, ...]:
        """The orders that a scanned code opens (number, slip, tote, waybill, ticket).

        A tote is used again and again: its closed orders count only while no open one has it.
        """
        values = {"wh": self._session.warehouse, "wanted": normalise_code(code)}
        rows = self._session.connection.execute(_BY_CODE, values).all()
        if any(row.state not in CLOSED for row in rows):
            rows = [row for row in rows if row.kind != "tote" or row.state not in CLOSED]
        elif all(row.kind == "tote" for row in rows):
            rows = rows[:1]
        return tuple(dict.fromkeys(row.order_id for row in rows))

    def get(self, order_id: str) -> StoredOrder | None:
        values = {"wh": self._session.warehouse, "wanted": order_id}
        row = self._session.connection.execute(_GET, values).first()
        return None if row is None else seen(self._session, row)

    def single_item(self, sku: str, station_id: str, now: datetime) -> str | None:
        """The most urgent open order of exactly one piece of this item, free for the station."""
        values = {"wh": self._session.warehouse, "sku": sku, "me": station_id, "now": now}
        return self._session.connection.execute(_SINGLE, values).scalar()

    def listed(
        self, states: Iterable[OrderState], *, wave: str = "", limit: int = 500
    ) -> tuple[StoredOrder, ...]:
        """Orders in these states, most urgent first. Who receives them is not looked up."""
        statement = (
            select(*COLUMNS)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.state.in_([state.value for state in states]),
            )
            .order_by(_c.cut_off.nulls_last(), _c.id)
            .limit(limit)
        )
        if wave:
            statement = statement.where(_c.wave == wave)
        return tuple(stored(row) for row in self._session.connection.execute(statement))

    def upsert(self, written: Iterable[Order], now: datetime) -> None:
        """Adds or replaces orders (center). A smaller ``revision`` than the stored one is ignored.

        The order's state is written with it: what may follow what is the caller's to decide.
        """
        for part in chunks(written, 1_000):
            if any(order.warehouse != self._session.warehouse for order in part):
                raise ValueError("an order of another warehouse")
            ids = [order.id for order in part]
            known = self._revisions(ids)
            newer = [order for order in part if order.revision >= known.get(order.id, 0)]
            if not newer:
                continue
            rows = [header(order, now, self._session.vault) for order in newer]
            write_rows(self._session, rows, HEADER, "revision")
            write_codes(self._session, newer)
            write_lines(self._session, newer)
            self._session.touch(ORDERS, (order.id for order in newer))

    def add_code(self, order_id: str, code: str, kind: str) -> None:
        """One more code that opens an order; ``kind``: number, slip, tote, waybill, ticket."""
        add_codes(
            self._session,
            [
                {
                    "warehouse": self._session.warehouse,
                    "code": normalise_code(code),
                    "order_id": order_id,
                    "kind": kind,
                }
            ],
        )

    def claim(self, order_id: str, station_id: str, now: datetime, until: datetime) -> Claim:
        """Takes an order for a station, or says who has it. A claim is advice, not a lock.

        The guard stands in the statement, so two stations cannot both be granted.
        """
        statement = (
            update(orders)
            .where(
                *self._one(order_id),
                _c.state.in_(OPENABLE),
                or_(_c.holder == "", _c.holder == station_id, _c.lease_until < now),
            )
            .values(holder=station_id, fence=_c.fence + 1, lease_until=until)
            .returning(_c.fence)
        )
        fence = self._session.connection.execute(statement).scalar()
        if fence is not None:
            self._session.touch(ORDERS, (order_id,))
            return Claim(granted=True, fence=fence, holder=station_id, lease_until=until)
        there = select(_c.fence, _c.holder, _c.lease_until, _c.state).where(*self._one(order_id))
        row = self._session.connection.execute(there).first()
        if row is None:
            return Claim(granted=False)
        return Claim(False, row.fence, row.holder, row.lease_until, OrderState(row.state))

    def lease_wave(self, wave: str, station_id: str, until: datetime) -> int:
        """Lends the open orders of a wave to a station, to pack without the center."""
        statement = (
            update(orders)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.wave == wave,
                _c.state.in_(OPENABLE),
                or_(_c.holder == "", _c.holder == station_id),
            )
            .values(holder=station_id, fence=_c.fence + 1, lease_until=until)
            .returning(_c.id)
        )
        ids = self._session.connection.execute(statement).scalars().all()
        self._session.touch(ORDERS, ids)
        return len(ids)

    def release(self, order_id: str, fence: int) -> bool:
        """Gives a claim back; False: somebody claimed it since."""
        statement = (
            update(orders)
            .where(*self._one(order_id), _c.fence == fence)
            .values(holder="", lease_until=None)
        )
        return self._changed(order_id, self._session.connection.execute(statement).rowcount)

    def set_state(
        self,
        order_id: str,
        state: OrderState,
        now: datetime,
        *,
        before: Iterable[OrderState] = (),
        progress: Progress | None = None,
        by_operator: str = "",
        by_station: str = "",
    ) -> bool:
        """Moves an order on (center) and ends its claim; the progress is replaced.

        False: there is no such order, or it was in none of the states ``before`` (where given).
        A ticket of the progress opens the order from now on.
        """
        statement = update(orders).where(*self._one(order_id))
        if allowed := [one.value for one in before]:
            statement = statement.where(_c.state.in_(allowed))
        values: dict[str, Any] = {
            "state": state.value,
            "holder": "",
            "lease_until": None,
            "fence": _c.fence + 1,
            "progress": null() if progress is None else to_json(progress),
            "by_operator": by_operator,
            "by_station": by_station,
            "updated_at": now,
        }
        done = self._session.connection.execute(statement.values(values)).rowcount
        if done and progress is not None and progress.ticket:
            self.add_code(order_id, progress.ticket, "ticket")
        return self._changed(order_id, done)

    def count(self) -> dict[str, int]:
        """How many orders are in each state that has any."""
        statement = (
            select(_c.state, func.count())
            .where(_c.warehouse == self._session.warehouse)
            .group_by(_c.state)
        )
        return {row[0]: row[1] for row in self._session.connection.execute(statement)}

    def _changed(self, order_id: str, rows: int) -> bool:
        if rows:
            self._session.touch(ORDERS, (order_id,))
        return rows == 1

    def _one(self, order_id: str) -> tuple[Any, Any]:
        return _c.warehouse == self._session.warehouse, _c.id == order_id

    def _revisions(self, ids: Sequence[str]) -> dict[str, int]:
        statement = select(_c.id, _c.revision).where(
            _c.warehouse == self._session.warehouse, _c.id.in_(ids)
        )
        return {row.id: row.revision for row in self._session.connection.execute(statement)}
