"""One job's turn: what fails is kept and tried again, what was asked for is not forgotten."""

import random
from datetime import timedelta

from app.center.jobs_run import LEASES
from app.center.scheduler import Scheduler
from app.center.turns import Did, Turn
from app.store.engine import Store
from app.store.job_rows import JobRow
from tests.builders import NOON


def test_an_error_nobody_thought_of_is_kept_and_tried_again(local: Store) -> None:
    def broken(_turn: Turn) -> Did:
        raise ZeroDivisionError("no idea")

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x")], NOON)
    made = Scheduler(local, {"x": broken}, lambda: NOON, lambda: "r1", chance=random.Random(1))
    assert made.step()
    with local.read() as tx:
        row = tx.job_rows.get("a")
        assert row is not None
        assert (row.state, row.reason) == ("failed", "ZeroDivisionError: no idea")
        assert [run.state for run in tx.jobs.last("a")] == ["failed"]


def test_a_run_that_was_asked_for_meanwhile_is_not_forgotten(local: Store) -> None:
    def work(turn: Turn) -> Did:
        with turn.store.write() as tx:
            tx.job_rows.ask("a", NOON + timedelta(seconds=1))
        return Did()

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x", every_s=600)], NOON)
    Scheduler(local, {"x": work}, lambda: NOON, lambda: "r1").step()
    with local.read() as tx:
        row = tx.job_rows.get("a")
    assert row is not None
    assert row.next_at == NOON + timedelta(seconds=1)


def test_a_paused_job_and_a_foreign_kind_are_left(local: Store) -> None:
    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x"), JobRow("b", LEASES)], NOON)
        tx.job_rows.pause("a", paused=True)
    assert not Scheduler(local, {"x": lambda _turn: Did()}, lambda: NOON, lambda: "r").step()
