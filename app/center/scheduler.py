"""The center's jobs, by the clock: a few workers, each takes the job that is due the longest.

Which job is due stands in the database, so any number of programs may work on one: a job is one
worker's at a time, and a worker that died gives its job back when its time is over. A job that
fails waits longer each time; it holds up no other, and neither does one that is slow.
"""

import logging
import os
import random
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

from app.center.shop_tasks import SIGNED_OUT, open_task
from app.center.turns import LEASE, Did, Kind, LostError, Turn
from app.remote.channels.base import RefusedError, SignInAgainError, ThrottledError
from app.remote.channels.incoming import ChannelError
from app.remote.http import AwayError, Patience
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.job_rows import Ended, JobRow
from app.store.records import JobRun
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

WORKERS = 3
LOOK_S = 1.0
SIGN_IN_AGAIN = timedelta(hours=1)
"""So long until a shop is asked again whose keys were refused: new keys wake its jobs at once."""

EXPECTED = (AwayError, RefusedError, ChannelError, StoreError, OSError)
PATIENCE = Patience(first_s=5, most_s=1800)


@dataclass(slots=True)
class Scheduler:
    """``kinds``: the work of each kind of job; jobs of other kinds are left to other programs.

    ``own``: kinds that one worker does alone, so that however many shops are slow, benches get
    their numbers. ``clock`` gives aware UTC time, ``new_id`` an id for a run. Threads may share it.
    """

    store: Store
    kinds: Mapping[str, Kind]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    workers: int = WORKERS
    look_s: float = LOOK_S
    own: frozenset[str] = frozenset()
    stop: Event = field(default_factory=Event)
    chance: random.Random = field(default_factory=random.Random)

    def step(self, worker: str = "", only: frozenset[str] = frozenset()) -> bool:
        """Takes one job that is due, does a turn of it; False: none is due. Raises StoreError."""
        name = worker or holder(0)
        now, kinds = self.clock(), only or self.kinds
        with self.store.read() as tx:  # mostly none is: no look may hold up who writes
            due = tx.job_rows.due(kinds, now)
        if not due:
            return False
        job = self.store.transact(lambda tx: tx.job_rows.take(kinds, name, now, now + LEASE))
        if job is None:
            return False
        self._end(job, self._turn(job, now), now)
        return True

    def once(self) -> int:
        """Every job that is due now, one after the other; how many. Raises StoreError."""
        with self.store.read() as tx:
            due = len(tx.job_rows.every())
        done = 0
        while done < due and self.step():
            done += 1
        return done

    def beside(self, stop: Event, work: Callable[[Event], None]) -> None:
        """Jobs are done while ``work`` lasts; when it ends, each worker ends its turn."""
        self.stop = stop
        threads = [
            Thread(target=self._work, args=(holder(n), own), name=f"jobs-{n}")
            for n, own in enumerate([self.own, *[frozenset[str]()] * self.workers])
        ]
        for thread in threads:
            thread.start()
        try:
            work(stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _work(self, name: str, only: frozenset[str]) -> None:
        while not self.stop.is_set():
            try:
                if self.step(name, only):
                    continue
            except StoreError:
                log.exception("the jobs cannot be read or kept")
            self.stop.wait(self.look_s)

    def _turn(self, job: JobRow, now: datetime) -> Ended | None:
        """How the turn ended; None: another worker has the job, and will say."""
        try:
            did = self.kinds[job.kind](Turn(job, self.store, self.clock, self.stop, now))
        except LostError:
            log.warning("%s took too long: another worker has it", job.id)
            return None
        except ThrottledError as error:
            wait = timedelta(seconds=error.seconds)
            return Ended("waiting", self.clock() + wait, str(error), job.tries)
        except SignInAgainError as error:
            later = self.clock() + SIGN_IN_AGAIN
            return Ended("signed_out", later, str(error), job.tries + 1)
        except EXPECTED as error:
            log.warning("%s failed: %s", job.id, error)
            return self._failed(job, f"{type(error).__name__}: {error}")
        except Exception as error:  # the top of a thread loop
            log.exception("%s failed", job.id)
            return self._failed(job, f"{type(error).__name__}: {error}")
        return self._done(job, did)

    def _done(self, job: JobRow, did: Did) -> Ended:
        wait = job.every_s if did.again_s is None else did.again_s
        return Ended(
            "idle", self.clock() + timedelta(seconds=wait), did.reason, 0, dict(did.counts)
        )

    def _failed(self, job: JobRow, why: str) -> Ended:
        wait = timedelta(seconds=PATIENCE.wait_s(min(job.tries + 1, 12), self.chance))
        return Ended("failed", self.clock() + wait, why, job.tries + 1)

    def _end(self, job: JobRow, how: Ended | None, began: datetime) -> None:
        if how is None:
            return
        now, run_id = self.clock(), self.new_id()

        def end(tx: Transaction) -> None:
            if tx.job_rows.end(job, how, now):
                _note(tx, job, how, JobRun(run_id, job.id, "completed", began, now))
                _signed(tx, job, how, now)

        self.store.transact(end)


def holder(n: int) -> str:
    """Who has a job: for a person who looks."""
    return f"{socket.gethostname()}:{os.getpid()}:{n}"


def _note(tx: Transaction, job: JobRow, how: Ended, run: JobRun) -> None:
    """A row for a run in which something happened, or that failed in another way than the last."""
    failed = how.state in {"failed", "signed_out"}
    if how.state == "waiting" or not (how.counts or failed or job.tries):
        return
    if failed and (job.state, job.reason) == (how.state, how.reason):
        return
    state = "failed" if failed else "completed"
    counts = {name: count for name, count in how.counts.items() if count}
    tx.jobs.start(JobRun(run.id, run.job, state, run.started_at, run.ended_at, how.reason, counts))


def _signed(tx: Transaction, job: JobRow, how: Ended, now: datetime) -> None:
    if not job.shop:
        return
    if how.state == "signed_out":
        if tx.shops.sign_out(job.shop, now):
            task_id = f"{job.shop}:{SIGNED_OUT}:{now:%Y%m%d%H%M%S}"
            open_task(tx, task_id, SIGNED_OUT, now, {"shop": job.shop, "why": how.reason})
    elif how.state == "idle" and job.state != "idle":
        # What was in trouble works again. Of the others nobody knows whether they asked the shop.
        tx.shops.signed_in(job.shop)
