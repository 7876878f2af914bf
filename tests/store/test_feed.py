"""The feeds: what the center changed reaches a bench, once, in order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from app.domain.catalogue import Box
from app.domain.order import Operator, Order, OrderState
from app.domain.values import Grams
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from app.store.records import Cursor, Progress
from app.store.transaction import Transaction
from tests.store.samples import CUP, NOW, TEA, a_card, an_order

LATER = NOW + timedelta(minutes=10)
FEEDS = ("orders", "items", "boxes", "operators", "rates", "waybills:b1")


def _pull(center: Store, bench: Store, feed: str, epoch: str = "e1", limit: int = 2) -> int:
    """As sync does it; how many rows the bench took."""
    taken = 0
    with bench.read() as tx:
        cursor = tx.feed.cursor(feed)
        cursor = cursor if cursor.epoch == epoch else Cursor(epoch)
    while True:
        with center.read() as tx:
            rows = tx.feed.changed_after(feed, cursor, limit)
        with bench.write() as tx:
            taken += tx.feed.apply(feed, epoch, rows)
            cursor = tx.feed.cursor(feed)
        if len(rows) < limit:
            return taken


def _fill(center: Store) -> None:
    with center.write() as tx:
        tx.orders.upsert([an_order(n) for n in range(1, 6)], NOW)
        tx.catalogue.put([TEA, CUP])
        tx.boxes.put([Box("BOX-2", "small", Grams(92))])
        tx.operators.put([Operator("op1", "B-100", "packer one")])
        tx.rates.put([a_card(starts=date(2026, 1, 1))])
        tx.waybills.add("sf", ["SF1", "SF2"])
        tx.waybills.lease("sf", "b1", 2)


def test_all_of_it_arrives(store: Store, second: Store) -> None:
    _fill(store)
    assert [_pull(store, second, feed) for feed in FEEDS] == [5, 2, 1, 1, 1, 2]
    assert [_pull(store, second, feed) for feed in FEEDS] == [0] * 6
    with store.read() as center, second.read() as bench:
        assert bench.orders.get("o3") == center.orders.get("o3")
        assert bench.orders.by_code("T3") == ("o3",)
        assert len(bench.catalogue.by_barcode("6901234567892")) == 1
        assert bench.boxes.by_code("BOX-2") == center.boxes.by_code("BOX-2")
        assert bench.operators.by_badge("B-100") is not None
        assert bench.rates.in_force("sf", date(2026, 3, 1)) == a_card(starts=date(2026, 1, 1))
        assert bench.waybills.left("sf", "b1") == 2


def test_states_not_events_travel(store: Store, second: Store) -> None:
    _fill(store)
    progress = Progress({"1": 1}, ticket="RP-1")
    with store.write() as tx:
        tx.orders.claim("o2", "b2", NOW, LATER)
        tx.orders.set_state("o1", OrderState.RETURNED, LATER, progress=progress)
        tx.orders.upsert([an_order(3, revision=2, state=OrderState.CANCELLED)], LATER)
        tx.catalogue.retire(["CUP"])
        tx.operators.put([Operator("op1", "B-100", "packer one")], active=False)
    for feed in FEEDS:
        _pull(store, second, feed)
    with second.read() as tx:
        assert tx.feed.cursor("orders") == Cursor("e1", 2, "o3")
        assert tx.orders.by_code("RP-1") == ("o1",)
        one, two, three = (tx.orders.get(f"o{n}") for n in (1, 2, 3))
        assert one is not None
        assert two is not None
        assert three is not None
        assert (one.order.state, one.progress) == (OrderState.RETURNED, progress)
        assert (two.holder, two.fence, two.lease_until) == ("b2", 1, LATER)
        assert three.order.state is OrderState.CANCELLED
        assert tx.catalogue.by_barcode("CUP-1") == ()
        assert tx.operators.by_badge("B-100") is None


def test_a_late_answer_does_not_turn_time_back(store: Store, second: Store) -> None:
    _fill(store)
    with store.read() as tx:
        late = tx.feed.changed_after("orders", Cursor())
    with store.write() as tx:
        tx.orders.set_state("o1", OrderState.PACKED, LATER)
    _pull(store, second, "orders")
    with second.write() as tx:
        assert tx.feed.apply("orders", "e1", late) == 0
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order.state is OrderState.PACKED


def test_a_new_epoch_starts_from_nothing(store: Store, second: Store) -> None:
    _fill(store)
    _pull(store, second, "orders")
    assert _pull(store, second, "orders", epoch="e2") == 5
    with second.read() as tx:
        assert tx.feed.cursor("orders").epoch == "e2"


def test_a_number_used_here_is_not_lent_again(store: Store, second: Store) -> None:
    _fill(store)
    _pull(store, second, "waybills:b1")
    with second.write() as tx:
        number = tx.waybills.next_leased("sf", "b1")
        assert number is not None
        tx.waybills.set_state(number.assign("p1"), NumberState.LEASED)
    _pull(store, second, "waybills:b1", epoch="e2")
    with store.write() as tx:
        unused = tx.waybills.get("sf", "SF2")
        assert unused is not None
        tx.waybills.set_state(unused.voided(), NumberState.LEASED)
        tx.waybills.tell(unused.voided())
    _pull(store, second, "waybills:b1", epoch="e2")
    with second.read() as tx:
        used, voided = tx.waybills.get("sf", "SF1"), tx.waybills.get("sf", "SF2")
        assert used is not None
        assert voided is not None
        assert (used.state, voided.state) == (NumberState.ASSIGNED, NumberState.VOIDED)
        assert tx.waybills.next_leased("sf", "b1") is None


def test_a_transaction_that_failed_leaves_no_number(store: Store) -> None:
    _fill(store)

    def _fail() -> None:
        with store.write() as tx:
            tx.orders.set_state("o1", OrderState.PACKED, LATER)
            raise KeyError

    with pytest.raises(KeyError):
        _fail()
    with store.read() as tx:
        assert tx.feed.head("orders") == 1


def _upsert(order: Order, tx: Transaction) -> None:
    tx.orders.upsert([order], NOW)


def test_concurrent_writers_and_a_poller_miss_nothing(
    store: Store, second: Store, reopen: Callable[..., Store]
) -> None:
    """Six writers, one poller that never looks back: every order must reach it."""
    writers, each = 6, 20

    def _write(writer: int) -> None:
        mine = reopen()
        for n in range(each):
            number = writer * 1_000 + n
            order = replace(an_order(number), tote="", slip="")
            mine.transact(partial(_upsert, order), within_s=60)

    with ThreadPoolExecutor(writers) as pool:
        jobs = [pool.submit(_write, writer) for writer in range(1, writers + 1)]
        taken = 0
        while not all(job.done() for job in jobs):
            taken += _pull(store, second, "orders", limit=7)
        for job in jobs:
            job.result()
    taken += _pull(store, second, "orders", limit=7)
    assert taken == writers * each
    with second.read() as tx:
        assert tx.orders.count() == {"approved": writers * each}
    with store.read() as tx:
        assert tx.feed.head("orders") == writers * each
