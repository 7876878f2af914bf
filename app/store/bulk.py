"""Many rows in one statement.

On PostgreSQL the rows travel as one JSON text: a statement of one shape, whatever the number of
rows. An INSERT with a parameter for every value was parsed anew on both sides each time, which
cost more than storing the rows; an array a column cost as much, for its quoting.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql

from app.store.session import Session, insert_new, to_json


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


def _given(columns: Sequence[Column[Any]]) -> Any:
    """The rows of the one parameter, as a table."""
    sent = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
    names = [column(one.name, one.type) for one in columns]
    return sent.table_valued(*names, name="given").render_derived(with_types=True)


@cache
def _insert_all(table: Table, names: tuple[str, ...], returning: tuple[str, str]) -> Any:
    given = _given([table.c[name] for name in names])
    statement = postgresql.insert(table).from_select(names, select(*given.c))
    return statement.on_conflict_do_nothing().returning(*(table.c[one] for one in returning))


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
