"""Places that people chose for addresses nobody could read, by a mark of the text alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.store.session import Session, chunks, upsert
from app.store.tables.orders import orders
from app.store.tables.places import learnt_place

Named = tuple[str, str, str]
"""Province, city, district; the last may be empty."""

_c = learnt_place.c


class Places:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def get(self, mark: str) -> Named | None:
        """What a person chose for the address with this mark."""
        return self.of([mark]).get(mark)

    def of(self, marks: Iterable[str]) -> dict[str, Named]:
        """The same for many; a mark nobody chose a place for is not in it."""
        found: dict[str, Named] = {}
        for part in chunks(marks):
            statement = select(_c.mark, _c.province, _c.city, _c.district).where(
                _c.warehouse == self._session.warehouse, _c.mark.in_(part)
            )
            rows = self._ask(statement)
            found |= {row.mark: (row.province, row.city, row.district) for row in rows}
        return found

    def learn(self, mark: str, place: Named, who: str, now: datetime) -> None:
        """The same address means this place from now on."""
        values = dict(zip(("province", "city", "district"), place, strict=True))
        values |= {"by_operator": who}
        names = (*values, "learnt_at")
        self._ask(
            upsert(learnt_place, self._session.dialect, names),
            {"warehouse": self._session.warehouse, "mark": mark, **values, "learnt_at": now},
        )

    def forget(self, mark: str) -> None:
        self._ask(delete(learnt_place).where(*self._one(mark)))

    def waiting(self, reason: str, limit: int) -> tuple[str, ...]:
        """Orders that are held because of their address, the most urgent first."""
        c = orders.c
        statement = (
            select(c.id)
            .where(
                c.warehouse == self._session.warehouse, c.state == "held", c.wait_reason == reason
            )
            .order_by(c.cut_off.nulls_last(), c.id)
            .limit(limit)
        )
        return tuple(self._ask(statement).scalars())

    def _one(self, mark: str) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse, _c.mark == mark)
