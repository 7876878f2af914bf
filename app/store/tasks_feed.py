"""Exceptions on their way to the benches: both stations of a parcel packed twice must hear it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, tuple_

from app.store.records import Cursor, FeedRow, Task
from app.store.session import Session, from_json, to_json, upsert
from app.store.tables.trouble import exception_task

_c = exception_task.c
_FIELDS = tuple(Task.__dataclass_fields__)


def tasks_after(session: Session, cursor: Cursor, limit: int) -> tuple[FeedRow, ...]:
    """The states of exceptions above a cursor."""
    statement = (
        select(_c.seq, *(_c[name] for name in _FIELDS))
        .where(
            _c.warehouse == session.warehouse,
            tuple_(_c.seq, _c.id) > tuple_(bindparam("s", cursor.seq), bindparam("i", cursor.id)),
        )
        .order_by(_c.seq, _c.id)
        .limit(limit)
    )
    found = []
    for row in session.connection.execute(statement):
        values = {name: getattr(row, name) for name in _FIELDS}
        values["details"] = from_json(row.details, dict)
        found.append(FeedRow(row.seq, row.id, to_json(Task(**values))))
    return tuple(found)


def apply_tasks(session: Session, rows: Sequence[FeedRow]) -> None:
    """Takes exceptions over as the center has them."""
    values = []
    for row in rows:
        task = from_json(row.document, Task)
        one = {name: getattr(task, name) for name in _FIELDS}
        one |= {"details": to_json(task.details), "seq": row.seq, "warehouse": session.warehouse}
        values.append(one)
    if values:
        columns = (*_FIELDS[1:], "seq")
        session.connection.execute(upsert(exception_task, session.dialect, columns), values)
