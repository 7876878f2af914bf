"""Share rules: kept, refused, removed; lists of the database say what the domain says."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.center import bind_desk, differences, share_desk, stock_desk
from app.center.refusals import NotDoneError
from app.domain.catalogue import Item
from app.domain.listing import ItemDetail
from app.domain.paging import PageQuery
from app.domain.stock import Level, Share
from app.domain.values import Money
from app.store.differences import Difference
from app.store.engine import Store
from tests.builders import NOON
from tests.center.binding_rig import SHOP, ClerksCenter, a_listing, key_of

TEA = "TEA-250"
HALF = Share(SHOP.id, percent=50)


@pytest.fixture
def here(store: Store) -> ClerksCenter:
    made = ClerksCenter(store)
    with store.write() as tx:
        tx.shops.put(SHOP, NOON)
        tx.items.put([ItemDetail(TEA, "tea", Money(5900, "CNY"))])
        tx.stock.locked([TEA])
        tx.stock.put([Level(TEA, on_hand=30, reserved=4)], NOON)
    made.offers(a_listing("L1", "绿茶", stock=26), a_listing("L2", "绿茶 三罐", stock=20))
    made.bind(bind_desk.bind, "L1", sku=TEA)
    made.bind(bind_desk.bind, "L2", sku=TEA, pieces=3)
    return made


def found(here: ClerksCenter, group: str = "all") -> dict[str, Difference]:
    query = PageQuery("name", descending=False, group=group)
    rows = here.center.read(lambda tx: differences.read(tx, query)).rows
    return {one.id: one for one in rows}


def tell_all(here: ClerksCenter) -> int:
    return differences.wish_all(here.store, here.act(), lambda _done, _all: True)


def rules(here: ClerksCenter) -> tuple[Share, ...]:
    return here.center.read(lambda tx: tx.stock.shares())


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(NotDoneError) as caught:
        work()
    return str(caught.value)


def test_what_was_told_by_the_rules_is_no_difference(here: ClerksCenter) -> None:
    here.change(share_desk.put, share=HALF)
    assert set(found(here, "stock")) == {key_of("L1"), key_of("L2")}
    assert tell_all(here) == 2
    with here.store.write() as tx:
        tx.listings.pushed(
            {"id": key_of(one), "push_stock": None, "push_words": "", "pushed_at": NOON,
             "stock": number, "told_stock": number}
            for one, number in (("L1", 13), ("L2", 4))
        )  # fmt: skip
    assert found(here, "stock") == found(here, "pushing") == {}
    assert tell_all(here) == 0
    assert [(one.for_sale, one.free) for one in found(here).values()] == [(13, 26), (13, 26)]
    here.change(share_desk.put, share=Share(SHOP.id, TEA, percent=100, most=9))
    assert {one.for_sale for one in found(here, "stock").values()} == {9}


def test_a_shop_of_which_nothing_is_free_differs_only_if_it_sells(here: ClerksCenter) -> None:
    with here.store.write() as tx:
        tx.stock.put([Level(TEA, on_hand=3, reserved=4)], NOON)
        tx.listings.pushed([
            {"id": key_of("L1"), "push_stock": None, "push_words": "", "pushed_at": NOON,
             "stock": 0, "told_stock": 0}
        ])  # fmt: skip
    assert set(found(here, "stock")) == {key_of("L2")}


def test_a_rule_is_added_changed_and_removed_and_each_is_noted(here: ClerksCenter) -> None:
    here.change(share_desk.add, share=HALF)
    again = refused(lambda: here.change(share_desk.add, share=HALF))
    assert again == "There is such a rule already: change that one"
    assert here.change(share_desk.put, share=replace(HALF, most=3)) == HALF
    assert here.change(share_desk.drop, share=HALF) == replace(HALF, most=3)
    assert rules(here) == ()
    gone = refused(lambda: here.change(share_desk.drop, share=HALF))
    assert gone == "This rule is not there any more"
    with here.store.read() as tx:
        notes = [one for one in tx.audit.read() if one.action.startswith("stock.share")]
    assert [one.action for one in notes] == ["stock.share", "stock.share", "stock.share_dropped"]
    assert {one.about for one in notes} == {f"{SHOP.id}/*"}


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(""), "Choose a shop"),
        (Share(SHOP.id, percent=101), "Per cent are from 0 to 100"),
        (Share(SHOP.id, percent=-1), "Per cent are from 0 to 100"),
        (Share(SHOP.id, keep=-1), "Pieces are a whole number, 0 or more"),
        (Share(SHOP.id, most=-1), "Pieces are a whole number, 0 or more"),
        (Share("nobody"), "No shop is nobody"),
        (Share(SHOP.id, "TEA"), "No item is TEA"),
    ],
)
def test_what_cannot_be_is_refused_in_words(here: ClerksCenter, share: Share, said: str) -> None:
    assert refused(lambda: here.change(share_desk.put, share=share)) == said
    assert rules(here) == ()


def test_the_rules_are_listed_with_what_they_come_to(here: ClerksCenter) -> None:
    for share in (HALF, Share(SHOP.id, TEA, keep=6)):
        here.change(share_desk.put, share=share)

    def listed(group: str, text: str = "") -> list[tuple[str, str, int | None]]:
        query = PageQuery("sku", descending=False, group=group, text=text)
        rows = here.center.read(lambda tx: share_desk.read(tx, query)).rows
        return [(one.shop_name, one.share.sku, one.offered) for one in rows]

    assert listed("all") == [("home shop", "", None), ("home shop", TEA, 20)]
    assert listed("shop") == [("home shop", "", None)]
    assert listed("item") == listed("all", "绿茶") == [("home shop", TEA, 20)]


def test_shops_are_known_by_themselves_or_by_what_they_offer(here: ClerksCenter) -> None:
    with here.store.write() as tx:
        tx.shops.put(replace(SHOP, id="new", name="new"), NOON)
    known = here.center.read(share_desk.shops)
    assert known == ((SHOP.id, f"{SHOP.id}  home shop"), ("new", "new"))


def test_the_database_says_what_the_domain_says(here: ClerksCenter) -> None:
    chance = random.Random(712)
    skus = [TEA, *(f"I-{n:02d}" for n in range(30))]
    with here.store.write() as tx:
        tx.catalogue.put([Item(sku, sku) for sku in skus[1:]])
    here.offers(*(a_listing(f"R{n}", stock=chance.randrange(9)) for n in range(60)))
    for n in range(60):
        pieces = chance.choice([1, 1, 2, 7])
        here.bind(bind_desk.bind, f"R{n}", sku=skus[1 + n % 30], pieces=pieces)
    for _round in range(12):
        _shake(here.store, chance, skus)
        _compare(here, skus)


def _shake(store: Store, chance: random.Random, skus: list[str]) -> None:
    """Other figures and other rules, also such as older versions let in."""
    with store.write() as tx:
        tx.stock.locked(skus)
        tx.stock.put(
            [Level(sku, chance.choice([None, chance.randrange(-5, 400)]), chance.randrange(-9, 9),
                   chance.randrange(9)) for sku in skus]
        )  # fmt: skip
        for one in tx.stock.shares():
            tx.stock.drop_share(one.shop, one.sku)
        for sku in chance.sample(["", *skus], chance.randrange(20)):
            most = chance.choice([None, chance.randrange(-1, 60)])
            tx.stock.put_share(
                Share(SHOP.id, sku, chance.randrange(-9, 140), chance.randrange(-3, 90), most)
            )
        tx.stock.put_share(Share("another", "", 1))


def _compare(here: ClerksCenter, skus: list[str]) -> None:
    query = PageQuery("id", descending=False, limit=100)
    with here.store.read() as tx:
        by_domain = stock_desk.offered(tx, SHOP.id, skus)
        rows = differences.read(tx, query).rows
        differing = differences.read(tx, replace(query, group="stock")).rows
    assert len(rows) == 62
    assert {one.id: one.for_sale for one in rows} == {
        one.id: by_domain.get(one.sku) for one in rows
    }
    assert {one.id for one in differing} == {
        one.id for one in rows
        if one.sku in by_domain and one.stock != by_domain[one.sku] // one.pieces
    }  # fmt: skip
