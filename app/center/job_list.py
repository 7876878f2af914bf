"""The jobs of the center as the office sees them: what runs, what came of it, run now, pause.

Jobs that are data (``job``) are done by the clock; the others somebody begins by a command, and
only their runs are known.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.center import jobs_run, staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store import job_rows
from app.store.records import JobRun
from app.store.transaction import Transaction

BY_COMMAND = (
    jobs_run.INTAKE, jobs_run.BACKUP, jobs_run.DOCTOR, jobs_run.RESTORE, jobs_run.ARCHIVE,
)  # fmt: skip
"""Known although they never ran. What is data too (a backup by the clock) is shown as that."""

LEAST_S = 2
MOST_S = 7 * 86_400
_RUNS = 20


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. ``by_clock``: it can be run now, and paused.

    ``state``: running | waiting (due) | completed | failed | throttled | signed_out |
    interrupted | paused | never | skipped.
    """

    id: str
    state: str
    reason: str = ""
    kind: str = ""
    shop: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    next_at: datetime | None = None
    seconds: int | None = None
    every_s: int = 0
    upto: str = ""
    tries: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a job."""

    at: datetime
    state: str
    reason: str
    counts: dict[str, int]


def read(tx: Transaction, query: PageQuery, *, now: datetime) -> Page[JobRow]:
    rows = [_of_row(one, now) for one in tx.job_rows.every()]
    known = {one.id for one in rows}
    names = sorted({*BY_COMMAND, *tx.jobs.names()} - known)
    rows += [_of_runs(name, tx.jobs.last(name)) for name in names if ":" not in name]
    return page_of(
        rows,
        query,
        {
            "id": lambda one: one.id,
            "shop": lambda one: one.shop,
            "state": lambda one: one.state,
            "reason": lambda one: one.reason,
            "started_at": lambda one: one.started_at,
            "next_at": lambda one: one.next_at,
            "seconds": lambda one: one.seconds,
            "every_s": lambda one: one.every_s,
        },
    )


def runs(tx: Transaction, job: str) -> tuple[RunRow, ...]:
    """The latest runs in which something happened, newest first."""
    found = tx.jobs.last(job, _RUNS)
    return tuple(RunRow(one.started_at, one.state, one.reason, one.counts) for one in found)


def run_now(tx: Transaction, act: Act, *, job: str) -> None:
    """The center takes it up at its next look. Ends a pause. Raises NotDoneError."""
    row = _row(tx, act, job)
    if not row.paused and (_is_running(row, act.at) or _is_due(row, act.at)):
        raise NotDoneError(_("It runs already, or is about to"))
    tx.job_rows.ask(job, act.at)
    tx.audit.add(act.who, "job.run_now", job, act.at)


def pause(tx: Transaction, act: Act, *, job: str) -> None:
    """It is not begun by itself any more; what runs now ends as it does."""
    _row(tx, act, job)
    tx.job_rows.pause(job, paused=True)
    tx.audit.add(act.who, "job.pause", job, act.at)


def go_on(tx: Transaction, act: Act, *, job: str) -> None:
    """The end of a pause; it is done when it is due."""
    _row(tx, act, job)
    tx.job_rows.pause(job, paused=False)
    tx.audit.add(act.who, "job.go_on", job, act.at)


def set_every(tx: Transaction, act: Act, *, job: str, seconds: int) -> None:
    """How often it is done. Raises NotDoneError."""
    row = _row(tx, act, job)
    if not LEAST_S <= seconds <= MOST_S:
        raise NotDoneError(_("Between 2 seconds and 7 days"))
    tx.job_rows.every_s(job, seconds)
    tx.audit.add(
        act.who, "job.every", job, act.at,
        before={"seconds": row.every_s}, after={"seconds": seconds},
    )  # fmt: skip


def _row(tx: Transaction, act: Act, job: str) -> job_rows.JobRow:
    staff.require(tx, act.who, Permission.IMPORT)
    row = tx.job_rows.get(job)
    if row is None:
        raise NotDoneError(_("Only somebody at the center's computer begins this"))
    return row


def _is_running(row: job_rows.JobRow, now: datetime) -> bool:
    return row.busy_until is not None and row.busy_until > now


def _is_due(row: job_rows.JobRow, now: datetime) -> bool:
    return row.next_at is not None and row.next_at <= now


def _of_row(row: job_rows.JobRow, now: datetime) -> JobRow:
    ended = row.ended_at if row.began_at and row.ended_at and row.ended_at >= row.began_at else None
    took = round((ended - row.began_at).total_seconds()) if ended and row.began_at else None
    return JobRow(
        id=row.id,
        state=_state(row, now),
        reason=row.reason,
        kind=row.kind,
        shop=row.shop,
        started_at=row.began_at,
        ended_at=ended,
        next_at=None if row.paused else row.next_at,
        seconds=took,
        every_s=row.every_s,
        upto=row.cursor,
        tries=row.tries,
        counts=row.counts,
        by_clock=True,
    )


def _state(row: job_rows.JobRow, now: datetime) -> str:
    """What was left running by a worker that died is due: another takes it up."""
    if _is_running(row, now):
        return "running"
    if row.paused:
        return "paused"
    if _is_due(row, now):
        return "waiting"
    if row.began_at is None:
        return "never"
    return {"idle": "completed", "waiting": "throttled"}.get(row.state, row.state)


def _of_runs(job: str, found: tuple[JobRun, ...]) -> JobRow:
    if not found:
        return JobRow(job, "never", kind=job)
    (one,) = found
    took = round((one.ended_at - one.started_at).total_seconds()) if one.ended_at else None
    return JobRow(
        job, one.state, one.reason, job, "", one.started_at, one.ended_at, seconds=took,
        counts=one.counts,
    )  # fmt: skip
