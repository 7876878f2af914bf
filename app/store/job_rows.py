"""Jobs as data: when each is due, who has it, how far it came. One worker has a job at a time.

Whoever takes a job gets a number (``fence``) and a time; until then nobody else takes it. What
that worker stores about the job is stored only under its number: one that was away too long finds
that another has the job, and cannot move its cursor back. The guard stands in each statement, so
it holds on every engine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, literal, or_, select, update

from app.store.session import Session, from_json, insert_new, to_json
from app.store.tables.shops import job

_c = job.c
_LOOKED_AT = 20
_REASON = 500


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. ``cursor``: everything before it is stored. ``tries``: failures in a row.

    ``counts``: of the last run that did anything. ``busy_until``: a worker has it until then.
    """

    id: str
    kind: str
    shop: str = ""
    every_s: int = 60
    cursor: str = ""
    next_at: datetime | None = None
    state: str = "idle"  # idle | running | waiting | failed | signed_out
    reason: str = ""
    paused: bool = False
    tries: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    began_at: datetime | None = None
    ended_at: datetime | None = None
    holder: str = ""
    fence: int = 0
    busy_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a turn ended, and when the next one is due."""

    state: str
    next_at: datetime
    reason: str = ""
    tries: int = 0
    counts: dict[str, int] = field(default_factory=dict)


class JobRows:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def add(self, rows: Iterable[JobRow], now: datetime) -> None:
        """Adds jobs that are not there yet; the others stay as they are. Due at once."""
        made = [
            {
                "warehouse": self._session.warehouse,
                "id": one.id,
                "kind": one.kind,
                "shop": one.shop,
                "every_s": one.every_s,
                "cursor": one.cursor,
                "next_at": one.next_at or now,
            }
            for one in rows
        ]
        if made:
            self._ask(insert_new(job, self._session.dialect), made)

    def get(self, job_id: str) -> JobRow | None:
        row = self._ask(select(job).where(*self._one(job_id))).first()
        return None if row is None else _made(row)

    def every(self) -> tuple[JobRow, ...]:
        where = _c.warehouse == self._session.warehouse
        return tuple(map(_made, self._ask(select(job).where(where).order_by(_c.id))))

    def due(self, kinds: Iterable[str], now: datetime) -> tuple[tuple[str, str], ...]:
        """Jobs that a worker may take now, the one due the longest first: some ids and states."""
        mine = (_c.warehouse == self._session.warehouse, _c.kind.in_(sorted(kinds)))
        statement = select(_c.id, _c.state).where(*mine, *_free(now)).order_by(_c.next_at, _c.id)
        return tuple((row.id, row.state) for row in self._ask(statement.limit(_LOOKED_AT)))

    def take(
        self, kinds: Iterable[str], holder: str, now: datetime, until: datetime
    ) -> JobRow | None:
        """The job that has been due the longest, for this worker alone; None: none is due.

        Its ``state`` is the one that it had before.
        """
        for job_id, was in self.due(kinds, now):
            taken = (
                update(job)
                .where(*self._one(job_id), *_free(now))
                .values(
                    holder=holder,
                    fence=_c.fence + 1,
                    busy_until=until,
                    state="running",
                    began_at=now,
                )
            )
            if self._ask(taken).rowcount and (mine := self.get(job_id)):
                return replace(mine, state=was)
        return None

    def hold(self, mine: JobRow, until: datetime, cursor: str | None = None) -> bool:
        """Has the job for longer, and moves its cursor; False: another worker has it by now."""
        values: dict[str, Any] = {"busy_until": until}
        if cursor is not None:
            values["cursor"] = cursor
        return self._under_number(mine, values)

    def end(self, mine: JobRow, how: Ended, now: datetime) -> bool:
        """Gives the job back. A run that a person asked for meanwhile is not forgotten."""
        values: dict[str, Any] = {
            "state": how.state,
            "reason": how.reason[:_REASON],
            "tries": how.tries,
            "ended_at": now,
            "holder": "",
            "busy_until": None,
            "next_at": case(
                (_c.next_at == mine.next_at, literal(how.next_at, _c.next_at.type)),
                else_=_c.next_at,
            ),
        }
        if how.counts:
            values["counts"] = to_json(how.counts)
        return self._under_number(mine, values)

    def ask(self, job_id: str, now: datetime) -> bool:
        """Due at once, not paused any more, no failure counted."""
        return self._put(job_id, next_at=now, paused=False, tries=0)

    def pause(self, job_id: str, *, paused: bool) -> bool:
        """What runs now ends as it does."""
        return self._put(job_id, paused=paused)

    def every_s(self, job_id: str, seconds: int) -> bool:
        return self._put(job_id, every_s=seconds)

    def cursor(self, job_id: str, cursor: str) -> bool:
        """For a person who wants a shop read again from an earlier time.

        A worker that reads it just now loses the job, or it would move the cursor back.
        """
        return self._put(job_id, cursor=cursor, fence=_c.fence + 1, busy_until=None)

    def wake(self, shop: str, now: datetime) -> None:
        """A shop's jobs are due at once: its keys or its address are new."""
        statement = (
            update(job)
            .where(_c.warehouse == self._session.warehouse, _c.shop == shop)
            .values(next_at=now, tries=0)
        )
        self._ask(statement)

    def pause_shop(self, shop: str, *, paused: bool) -> None:
        statement = (
            update(job)
            .where(_c.warehouse == self._session.warehouse, _c.shop == shop)
            .values(paused=paused)
        )
        self._ask(statement)

    def _under_number(self, mine: JobRow, values: dict[str, Any]) -> bool:
        statement = update(job).where(*self._one(mine.id), _c.fence == mine.fence).values(values)
        return self._ask(statement).rowcount == 1

    def _put(self, job_id: str, **values: Any) -> bool:
        return self._ask(update(job).where(*self._one(job_id)).values(values)).rowcount == 1

    def _one(self, job_id: str) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse, _c.id == job_id)


def _free(now: datetime) -> tuple[Any, ...]:
    return (~_c.paused, _c.next_at <= now, or_(_c.busy_until.is_(None), _c.busy_until < now))


def _made(row: Row[Any]) -> JobRow:
    values = {one.name: getattr(row, one.name) for one in fields(JobRow)}
    return JobRow(**{**values, "counts": from_json(row.counts, dict[str, int])})
