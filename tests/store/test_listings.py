"""Items as the center lists them, and listings with what they are bound to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.catalogue import KitPart
from app.domain.listing import ItemDetail
from app.domain.paging import PageQuery
from app.domain.values import Money
from app.store import migrate
from app.store.engine import Store, open_store
from app.store.listings import ShopListing
from tests.store.samples import CUP, NOW, TEA
from tests.store.test_migrations import _engine

ONE = ShopListing(
    id="l1", channel="taobao", shop="home", listing_id="1", variant_id="v1", code="TEA", name="tea",
    spec="", barcode="", price_minor=900, currency="CNY", stock=3, on_sale=True, picture="",
    revision_at=NOW, seen_at=NOW, gone_at=None, words="tea",
)  # fmt: skip


def test_older_items_stand_in_the_list_after_the_upgrade(url: str) -> None:
    store = open_store(url, warehouse="w1")
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
        tx.catalogue.put_kit("TEA", [KitPart(CUP, 1)])
        before = tx.items.page(PageQuery("sku")).rows
        words = [tx.items.page(PageQuery("sku", text=one)).total for one in ("GREEN", "cup-1")]
    store.close()
    with _engine(url) as engine:
        migrate.downgrade(engine, "0024")
        migrate.upgrade(engine)
    store = open_store(url, warehouse="w1")
    with store.read() as tx:
        assert tx.items.page(PageQuery("sku")).rows == before
        assert words == [1, 1]
        assert [
            tx.items.page(PageQuery("sku", text=one)).total for one in ("GREEN", "cup-1")
        ] == words
        assert tx.items.by_code("tea") == ("TEA",)
    store.close()


def test_what_only_the_center_knows_stays_when_an_item_is_put_again(store: Store) -> None:
    floor = Money(700, "CNY")
    detail = ItemDetail("TEA", "teas", Money(900, "CNY"), 10, 20, 30, "tea.jpg", floor)
    with store.write() as tx:
        tx.catalogue.put([TEA])
        tx.items.put([detail, ItemDetail("NOBODY", "x")])
        tx.catalogue.put([replace(TEA, name="black tea")])
        assert tx.items.details(("TEA", "NOBODY")) == {"TEA": detail}
        (row,) = tx.items.page(PageQuery("sku")).rows
        assert (row.name, row.active, row.floor_minor) == ("black tea", True, 700)
        tx.items.put([ItemDetail("TEA", floor=Money(5, "JPY"))])  # its price nobody knows
        assert tx.items.details(["TEA"])["TEA"].floor == Money(5, "JPY")


@pytest.mark.parametrize("state", ["bound", "ignored"])
def test_the_shops_word_leaves_the_binding_alone(store: Store, state: str) -> None:
    bound: dict[str, Any] = {
        "state": state, "sku": "TEA", "pieces": 2, "bound_by": "c1", "how": "person", "act": "a1",
        "bound_at": NOW,
    }  # fmt: skip
    with store.write() as tx:
        tx.listings.told([ONE])
        tx.listings.bind([{"id": "l1", **bound}])
        tx.listings.told([replace(ONE, name="new name", stock=0)])
        found = tx.listings.of(["l1"])["l1"]
        assert found == replace(ONE, name="new name", stock=0, **bound)
        (by_variant,) = tx.listings.by_variant("taobao", "home", ["v1", "v2"]).values()
        assert by_variant == tx.listings.bound(["l1"])["l1"]
        assert (by_variant.id, by_variant.state, by_variant.pieces) == ("l1", state, 2)


def test_every_list_can_be_asked_for(store: Store, reopen: Callable[..., Store]) -> None:
    with store.write() as tx:
        tx.listings.told([ONE])
    with reopen().read() as tx:
        for group in ("all", "unbound", "waiting", "bound", "ignored", "gone"):
            tx.listings.page(PageQuery(group=group, text="tea"))
        for group in ("all", "any", "stock", "price", "name", "pushing"):
            assert tx.listings.differences(PageQuery("name", group=group, text="tea")).rows == ()
        assert tx.listings.counts() == {"unbound": 1, "orders": 0}
