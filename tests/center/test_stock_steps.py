"""What orders hold follows them wherever they go, whoever else is at it, and each leaves once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event

from app.center import reserving, stock_desk
from app.center.refusals import NotDoneError
from app.domain.order import OrderState
from app.store.archive import RETIRED
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.records import Progress
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    made = StockRoom(store, {"TEA": 10, "CUP": 4})
    made.read()
    return made


def test_an_order_that_was_packed_before_anything_was_promised_is_told_once(
    room: StockRoom,
) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.pack(order, {"TEA": 3})
    assert room.step()["shipped"] == 1
    assert not any(room.step().values())
    room.later(60 * 24)
    assert not any(room.step().values())
    assert room.figures() == (0, 3, 7)
    assert room.post() == {"posted": 1}


def test_what_a_step_looks_for_it_finds_by_its_index(room: StockRoom) -> None:
    """Each few seconds: never by passing over every order and parcel that there ever was."""
    asked: list[tuple[str, Any]] = []
    with room.store.read() as tx:
        connection = tx._session.connection
        if tx._session.dialect != "sqlite":
            return
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
        tx.reservations.waiting(reserving.NO_STOCK, "", 200)
        tx.stock_documents.missing(room.now, "", 200)
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all())
            for words, values in tuple(asked)
        ]
    assert ["warehouse_state" in plans[0], "warehouse_recv_at" in plans[1]] == [True, True]


def test_what_was_packed_before_there_was_an_erp_is_not_told(store: Store) -> None:
    room = StockRoom(store, {"TEA": 10})
    with store.write() as tx:
        tx.erps.put(ErpRow("files", enabled=False), room.now)
    before, after = an_order({"TEA": 3}, number="A"), an_order({"TEA": 2}, number="B")
    room.take(before, after)
    room.pack(before, {"TEA": 3})
    room.later()
    with store.write() as tx:
        tx.erps.put(ErpRow("files"), room.now)
        tx.erps.put(ErpRow("files", options={"inbox": "in"}), room.now + timedelta(hours=1))
    room.later()
    room.pack(after, {"TEA": 2})
    assert room.step()["shipped"] == 1
    assert [one.order_number for one in room.documents(before.id, after.id)] == ["B"]


def test_other_items_than_ordered_leave_as_they_were_packed(room: StockRoom) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.step()
    room.pack(order, {"CUP": 2})
    room.step()
    assert (room.figures(), room.figures("CUP")) == ((0, 0, 10), (0, 2, 2))
    (told,) = room.documents(order.id)
    assert told.out == {"CUP": 2}


def test_without_a_parcel_nothing_left(room: StockRoom) -> None:
    """Sent by nobody here: a digital order, or one that another order is packed for."""
    plain, nothing = an_order({"TEA": 3}, number="A"), an_order((), number="B")
    room.take(plain, nothing)
    room.step()
    with room.store.write() as tx:
        for one in (plain, nothing):
            tx.orders.set_state(one.id, OrderState.PACKED, room.now)
    room.step()
    assert room.documents(plain.id, nothing.id) == []
    assert room.figures() == (0, 0, 10)
    assert not any(room.step().values())
    with room.store.read() as tx:
        assert "" not in tx.stock.skus()


def test_what_is_archived_or_gone_holds_nothing(room: StockRoom) -> None:
    given_up, sent = an_order({"TEA": 3}, number="A"), an_order({"TEA": 2}, number="B")
    room.take(given_up, sent)
    room.step()
    room.reserve(an_order({"TEA": 1}, number="never kept"))
    room.take(replace(given_up, state=OrderState.CANCELLED))
    room.pack(sent, {"TEA": 2})
    with room.store.write() as tx:
        assert tx.archive.retire(10**6) == 2
        assert tx.archive.move_orders(room.now + timedelta(days=1)) == 2
    room.step()
    assert room.figures() == (0, 2, 8)
    assert len(room.documents(given_up.id, sent.id)) == 1
    assert not any(room.step().values())
    assert RETIRED < 0


def test_what_a_bench_packs_in_this_moment_stays_packed(room: StockRoom) -> None:
    """Two who work at once: the one promises by what he read, the other has packed it since."""
    order = an_order({"TEA": 3})
    room.take(order)
    room.reserve(order)
    room.pack(order, {"TEA": 3})
    with room.store.write() as tx:
        reserving.reserve(tx, [order], room.now, room.new_id)
    room.step()
    assert room.order(order.id).state is OrderState.PACKED
    assert room.figures() == (0, 3, 7)


def test_a_half_done_check_goes_on_where_it_was_when_the_stock_is_there(room: StockRoom) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.step()
    half = Progress({"1": 2}, slot="S1")
    with room.store.write() as tx:
        tx.orders.set_state(order.id, OrderState.PARKED, room.now, progress=half)
        tx.orders.upsert(
            [replace(an_order({"TEA": 12}), state=OrderState.PARKED, revision=2)], room.now
        )
    assert room.step()["short"] == 1
    assert room.order(order.id).state is OrderState.HELD
    room.erp.on_hand["TEA"] = 12
    room.read()
    assert room.step()["found"] == 1
    assert room.order(order.id).state is OrderState.PARKED


def test_a_person_may_hold_what_waits_for_stock(room: StockRoom) -> None:
    much = an_order({"TEA": 12})
    room.take(much)
    room.step()
    with room.store.write() as tx:
        note = tx.orders.note(much.id)
        tx.orders.keep_note(much.id, replace(note, reason="by_hand"))
    room.erp.on_hand["TEA"] = 20
    room.read()
    assert room.step()["found"] == 0
    assert room.order(much.id).state is OrderState.HELD


def test_two_workers_at_once_promise_and_ship_each_order_once(room: StockRoom) -> None:
    orders = [an_order({"TEA": 1, "CUP": 1}, number=f"{n}") for n in range(6)]
    room.take(*orders)
    for one in orders[:2]:
        room.reserve(one)
        room.pack(one, {"TEA": 1, "CUP": 1})
    at_once(room.step)
    assert room.figures("CUP") == (2, 2, 0)
    assert room.figures() == (2, 2, 6)
    assert len(room.documents(*(one.id for one in orders))) == 2
    again = orders[2]
    at_once(lambda: room.reserve(again))
    at_once(
        lambda: room.store.transact(
            lambda tx: reserving.release(tx, [again.id], room.now, room.new_id)
        )
    )
    assert room.figures()[0] == 1


def test_two_who_take_the_same_goods_back_take_them_once(room: StockRoom) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.pack(order, {"TEA": 3})
    room.step()
    refused: list[str] = []

    def back() -> None:
        try:
            room.store.transact(
                lambda tx: stock_desk.take_return(
                    tx, room.act(), number=order.number, back={"TEA": 2}
                )
            )
        except NotDoneError as error:
            refused.append(str(error))

    at_once(back)
    assert len(refused) == 3
    assert room.figures() == (0, 1, 9)


def test_what_the_erp_shall_not_have_is_the_erps_own_figure_from_then_on(room: StockRoom) -> None:
    """Typed in there by hand, say: its figure falls by itself, and explains itself."""
    order = an_order({"TEA": 3})
    room.take(order)
    room.pack(order, {"TEA": 3})
    room.step()
    with room.store.write() as tx:
        stock_desk.drop(tx, room.act(), document_id=f"D-{order.id}", why="typed in by hand")
    with room.store.read() as tx:
        assert [one.id for one in tx.stock_documents.not_known("TEA")] == [f"D-{order.id}"]
    room.erp.on_hand["TEA"] = 7
    assert room.read()["unexplained"] == 0
    assert room.figures() == (0, 0, 7)
    with room.store.read() as tx:
        assert tx.stock_documents.not_known("TEA") == ()


def at_once(work: Callable[[], object]) -> None:
    """By four threads, in the same moment."""
    start = Barrier(4)

    def run() -> None:
        start.wait(30)
        work()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
