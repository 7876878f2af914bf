"""The ERP's items come into the catalogue: new, changed, retired, refused, and the rest left."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

import pytest

from app.center import erp_items, item_list
from app.center.erp_item_taking import active_of
from app.center.erp_items import ItemsTaken, read_items
from app.center.office_center import Act
from app.domain.catalogue import Item, ItemBarcode
from app.domain.listing import ItemDetail
from app.domain.order import OrderState
from app.domain.values import Grams, Money
from app.remote.erp.base import ErpItem, ErpItemPage
from app.remote.erp.odoo import Odoo, OdooPlace
from app.remote.erp.odoo_rpc import OdooAccess
from app.remote.http import AwayError
from app.store.engine import Store
from app.store.session import ITEMS
from tests.builders import NOON, an_item
from tests.center.binding_rig import ClerksCenter, a_listing, a_sold, an_incoming
from tests.center.stock_rig import MemoryErp
from tests.remote.servers.odoo_server import DATABASE, PASSWORD, USER, OdooServer

TEA = ErpItem("TEA", "green tea", spec="250g", category="tea", weight_g=260,
              price=Money(5900, "CNY"), barcodes=("6900000001011",))  # fmt: skip


@dataclass
class ItemsErp(MemoryErp):
    """Two items a page."""

    told: tuple[ErpItem, ...] = ()
    away_at: str = "none"

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        assert since is None
        if page == self.away_at:
            raise AwayError("cannot be reached")
        start = int(page or 0)
        more = str(start + 2) if start + 2 < len(self.told) else None
        return ErpItemPage(self.told[start : start + 2], more)


class Center:
    def __init__(self, store: Store) -> None:
        self.store = store
        self._ids = count(1)

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def read(self, *told: ErpItem) -> ItemsTaken:
        return read_items(self.store, ItemsErp(told=told), lambda: NOON, self.new_id)

    def counts(self, *told: ErpItem) -> dict[str, int]:
        """What happened, without what did not."""
        return {name: n for name, n in self.read(*told).became_counts().items() if n}

    def put(self, *items: Item) -> None:
        self.store.transact(lambda tx: tx.catalogue.put(items))

    def item(self, sku: str = "TEA") -> Item:
        with self.store.read() as tx:
            found = tx.catalogue.get(sku)
        assert found is not None
        return found

    def codes(self, sku: str) -> list[str]:
        return [one.code.lstrip("0") for one in self.item(sku).barcodes]

    def detail(self, sku: str = "TEA") -> ItemDetail:
        with self.store.read() as tx:
            return tx.items.details([sku])[sku]

    def head(self) -> int:
        with self.store.read() as tx:
            return tx.feed.head(ITEMS)

    def active(self, sku: str = "TEA") -> bool:
        with self.store.read() as tx:
            return sku in active_of(tx, [sku])


@pytest.fixture
def center(store: Store) -> Center:
    return Center(store)


def test_a_new_item_comes_with_all_that_the_erp_tells(center: Center) -> None:
    assert center.counts(TEA) == {"new": 1}
    assert center.item() == Item(
        "TEA", "green tea", "250g", Grams(260), barcodes=(ItemBarcode("06900000001011"),)
    )
    assert center.detail() == ItemDetail("TEA", "tea", Money(5900, "CNY"))
    with center.store.read() as tx:
        (match,) = tx.catalogue.by_barcode("6900000001011")
    assert match.item.sku == "TEA"


def test_what_is_unchanged_is_not_written_and_no_bench_hears_of_it(center: Center) -> None:
    cups = [ErpItem(f"CUP-{n}", "cup", barcodes=(f"CODE-{n}",)) for n in range(5)]
    center.read(TEA, *cups)
    head = center.head()
    again = center.read(TEA, *cups)
    assert (again.became_counts()["unchanged"], again.news(), center.head()) == (6, {}, head)
    assert center.counts(replace(TEA, name="black tea"), *cups) == {"changed": 1, "unchanged": 5}
    assert (center.item().name, center.head()) == ("black tea", head + 1)
    assert center.counts(replace(TEA, name="black tea", price=Money(6100, "CNY"))) == {"changed": 1}
    assert (center.detail().price, center.head()) == (Money(6100, "CNY"), head + 1)


def test_what_the_erp_does_not_tell_stays(center: Center) -> None:
    carton = an_item("TEA", grams=500, codes={"EAN-OLD": 1, "CARTON": 12}, location="A-1",
                     picture="tea.jpg", name="tea", spec="old")  # fmt: skip
    center.put(carton, an_item("FILE-ONLY"))
    told = ItemDetail("TEA", "drinks", Money(100, "CNY"), 10, 20, 30, "tea.jpg", Money(90, "CNY"))
    center.store.transact(lambda tx: tx.items.put([told]))
    bare = ErpItem("TEA", "", weight_g=0, price=Money(0, "CNY"))
    assert center.counts(bare) == {"unchanged": 1}
    assert (center.item(), center.detail()) == (carton, told)
    assert center.counts(TEA) == {"changed": 1}
    now = center.item()
    assert (now.location, now.picture, now.weight_g) == ("A-1", "tea.jpg", 260)
    assert {one.code: one.quantity for one in now.barcodes} == {
        "EAN-OLD": 1, "CARTON": 12, "06900000001011": 1
    }  # fmt: skip
    expected = replace(told, category="tea", price=Money(5900, "CNY"))
    assert center.detail() == expected
    assert center.active("FILE-ONLY")


def test_an_item_that_the_erp_does_not_use_is_retired_and_comes_back(center: Center) -> None:
    center.read(TEA)
    gone = replace(TEA, active=False)
    assert center.counts(gone, replace(gone, sku="NEVER")) == {"retired": 1, "unchanged": 1}
    assert not center.active()
    assert center.counts(gone) == {"unchanged": 1}
    with center.store.read() as tx:
        assert tx.catalogue.get("NEVER") is None
        assert tx.catalogue.by_barcode("6900000001011") == ()
    assert center.counts(TEA) == {"changed": 1}
    assert center.active()
    assert center.counts(TEA) == {"unchanged": 1}


def test_an_item_that_a_person_retired_stays_so(center: Center) -> None:
    center.read(TEA)
    act = Act("center", NOON, center.new_id)
    center.store.transact(lambda tx: item_list.retire(tx, act, sku="TEA"))
    head = center.head()
    assert center.counts(replace(TEA, name="other")) == {"unchanged": 1}
    assert (center.active(), center.head()) == (False, head)


def test_an_item_that_a_shop_offers_is_not_retired(store: Store) -> None:
    here, center = ClerksCenter(store), Center(store)
    here.offers(a_listing(code="TEA-250"))
    taken = center.read(ErpItem("TEA-250", "tea", active=False))
    assert "still offers" in taken.refused["TEA-250"]
    assert center.active("TEA-250")


def test_bad_data_is_refused_and_named_and_the_rest_goes_on(center: Center) -> None:
    center.put(an_item("OURS", codes={"HELD": 1}))
    center.store.transact(lambda tx: tx.items.put([ItemDetail("OURS", floor=Money(1, "CNY"))]))
    taken = center.read(
        TEA,
        ErpItem("TWIN", "same barcode", barcodes=("06900000001011",)),
        ErpItem("THIEF", "of an item of ours", barcodes=("held",)),
        ErpItem("OURS", "dollars", price=Money(100, "USD")),
        ErpItem(" ", "no code", ref="7"),
        ErpItem("ZZ-1", "a control card"),
        ErpItem("CARD", "a control card", barcodes=("ZZ-1",)),
        ErpItem("BELL\x07", "cannot be printed"),
        ErpItem("NUL", "zero\x00byte"),
        ErpItem("BARE", " "),
        ErpItem("LIGHT", "light", weight_g=-1),
        ErpItem("DEBT", "debt", price=Money(-1, "CNY")),
        ErpItem("BOTH", "one", ref="1"),
        ErpItem("BOTH", "two", ref="2"),
        ErpItem("LAST", "last"),
    )
    assert taken.became == {"TEA": "new", "BOTH": "new", "LAST": "new"}
    assert set(taken.refused) == {
        "TWIN", "THIEF", "OURS", "(7)", "ZZ-1", "CARD", "BELL\x07", "NUL", "BARE", "LIGHT",
        "DEBT", "BOTH",
    }  # fmt: skip
    assert taken.refused["TWIN"] == "its barcode 06900000001011 is that of TEA"
    assert "OURS" in taken.refused["THIEF"]
    assert center.item("BOTH").name == "one"
    assert "and 9 more" in taken.reason()
    with center.store.read() as tx:
        assert tx.catalogue.get("TWIN") is None


def test_a_code_that_was_used_again_is_that_of_the_item_in_use(center: Center) -> None:
    center.read(TEA)
    old, new = replace(TEA, ref="1", active=False), replace(TEA, ref="2", name="tea, new")
    for told in ((old, new), (new, old)):
        assert not center.read(*told).refused
        assert center.item().name == "tea, new"
    heir = replace(TEA, sku="HEIR")
    assert center.counts(heir, replace(TEA, active=False)) == {"new": 1, "retired": 1}


@pytest.mark.parametrize("at_once", [1, 500])
def test_a_barcode_goes_to_another_item_where_the_erp_says_so_of_both(
    center: Center, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(erp_items, "AT_ONCE", at_once)
    a, b = ErpItem("A", "a", barcodes=("X1",)), ErpItem("B", "b", barcodes=("Y1",))
    center.read(a, b)
    swapped = (replace(a, barcodes=("Y1",)), replace(b, barcodes=("X1",)))
    assert center.counts(*swapped) == {"changed": 2}
    assert (center.codes("A"), center.codes("B")) == (["Y1"], ["X1"])
    assert center.counts(*swapped) == {"unchanged": 2}
    taken = center.read(replace(a, barcodes=()), replace(b, barcodes=("Y1",)))
    assert set(taken.refused) == {"B"}  # of A the ERP tells none: a person looks


def test_orders_that_waited_for_a_new_item_are_released(store: Store) -> None:
    here, center = ClerksCenter(store), Center(store)
    here.offers(a_listing(code="NEW-1"))
    here.orders(an_incoming("T1", a_sold()))
    assert here.state("T1") is OrderState.HELD
    taken = center.read(ErpItem("NEW-1", "new"))
    assert (taken.released, taken.news()["released"]) == (1, 1)
    assert here.state("T1") is not OrderState.HELD


def test_an_erp_that_breaks_off_leaves_all_as_it_was(center: Center) -> None:
    erp = ItemsErp(told=(TEA, *(ErpItem(f"C{n}", "c") for n in range(4))), away_at="2")
    with pytest.raises(AwayError):
        read_items(center.store, erp, lambda: NOON, center.new_id)
    assert center.head() == 0
    stopped = read_items(center.store, ItemsErp(told=erp.told), lambda: NOON, center.new_id,
                         lambda: False)  # fmt: skip
    assert (stopped.whole, stopped.became) == (False, {})


def test_stopped_between_two_transactions_the_next_reading_does_the_rest(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erp_items, "AT_ONCE", 2)
    told = tuple(ErpItem(f"C{n}", "c") for n in range(6))
    asked = iter([True, True, True, True, False])
    part = read_items(center.store, ItemsErp(told=told), lambda: NOON, center.new_id,
                      lambda: next(asked))  # fmt: skip
    assert (part.whole, part.became_counts()["new"]) == (False, 4)
    assert center.counts(*told) == {"new": 2, "unchanged": 4}


def test_items_of_a_server_come_in(center: Center) -> None:
    with OdooServer(lambda: NOON, {"TEA": 40, "CUP": 2}) as server:
        for product in server.products.values():
            product["barcode"] = f"69{product['id']:011d}"
        erp = Odoo(OdooAccess(server.url, DATABASE, USER, PASSWORD), OdooPlace("WH", 7))
        taken = read_items(center.store, erp, lambda: NOON, center.new_id)
        assert taken.became_counts()["new"] == 2
        tea = center.item()
        assert (tea.name, tea.weight_g, center.codes("TEA")) == ("Tea", 250, ["6900000000001"])
        assert center.detail().price == Money(5900, "CNY")
        next(iter(server.products.values()))["active"] = False
        assert read_items(center.store, erp, lambda: NOON, center.new_id).news() == {
            "retired": 1, "unchanged": 1
        }  # fmt: skip
        erp.close()
