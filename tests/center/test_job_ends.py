"""How a turn ends: what it says about a shop's keys, and whose cursor stands."""

from datetime import timedelta
from itertools import count

from app.center.scheduler import Scheduler
from app.center.turns import Did, Kind, Turn
from app.center.windows import Reach
from app.remote.channels.base import SignInAgainError
from app.remote.http import AwayError
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.shops import Shop
from tests.builders import NOON
from tests.center.shop_rig import PDD


def test_a_job_that_asked_nothing_says_nothing_about_the_keys(local: Store) -> None:
    errors: list[Exception] = [SignInAgainError("the session ended")] * 3
    errors.append(AwayError("no answer"))

    def ask(_turn: Turn) -> Did:
        if errors:
            raise errors.pop(0)
        return Did()

    with local.write() as tx:
        tx.shops.put(Shop(PDD, "pdd"), NOON)
        tx.job_rows.add([JobRow("a", "ask", PDD), JobRow("b", "rest", PDD)], NOON)
    ids = (f"r{n}" for n in count())
    kinds: dict[str, Kind] = {"ask": ask, "rest": lambda _turn: Did()}
    now = [NOON]
    made = Scheduler(local, kinds, lambda: now[0], lambda: next(ids))
    for hour in range(3):
        now[0] = NOON + timedelta(hours=hour)
        while made.step():
            pass
        with local.read() as tx:
            shop = tx.shops.get(PDD)
            assert shop is not None
            assert shop.signed_out_at == NOON
            assert len(tx.tasks.in_state("open")) == 1
            assert len(tx.jobs.last("a", 5)) == 1  # it failed in the same way again: no news
    for _ in range(2):
        now[0] += timedelta(hours=1)
        assert made.step()
        assert made.step()
    with local.read() as tx:
        assert tx.shops.get(PDD) == Shop(PDD, "pdd")


def test_read_again_is_not_forgotten_by_who_reads_just_now(local: Store) -> None:
    early = str(Reach(NOON - timedelta(days=2)))

    def read_shop(turn: Turn) -> Did:
        if turn.job.cursor != early:
            with turn.store.write() as tx:  # a person, meanwhile
                tx.job_rows.cursor("a", early)
                tx.job_rows.ask("a", NOON)
            with turn.store.write() as tx:
                turn.hold(tx, str(Reach(NOON)))
        return Did({"n": 1}, again_s=60)

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x", cursor="later")], NOON)
    made = Scheduler(local, {"x": read_shop}, lambda: NOON, lambda: "r1")
    assert made.step()
    with local.read() as tx:
        assert tx.job_rows.due(["x"], NOON) == (("a", "running"),)
    assert made.step()
    with local.read() as tx:
        row = tx.job_rows.get("a")
    assert row is not None
    assert (row.state, row.cursor) == ("idle", early)
