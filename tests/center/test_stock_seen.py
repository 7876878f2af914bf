"""A stock difference stays until somebody has seen it, whatever the readings in between."""

from functools import partial

import pytest

from app.center import stock_desk, stock_seen
from app.center.erp_reading import take
from app.center.refusals import NotDoneError
from app.domain.paging import PageQuery
from app.remote.erp.base import ErpLevel
from app.store.engine import Store
from app.store.stock import StockRow
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    made = StockRoom(store, {"TEA": 10, "CUP": 4})
    made.read()
    return made


def see(room: StockRoom, pieces: int, note: str = "counted") -> int:
    work = partial(stock_seen.see, act=room.act(), sku="TEA", pieces=pieces, note=note)
    return room.store.transact(work)


def unsee(room: StockRoom, n: int) -> None:
    work = partial(stock_seen.unsee, act=room.act(), sku="TEA", n=n)
    room.store.transact(work)


def differences(room: StockRoom) -> tuple[StockRow, ...]:
    with room.store.read() as tx:
        return stock_desk.read(tx, PageQuery(sort="sku", group="unexplained")).rows


def test_it_stays_over_readings_and_goes_when_it_is_seen(room: StockRoom) -> None:
    room.erp.on_hand["TEA"] = 8
    assert [room.read()["unexplained"] for _ in range(3)] == [1, 1, 1]
    assert [(one.sku, one.unexplained) for one in differences(room)] == [("TEA", -2)]
    see(room, -2, " taken out by hand ")
    assert differences(room) == ()
    assert room.figures() == (0, 0, 8)
    assert room.read()["unexplained"] == 0
    with room.store.read() as tx:
        (known,) = stock_desk.explain(tx, sku="TEA").seen
    assert (known.pieces, known.note, known.who) == (-2, "taken out by hand", "center")
    room.erp.on_hand["TEA"] = 9
    room.read()
    assert room.level("TEA").unexplained == 1


def test_it_can_be_taken_back_once_also_after_a_reading(room: StockRoom) -> None:
    room.erp.on_hand["TEA"] = 8
    room.read()
    n = see(room, -2)
    room.erp.on_hand["TEA"] = 7
    room.read()
    unsee(room, n)
    assert room.level("TEA").unexplained == -3
    assert room.figures() == (0, 0, 7)
    with pytest.raises(NotDoneError):
        unsee(room, n)
    with room.store.read() as tx:
        assert stock_desk.explain(tx, sku="TEA").seen == ()
        done = [(one.action, one.before, one.after) for one in tx.audit.read(about="TEA")]
    assert done == [
        (stock_seen.SEEN, {"unexplained": -2}, {"unexplained": 0, "note": "counted"}),
        (stock_seen.UNSEEN, {"unexplained": -1, "entry": n}, {"unexplained": -3}),
    ]


def test_only_what_is_there_can_be_seen_and_with_a_note(room: StockRoom) -> None:
    room.erp.on_hand["TEA"] = 8
    room.read()
    for pieces, note in ((-2, "  "), (-3, "counted"), (0, "counted")):
        with pytest.raises(NotDoneError):
            see(room, pieces, note)
    room.erp.on_hand["TEA"] = 10
    room.read()
    with pytest.raises(NotDoneError):
        see(room, -2)
    assert room.level("TEA").unexplained == 0


def test_a_document_posted_while_the_erp_was_asked_takes_its_difference_away(
    room: StockRoom,
) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.pack(order, {"TEA": 3})
    room.step()
    asked_at = room.now
    room.post()
    told = {"TEA": ErpLevel("TEA", 7)}
    room.store.transact(lambda tx: take(tx, told, asked_at, "read-early", room.new_id))
    assert room.level("TEA").unexplained == -3
    assert room.read()["unexplained"] == 0
    assert room.figures() == (0, 0, 7)


def test_a_row_says_what_explains_the_figures(room: StockRoom) -> None:
    order = an_order({"TEA": 3})
    room.take(order)
    room.pack(order, {"TEA": 3})
    room.step()
    room.erp.on_hand["TEA"] = 8
    room.read()
    (row,) = differences(room)
    assert (row.on_hand, row.ours, row.gone, row.unexplained) == (8, 7, 3, -2)
    room.post()
    room.read()
    (row,) = differences(room)
    assert (row.on_hand, row.ours, row.gone, row.unexplained) == (5, 7, 0, -2)
    see(room, -2)
    with room.store.read() as tx:
        rows = stock_desk.read(tx, PageQuery(sort="ours", descending=False)).rows
    assert [(one.sku, one.ours) for one in rows] == [("CUP", 4), ("TEA", 5)]
