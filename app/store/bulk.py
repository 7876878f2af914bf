"""Many rows in one statement.

On PostgreSQL the rows travel as one JSON text: a statement of one shape, whatever the number of
rows. An INSERT with a parameter for every value was parsed anew on both sides each time, which
cost more than storing the rows; an array a column cost as much, for its quoting. Rows that are
only ever stored all together go there by COPY, which is cheaper still on both sides.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Table,
    Text,
    Update,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from app.store.session import Session, insert_new, to_json, upsert


def insert_new_rows(
    session: Session, table: Table, rows: Sequence[dict[str, Any]], returning: tuple[str, str]
) -> dict[str, str]:
    """Inserts what is not there yet (by any unique key); two columns of the new rows, as a map.

    Every row has the same columns. Rows that repeat one another are stored once.
    """
    if session.dialect == "postgresql":
        statement: Any = _insert_all(table, tuple(rows[0]), returning)
        values: Any = {"rows": to_json(rows)}
    else:
        new = insert_new(table, session.dialect)
        statement = new.returning(*(table.c[one] for one in returning))
        values = list(rows)
    return {row[0]: row[1] for row in session.connection.execute(statement, values)}


def put_rows(
    session: Session,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[dict[str, Any]],
    newer: str = "",
) -> None:
    """Inserts rows, and replaces ``names`` of those that are there, as ``upsert`` says.

    Each row has its primary key and all of ``names``; no two of them the same key.
    """
    if session.dialect != "postgresql":
        session.connection.execute(upsert(table, session.dialect, names, newer), list(rows))
        return
    if any(isinstance(v, datetime) and v.tzinfo is None for row in rows for v in row.values()):
        raise ValueError("a time without a zone cannot be stored")
    session.connection.execute(_put_all(table, names, newer), {"rows": to_json(rows)})


def load_rows(
    session: Session, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> int:
    """Inserts rows of plain values, in the order of ``names``; how many were new.

    Plain: texts, whole numbers, truths, and moments as ``iso`` writes them. What is there stays.
    """
    if session.dialect == "postgresql":
        sent = to_json([dict(zip(names, row, strict=True)) for row in rows])
        return session.connection.execute(_insert_all(table, names, ()), {"rows": sent}).rowcount
    places = ", ".join("?" for _name in names)
    words = f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names of our own schema
    return session.connection.exec_driver_sql(words, list(rows)).rowcount


def load_together(
    session: Session, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """As ``load_rows``, of rows that one transaction stores: all of them are there, or none.

    The first one's ``id`` tells. Raises DBAPIError.
    """
    if session.dialect != "postgresql":
        load_rows(session, table, names, rows)
        return
    first = rows[0][names.index("id")]
    mine = (table.c.warehouse == session.warehouse, table.c.id == first)
    if session.connection.execute(select(table.c.id).where(*mine)).first() is not None:
        return  # the commit before this one came through after all
    columns = ", ".join(f'"{name}"' for name in names)
    words = f'COPY "{table.name}" ({columns}) FROM STDIN'
    driver: Any = session.connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(words.encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError(words, None, error) from error


def update_rows(
    session: Session, table: Table, key: str, changed: Sequence[dict[str, Any]]
) -> None:
    """Sets columns of many rows by ``key``; every row of ``changed`` has the same columns."""
    names = tuple(name for name in changed[0] if name != key)
    if session.dialect == "postgresql":
        values = {"wh": session.warehouse, "rows": to_json(changed)}
        session.connection.execute(_update_all(table, key, names), values)
        return
    session.connection.execute(
        _update_each(table, key, names),
        [{"wh": session.warehouse, **{f"new_{k}": v for k, v in row.items()}} for row in changed],
    )


def among(values: ColumnElement[str], dialect: str) -> ColumnElement[bool]:
    """Whether it is one of the texts of the one parameter ``texts`` (``sent_texts``).

    PostgreSQL gets an array: with a list of its own making it may read a whole table for each.
    """
    if dialect == "postgresql":
        return values == any_(bindparam("texts", type_=postgresql.ARRAY(Text)))
    sent = func.json_each(bindparam("texts", type_=Text())).table_valued("value")
    return values.in_(select(sent.c.value))


def sent_texts(texts: Sequence[str], dialect: str) -> Any:
    """The value of that parameter."""
    return list(texts) if dialect == "postgresql" else to_json(texts)


def _given(columns: Sequence[Column[Any]]) -> Any:
    """The rows of the one parameter, as a table."""
    sent = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
    names = [column(one.name, one.type) for one in columns]
    return sent.table_valued(*names, name="given").render_derived(with_types=True)


@cache
def _insert_all(table: Table, names: tuple[str, ...], returning: tuple[str, ...]) -> Any:
    given = _given([table.c[name] for name in names])
    insert = postgresql.insert(table).from_select(names, select(*given.c))
    statement = insert.on_conflict_do_nothing()
    if returning:
        return statement.returning(*(table.c[one] for one in returning))
    return statement.execution_options(preserve_rowcount=True)  # of an INSERT it is else forgotten


@cache
def _put_all(table: Table, names: tuple[str, ...], newer: str) -> Any:
    keys = [one.name for one in table.primary_key]
    given = _given([table.c[name] for name in (*keys, *names)])
    insert: Any = postgresql.insert(table).from_select([*keys, *names], select(*given.c))
    return insert.on_conflict_do_update(
        index_elements=keys,
        set_={name: insert.excluded[name] for name in names},
        where=insert.excluded[newer] >= table.c[newer] if newer else None,
    )


@cache
def _update_all(table: Table, key: str, names: tuple[str, ...]) -> Update:
    given = _given([table.c[key], *(table.c[name] for name in names)])
    return (
        update(table)
        .where(table.c.warehouse == bindparam("wh"), table.c[key] == given.c[key])
        .values({name: given.c[name] for name in names})
    )


@cache
def _update_each(table: Table, key: str, names: tuple[str, ...]) -> Update:
    return (
        update(table)
        .where(table.c.warehouse == bindparam("wh"), table.c[key] == bindparam(f"new_{key}"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
