"""Long lists by page: sorted, filtered and counted by the database, whatever the table.

First the keys of one page by an index alone, then its rows: to pass over a million rows costs
no reading of them. A count stops at ``COUNTED``: nobody turns to the ten-thousandth page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Row, func, select

from app.domain.paging import ColumnFilter, Page, PageQuery
from app.store.session import Session

COUNTED: Final = 100_000

Where = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list. ``columns`` are what may be sorted and filtered by, under their keys.

    ``source`` is a table, or a join whose every row ``key`` names alone; ``warehouse`` the
    column that ties it to one warehouse. ``text`` are columns that a search looks through, in
    which every word must be found (``folded``: they are kept in lower case). ``groups`` and
    ``kinds`` turn those of the query into conditions; ``always`` holds for every row.
    """

    source: FromClause
    warehouse: ColumnElement[str]
    key: ColumnElement[str]
    columns: Mapping[str, ColumnElement[Any]]
    sort: str
    text: Sequence[ColumnElement[str]] = ()
    folded: bool = False
    groups: Mapping[str, Sequence[Where]] = field(default_factory=dict)
    kinds: Callable[[tuple[str, ...]], Where] | None = None
    always: Sequence[Where] = ()

    def page(
        self, session: Session, query: PageQuery, *wanted: Any, more: Sequence[Where] = ()
    ) -> Page[Row[Any]]:
        """The columns ``wanted`` of one page of rows. Raises ValueError for an unknown column."""
        where = [self.warehouse == session.warehouse, *self.always, *more, *self._where(query)]
        keys = (
            select(self.key)
            .select_from(self.source)
            .where(*where)
            .order_by(*self._order(query))
            .offset(query.offset)
            .limit(query.limit)
        )
        ids = session.connection.execute(keys).scalars().all()
        rows: dict[str, Row[Any]] = {}
        if ids:
            statement = (
                select(self.key, *wanted)
                .select_from(self.source)
                .where(self.warehouse == session.warehouse, self.key.in_(ids))
            )
            rows = {row[0]: row for row in session.connection.execute(statement)}
        total, capped = self._count(session, where) if query.counted else (0, False)
        return Page(tuple(rows[one] for one in ids if one in rows), total, query.offset, capped)

    def _count(self, session: Session, where: Sequence[Where]) -> tuple[int, bool]:
        inside = select(self.key).select_from(self.source).where(*where).limit(COUNTED + 1)
        statement = select(func.count()).select_from(inside.subquery())
        found = int(session.connection.execute(statement).scalar_one())
        return min(found, COUNTED), found > COUNTED

    def _order(self, query: PageQuery) -> list[ColumnElement[Any]]:
        first = self._column(query.sort or self.sort)
        ordered = first.desc() if query.descending else first.asc()
        if getattr(first, "nullable", True):
            ordered = ordered.nulls_last()
        last = self.key.desc() if query.descending else self.key.asc()
        return [ordered, last]

    def _where(self, query: PageQuery) -> list[Where]:
        where = list(self.groups.get(query.group, ()))
        if query.kinds and self.kinds is not None:
            where.append(self.kinds(query.kinds))
        for word in query.text.casefold().split() if self.text else ():
            looked = [_contains(column, word, folded=self.folded) for column in self.text]
            where.append(looked[0] if len(looked) == 1 else _either(looked))
        for one in query.filters:
            where += _filtered(self._column(one.key), one)
        return where

    def _column(self, name: str) -> ColumnElement[Any]:
        if name not in self.columns:
            raise ValueError(f"not sorted or filtered by {name}")
        return self.columns[name]


def _contains(column: ColumnElement[Any], word: str, *, folded: bool) -> Where:
    return (column if folded else func.lower(column)).contains(word, autoescape=True)


def _either(conditions: Sequence[Where]) -> Where:
    first = conditions[0]
    for other in conditions[1:]:
        first = first | other
    return first


def _filtered(column: ColumnElement[Any], wanted: ColumnFilter) -> list[Where]:
    where: list[Where] = []
    if wanted.text:
        where.append(_contains(column, wanted.text.casefold(), folded=False))
    if wanted.values:
        where.append(column.in_(wanted.values))
    where += [column >= low for low in (wanted.least, wanted.since) if low is not None]
    if wanted.most is not None:
        where.append(column <= wanted.most)
    if wanted.until is not None:
        where.append(column < wanted.until)
    return where
