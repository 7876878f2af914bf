"""Merged and split orders: which orders of a shop are packed as which orders made here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from app.store.session import Session, chunks, from_json, insert_new, to_json
from app.store.tables.orders import orders
from app.store.tables.shops import order_group

_c = order_group.c
MERGE, SPLIT = "merge", "split"
STANDING, UNDONE = "standing", "undone"


@dataclass(frozen=True, slots=True)
class Share:
    """One source within one made order. ``lines``: (the source's line_no, pieces); empty: all."""

    group: str
    source_id: str
    made_id: str
    kind: str
    lines: tuple[tuple[int, int], ...] = ()
    state: str = STANDING
    made_by: str = ""


class Groups:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def add(self, shares: Iterable[Share], now: datetime) -> None:
        rows = [
            {
                "warehouse": self._session.warehouse,
                "id": one.group,
                "source_id": one.source_id,
                "made_id": one.made_id,
                "kind": one.kind,
                "lines": to_json(one.lines),
                "made_by": one.made_by,
                "made_at": now,
            }
            for one in shares
        ]
        self._ask(insert_new(order_group, self._session.dialect), rows)

    def end(self, group: str, by: str, now: datetime) -> bool:
        """Undone; False: it was not standing."""
        statement = (
            update(order_group)
            .where(*self._standing(_c.id == group))
            .values(state=UNDONE, ended_by=by, ended_at=now)
        )
        return self._ask(statement).rowcount > 0

    def of(self, group: str) -> tuple[Share, ...]:
        """The standing shares of a group."""
        return self._shares(_c.id == group)

    def of_source(self, order_id: str) -> tuple[Share, ...]:
        """In which made orders a shop's order is packed now."""
        return self._shares(_c.source_id == order_id)

    def of_made(self, order_ids: Iterable[str]) -> tuple[Share, ...]:
        """Which shop's orders are in these made orders."""
        return tuple(
            share for part in chunks(order_ids) for share in self._shares(_c.made_id.in_(part))
        )

    def waiting_sources(self) -> tuple[str, ...]:
        """Shop's orders with a packed order made of them, that are not packed themselves."""
        # From what is held to its group: groups stand for good, and what is held is little.
        made, source = orders.alias("made"), orders.alias("source")
        packed = (
            select(_c.id)
            .join(made, (made.c.warehouse == _c.warehouse) & (made.c.id == _c.made_id))
            .where(*self._standing(made.c.state == "packed"), _c.source_id == source.c.id)
        )
        statement = (
            select(source.c.id)
            .where(source.c.warehouse == self._session.warehouse, source.c.state == "held")
            .where(packed.correlate(source).exists())
        )
        return tuple(sorted(self._ask(statement).scalars()))

    def times(self, order_id: str) -> int:
        """How often a shop's order was merged or split, undone or not."""
        statement = select(_c.id).where(
            _c.warehouse == self._session.warehouse, _c.source_id == order_id
        )
        return len(set(self._ask(statement).scalars()))

    def _shares(self, where: ColumnElement[bool]) -> tuple[Share, ...]:
        statement = select(order_group).where(*self._standing(where))
        return tuple(
            Share(
                row.id,
                row.source_id,
                row.made_id,
                row.kind,
                from_json(row.lines, tuple[tuple[int, int], ...]),
                row.state,
                row.made_by,
            )
            for row in self._ask(statement.order_by(_c.id, _c.source_id, _c.made_id))
        )

    def _standing(self, where: ColumnElement[bool]) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse, _c.state == STANDING, where)
