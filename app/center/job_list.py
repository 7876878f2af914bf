"""The jobs of the center as the office sees them: what runs, what came of it, run now, pause.

What is wished stands in the runs themselves: a run that is ``scheduled`` waits for the center to
take it up, and a job whose newest row is PAUSED is not begun by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.center import jobs_run, staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.records import JobRun
from app.store.transaction import Transaction

KNOWN = (
    jobs_run.INTAKE, jobs_run.LEASES, jobs_run.BACKUP, jobs_run.DOCTOR, jobs_run.RESTORE,
)  # fmt: skip
"""Jobs that are there although they never ran."""

ON_THE_SPOT = frozenset({jobs_run.RESTORE})
"""Only somebody at the center's computer begins these."""

PAUSED = "paused by "
SCHEDULED = "scheduled"
_RUNS = 20


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. ``state``: of its newest run, or waiting | paused | never."""

    id: str
    state: str
    reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    next_at: datetime | None = None
    seconds: int | None = None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a job."""

    at: datetime
    state: str
    reason: str
    counts: dict[str, int]


def read(tx: Transaction, query: PageQuery) -> Page[JobRow]:
    names = sorted({*KNOWN, *tx.jobs.names()})
    rows = [_row(name, tx.jobs.last(name, 5)) for name in names]
    return page_of(
        rows,
        query,
        {
            "id": lambda one: one.id,
            "state": lambda one: one.state,
            "reason": lambda one: one.reason,
            "started_at": lambda one: one.started_at,
            "next_at": lambda one: one.next_at,
            "seconds": lambda one: one.seconds,
        },
    )


def runs(tx: Transaction, job: str) -> tuple[RunRow, ...]:
    """The latest runs, newest first."""
    found = tx.jobs.last(job, _RUNS)
    return tuple(RunRow(one.started_at, one.state, one.reason, one.counts) for one in found)


def run_now(tx: Transaction, act: Act, *, job: str) -> None:
    """The center takes it up at its next look. Ends a pause. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.IMPORT)
    _allowed(job)
    last = _last(tx, job)
    if last is not None and last.state in {SCHEDULED, "running"}:
        raise NotDoneError(_("It runs already, or is about to"))
    tx.jobs.start(JobRun(act.id(), job, SCHEDULED, act.at))
    tx.audit.add(act.who, "job.run_now", job, act.at)


def pause(tx: Transaction, act: Act, *, job: str) -> None:
    """It is not begun by itself any more; what runs now ends as it does."""
    staff.require(tx, act.who, Permission.IMPORT)
    _allowed(job)
    last = _last(tx, job)
    if last is not None and last.state == SCHEDULED:
        tx.jobs.finish(last.id, "skipped", act.at, f"{PAUSED}{act.who}")
    else:
        tx.jobs.start(JobRun(act.id(), job, "skipped", act.at, act.at, f"{PAUSED}{act.who}"))
    tx.audit.add(act.who, "job.pause", job, act.at)


def is_paused(tx: Transaction, job: str) -> bool:
    """For whoever begins jobs by the clock."""
    last = _last(tx, job)
    return last is not None and _paused(last)


def _last(tx: Transaction, job: str) -> JobRun | None:
    found = tx.jobs.last(job)
    return found[0] if found else None


def _paused(run: JobRun) -> bool:
    return run.state == "skipped" and run.reason.startswith(PAUSED)


def _allowed(job: str) -> None:
    if job in ON_THE_SPOT:
        raise NotDoneError(_("Only somebody at the center's computer begins this"))


def _row(job: str, found: tuple[JobRun, ...]) -> JobRow:
    """The newest run that is one, and what is wished besides."""
    if not found:
        return JobRow(job, "never")
    newest = found[0]
    real = next((one for one in found if one.state != SCHEDULED and not _paused(one)), None)
    state = "paused" if _paused(newest) else newest.state
    state = "waiting" if state == SCHEDULED else state
    next_at = newest.started_at if newest.state == SCHEDULED else None
    if real is None:
        return JobRow(job, state, next_at=next_at)
    took = round((real.ended_at - real.started_at).total_seconds()) if real.ended_at else None
    reason = newest.reason.removeprefix(PAUSED) if state == "paused" else real.reason
    return JobRow(
        job, state, reason, real.started_at, real.ended_at, next_at, took, real.counts
    )  # fmt: skip
