"""Clearing in the store: the plain case decided by the engine, the rest handed to the judge.

Plain is one income line that has no sibling (``lone``), for one order, with exactly what is due,
and no claim of anybody else on its transaction. ``app/domain/clearing.py`` would say ``cleared``
of both; a test holds the two equal.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import TextClause, and_, exists, func, or_, select, text, update

from app.store.bulk import among, sent_texts
from app.store.session import Session, chunks, upsert
from app.store.statements import (
    LINE_COLUMNS,
    OPEN,
    WITH_STATE,
    MoneyLine,
    line_id,
    line_of,
    of_file,
    share_turn,
)
from app.store.tables.statements import statement_line, statement_state

_l, _s = statement_line.c, statement_state.c
_PLAIN: Final = """
INSERT INTO statement_state (warehouse, line_id, happened_at, state, order_id, plain)
SELECT :wh, l.id, l.happened_at, 'cleared', t.order_id, true
FROM statement_line l {join}
WHERE l.warehouse = :wh AND l.id >= :first AND l.id < :last AND l.lone AND l.kind = 'income'
    AND t.currency = l.currency AND coalesce(t.paid_minor, 0) + t.platform_minor = l.amount_minor
    AND l.id NOT IN (
        SELECT s.line_id FROM statement_state s
        WHERE s.warehouse = :wh AND s.line_id >= :first AND s.line_id < :last
    )
    AND NOT EXISTS (
        SELECT 1 FROM order_payment p {indexed}
        WHERE p.warehouse = :wh AND p.order_id = t.order_id AND p.transaction_no <> l.trade_no
    )
    AND NOT EXISTS (
        SELECT 1 FROM order_payment p WHERE p.warehouse = :wh
            AND p.transaction_no = l.trade_no AND p.order_id <> t.order_id AND l.trade_no <> ''
    )
    AND {other}
"""
_BY_NUMBER: Final = {
    "join": """{cross} JOIN order_trade t
        ON t.warehouse = :wh AND t.number = l.order_number AND l.order_number <> ''""",
    "other": """(
        SELECT count(*) FROM order_trade o
        WHERE o.warehouse = :wh AND o.number = l.order_number) = 1""",
}
_BY_TRANSACTION: Final = {
    "join": """{cross} JOIN order_payment c
        ON c.warehouse = :wh AND c.transaction_no = l.trade_no AND l.trade_no <> ''
    {cross} JOIN order_trade t ON t.warehouse = :wh AND t.order_id = c.order_id""",
    "other": """NOT EXISTS (
        SELECT 1 FROM statement_line x WHERE x.warehouse = :wh
            AND x.order_number = t.number AND t.number <> '' AND x.id <> l.id)""",
}
_BY_ORDER = "INDEXED BY ix_order_payment_warehouse_order_id_transaction_no"
_WORDS: Final = {
    "sqlite": {"indexed": _BY_ORDER, "cross": "CROSS"},
    "postgresql": {"indexed": "", "cross": ""},
}
"""Without statistics SQLite would pass over all claims of the warehouse for every line."""


_ROOM: Final = "PRAGMA cache_size=-65536"
"""64 MB for the indexes that every line is looked up in; SQLite's own 2 MB read them again."""


@cache
def _plain(way: str, dialect: str) -> TextClause:
    parts = {"number": _BY_NUMBER, "transaction": _BY_TRANSACTION}[way]
    words = _WORDS[dialect]
    join = parts["join"].format(cross=words["cross"])
    return text(_PLAIN.format(join=join, other=parts["other"], indexed=words["indexed"]))


class Clearings:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def clear_plain(self, file_id: str, first: int, last: int) -> tuple[int, int]:
        """The plain lines of a file from number ``first`` to before ``last``.

        (how many were cleared, how many still have no state). Ranges may be cleared side by side:
        whether a line is plain does not hang on the state of another.
        """
        span = {"first": line_id(file_id, first), "last": line_id(file_id, last)}
        values = {"wh": self._session.warehouse, **span}
        share_turn(self._session)
        if self._session.dialect == "sqlite":
            self._session.connection.exec_driver_sql(_ROOM)
        cleared = self._ask(_plain("number", self._session.dialect), values).rowcount
        left = self._unstated(span)
        if left:
            by_transaction = self._ask(
                _plain("transaction", self._session.dialect), values
            ).rowcount
            cleared, left = cleared + by_transaction, left - by_transaction
        return cleared, left

    def _unstated(self, span: dict[str, str]) -> int:
        """Lines of a range less their states: two counts by the keys alone."""
        counts = [
            select(func.count())
            .where(
                table.warehouse == self._session.warehouse,
                column >= span["first"],
                column < span["last"],
            )
            .scalar_subquery()
            for table, column in ((_l, _l.id), (_s, _s.line_id))
        ]
        lines, states = self._ask(select(*counts)).one()
        return int(lines) - int(states)

    def unstated(self, file_id: str, after: str, limit: int) -> tuple[MoneyLine, ...]:
        """Lines of a file that never had a state, by their ids, beyond ``after``."""
        told = exists().where(_s.warehouse == _l.warehouse, _s.line_id == _l.id)
        statement = (
            select(_l.id)
            .where(*self._here(), *of_file(_l.id, file_id, after), ~told)
            .order_by(_l.id)
            .limit(limit)
        )
        return tuple(self.lines(tuple(self._ask(statement).scalars())))

    def renew(self) -> int:
        """Lines that stand out and nobody has worked off wait for clearing once more."""
        statement = (
            update(statement_state)
            .where(*self._odd(), _s.state.in_(OPEN), ~_s.worked)
            .values(state="new")
        )
        self._ask(statement)
        return self.waiting_count()

    def waiting_count(self) -> int:
        """Lines whose state was taken away. Those of new files are not counted."""
        here = (*self._odd(), _s.state == "new")
        return int(self._ask(select(func.count()).where(*here)).scalar_one())

    def waiting(self, limit: int) -> tuple[MoneyLine, ...]:
        """Some of the lines whose state was taken away."""
        here = (*self._odd(), _s.state == "new")
        ids = self._ask(select(_s.line_id).where(*here).limit(limit)).scalars()
        return tuple(self.lines(tuple(ids)))

    def lines(self, ids: Iterable[str]) -> Iterator[MoneyLine]:
        yield from self._lines_by(_l.id, ids)

    def beside(self, numbers: Sequence[str], trades: Sequence[str]) -> Iterator[MoneyLine]:
        """Every line, whatever its state, with one of these order or transaction numbers."""
        yield from self._lines_by(_l.order_number, numbers)
        yield from self._lines_by(_l.trade_no, trades)

    def _lines_by(self, column: Any, names: Iterable[str]) -> Iterator[MoneyLine]:
        statement = (
            select(*LINE_COLUMNS.values())
            .select_from(WITH_STATE)
            .where(*self._here(), among(column, self._session.dialect))
        )
        for part in chunks(names):
            for row in self._ask(statement, {"texts": sent_texts(part, self._session.dialect)}):
                yield line_of(row)

    def put_states(self, states: Iterable[tuple[MoneyLine, str, str]]) -> None:
        """(line, state, order id): what the judge found."""
        columns = ("happened_at", "state", "order_id", "plain")
        statement = upsert(statement_state, self._session.dialect, columns)
        for part in chunks(states):
            rows = [
                {
                    "warehouse": self._session.warehouse,
                    "line_id": line.id,
                    "happened_at": line.happened_at,
                    "state": state,
                    "order_id": order,
                    "plain": False,
                }
                for line, state, order in part
            ]
            self._ask(statement, rows)

    def put_work(self, line: MoneyLine) -> None:
        """Writes whether the line is worked off, and the note."""
        one = update(statement_state).where(
            _s.warehouse == self._session.warehouse, _s.line_id == line.id
        )
        self._ask(one.values(worked=line.worked, note=line.note))

    def wait_again(
        self, *, orders: Sequence[str] = (), numbers: Sequence[str] = (),
        trades: Sequence[str] = (), ids: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """All lines of these orders, numbers, transactions, and these lines, wait for clearing."""
        for column, names in ((_s.order_id, orders), (_s.line_id, ids)):
            self._again(column, [one for one in names if one])
        for told, names in ((_l.order_number, numbers), (_l.trade_no, trades)):
            for part in chunks(one for one in names if one):
                found = select(_l.id).where(*self._here(), told.in_(part))
                self._again(_s.line_id, tuple(self._ask(found).scalars()))

    def _again(self, column: Any, names: Sequence[str]) -> None:
        for part in chunks(names):
            one = update(statement_state).where(
                _s.warehouse == self._session.warehouse, column.in_(part)
            )
            self._ask(one.values(state="new", plain=False))

    def orders_of(self, ids: Sequence[str]) -> set[str]:
        """The orders that these lines were given to."""
        found: set[str] = set()
        for part in chunks(ids):
            here = (_s.warehouse == self._session.warehouse, _s.line_id.in_(part))
            found |= set(self._ask(select(_s.order_id).where(*here)).scalars())
        return found - {""}

    def lines_of(self, order_id: str) -> tuple[MoneyLine, ...]:
        """The lines that were given to an order, by their time."""
        here = (_s.warehouse == self._session.warehouse, _s.order_id == order_id)
        ids = tuple(self._ask(select(_s.line_id).where(*here)).scalars())
        return tuple(sorted(self.lines(ids), key=lambda one: (one.happened_at, one.id)))

    def counts(self) -> dict[str, int]:
        """Lines by tab; plain counts of two indexes."""
        every = select(func.count()).where(_s.warehouse == self._session.warehouse)
        odd = select(func.count()).where(*self._odd())
        plain = self._ask(select(every.scalar_subquery() - odd.scalar_subquery())).scalar_one()
        statement = select(_s.state, _s.worked, func.count()).where(*self._odd())
        statement = statement.group_by(_s.state, _s.worked)
        found = {"cleared": int(plain)} if plain else {}
        for state, worked, many in self._ask(statement):
            tabs = ["worked"] if worked else ["open"] if state in OPEN else []
            tabs += [state] if state in {"new", "cleared"} else []
            for tab in tabs:
                found[tab] = found.get(tab, 0) + int(many)
        return found

    def strangers(self, after: tuple[Any, str] | None, limit: int) -> tuple[MoneyLine, ...]:
        """Incomes that nobody knows the order of, by their time, beyond (time, id)."""
        where = [*self._odd(), _s.state == "paid_but_no_order", ~_s.worked]
        if after is not None:
            later = and_(_s.happened_at == after[0], _s.line_id > after[1])
            where.append(or_(_s.happened_at > after[0], later))
        statement = select(_s.line_id).where(*where).order_by(_s.happened_at, _s.line_id)
        found = {one.id: one for one in self.lines(self._ask(statement.limit(limit)).scalars())}
        return tuple(sorted(found.values(), key=lambda one: (one.happened_at, one.id)))

    def _odd(self) -> tuple[Any, ...]:
        """States with an entry in the index of the states."""
        return (_s.warehouse == self._session.warehouse, ~_s.plain)

    def _here(self) -> tuple[Any, ...]:
        return (_l.warehouse == self._session.warehouse,)
