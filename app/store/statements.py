"""Statements at the center: a file once, a line once. What became of a line: ``clearing.py``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from app.domain.money_states import OPEN_LINES
from app.domain.paging import Page, PageQuery
from app.store.bulk import among, load_rows, sent_texts
from app.store.listing import Listing
from app.store.session import Session, chunks, upsert
from app.store.shapes import Shape
from app.store.tables.base import iso
from app.store.tables.money import money_head
from app.store.tables.statements import statement_file, statement_line, statement_state

_f, _l, _s = statement_file.c, statement_line.c, statement_state.c


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file. ``sums`` JSON: a part each, what was counted and what the file states."""

    id: str
    name: str
    file_sha256: str
    providers: str
    account: str
    taken_at: datetime
    taken_by: str
    lines: int = 0
    new_lines: int = 0
    sums: str = "[]"
    agree: bool = True
    stage: str = "reading"


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line as the platform told it, and what became of it. Amounts are minor units."""

    id: str
    file_id: str
    provider: str
    line_key: str
    kind: str
    happened_at: datetime
    trade_no: str
    order_ref: str
    order_number: str
    currency: str
    amount_minor: int
    settled_minor: int
    fee_minor: int
    refund_ref: str
    platform_state: str
    words: str
    state: str = "new"
    order_id: str = ""
    worked: bool = False
    note: str = ""


WITH_STATE = statement_line.outerjoin(
    statement_state, and_(_s.warehouse == _l.warehouse, _s.line_id == _l.id)
)
_BESIDE = {
    "state": func.coalesce(_s.state, "new").label("state"),
    "order_id": func.coalesce(_s.order_id, "").label("order_id"),
    "worked": func.coalesce(_s.worked, False).label("worked"),
    "note": func.coalesce(_s.note, "").label("note"),
}
_TOLD = tuple(one.name for one in fields(MoneyLine) if one.name not in _BESIDE)
_VALUES = attrgetter(*_TOLD)
_HAPPENED_AT = _TOLD.index("happened_at")
LINE_COLUMNS = {**{name: _l[name] for name in _TOLD}, **_BESIDE}
OPEN = tuple(sorted(state.value for state in OPEN_LINES))
_FILE = Shape.of(TakenFile, statement_file)
FILES = Listing(
    statement_file,
    _f.warehouse,
    _f.id,
    _FILE.columns,
    "taken_at",
    text=(_f.name, _f.account),
)
LINES = Listing(
    WITH_STATE,
    _l.warehouse,
    _l.id,
    # The state's own column, so that an index on it can be used.
    {**LINE_COLUMNS, "state": _s.state, "worked": _s.worked},
    "happened_at",
    text=(_l.order_number, _l.trade_no, _BESIDE["note"], _l.file_id),
    groups={
        "open": (_s.state.in_(OPEN), ~_s.worked, ~_s.plain),
        "worked": (_s.worked,),
        "new": (or_(_s.state == "new", _s.state.is_(None)),),
        "cleared": (_s.state == "cleared",),
    },
)


def line_of(row: Row[Any]) -> MoneyLine:
    """Of its columns in their order; a page has the key before them."""
    return MoneyLine(*row[-len(LINE_COLUMNS) :])


def line_id(file_id: str, number: int) -> str:
    """Ids of a file's lines stand in the order of the file."""
    return f"{file_id}-{number:07d}"


def of_file(
    column: ColumnElement[str], file_id: str, after: str = ""
) -> tuple[ColumnElement[bool], ...]:
    """Whether it is the id of one of a file's lines, of those beyond the line ``after``."""
    return column > (after or f"{file_id}-"), column < f"{file_id}."


def take_turn(session: Session) -> None:
    """Whoever else takes it waits until this transaction is over."""
    statement = upsert(money_head, session.dialect, ("turn",))
    session.connection.execute(statement, {"warehouse": session.warehouse, "turn": 1})


def share_turn(session: Session) -> None:
    """Others that share it work beside this transaction; whoever takes it waits for all of them.

    SQLite has one writer in any case.
    """
    if session.dialect == "postgresql":
        mine = select(money_head.c.turn).where(money_head.c.warehouse == session.warehouse)
        if session.connection.execute(mine.with_for_update(read=True)).first() is not None:
            return
    take_turn(session)


def _by_keys(session: Session) -> None:
    """Until this transaction ends PostgreSQL looks each line up by its keys.

    Of rows that are new it has no statistics: it would read all lines for each part of a file.
    Not for clearing: beside a table that it takes for empty it then chooses the wrong index.
    """
    if session.dialect == "postgresql":
        for way in ("seqscan", "hashjoin", "mergejoin"):
            session.connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")


class Statements:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def known(self, file_sha256: str) -> TakenFile | None:
        """The file with this very content."""
        return _FILE.first(self._session, _f.file_sha256 == file_sha256)

    def get(self, file_id: str) -> TakenFile | None:
        return _FILE.first(self._session, _f.id == file_id)

    def add(self, file: TakenFile) -> bool:
        """False: this file was taken already."""
        return _FILE.add_once(self._session, file)

    def add_lines(self, lines: Sequence[MoneyLine]) -> int:
        """How many were new: a line that an earlier file had (provider, key) stays as it is.

        Two that add lines at once would not see that theirs are siblings: they take turns.
        """
        take_turn(self._session)
        _by_keys(self._session)
        lone = self._lone(lines)
        rows = []
        for line in lines:
            told = list(_VALUES(line))
            told[_HAPPENED_AT] = iso(line.happened_at)
            rows.append((*told, self._session.warehouse, line.id in lone))
        return load_rows(self._session, statement_line, (*_TOLD, "warehouse", "lone"), rows)

    def _lone(self, lines: Sequence[MoneyLine]) -> set[str]:
        """The ids of those without a sibling here or in the store, where none is lone any more."""
        numbers = Counter(line.order_number for line in lines)
        trades = Counter(line.trade_no for line in lines)
        keys = {(line.provider, line.line_key) for line in lines}
        siblings = []
        for column, names in ((_l.order_number, numbers), (_l.trade_no, trades)):
            wanted = sorted(set(names) - {""})
            told = select(_l.id, _l.order_number, _l.trade_no, _l.provider, _l.line_key, _l.lone)
            told = told.where(*self._here(), among(column, self._session.dialect))
            rows = self._ask(told, {"texts": sent_texts(wanted, self._session.dialect)})
            siblings += [row for row in rows if (row.provider, row.line_key) not in keys]
        taken = {row.order_number for row in siblings} | {row.trade_no for row in siblings}
        self._not_lone({row.id for row in siblings if row.lone})
        return {
            line.id
            for line in lines
            if max(numbers[line.order_number] if line.order_number else 1,
                   trades[line.trade_no] if line.trade_no else 1) == 1
            and not ({line.order_number, line.trade_no} - {""}) & taken
        }  # fmt: skip

    def _not_lone(self, ids: Iterable[str]) -> None:
        for part in chunks(sorted(ids)):
            here = (*self._here(), _l.id.in_(part))
            self._ask(update(statement_line).where(*here).values(lone=False))

    def learn_size(self) -> None:
        """PostgreSQL learns now how many lines there are; by itself it would a minute later.

        Until then it reads the whole table for a handful of lines.
        """
        if self._session.dialect == "postgresql":
            self._session.connection.exec_driver_sql("ANALYZE statement_line")

    def keep_sums(self, file: TakenFile) -> None:
        """Writes what is known of the file once its lines are in."""
        names = ("providers", "account", "lines", "new_lines", "sums", "agree", "stage")
        self._ask(
            update(statement_file)
            .where(_f.warehouse == self._session.warehouse, _f.id == file.id)
            .values({name: getattr(file, name) for name in names})
        )

    def set_stage(self, file_id: str, stage: str) -> None:
        """Which of STAGES it is at."""
        self._ask(
            update(statement_file)
            .where(_f.warehouse == self._session.warehouse, _f.id == file_id)
            .values(stage=stage)
        )

    def waiting_files(self) -> tuple[TakenFile, ...]:
        """Those with lines that were never cleared, the oldest first."""
        statement = (
            select(*_FILE.columns.values())
            .where(_f.warehouse == self._session.warehouse, _f.stage == "waiting")
            .order_by(_f.taken_at, _f.id)
        )
        return tuple(_FILE.made(row) for row in self._ask(statement))

    def first_ids(self, file_id: str, limit: int) -> tuple[str, ...]:
        """Some of a file's lines, in the order of the file."""
        statement = (
            select(_l.id)
            .where(*self._here(), *of_file(_l.id, file_id))
            .order_by(_l.id)
            .limit(limit)
        )
        return tuple(self._ask(statement).scalars())

    def remove_lines(self, ids: Sequence[str]) -> None:
        """These lines go, with their states."""
        own = _s.warehouse == self._session.warehouse
        for part in chunks(ids):
            self._ask(delete(statement_line).where(*self._here(), _l.id.in_(part)))
            self._ask(delete(statement_state).where(own, _s.line_id.in_(part)))

    def remove(self, file_id: str) -> None:
        """The file itself, once its lines are gone."""
        self._ask(
            delete(statement_file).where(_f.warehouse == self._session.warehouse, _f.id == file_id)
        )

    def page(self, query: PageQuery) -> Page[TakenFile]:
        return _FILE.page(self._session, FILES, query)

    def line_page(self, query: PageQuery) -> Page[MoneyLine]:
        """Groups: all | open | worked | new | cleared."""
        found = LINES.page(self._session, query, *LINE_COLUMNS.values())
        return Page(tuple(map(line_of, found.rows)), found.total, found.offset, found.capped)

    def line(self, line_id: str) -> MoneyLine | None:
        statement = select(*LINE_COLUMNS.values()).select_from(WITH_STATE)
        row = self._ask(statement.where(*self._here(), _l.id == line_id)).first()
        return None if row is None else line_of(row)

    def set_number(self, line: MoneyLine) -> None:
        """The number that it is matched by from now on; nobody of that number is lone."""
        take_turn(self._session)
        number = line.order_number
        here = (*self._here(), or_(_l.id == line.id, _l.order_number == number))
        self._ask(update(statement_line).where(*here).values(lone=False))
        one = update(statement_line).where(*self._here(), _l.id == line.id)
        self._ask(one.values(order_number=number))

    def _here(self) -> tuple[Any, ...]:
        return (_l.warehouse == self._session.warehouse,)
