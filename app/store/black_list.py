"""Buyers whose orders a rule may stop, by what their platform calls them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete, select

from app.store.session import Session, chunks, insert_new
from app.store.tables.review import review_black

_b = review_black.c


class BlackList:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def put(self, buyers: Iterable[str], at: datetime, who: str, note: str = "") -> None:
        """Adds buyers; one that is on it already stays as it was."""
        rows = [
            {"warehouse": self._session.warehouse, "buyer": one, "at": at, "who": who, "note": note}
            for one in dict.fromkeys(buyers)
        ]
        if rows:
            self._ask(insert_new(review_black, self._session.dialect), rows)

    def drop(self, buyers: Iterable[str]) -> None:
        for part in chunks(buyers):
            where = (_b.warehouse == self._session.warehouse, _b.buyer.in_(part))
            self._ask(delete(review_black).where(*where))

    def among(self, buyers: Iterable[str]) -> frozenset[str]:
        """Which of these are on it."""
        found: set[str] = set()
        for part in chunks(buyers):
            where = (_b.warehouse == self._session.warehouse, _b.buyer.in_(part))
            found |= set(self._ask(select(_b.buyer).where(*where)).scalars())
        return frozenset(found)

    def empty(self) -> bool:
        where = _b.warehouse == self._session.warehouse
        return self._ask(select(_b.buyer).where(where).limit(1)).first() is None

    def every(self) -> Iterator[str]:
        """All of them, by name."""
        where = _b.warehouse == self._session.warehouse
        yield from self._ask(select(_b.buyer).where(where).order_by(_b.buyer)).scalars()
