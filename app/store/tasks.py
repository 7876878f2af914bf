"""What waits for a person: exceptions, pick errors, re-pick tickets; and the runs of jobs."""

from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Select, Table, bindparam, select, update

from app.store.records import JobRun, PickError, Task, Ticket
from app.store.session import TASKS, Session, add_once, to_json
from app.store.tables.system import job_run
from app.store.tables.trouble import exception_task, pick_error, repick_ticket

T = TypeVar("T", Task, PickError, Ticket, JobRun)


@cache
def _equal(table: Table, names: tuple[str, ...], opened: str, column: str) -> Select[Any]:
    """Records with one value in a column, oldest first; made once, asked at every scan."""
    return (
        select(*(table.c[name] for name in names))
        .where(table.c.warehouse == bindparam("wh"), table.c[column] == bindparam("wanted"))
        .order_by(table.c[opened], table.c.id)
        .limit(500)
    )


class _Ledger(Generic[T]):
    """Records of one kind with a state; each is added once and then only moved on."""

    table: Table
    kind: type[T]
    opened: str
    json: frozenset[str] = frozenset()

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, record_id: str) -> T | None:
        found = self._with("id", record_id)
        return found[0] if found else None

    def in_state(self, *states: str, limit: int = 500) -> tuple[T, ...]:
        """Records in these states, oldest first."""
        return self._select(self.table.c.state.in_(states), limit=limit)

    def _add(self, record: T) -> bool:
        values = {one.name: getattr(record, one.name) for one in fields(record)}
        values |= {name: to_json(values[name]) for name in self.json}
        values["warehouse"] = self._session.warehouse
        return add_once(self._session, self.table, values)

    def _move(self, record_id: str, **values: Any) -> bool:
        statement = (
            update(self.table)
            .where(self.table.c.warehouse == self._session.warehouse, self.table.c.id == record_id)
            .values(values)
        )
        return self._session.connection.execute(statement).rowcount == 1

    def _select(self, *where: Any, limit: int = 500, newest: bool = False) -> tuple[T, ...]:
        order = self.table.c[self.opened]
        names = [one.name for one in fields(self.kind)]
        statement = (
            select(*(self.table.c[name] for name in names))
            .where(self.table.c.warehouse == self._session.warehouse, *where)
            .order_by(order.desc() if newest else order, self.table.c.id)
            .limit(limit)
        )
        rows = self._session.connection.execute(statement)
        return tuple(self._made(dict(zip(names, row, strict=True))) for row in rows)

    def _with(self, column: str, value: str) -> tuple[T, ...]:
        names = tuple(one.name for one in fields(self.kind))
        statement = _equal(self.table, names, self.opened, column)
        wanted = {"wh": self._session.warehouse, "wanted": value}
        rows = self._session.connection.execute(statement, wanted)
        return tuple(self._made(dict(zip(names, row, strict=True))) for row in rows)

    def _made(self, values: dict[str, Any]) -> T:
        decoded = {name: msgspec.json.decode(values[name]) for name in self.json}
        return msgspec.convert({**values, **decoded}, self.kind)


class Tasks(_Ledger[Task]):
    table, kind, opened = exception_task, Task, "opened_at"
    json = frozenset({"details"})

    def open(self, task: Task) -> bool:
        """Opens an exception, and tells the benches; False: it is there already."""
        return self._told(task.id, done=self._add(task))

    def close(self, task_id: str, by: str, note: str, now: datetime) -> bool:
        done = self._move(task_id, state="closed", closed_by=by, note=note, closed_at=now)
        return self._told(task_id, done=done)

    def reopen(self, task_id: str) -> bool:
        """Closing it was taken back."""
        done = self._move(task_id, state="open", closed_by="", note="", closed_at=None)
        return self._told(task_id, done=done)

    def _told(self, task_id: str, *, done: bool) -> bool:
        if done:
            self._session.touch(TASKS, (task_id,))
        return done


class PickErrors(_Ledger[PickError]):
    table, kind, opened = pick_error, PickError, "at"

    def add(self, error: PickError) -> bool:
        return self._add(error)

    def of_order(self, order_id: str) -> tuple[PickError, ...]:
        return self._with("order_id", order_id)

    def acknowledge(self, error_id: str) -> bool:
        return self._move(error_id, state="acknowledged")

    def assign(self, error_id: str, assignee: str) -> bool:
        return self._move(error_id, state="assigned", assignee=assignee)

    def close(self, error_id: str, cause: str, resolution: str, now: datetime) -> bool:
        return self._move(
            error_id, state="closed", cause=cause, resolution=resolution, closed_at=now
        )


class Tickets(_Ledger[Ticket]):
    table, kind, opened = repick_ticket, Ticket, "opened_at"
    json = frozenset({"missing", "extra"})

    def open(self, ticket: Ticket) -> bool:
        return self._add(ticket)

    def of_order(self, order_id: str) -> tuple[Ticket, ...]:
        return self._with("order_id", order_id)

    def move(self, ticket_id: str, state: str, now: datetime, owner: str = "") -> bool:
        """``state``: picked | resumed | closed."""
        closed = {"closed_at": now} if state in {"resumed", "closed"} else {}
        owned = {"owner": owner} if owner else {}
        return self._move(ticket_id, state=state, **closed, **owned)


class Jobs(_Ledger[JobRun]):
    table, kind, opened = job_run, JobRun, "started_at"
    json = frozenset({"counts"})

    def start(self, run: JobRun) -> bool:
        return self._add(run)

    def finish(
        self,
        run_id: str,
        state: str,
        now: datetime,
        reason: str = "",
        counts: dict[str, int] | None = None,
    ) -> bool:
        """``state``: completed | failed | skipped | interrupted."""
        return self._move(
            run_id, state=state, ended_at=now, reason=reason, counts=to_json(counts or {})
        )

    def interrupt_running(self, now: datetime) -> int:
        """Marks what the last run of the program left behind; how many there were."""
        running = self.in_state("running")
        for run in running:
            self.finish(run.id, "interrupted", now, counts=run.counts)
        return len(running)

    def names(self) -> tuple[str, ...]:
        """Every job that ever ran: one look into the index a job, however many runs there are."""
        found: list[str] = []
        while True:
            after = [job_run.c.job > found[-1]] if found else []
            statement = (
                select(job_run.c.job)
                .where(job_run.c.warehouse == self._session.warehouse, *after)
                .order_by(job_run.c.job)
                .limit(1)
            )
            name = self._session.connection.execute(statement).scalar_one_or_none()
            if name is None:
                return tuple(found)
            found.append(name)

    def last(self, job: str, limit: int = 1) -> tuple[JobRun, ...]:
        """The latest runs of a job, newest first."""
        return self._select(job_run.c.job == job, limit=limit, newest=True)
