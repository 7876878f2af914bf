"""Jobs as data: shops are read by the clock; one that fails, hangs or lies stops no other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest

from app.center.scheduler import Scheduler
from app.center.turns import LEASE, Did, Turn
from app.center.windows import Reach, read_on
from app.domain.order import OrderState
from app.remote.channels.base import Limits, Window, WindowTooWideError
from app.store.engine import Store
from app.store.job_rows import JobRow
from tests.builders import NOON
from tests.center.shop_rig import PDD, TAOBAO, Shops, two_shops
from tests.remote.servers.top_platform import Fault, Once


@pytest.fixture
def shops(store: Store) -> Iterator[Shops]:
    with two_shops(store) as made:
        yield made


@pytest.fixture
def alone(local: Store) -> Iterator[Shops]:
    """For tests that do not ask about engines."""
    with two_shops(local) as made:
        yield made


def fill(shops: Shops, orders: int = 30) -> None:
    for number in range(orders):
        shops.trades.add(number, minutes_ago=4 + number * 2)
        shops.pdd.add(number, minutes_ago=4 + number * 2)


def test_both_shops_are_read_and_go_on_where_they_stood(shops: Shops) -> None:
    fill(shops)
    shops.work()
    assert shops.known() == shops.sold()
    upto = Reach.of(shops.job(f"orders:{PDD}").cursor)
    assert upto is not None
    assert upto.upto == shops.now - timedelta(minutes=3)
    assert not shops.scheduler().step()  # nothing is due
    shops.trades.add(100, minutes_ago=1)
    shops.pdd.add(100, minutes_ago=1)
    shops.pass_by(5)
    shops.work()
    assert shops.known() == shops.sold()
    with shops.store.read() as tx:
        assert [run.counts["new"] for run in tx.jobs.last(f"orders:{PDD}", 5)] == [1, 30]


def test_after_two_days_away_windows_stay_bounded(alone: Shops) -> None:
    fill(alone, 3)
    alone.work()
    alone.pass_by(60 * 48)
    alone.pdd.add(200, minutes_ago=60 * 30)
    alone.work()
    assert alone.known()[1] == alone.sold()[1]


def test_a_shop_that_fails_waits_longer_each_time_and_alone(alone: Shops) -> None:
    fill(alone, 2)
    alone.pdd.plans.extend(["cut"] * 50)
    job = f"orders:{PDD}"
    alone.work()
    assert alone.known()[0] == alone.sold()[0]
    assert (alone.job(job).state, alone.job(job).tries) == ("failed", 1)
    with alone.store.write() as tx:
        tx.job_rows.pause(f"orders:{TAOBAO}", paused=True)
    waits = []
    for _ in range(5):
        row = alone.job(job)
        assert row.next_at is not None
        waits.append((row.next_at - alone.now).total_seconds())
        alone.now = row.next_at
        assert alone.scheduler().step()
    assert waits[-1] > 4 * waits[0]
    assert alone.job(job).tries >= 4
    alone.pdd.plans.clear()
    with alone.store.write() as tx:
        tx.job_rows.pause(f"orders:{TAOBAO}", paused=False)
    alone.pass_by(60)
    alone.work()
    assert (alone.job(job).state, alone.job(job).tries) == ("idle", 0)
    assert alone.known() == alone.sold()


def test_a_throttled_shop_is_left_alone_for_as_long_as_it_says(alone: Shops) -> None:
    fill(alone, 2)
    limit = Fault(
        7, "accesscontrol.limited-by-app-access-count", "This ban will last for 77 more seconds"
    )
    alone.taobao.plans.append(Once(fault=limit))
    alone.work()
    row = alone.job(f"orders:{TAOBAO}")
    assert row.state == "waiting"
    assert row.next_at is not None
    assert row.next_at - alone.now >= timedelta(seconds=77)
    assert row.tries == 0


def test_keys_that_are_refused_wait_for_a_person(alone: Shops) -> None:
    fill(alone, 2)
    alone.taobao.plans.append(Once(fault=Fault(27, "isv.invalid-session", "Invalid session")))
    alone.work()
    with alone.store.read() as tx:
        shop = tx.shops.get(TAOBAO)
        assert shop is not None
        assert shop.signed_out_at == NOON
        assert [task.kind for task in tx.tasks.in_state("open")] == ["shop_signed_out"]
    with alone.store.write() as tx:
        tx.job_rows.wake(TAOBAO, alone.now)  # as new keys do
    alone.work()
    with alone.store.read() as tx:
        assert tx.shops.get(TAOBAO) == replace(shop, signed_out_at=None)
    assert alone.known() == alone.sold()


def test_a_window_that_is_too_wide_is_halved_and_the_width_is_kept(local: Store) -> None:
    limits = Limits(longest_window=timedelta(minutes=30), page_size=50)
    asked: list[tuple[float, float]] = []
    most = [8.0]

    def read_shop(turn: Turn) -> Did:
        def read(window: Window, cursor: str) -> None:
            minutes = (window.until - window.since).total_seconds() / 60
            if minutes > most[0]:
                raise WindowTooWideError("too wide", seconds=180 if minutes > 20 else 0)
            asked.append(((window.since - NOON).total_seconds() / 60, minutes))
            with turn.store.write() as tx:
                turn.hold(tx, cursor)

        done = read_on(turn, limits, NOON - timedelta(minutes=40), NOON, read)
        return Did(again_s=None if done else 0)

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x", every_s=600)], NOON)
    now = [NOON]
    made = Scheduler(local, {"x": read_shop}, lambda: now[0], lambda: "r1")
    assert made.step()
    with local.read() as tx:
        row = tx.job_rows.get("a")
    assert row is not None
    assert (row.state, row.next_at, asked) == ("waiting", NOON + timedelta(seconds=180), [])
    now[0] += timedelta(seconds=180)
    assert made.step()
    assert asked[0][0] == -45  # it reaches back, so that nothing between two windows is lost
    ends = [begin + minutes for begin, minutes in asked]
    assert [begin for begin, _minutes in asked[1:]] == ends[:-1]
    assert ends[-1] == 0


def test_a_platform_that_takes_no_window_at_all_fails(local: Store) -> None:
    limits = Limits(longest_window=timedelta(minutes=30), page_size=50)

    def refuse(_window: Window, _cursor: str) -> None:
        raise WindowTooWideError("never enough")

    def read_shop(turn: Turn) -> Did:
        read_on(turn, limits, NOON - timedelta(minutes=40), NOON, refuse)
        return Did()

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "x")], NOON)
    assert Scheduler(local, {"x": read_shop}, lambda: NOON, lambda: "r1").step()
    with local.read() as tx:
        row = tx.job_rows.get("a")
    assert row is not None
    assert (row.state, row.cursor) == ("failed", "")


def test_a_worker_that_died_gives_its_job_back(shops: Shops) -> None:
    fill(shops, 3)
    with shops.store.write() as tx:
        taken = tx.job_rows.take(["orders"], "dead", shops.now, shops.now + LEASE)
    assert taken is not None
    shops.work()
    assert not shops.known()[0 if taken.shop == TAOBAO else 1]
    shops.now += LEASE + timedelta(seconds=1)
    shops.work()
    assert shops.known() == shops.sold()
    with shops.store.write() as tx:  # the dead one wakes up
        assert not tx.job_rows.hold(taken, shops.now, "back in time")


def test_two_programs_never_do_one_job_at_a_time(store: Store) -> None:
    jobs = [JobRow(f"j{n}", "count", every_s=3600) for n in range(12)]
    with store.write() as tx:
        tx.job_rows.add(jobs, NOON)
    done: list[str] = []

    def work(turn: Turn) -> Did:
        turn.keep()
        done.append(turn.job.id)
        return Did({"n": 1})

    numbers = iter(range(1000))

    def program() -> None:
        made = Scheduler(store, {"count": work}, lambda: NOON, lambda: f"r{next(numbers)}")
        while made.step():
            pass

    threads = [Thread(target=program) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(one.id for one in jobs)


def test_a_slow_job_holds_up_no_other(local: Store) -> None:
    slow, seen, go_on = Event(), Event(), Event()

    def wait(_turn: Turn) -> Did:
        slow.set()
        assert go_on.wait(20)
        return Did()

    def quick(_turn: Turn) -> Did:
        seen.set()
        return Did(again_s=3600)

    with local.write() as tx:
        tx.job_rows.add([JobRow("a", "slow"), JobRow("b", "quick")], NOON)
    ids = iter(range(100))
    made = Scheduler(
        local, {"slow": wait, "quick": quick}, lambda: NOON, lambda: f"r{next(ids)}", 2, 0.01
    )

    def until_both(_stop: Event) -> None:
        assert slow.wait(20)
        assert seen.wait(20)
        go_on.set()

    made.beside(Event(), until_both)


def test_the_look_back_finds_what_was_lost(alone: Shops) -> None:
    begin = str(Reach(NOON - timedelta(minutes=50)))
    with alone.store.write() as tx:
        tx.job_rows.add([JobRow(f"gap_audit:{PDD}", "gap_audit", PDD, 600, begin)], NOON)
    fill(alone, 3)
    late = alone.pdd.add(50, minutes_ago=30)
    alone.work()
    alone.pass_by(90)
    alone.work()
    audit = alone.job(f"gap_audit:{PDD}")
    assert audit.counts.get("missed", 0) == 0
    with alone.store.write() as tx:  # as if it had never come
        known = tx.orders.by_number("pdd", PDD, late.number)
        assert known is not None
        tx.orders.upsert([replace(known.order, number="lost", revision=9)], NOON)
        tx.job_rows.cursor(f"gap_audit:{PDD}", begin)
        tx.job_rows.ask(f"gap_audit:{PDD}", alone.now)
    alone.work()
    audit = alone.job(f"gap_audit:{PDD}")
    assert audit.counts["missed"] == 1
    assert alone.order(late.number).order.state is OrderState.APPROVED
    with alone.store.read() as tx:
        assert [task.kind for task in tx.tasks.in_state("open")] == ["orders_missed"]
