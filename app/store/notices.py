"""What shops are told of shipments: one row a parcel and order, kept with how it ended.

A row is taken (``asking``) before the shop is told, under a number of tries: whoever takes it
again knows that it may have been told, and asks first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from app.store.records import StoredParcel
from app.store.session import Session, chunks, from_json, insert_new, to_json
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel
from app.store.tables.shops import shipment_notice

_c = shipment_notice.c
_REASON = 500


@dataclass(frozen=True, slots=True)
class Notice:
    """``id``: parcel/order, and the key that the shop hears. ``lines``: (line's id, pieces)."""

    id: str
    shop: str
    order_id: str
    number: str
    parcel_id: str = ""
    courier: str = ""
    waybill: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    last: bool = True
    digital: bool = False
    replaces: str = ""
    state: str = "queued"  # queued | asking | told | refused
    tries: int = 0
    reason: str = ""
    next_at: datetime | None = None
    changed_at: datetime | None = None


class Notices:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def add(self, made: Iterable[Notice], now: datetime) -> int:
        """Adds what is not there yet; how many."""
        added = 0
        for part in chunks({one.id: one for one in made}.values()):
            known = self.known(one.id for one in part)
            new = [_row(self._session.warehouse, one, now) for one in part if one.id not in known]
            if new:
                self._ask(insert_new(shipment_notice, self._session.dialect), new)
            added += len(new)
        return added

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of these that are here, however they ended."""
        found: set[str] = set()
        for part in chunks(ids):
            statement = select(_c.id).where(*self._mine(), _c.id.in_(part))
            found |= set(self._ask(statement).scalars())
        return found

    def due(self, shop: str, now: datetime, limit: int = 100) -> tuple[Notice, ...]:
        """What the shop must be told now, or again; the oldest first."""
        statement = (
            select(shipment_notice)
            .where(
                *self._mine(),
                _c.shop == shop,
                _c.state.in_(("queued", "asking")),
                _c.next_at <= now,
            )
            .order_by(_c.next_at, _c.id)
            .limit(limit)
        )
        return tuple(map(_made, self._ask(statement)))

    def take(self, known: Notice, now: datetime, until: datetime) -> Notice | None:
        """To tell the shop until then; None: another worker does. ``tries`` counts it already."""
        statement = (
            update(shipment_notice)
            .where(*self._mine(), _c.id == known.id, _c.state == known.state)
            .where(_c.tries == known.tries, _c.next_at <= now)
            .values(state="asking", tries=_c.tries + 1, next_at=until, changed_at=now)
        )
        return self.get(known.id) if self._ask(statement).rowcount else None

    def end(self, known: Notice, state: str, now: datetime, reason: str = "") -> bool:
        """``state``: told | refused; or queued, to be told at ``known.next_at``."""
        statement = (
            update(shipment_notice)
            .where(*self._mine(), _c.id == known.id, _c.tries == known.tries)
            .where(_c.state.in_(("queued", "asking")))
            .values(
                state=state, reason=reason[:_REASON], changed_at=now, next_at=known.next_at or now
            )
        )
        return self._ask(statement).rowcount == 1

    def again(self, order_id: str, now: datetime) -> int:
        """A person mended why the shop refused what it was told of an order; how many."""
        statement = (
            update(shipment_notice)
            .where(*self._mine(), _c.order_id == order_id, _c.state == "refused")
            .values(state="queued", next_at=now, changed_at=now)
        )
        return self._ask(statement).rowcount

    def get(self, notice_id: str) -> Notice | None:
        found = self._ask(select(shipment_notice).where(*self._mine(), _c.id == notice_id)).first()
        return None if found is None else _made(found)

    def of_order(self, order_id: str) -> tuple[Notice, ...]:
        statement = select(shipment_notice).where(*self._mine(), _c.order_id == order_id)
        return tuple(map(_made, self._ask(statement.order_by(_c.made_at, _c.id))))

    def count(self, shop: str) -> dict[str, int]:
        """How many are in each state that has any."""
        statement = (
            select(_c.state, func.count()).where(*self._mine(), _c.shop == shop).group_by(_c.state)
        )
        return {row[0]: row[1] for row in self._ask(statement)}

    def parcels_since(
        self, channel: str, shop: str, since: datetime
    ) -> tuple[tuple[StoredParcel, datetime], ...]:
        """The shop's accepted parcels that the center heard of since then, and when."""
        p, o = parcel.c, orders.c
        names = [one.name for one in fields(StoredParcel)]
        statement = (
            select(*(p[name] for name in names), p.recv_at)
            .join(orders, (o.warehouse == p.warehouse) & (o.id == p.order_id))
            .where(p.warehouse == self._session.warehouse, p.recv_at >= since, p.accepted)
            .where(o.channel == channel, o.shop == shop)
            .order_by(p.recv_at, p.id)
        )
        found = []
        for row in self._ask(statement):
            values = {name: getattr(row, name) for name in names}
            contents = from_json(row.contents, dict[str, int])
            found.append((StoredParcel(**{**values, "contents": contents}), row.recv_at))
        return tuple(found)

    def _mine(self) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse,)


def _row(warehouse: str, one: Notice, now: datetime) -> dict[str, Any]:
    return {
        "warehouse": warehouse,
        "id": one.id,
        "shop": one.shop,
        "order_id": one.order_id,
        "number": one.number,
        "parcel_id": one.parcel_id,
        "courier": one.courier,
        "waybill": one.waybill,
        "lines": to_json(one.lines),
        "last": one.last,
        "digital": one.digital,
        "replaces": one.replaces,
        "made_at": now,
        "changed_at": now,
        "next_at": one.next_at or now,
    }


def _made(row: Row[Any]) -> Notice:
    return Notice(
        row.id,
        row.shop,
        row.order_id,
        row.number,
        row.parcel_id,
        row.courier,
        row.waybill,
        from_json(row.lines, tuple[tuple[str, int], ...]),
        row.last,
        row.digital,
        row.replaces,
        row.state,
        row.tries,
        row.reason,
        row.next_at,
        row.changed_at,
    )
