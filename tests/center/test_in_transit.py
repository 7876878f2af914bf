"""What the ERP says is on its way: kept in the ledger, and never sold."""

import pytest

from app.center import stock_desk
from app.domain.paging import PageQuery
from app.store.engine import Store
from app.store.stock import Movement
from tests.builders import an_order
from tests.center.stock_rig import StockRoom


@pytest.fixture
def room(store: Store) -> StockRoom:
    return StockRoom(store, {"TEA": 10, "CUP": 4, "POT": 1})


def movements(room: StockRoom, sku: str) -> list[Movement]:
    """Oldest first."""
    with room.store.read() as tx:
        assert not stock_desk.unsound(tx, list(tx.stock.skus()))
        return sorted(tx.stock.movements(sku), key=lambda one: one.at)


def coming(room: StockRoom, sku: str) -> list[tuple[str, int]]:
    return [(one.cause, one.in_transit) for one in movements(room, sku) if one.in_transit]


def test_every_change_is_a_movement_and_the_same_figure_is_none(room: StockRoom) -> None:
    room.erp.in_transit = {"TEA": 30}
    room.read()
    room.read()
    room.erp.in_transit = {"TEA": 50}
    room.read()
    assert coming(room, "TEA") == [("expected", 30), ("expected", 20)]
    assert all(one.by == "erp" and one.ref.startswith("read-") for one in movements(room, "TEA"))
    assert [one.cause for one in movements(room, "CUP")] == ["read"]
    assert room.level("TEA").in_transit == 50


def test_an_erp_that_does_not_say_leaves_the_figure(room: StockRoom) -> None:
    room.read()
    assert (room.level("TEA").in_transit, coming(room, "TEA")) == (0, [])
    room.erp.in_transit = {"TEA": 30}
    room.read()
    room.erp.in_transit = {}
    room.read()
    assert room.level("TEA").in_transit == 30


def test_an_item_that_is_not_told_any_more_is_not_on_its_way_either(room: StockRoom) -> None:
    room.erp.in_transit = {"TEA": 30, "CUP": 2}
    room.read()
    del room.erp.on_hand["TEA"]
    del room.erp.in_transit["TEA"]
    room.read()
    level = room.level("TEA")
    assert (level.on_hand, level.in_transit) == (0, 0)
    assert coming(room, "TEA") == [("expected", 30), ("expected", -30)]


def test_what_is_on_its_way_is_not_promised_and_no_difference(room: StockRoom) -> None:
    room.erp.in_transit = {"TEA": 30}
    assert room.read() == {"items": 3, "unexplained": 0}
    order = an_order({"TEA": 11})
    room.take(order)
    assert room.reserve(order) == (order.id,)
    assert room.level("TEA").available == 10
    with room.store.read() as tx:
        assert stock_desk.offered(tx, "Shop A", ["TEA"]) == {"TEA": 10}
    room.erp.in_transit = {"TEA": 50}
    assert room.read()["unexplained"] == 0


def test_the_page_has_it(room: StockRoom) -> None:
    room.erp.in_transit = {"TEA": 30}
    room.read()
    with room.store.read() as tx:
        rows = stock_desk.read(tx, PageQuery(sort="in_transit", descending=True)).rows
    assert (rows[0].sku, rows[0].in_transit) == ("TEA", 30)
