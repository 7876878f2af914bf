"""The center as the office asks it: a question or a change is a function of one transaction.

A module of the center holds pure functions: ``read(tx, query) -> Page[Row]`` and
``rename(tx, act, shop_id, name) -> Done``. A page of the office hands such a function over and
gets its answer; where the database is and what its errors are called it never sees.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from app.center.alert_sheet import Column, write_sheet
from app.center.alerts import told
from app.center.plain_sheet import write_csv
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery
from app.i18n import mark as _
from app.store.engine import Store
from app.store.transaction import Transaction

T = TypeVar("T")
READ_AT_ONCE: Final = 2_000
SHEET_ROWS: Final = 1_048_575  # under the titles; what is below, programs drop in silence
Read = Callable[[Transaction, PageQuery], Page[Any]]
"""One page of some list."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, and when. ``id(n)`` is the same new id however often the work runs."""

    who: str
    at: datetime
    new_id: Callable[[], str]
    _made: list[str] = field(default_factory=list)

    def id(self, n: int = 0) -> str:
        while len(self._made) <= n:
            self._made.append(self.new_id())
        return self._made[n]


def at_most(rows: Iterable[T], most: int) -> Iterator[T]:
    """The rows, as long as there are not more. Raises NotDoneError."""
    for n, row in enumerate(rows):
        if n >= most:
            raise NotDoneError(
                _("A spreadsheet holds {n} rows: export a plain table (CSV)"), n=f"{most:,}"
            )
        yield row


def every_row(ask: Callable[[PageQuery], Page[T]], first: PageQuery) -> Iterator[T]:
    """Page after page, each asked for by itself: a long export keeps nobody waiting."""
    offset, more = 0, True
    while more:
        rows = ask(replace(first, offset=offset, limit=READ_AT_ONCE, counted=False)).rows
        yield from rows
        offset += READ_AT_ONCE
        more = len(rows) == READ_AT_ONCE


class Center(Protocol):
    """What pages need of ``OfficeCenter``."""

    def now(self) -> datetime: ...
    def read(self, question: Callable[[Transaction], T]) -> T: ...
    def change(self, work: Callable[[Transaction, Act], T], who: str) -> T: ...
    def run(self, work: Callable[[Store, Act], T], who: str) -> T: ...
    def export(
        self,
        path: Path,
        read: Read,
        query: PageQuery,
        columns: Iterable[Column],
        progress: Callable[[int, int], bool],
    ) -> int: ...


class OfficeCenter:
    """``clock`` gives aware UTC time, ``new_id`` a new id. Threads may share it.

    Every call raises DeskAwayError when the database does not answer, and lets the errors of the
    asked function through (NotDoneError, NotPermittedError, other ValueErrors).
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    def now(self) -> datetime:
        return self._clock()

    def read(self, question: Callable[[Transaction], T]) -> T:
        """Asks about one instant; nothing is stored."""
        with told(), self._store.read() as tx:
            return question(tx)

    def change(self, work: Callable[[Transaction, Act], T], who: str) -> T:
        """All of it is stored, or nothing. ``work`` may run again: its ids come from the act."""
        act = Act(who, self._clock(), self._new_id)
        with told():
            return self._store.transact(lambda tx: work(tx, act))

    def run(self, work: Callable[[Store, Act], T], who: str) -> T:
        """Longer work that makes transactions of its own (an import, a reconciliation)."""
        with told():
            return work(self._store, Act(who, self._clock(), self._new_id))

    def export(
        self,
        path: Path,
        read: Read,
        query: PageQuery,
        columns: Iterable[Column],
        progress: Callable[[int, int], bool],
    ) -> int:
        """Writes all rows of a query to ``path`` (.xlsx or .csv), as they are sorted; how many.

        ``progress`` hears (done, all) and answers whether to go on; when not, the file is
        removed and the number is -1. Raises OSError, NotDoneError (too many for a spreadsheet).
        """
        first = PageQuery(
            query.sort, query.descending, 0, 1, query.text, query.group, query.kinds, query.filters
        )
        total = self.read(lambda tx: read(tx, first)).total
        plain = path.suffix.lower() == ".csv"
        write = write_csv if plain else write_sheet
        rows = every_row(lambda asked: self.read(lambda tx: read(tx, asked)), first)
        try:
            return write(
                path, tuple(columns), rows if plain else at_most(rows, SHEET_ROWS),
                lambda done: progress(done, max(total, done)),
            )  # fmt: skip
        finally:
            path.with_name(f"{path.name}.part").unlink(missing_ok=True)
