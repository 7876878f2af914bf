"""Merged and split orders: their goods are promised, sent and taken back once."""

import pytest

from app.center import stock_desk
from app.center.merging import merge, split
from app.center.refusals import NotDoneError
from app.center.regrouping import close_packed, undo
from app.domain.order import Order
from app.store.engine import Store
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    made = StockRoom(store, {"TEA": 10, "CUP": 4})
    made.read()
    return made


def merged(room: StockRoom) -> tuple[Order, Order, Order]:
    """Two orders that had their stock, and the one that is packed in their place."""
    first, second = an_order({"TEA": 3}, number="A"), an_order({"TEA": 2, "CUP": 1}, number="B")
    room.take(first, second)
    room.step()
    with room.store.write() as tx:
        made = merge(tx, room.act(), order_ids=(first.id, second.id), sure=True)
    return first, second, room.order(made)


def test_merged_orders_are_promised_and_sent_once(room: StockRoom) -> None:
    first, second, made = merged(room)
    room.step()
    assert (room.figures(), room.figures("CUP")) == ((5, 0, 5), (1, 0, 3))
    room.pack(made, {"TEA": 5, "CUP": 1})
    with room.store.write() as tx:
        assert close_packed(tx, room.now) == 2
    room.step()
    assert not any(room.step().values())
    assert room.figures() == (0, 5, 5)
    (told,) = room.documents(made.id, first.id, second.id)
    assert (told.order_number, told.texts) == (made.number, {"orders": "A, B"})


def test_a_merge_that_is_packed_at_once_is_sent_once(room: StockRoom) -> None:
    first, second, made = merged(room)
    room.pack(made, {"TEA": 5, "CUP": 1})
    with room.store.write() as tx:
        close_packed(tx, room.now)
    room.step()
    assert len(room.documents(made.id, first.id, second.id)) == 1
    assert (room.figures(), room.figures("CUP")) == ((0, 5, 5), (0, 1, 3))


def test_a_merge_taken_back_gives_each_its_own_again(room: StockRoom) -> None:
    first, _second, _made = merged(room)
    room.step()
    with room.store.write() as tx:
        undo(tx, room.act(), order_id=first.id)
    room.step()
    assert room.figures() == (5, 0, 5)
    with room.store.read() as tx:
        assert tx.reservations.of([first.id]) == {first.id: {"TEA": 3}}


def test_goods_of_a_merged_or_split_order_come_back_under_the_shops_number(
    room: StockRoom,
) -> None:
    _first, _second, made = merged(room)
    apart = an_order({"TEA": 2, "CUP": 1}, number="C")
    room.take(apart)
    with room.store.write() as tx:
        parts = split(tx, room.act(), order_id=apart.id, parts=({1: 2}, {2: 1}))
    room.pack(made, {"TEA": 5, "CUP": 1})
    room.pack(room.order(parts[0]), {"TEA": 2})
    room.pack(room.order(parts[1]), {"CUP": 1})
    with room.store.write() as tx:
        close_packed(tx, room.now)
    room.step()

    def back(number: str, **goods: int) -> str:
        with room.store.write() as tx:
            return stock_desk.take_return(tx, room.act(), number=number, back=goods)

    assert back("A", TEA=4)
    with pytest.raises(NotDoneError):
        back("B", TEA=2)
    assert back("C", CUP=1)
    with pytest.raises(NotDoneError):
        back("C", CUP=1)
    returns = [one for one in room.documents(made.id, *parts) if one.about]
    assert [one.about for one in returns] == [f"D-{made.id}", f"D-{parts[1]}"]
