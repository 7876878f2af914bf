"""The bench's copy of the center: taken anew, swept, asked for only where something moved."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.center.pool import stock_up
from app.domain.order import OrderState
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from app.store.records import Cursor
from app.store.session import ORDERS, WAYBILLS
from app.sync import numbers
from app.sync.messages import TasksChanged
from app.sync.transport import CenterAwayError, Page
from app.sync.worker import SyncPolicy
from tests.builders import NOON, an_order
from tests.sync.rig import Bench, DiedError, FaultyTransport, a_center, some_orders


class Counting(FaultyTransport):
    """Remembers which feeds were asked for."""

    asked: list[str]

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        self.asked.append(feed)
        return super().pull(feed, after, limit)


def watched(bench: Bench) -> Counting:
    counting = Counting(bench.transport._inner, bench.faults, bench.rng)
    counting.asked = []
    bench.transport = counting
    bench.restart()
    return counting


def restored(place: str, epoch: str = "epoch-2", orders: int = 3) -> Store:
    older = a_center(place, orders=orders)
    with older.write() as tx:
        tx.center.begin_epoch(epoch, NOON)
    return older


def test_quiet_feeds_are_not_asked_for(bench: Bench, center: Store) -> None:
    counting = watched(bench)
    bench.run(steps=1)
    assert len(counting.asked) == len(set(counting.asked)) >= 9
    counting.asked.clear()
    bench.run(steps=3)
    assert counting.asked == []
    with center.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.REFUNDED, NOON)
    bench.run(steps=1)
    assert counting.asked == [ORDERS]


def test_a_restored_center_does_not_know_an_order(
    new_place: Callable[[], str], bench: Bench, center: Store
) -> None:
    """What came after the backup goes from the copy; what a bench packed comes back with it."""
    with center.write() as tx:
        tx.orders.upsert([an_order(number="NEW-1"), an_order(number="NEW-2")], NOON)
    bench.run(steps=1)
    bench.pack(an_order(number="NEW-1"))
    bench.run(steps=1)
    older = restored(new_place())
    bench.move_to(older.place if "://" not in older.place else new_place_of(older))
    bench.run(steps=2)
    ends = bench.state()["orders"]
    assert set(ends) == {"id-SO-0", "id-SO-1", "id-SO-2", "id-NEW-1"}
    assert ends["id-NEW-1"] == (OrderState.PACKED, "b1")
    older.close()


def new_place_of(store: Store) -> str:
    """The address of a store with its password."""
    return store._reading.url.render_as_string(hide_password=False)


def test_a_copy_begun_anew_survives_every_cut(
    new_place: Callable[[], str], bench: Bench, center: Store
) -> None:
    bench.run(steps=1)
    older = restored(new_place(), orders=2)
    bench.move_to(new_place_of(older) if "://" in older.place else older.place)
    bench.faults.names.clear()
    for _ in range(40):
        bench.faults.at = bench.faults.passed + 3
        bench.faults.at += len(bench.faults.names) % 5
        try:
            if bench.worker.step():
                break
        except DiedError:
            bench.restart(SyncPolicy(rows_down=1))
    bench.faults.at = 0
    bench.run(steps=1)
    assert set(bench.state()["orders"]) == {"id-SO-0", "id-SO-1"}
    with bench.store.read() as tx:
        assert not any(tx.mirror.is_marked(feed) for feed in bench.worker._copy.feeds())
    older.close()


class Late(FaultyTransport):
    """Every second answer of the orders' feed is the one before it."""

    last: Page | None = None

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = super().pull(feed, after, limit)
        if feed != ORDERS:
            return page
        late, self.last = self.last, page if self.last is None else None
        return late or page


def test_an_answer_to_another_question_is_not_taken(bench: Bench, center: Store) -> None:
    bench.transport = Late(bench.transport._inner, bench.faults, bench.rng)
    bench.policy = SyncPolicy(rows_down=1)
    bench.restart()
    assert not bench.worker.step()  # the second page is the first again
    bench.run(steps=12)
    assert len(bench.state()["orders"]) == 5


def test_a_cursor_from_before_the_floor_takes_all_again(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    """An order that was closed and retired while a bench was away does not stay open there."""
    away, there = new_bench("b1"), new_bench("b2")
    for bench in (away, there):
        bench.run(steps=1)
    with center.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.PACKED, NOON)
    there.run(steps=1)
    with center.write() as tx:
        head = tx.feed.head(ORDERS)
        tx.archive.raise_floor(head)
        assert tx.archive.retire(head) == 1
        tx.orders.set_state("id-SO-2", OrderState.HELD, NOON)  # the news that moves the feed
    for bench in (away, there):
        bench.run(steps=2)
        assert "id-SO-1" not in bench.state()["orders"]
        assert "id-SO-2" in bench.state()["orders"]
    counting = watched(away)
    away.run(steps=1)
    assert len(counting.asked) == len(set(counting.asked)) >= 9  # and not again and again


def test_a_copy_in_many_pages_passes_the_floor(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    """Open orders below the floor come one by one; that is no reason to begin again."""
    with center.write() as tx:
        tx.orders.set_state("id-SO-2", OrderState.PACKED, NOON)
    with center.write() as tx:
        head = tx.feed.head(ORDERS)
        tx.archive.raise_floor(head)
        assert tx.archive.retire(head) == 1
    with center.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.HELD, NOON)
    bench = new_bench("b1")
    bench.policy = SyncPolicy(rows_down=1)
    bench.restart()
    bench.run(steps=4)
    here = bench.state()["orders"]
    assert "id-SO-1" in here
    assert "id-SO-2" not in here
    counting = watched(bench)
    bench.run(steps=2)
    counting.asked.clear()
    bench.run(steps=2)
    assert counting.asked == []


def test_numbers_of_a_restored_center(
    new_place: Callable[[], str], bench: Bench, center: Store
) -> None:
    """The bench says what it has: what is free stays its own, what another got meanwhile goes."""
    with center.write() as tx:
        stock_up(tx, "SF", tuple(f"SF{n}" for n in range(100)))
    bench.run(steps=1)
    older = restored(new_place())
    with older.write() as tx:
        stock_up(tx, "SF", tuple(f"SF{n}" for n in range(90)))
        (other,) = tx.waybills.lease("SF", "b2", 1)
    bench.move_to(new_place_of(older) if "://" in older.place else older.place)
    bench.run(steps=2)
    with bench.store.read() as tx:
        here = {one.number for one in tx.waybills.leased("b1")}
    with older.read() as tx:
        there = {one.number for one in tx.waybills.leased("b1")}
    assert here == there
    assert len(here) == 99
    assert other not in here
    older.close()


def test_numbers_given_back_can_be_lent_again(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    with center.write() as tx:
        stock_up(tx, "SF", tuple(f"SF{n}" for n in range(100)))
    first, second = new_bench("b1"), new_bench("b2")
    first.run(steps=1)
    first.transport.away = True
    assert numbers.begin_giving_back(first.store, "b1") == 100
    assert numbers.begin_giving_back(first.store, "b1") == 100  # the program died and began again
    with pytest.raises(CenterAwayError):
        numbers.finish_giving_back(first.store, first.transport, "b1")
    first.transport.away = False
    numbers.finish_giving_back(first.store, first.transport, "b1")
    second.run(steps=1)
    with second.store.read() as tx:
        assert tx.waybills.left("SF", "b2") == 100
    with center.read() as tx:
        assert tx.waybills.left("SF", "b1") == 0


def test_second_label_is_void_and_both_benches_hear(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    benches = new_bench("b1"), new_bench("b2")
    order = some_orders(1)[0]
    for bench in benches:
        bench.run(steps=1)
        bench.pack(order)
    for bench in benches:
        bench.run(steps=1)
    benches[0].run(steps=1)
    for bench in benches:
        heard = [message for message in bench.heard if isinstance(message, TasksChanged)]
        assert [(m.tasks[0].kind, m.tasks[0].station_id) for m in heard] == [("double_pack", "b2")]
    with center.read() as tx:
        first = tx.waybills.get(order.courier, f"SF-b1-{order.number}")
        second = tx.waybills.get(order.courier, f"SF-b2-{order.number}")
    assert first is not None
    assert second is not None
    assert (first.state, second.state) == (NumberState.PROVEN, NumberState.VOIDED)
    with benches[1].store.read() as tx:
        known = tx.waybills.get(order.courier, f"SF-b2-{order.number}")
    assert known is not None
    assert known.state is NumberState.VOIDED
    assert WAYBILLS + "b2" in benches[1].worker._copy.feeds()


def test_lent_waves_reach_the_bench(bench: Bench, center: Store) -> None:
    until = NOON + timedelta(hours=8)
    with center.write() as tx:
        tx.waves.lend("wave 7", "b1", until)
        tx.waves.lend("wave 8", "b2", until)
    bench.run(steps=1)
    with bench.store.read() as tx:
        assert tx.waves.holder("wave 7", NOON) == "b1"
        assert tx.waves.holder("wave 8", NOON) == "b2"
        assert tx.waves.holder("wave 7", until) == ""
        assert [lease.wave for lease in tx.waves.every()] == ["wave 7", "wave 8"]
    with center.write() as tx:
        tx.waves.end("wave 7")
    bench.run(steps=1)
    with bench.store.read() as tx:
        assert tx.waves.holder("wave 7", NOON) == ""


def test_what_was_set_aside_can_be_seen_and_offered_again(bench: Bench) -> None:
    bench.pack(some_orders(5)[0])
    with bench.store.write() as tx:
        (sound,) = [row.payload for row in tx.journal.envelopes("b1") if row.n == 3]
        tx._session.connection.exec_driver_sql("UPDATE journal SET payload = '{}' WHERE n = 3")
    bench.run(steps=1)
    with bench.store.read() as tx:
        (aside,) = tx.outbox.quarantined()
    assert (aside.n, aside.kind, aside.reason) == (
        3, "LabelRequested", "its hash does not match its content",
    )  # fmt: skip
    with bench.store.write() as tx:
        tx._session.connection.exec_driver_sql(
            "UPDATE journal SET payload = ? WHERE n = 3", (sound,)
        )
        assert tx.outbox.release() == 1
    bench.run(steps=1)
    assert bench.state()["outbox"]["quarantined"] == 0
