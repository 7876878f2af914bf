"""What the repositories of one transaction share: the connection, the warehouse, the dialect."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from app.store.vault import Vault

T = TypeVar("T")
CHUNK = 500  # rows a statement; also ids in one IN list

ORDERS = "orders"
ITEMS = "items"
BOXES = "boxes"
SCALE_PROFILES = "scale_profiles"
HAND_PARCELS = "hand_parcels"  # packed, for the hand-over
OPERATORS = "operators"
RATES = "rates"
COURIERS = "couriers"
CONTRACTS = "contracts"
TASKS = "tasks"
WAVES = "waves"
ALERTS = "alerts"  # not copied to benches: its counter tells the office that something changed
WAYBILLS = "waybills:"
"""The feeds. Waybill numbers have one feed a station (``waybills:<station>``)."""


@dataclass(slots=True)
class Session:
    """One transaction in one warehouse.

    ``touched`` collects (feed, id) of every row whose state changed; when the transaction ends
    the feed's counter is bumped once and stamped on them. So nobody can forget to, and the hot
    counter row is locked last.
    """

    connection: Connection
    warehouse: str
    station: str = ""  # on a bench: whose outbox and checkpoints these are
    touched: dict[str, set[str]] = field(default_factory=dict)
    vault: Vault | None = None  # seals and opens who receives an order

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    def touch(self, feed: str, ids: Iterable[str]) -> None:
        if changed := set(ids):
            self.touched.setdefault(feed, set()).update(changed)


@cache
def insert_new(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """INSERT that leaves a row that is there already (by any unique key) as it is."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def add_once(session: Session, table: Table, values: dict[str, Any]) -> bool:
    """Inserts one row; False where one of its unique keys is taken already.

    RETURNING tells: the row count of an INSERT is not kept on every engine.
    """
    statement = insert_new(table, session.dialect).returning(table.c.warehouse)
    return session.connection.execute(statement, values).first() is not None


@cache
def upsert(
    table: Table, dialect: str, columns: tuple[str, ...], newer: str = ""
) -> sqlite.Insert | postgresql.Insert:
    """INSERT that replaces ``columns`` of a row with the same primary key.

    ``newer`` names a column that must not shrink: an older row leaves the newer one alone.
    """
    keys = [column.name for column in table.primary_key]
    makers = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Any = makers[dialect](table)
    statement = statement.values({name: bindparam(name) for name in (*keys, *columns)})
    guard: ColumnElement[bool] | None = None
    if newer:
        guard = statement.excluded[newer] >= table.c[newer]
    replaced = {name: statement.excluded[name] for name in columns}
    done: sqlite.Insert | postgresql.Insert = statement.on_conflict_do_update(
        index_elements=keys, set_=replaced, where=guard
    )
    return done


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    iterator = iter(values)
    while part := list(islice(iterator, size)):
        yield part


def unindexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """The same value by no index of the column's own.

    Without statistics SQLite would walk the whole table in that index's order, where another
    index finds the few rows that are asked for.
    """
    return column.concat("")


def to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def from_json(text: str | bytes, kind: type[T]) -> T:
    return msgspec.json.decode(text, type=kind)
