"""Shops and catalogue side by side; the stock that a shop is told."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.center import bind_desk, differences
from app.center.refusals import NotDoneError
from app.domain.listing import ItemDetail
from app.domain.paging import PageQuery
from app.domain.stock import Level, Share
from app.domain.values import Money
from app.remote.channels.base import StockLevel, StockRefusal
from app.store.differences import Difference
from app.store.engine import Store
from app.store.erps import ErpRow
from tests.builders import NOON
from tests.center.binding_rig import SHOP, ClerksCenter, a_listing, key_of


@pytest.fixture
def here(store: Store) -> ClerksCenter:
    made = ClerksCenter(store)
    with store.write() as tx:
        tx.items.put([ItemDetail("TEA-250", "tea", Money(5900, "CNY"))])
        tx.stock.locked(["TEA-250"])
        tx.stock.put([Level("TEA-250", on_hand=30, reserved=4)], NOON)
    made.offers(
        a_listing("L1", "绿茶", stock=26),
        a_listing("L2", "绿茶 三罐", stock=20, price=Money(16900, "CNY")),
        a_listing("L3", "马克杯", stock=5),
    )
    made.bind(bind_desk.bind, "L1", sku="TEA-250")
    made.bind(bind_desk.bind, "L2", sku="TEA-250", pieces=3)
    made.bind(bind_desk.bind, "L3", sku="CUP-WH")
    return made


def listed(here: ClerksCenter, group: str) -> list[Difference]:
    query = PageQuery("name", descending=False, group=group)
    return list(here.center.read(lambda tx: differences.read(tx, query)).rows)


def names(here: ClerksCenter, group: str) -> list[str]:
    return [one.name for one in listed(here, group)]


class Listening:
    """A shop that takes what it is told, but for one number."""

    def __init__(self, refuses: int = -1) -> None:
        self.told: list[StockLevel] = []
        self._refuses = refuses

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        self.told += levels
        return tuple(
            StockRefusal(one, "isv.limit", "too many") for one in levels
            if one.quantity == self._refuses
        )  # fmt: skip


def push(here: ClerksCenter, shop: Listening) -> dict[str, int]:
    return differences.push(here.store, shop, SHOP, lambda: NOON)  # type: ignore[arg-type]


def test_what_differs_is_listed_in_the_units_of_the_listing(here: ClerksCenter) -> None:
    assert names(here, "stock") == ["绿茶 三罐"]  # 26 pieces are 8 of three
    assert names(here, "price") == ["绿茶 三罐"]  # 177.00 would be three
    assert names(here, "name") == ["绿茶 三罐", "马克杯"]
    assert names(here, "all") == ["绿茶", "绿茶 三罐", "马克杯"]


def test_a_shop_is_told_its_share_and_what_it_refused_is_kept(here: ClerksCenter) -> None:
    with here.store.write() as tx:
        tx.stock.put_share(Share(SHOP.id, percent=50))
    assert here.change(differences.wish, listing=key_of("L2")) == 4  # half of 26, in threes
    shop = Listening()
    assert push(here, shop) == {"told": 1, "refused": 0}
    assert [(one.listing_id, one.quantity) for one in shop.told] == [("L2", 4)]
    assert here.listing("L2").stock == 4
    assert push(here, Listening()) == {"told": 0, "refused": 0}
    here.change(differences.wish, listing=key_of("L1"))
    assert push(here, Listening(refuses=13)) == {"told": 0, "refused": 1}
    assert here.listing("L1").push_words == "too many"
    assert push(here, Listening()) == {"told": 0, "refused": 0}  # until a person looks
    here.change(differences.drop, listing=key_of("L1"))
    assert here.listing("L1").push_words == ""


def test_all_that_differs_is_told_as_far_as_it_is_known(here: ClerksCenter) -> None:
    assert differences.wish_all(here.store, here.act(), lambda _d, _a: True) == 1
    assert [one.push_stock for one in listed(here, "pushing")] == [8]
    with pytest.raises(NotDoneError):
        here.change(differences.wish, listing=key_of("L3"))


KEPT_UP = replace(SHOP, options={"our.push_stock": "on"})


def keep_up(here: ClerksCenter, shop: Listening) -> dict[str, int]:
    """What the shop is told in a turn of its job, by listing."""
    differences.wish_changed(here.store, KEPT_UP, lambda _tx: None)
    before = len(shop.told)
    push(here, shop)
    return {one.listing_id: one.quantity for one in shop.told[before:]}


def has(here: ClerksCenter, on_hand: int) -> None:
    with here.store.write() as tx:
        tx.erps.put(ErpRow("files"), NOON)
        tx.stock.put([Level("TEA-250", on_hand=on_hand, reserved=4)], NOON)


def test_every_change_of_what_a_shop_may_sell_is_told_once(here: ClerksCenter) -> None:
    shop = Listening()
    assert keep_up(here, shop) == {}  # without an ERP nobody keeps stock
    has(here, 30)
    assert keep_up(here, shop) == {"L2": 8, "L1": 26}
    assert keep_up(here, shop) == {}
    has(here, 29)  # 25 pieces are 8 of three all the same
    assert keep_up(here, shop) == {"L1": 25}
    with here.store.write() as tx:
        tx.stock.put_share(Share(SHOP.id, percent=50))
    assert keep_up(here, shop) == {"L2": 4, "L1": 12}
    has(here, 0)
    assert keep_up(here, shop) == {"L1": 0, "L2": 0}
    here.offers(a_listing("L1", "绿茶", stock=7))  # what the shop says of itself changes nothing
    assert keep_up(here, shop) == {}


def test_a_shop_that_does_not_want_it_is_told_nothing(here: ClerksCenter) -> None:
    has(here, 30)
    assert differences.wish_changed(here.store, SHOP, lambda _tx: None) == 0


def test_a_number_whose_answer_was_lost_is_told_again(here: ClerksCenter) -> None:
    has(here, 30)
    shop = Listening()
    keep_up(here, shop)
    has(here, 20)
    differences.wish_changed(here.store, KEPT_UP, lambda _tx: None)
    shop.told.clear()  # the shop has 16 and 5 now, and we never heard so
    has(here, 30)
    assert keep_up(here, shop) == {"L2": 8, "L1": 26}


def test_what_it_refused_waits_for_a_person(here: ClerksCenter) -> None:
    has(here, 30)
    shop = Listening(refuses=26)
    keep_up(here, shop)
    has(here, 34)
    assert keep_up(here, shop) == {"L2": 10}
    here.change(differences.drop, listing=key_of("L1"))
    assert keep_up(here, shop) == {"L1": 30}
