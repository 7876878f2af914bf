"""Stock is promised once, given back, and leaves with the parcel; the ledger explains it all."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest

from app.center import stock_desk
from app.center.refusals import NotDoneError
from app.domain.order import Order, OrderState
from app.store.engine import Store
from app.store.erps import ErpRow
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    made = StockRoom(store, {"TEA": 10, "CUP": 4, "POT": 1})
    assert made.read() == {"items": 3, "unexplained": 0}
    return made


def state_of(room: StockRoom, order: Order) -> OrderState:
    return room.order(order.id).state


def packed(room: StockRoom, pieces: int) -> Order:
    """Three were wanted, so many were packed."""
    order = an_order({"TEA": 3})
    room.take(order)
    room.reserve(order)
    room.pack(order, {"TEA": pieces})
    return order


def test_an_order_gets_all_that_it_wants_or_nothing(room: StockRoom) -> None:
    first = an_order({"TEA": 8, "CUP": 1}, number="A")
    second = an_order({"TEA": 3, "CUP": 1}, number="B")
    third = an_order({"CUP": 3}, number="C")
    assert room.reserve(first, second, third) == (second.id,)
    assert (room.level("TEA").available, room.level("CUP").available) == (2, 0)
    assert room.reserve(first, third) == ()
    assert room.level("TEA").reserved == 8
    room.figures()


def test_what_the_erp_never_told_is_promised_without_limit(room: StockRoom) -> None:
    assert room.reserve(an_order({"NEW": 99})) == ()
    assert (room.level("NEW").reserved, room.level("NEW").available) == (99, None)


def test_a_cancelled_order_gives_back_and_a_changed_one_is_brought_up_to_date(
    room: StockRoom,
) -> None:
    gone, grown = an_order({"TEA": 4}, number="A"), an_order({"TEA": 2, "CUP": 1}, number="B")
    room.take(gone, grown)
    room.reserve(gone, grown)
    room.take(
        replace(gone, state=OrderState.CANCELLED),
        replace(an_order({"TEA": 5}, number="B"), revision=2),
    )
    counts = room.step()
    assert (counts["released"], counts["changed"]) == (1, 1)
    assert (room.level("TEA").reserved, room.level("CUP").reserved) == (5, 0)
    assert not any(room.step().values())
    room.figures()


def test_an_order_that_was_approved_by_itself_is_promised_too(room: StockRoom) -> None:
    first, much = an_order({"TEA": 6}, number="A"), an_order({"TEA": 6}, number="B")
    room.take(first, much)
    counts = room.step()
    assert (counts["promised"], counts["short"]) == (1, 1)
    assert state_of(room, much) is OrderState.HELD
    room.erp.on_hand["TEA"] = 30
    assert not room.step()["found"]
    room.read()
    assert room.step()["found"] == 1
    assert state_of(room, much) is OrderState.APPROVED
    assert not any(room.step().values())
    room.figures()


def test_without_an_erp_nothing_is_promised_and_nothing_lacks(store: Store) -> None:
    room = StockRoom(store, {})
    with store.write() as tx:
        tx.erps.put(ErpRow("files", enabled=False), room.now)
    order = an_order({"TEA": 6})
    room.take(order)
    assert room.reserve(order) == ()
    assert not any(room.step().values())
    with store.read() as tx:
        assert not tx.stock.skus()


def test_a_change_that_wants_more_than_is_free_holds_the_order(room: StockRoom) -> None:
    order = an_order({"POT": 1})
    room.take(order)
    room.reserve(order)
    room.take(replace(an_order({"POT": 2}), revision=2))
    assert room.step()["short"] == 1
    assert state_of(room, order) is OrderState.HELD
    with room.store.read() as tx:
        assert tx.orders.note(order.id).reason == "no_stock"
    assert not any(room.step().values())


def test_a_packed_order_leaves_with_what_was_packed_and_one_document(room: StockRoom) -> None:
    packed(room, 2)
    assert room.step()["shipped"] == 1
    level = room.level("TEA")
    assert (level.on_hand, level.gone, level.reserved, level.available) == (10, 2, 0, 8)
    assert not any(room.step().values())
    assert room.post() == {"posted": 1}
    assert room.read() == {"items": 3, "unexplained": 0}
    level = room.level("TEA")
    assert (level.on_hand, level.gone, level.available) == (8, 0, 8)
    room.figures()


def test_a_reading_before_the_document_came_does_not_count_it_twice(room: StockRoom) -> None:
    packed(room, 3)
    room.step()
    room.read()
    assert room.level("TEA").available == 7
    room.post()
    assert room.level("TEA").available == 7
    room.read()
    assert room.level("TEA").available == 7


def test_what_moved_in_the_erp_by_other_hands_is_named(room: StockRoom) -> None:
    room.erp.on_hand["TEA"] -= 3
    assert room.read() == {"items": 3, "unexplained": 1}
    assert room.level("TEA").unexplained == -3


def test_an_oversold_item_is_shown(room: StockRoom) -> None:
    room.reserve(an_order({"TEA": 9}))
    room.erp.on_hand["TEA"] = 5
    room.read()
    assert room.level("TEA").available == -4
    assert room.reserve(an_order({"TEA": 1}, number="B")) != ()


def test_a_return_is_for_sale_at_once_and_never_more_than_went_out(room: StockRoom) -> None:
    order = packed(room, 3)
    room.step()
    room.post()
    room.read()

    def back(pieces: int) -> str:
        return room.store.transact(
            lambda tx: stock_desk.take_return(
                tx, room.act(), number=order.number, back={"TEA": pieces}
            )
        )

    back(2)
    assert room.level("TEA").available == 9
    with pytest.raises(NotDoneError):
        back(2)
    assert room.post() == {"posted": 1}
    room.read()
    level = room.level("TEA")
    assert (level.on_hand, level.available, level.unexplained) == (9, 9, 0)
    room.figures()


def test_many_who_reserve_at_once_never_promise_more_than_there_is(room: StockRoom) -> None:
    """Real threads over the real engine: sixteen orders of one, ten pieces."""
    start = Barrier(8)
    short: list[str] = []

    def work(number: int) -> None:
        start.wait(30)
        for n in range(2):
            wanted = {"TEA": 1, "CUP": 1} if n else {"CUP": 1, "TEA": 1}
            short.extend(room.reserve(an_order(wanted, number=f"{number}-{n}")))

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(short) == 16 - 4
    assert (room.level("CUP").available, room.level("TEA").reserved) == (0, 4)
    room.figures()
