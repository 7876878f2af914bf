"""One page of a sorted, filtered list: what is asked, what is answered. Everybody may know it.

Where the rows are in a database, ``app.store.listing`` turns the question into SQL; a short list
that is in memory anyway is cut by ``page_of``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """What one column must be. A field that is empty asks nothing.

    ``text``: what it contains, whatever the case; ``values``: one of these; ``least`` and
    ``most``: whole numbers as they are stored (pieces, grams, minor units), both included;
    ``since`` and ``until``: instants, ``until`` not included.
    """

    key: str
    text: str = ""
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def asks(self) -> bool:
        bounds = (self.least, self.most, self.since, self.until)
        return bool(self.text or self.values) or any(one is not None for one in bounds)

    def fits(self, value: Any) -> bool:
        """Whether a value in memory is wanted."""
        if self.text and self.text.casefold() not in str(value).casefold():
            return False
        if self.values and str(value) not in self.values:
            return False
        for low, high in ((self.least, self.most), (self.since, self.until)):
            if (low is not None or high is not None) and value is None:
                return False
            if low is not None and value < low:
                return False
        if self.most is not None and value > self.most:
            return False
        return self.until is None or value < self.until


@dataclass(frozen=True, slots=True)
class PageQuery:
    """One page of a list. ``kinds`` and ``group`` mean what the page says they mean.

    ``counted`` False: the asker does not need the total (an export, which reads on to the end).
    """

    sort: str = ""
    descending: bool = True
    offset: int = 0
    limit: int = 50
    text: str = ""
    group: str = "all"
    kinds: tuple[str, ...] = ()
    filters: tuple[ColumnFilter, ...] = ()
    counted: bool = True

    def filter(self, key: str) -> ColumnFilter | None:
        return next((one for one in self.filters if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """``total`` counts all rows that the query fits; ``capped``: at least so many."""

    rows: tuple[Row, ...]
    total: int
    offset: int = 0
    capped: bool = False


def page_of(
    rows: Iterable[Row], query: PageQuery, values: Mapping[str, Callable[[Row], Any]]
) -> Page[Row]:
    """Sort, filter and cut rows that are in memory. ``values``: column -> what it holds.

    The text of the query is looked for in every column. A missing value (None) comes last.
    Raises KeyError for a column that is none.
    """
    wanted = query.text.casefold().split()
    filters = [one for one in query.filters if one.asks()]

    def fits(row: Row) -> bool:
        if wanted:
            words = " ".join(str(value(row)) for value in values.values()).casefold()
            if not all(word in words for word in wanted):
                return False
        return all(one.fits(values[one.key](row)) for one in filters)

    found = [row for row in rows if fits(row)]
    if query.sort:
        value = values[query.sort]
        there = [row for row in found if value(row) is not None]
        there.sort(key=lambda row: _order(value(row)), reverse=query.descending)
        found = there + [row for row in found if value(row) is None]
    end = query.offset + query.limit
    return Page(tuple(found[query.offset : end]), len(found), query.offset)


def _order(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
