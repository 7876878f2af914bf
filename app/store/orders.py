"""Orders: opened by any code on any paper, claimed by a station, changed by the center alone."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from app.domain.catalogue import normalise_code
from app.domain.order import Order, OrderState
from app.store import order_rules as rules
from app.store.archived_orders import (
    archived,
    archived_by_code,
    archived_by_number,
    keep_note,
    note_of,
    recall,
)
from app.store.order_rules import OPENABLE, Move
from app.store.orders_feed import CLOSED, COLUMNS, add_codes, seen, stored
from app.store.orders_told import put_orders
from app.store.records import Claim, IntakeNote, Progress, StoredOrder
from app.store.session import ORDERS, Session, chunks
from app.store.tables.orders import order_code, orders

_c = orders.c
_ONE = (_c.warehouse == bindparam("wh"), _c.id == bindparam("wanted"))
_GET = select(*COLUMNS).where(*_ONE)
_THESE = select(*COLUMNS).where(
    _c.warehouse == bindparam("wh"), _c.id.in_(bindparam("ids", expanding=True))
)
_LOCKED = _GET.with_for_update()
_CHANGED = tuple(name for name in rules.ROW if name != "id")
_PUT = update(orders).where(*_ONE).values({name: bindparam(f"new_{name}") for name in _CHANGED})
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
        What no order here has may be an archived one's.
        """
        wanted = normalise_code(code)
        values = {"wh": self._session.warehouse, "wanted": wanted}
        rows = self._session.connection.execute(_BY_CODE, values).all()
        rows = rows or list(archived_by_code(self._session, wanted))
        if any(row.state not in CLOSED for row in rows):
            rows = [row for row in rows if row.kind != "tote" or row.state not in CLOSED]
        elif all(row.kind == "tote" for row in rows):
            rows = rows[:1]
        return tuple(dict.fromkeys(row.order_id for row in rows))

    def by_number(self, channel: str, shop: str, number: str) -> StoredOrder | None:
        """The one order that a shop calls so, archived or not."""
        statement = select(_c.id).where(
            _c.warehouse == self._session.warehouse,
            _c.channel == channel,
            _c.shop == shop,
            _c.number == number,
        )
        order_id = self._session.connection.execute(statement).scalar()
        order_id = order_id or archived_by_number(self._session, channel, shop, number)
        return self.get(order_id) if order_id else None

    def get(self, order_id: str) -> StoredOrder | None:
        """The order as it stands, archived or not."""
        values = {"wh": self._session.warehouse, "wanted": order_id}
        row = self._session.connection.execute(_GET, values).first()
        row = row or archived(self._session, (order_id,)).get(order_id)
        return None if row is None else seen(self._session, row)

    def some(self, order_ids: Iterable[str]) -> tuple[StoredOrder, ...]:
        """The same of several, as they are asked for; what is not there is left out."""
        ids, rows = tuple(order_ids), {}
        for part in chunks(ids):
            found = self._session.connection.execute(
                _THESE, {"wh": self._session.warehouse, "ids": part}
            )
            rows.update({row.id: row for row in found})
        rows.update(archived(self._session, (one for one in ids if one not in rows)))
        return tuple(seen(self._session, rows[one]) for one in ids if one in rows)

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
        put_orders(self._session, written, now)

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
        """Takes an order for a station, or says who has it. A claim is advice, not a lock."""
        known = self._locked(order_id)
        if known is None:
            return Claim(granted=False)
        taken = rules.claimed(known, station_id, now, until)
        if taken is None:
            return rules.refused(known)
        self._put(taken)
        return Claim(granted=True, fence=taken.fence, holder=station_id, lease_until=until)

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
        known = self._locked(order_id)
        free = None if known is None else rules.released(known, fence)
        if free is not None:
            self._put(free)
        return free is not None

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
        known = self._locked(order_id)
        if known is None:
            return False
        move = Move(state, now, tuple(before), progress, by_operator, by_station)
        changed = rules.moved(known, move)
        if changed is None:
            return False
        self._put(changed)
        if progress is not None and progress.ticket:
            self.add_code(order_id, progress.ticket, "ticket")
        return True

    def note(self, order_id: str) -> IntakeNote:
        """Why the order waits, and the shop's last word; empty for one that is not known."""
        return note_of(self._session, order_id)

    def keep_note(self, order_id: str, note: IntakeNote) -> None:
        """Benches do not hear of it."""
        keep_note(self._session, order_id, note)

    def count(self) -> dict[str, int]:
        """How many orders are in each state that has any."""
        statement = (
            select(_c.state, func.count())
            .where(_c.warehouse == self._session.warehouse)
            .group_by(_c.state)
        )
        return {row[0]: row[1] for row in self._session.connection.execute(statement)}

    def _locked(self, order_id: str) -> StoredOrder | None:
        """The order, which nobody else changes until this transaction ends."""
        values = {"wh": self._session.warehouse, "wanted": order_id}
        row = self._session.connection.execute(_LOCKED, values).first()
        row = row or archived(self._session, (order_id,)).get(order_id)
        return None if row is None else stored(row)

    def _put(self, changed: StoredOrder) -> None:
        """Writes a claim or a new state; an archived order comes back first."""
        row = rules.row_of(changed)
        values = {"wh": self._session.warehouse, "wanted": row["id"]}
        values |= {f"new_{name}": row[name] for name in _CHANGED}
        if not self._session.connection.execute(_PUT, values).rowcount:
            recall(self._session, (changed.order.id,))
            self._session.connection.execute(_PUT, values)
        self._session.touch(ORDERS, (changed.order.id,))
