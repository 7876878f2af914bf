"""A document reaches the ERP once, whatever breaks when."""

from dataclasses import replace

import pytest

from app.center import stock_desk
from app.center.erp_posting import AT_ONCE, OURS_FOR
from app.center.refusals import NotDoneError
from app.store.engine import Store
from app.store.stock_documents import DocumentRow
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    """With one order that has left."""
    made = StockRoom(store, {"TEA": 10})
    made.read()
    order = an_order({"TEA": 3})
    made.take(order)
    made.reserve(order)
    made.pack(order, {"TEA": 3})
    made.step()
    return made


def document(room: StockRoom) -> DocumentRow:
    with room.store.read() as tx:
        (row,) = tx.stock_documents.of_order("id-SO-1")
        return row


def test_an_erp_that_is_away_is_tried_again_later(room: StockRoom) -> None:
    room.erp.troubles = ["away", "away"]
    assert [room.post() for _ in range(3)] == [{"waiting": 1}, {"waiting": 1}, {"posted": 1}]
    assert room.posting.step() == {}
    assert (document(room).erp_number, document(room).tries) == ("N-D-id-SO-1", 3)


def test_all_that_is_due_goes_out_in_one_turn(store: Store) -> None:
    room = StockRoom(store, {"TEA": 100})
    room.read()
    orders = [an_order({"TEA": 1}, number=f"SO-{n}") for n in range(AT_ONCE + 5)]
    room.take(*orders)
    room.reserve(*orders)
    for order in orders:
        room.pack(order, {"TEA": 1})
    while any(room.step().values()):
        continue
    assert room.posting.run(lambda: True) == {"posted": AT_ONCE}  # the turn is over
    assert room.posting.run(lambda: False) == {"posted": 5}


def test_after_a_lost_answer_the_erp_is_asked_first(room: StockRoom) -> None:
    room.erp.troubles = ["lost"]
    assert [room.post(), room.post()] == [{"unknown": 1}, {"posted": 1}]
    assert (room.erp.posts, room.erp.on_hand["TEA"]) == (1, 7)


def test_who_dies_while_sending_leaves_it_to_be_looked_for(room: StockRoom) -> None:
    row = document(room)
    with room.store.write() as tx:
        assert tx.stock_documents.take(row, room.now + OURS_FOR)
    room.erp.post(row.content)
    assert room.posting.step() == {}
    assert room.post() == {"posted": 1}
    assert room.erp.posts == 1


def test_of_two_workers_one_sends(room: StockRoom) -> None:
    row = document(room)
    with room.store.write() as tx:
        assert tx.stock_documents.take(row, room.now + OURS_FOR)
        assert not tx.stock_documents.take(row, room.now + OURS_FOR)
        assert not tx.stock_documents.put(replace(row, state="posted"), row.tries)


def test_what_the_erp_refuses_waits_for_a_person(room: StockRoom) -> None:
    room.erp.troubles = ["refused"]
    assert room.post() == {"refused": 1}
    assert "no such item" in document(room).reason
    assert room.post() == {}
    with room.store.write() as tx:
        stock_desk.try_again(tx, room.act(), document_id=document(room).id)
    assert room.post() == {"posted": 1}


def test_a_person_may_say_that_the_erp_shall_not_have_it(room: StockRoom) -> None:
    with room.store.write() as tx, pytest.raises(NotDoneError):
        stock_desk.drop(tx, room.act(), document_id=document(room).id, why=" ")
    with room.store.write() as tx:
        stock_desk.drop(tx, room.act(), document_id=document(room).id, why="sample")
    assert room.post() == {}
    with room.store.write() as tx:
        stock_desk.try_again(tx, room.act(), document_id=document(room).id)
    assert room.post() == {"posted": 1}
    with room.store.write() as tx, pytest.raises(NotDoneError):
        stock_desk.drop(tx, room.act(), document_id=document(room).id, why="too late")
