"""A frozen dataclass whose every field is the column of its name: rows in, rows out."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Executable, Table, select

from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.session import Session, add_once, chunks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """``kind`` as it stands in ``table``, beside the warehouse that it belongs to."""

    kind: type[T]
    table: Table
    names: tuple[str, ...]

    @classmethod
    def of(cls, kind: type[T], table: Table) -> "Shape[T]":
        return cls(kind, table, tuple(field.name for field in fields(kind)))  # type: ignore[arg-type]

    @property
    def columns(self) -> dict[str, ColumnElement[Any]]:
        """By name, in the order of the fields."""
        return {name: self.table.c[name] for name in self.names}

    def made(self, row: Any) -> T:
        return self.kind(**{name: getattr(row, name) for name in self.names})

    def first(self, session: Session, *where: ColumnElement[bool]) -> T | None:
        """The one of this warehouse that all these conditions hold for."""
        statement = select(*self.columns.values()).where(
            self.table.c.warehouse == session.warehouse, *where
        )
        row = session.connection.execute(statement).first()
        return None if row is None else self.made(row)

    def by(self, session: Session, key: str, wanted: Iterable[str]) -> dict[str, T]:
        """Those of this warehouse whose column ``key`` is one of these, by it."""
        found: dict[str, T] = {}
        for part in chunks(wanted):
            statement = select(*self.columns.values()).where(
                self.table.c.warehouse == session.warehouse, self.table.c[key].in_(part)
            )
            rows = session.connection.execute(statement)
            found |= {getattr(row, key): self.made(row) for row in rows}
        return found

    def page(self, session: Session, listing: Listing, query: PageQuery) -> Page[T]:
        found = listing.page(session, query, *self.columns.values())
        rows = tuple(self.made(row) for row in found.rows)
        return Page(rows, found.total, found.offset, found.capped)

    def add_once(self, session: Session, one: T) -> bool:
        """False where one of its unique keys is taken already."""
        return add_once(session, self.table, self._values(one, session.warehouse))

    def add_all(self, session: Session, statement: Executable, many: Iterable[T]) -> None:
        """Runs this INSERT for all of them, some at a time."""
        for part in chunks(many):
            rows = [self._values(one, session.warehouse) for one in part]
            session.connection.execute(statement, rows)

    def _values(self, one: T, warehouse: str) -> dict[str, Any]:
        return {"warehouse": warehouse, **{name: getattr(one, name) for name in self.names}}
