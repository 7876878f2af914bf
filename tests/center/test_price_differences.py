"""Prices told to shops: wished by a person, told whole, refused with words; never by themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from app.center import bind_desk, differences, price_differences
from app.center.job_kinds import PUSH_STOCK
from app.center.listings import Reading, take
from app.center.refusals import NotDoneError
from app.domain.listing import ItemDetail, listing_key
from app.domain.paging import PageQuery
from app.domain.stock import Level
from app.domain.values import Money
from app.remote.channels.base import (
    AwayError,
    ListingPage,
    NotOfferedError,
    PriceLevel,
    PriceRefusal,
    StockLevel,
    StockRefusal,
    UnknownResultError,
)
from app.store.engine import Store
from app.store.shops import Shop
from tests.builders import NOON
from tests.center.binding_rig import SHOP, ClerksCenter, a_listing, key_of
from tests.center.shop_rig import TAOBAO, two_shops
from tests.remote.servers.taobao_shelf import PLAIN, Shelf
from tests.remote.servers.top_platform import Once


def priced(here: ClerksCenter, minor: int, currency: str = "CNY", sku: str = "TEA-250") -> None:
    with here.store.write() as tx:
        tx.items.put([ItemDetail(sku, "tea", Money(minor, currency))])


@pytest.fixture
def here(store: Store) -> ClerksCenter:
    made = ClerksCenter(store)
    priced(made, 5900)
    made.offers(
        a_listing("L1", "绿茶", price=Money(6200, "CNY")),
        a_listing("L2", "绿茶 三罐", price=Money(16900, "CNY")),
        a_listing("L3", "马克杯", price=None),
    )
    made.bind(bind_desk.bind, "L1", sku="TEA-250")
    made.bind(bind_desk.bind, "L2", sku="TEA-250", pieces=3)
    made.bind(bind_desk.bind, "L3", sku="CUP-WH")
    return made


@dataclass
class Listening:
    """A shop that takes what it is told, but for one price; ``fails`` once, after the work."""

    refuses: int = -1
    fails: Exception | None = None
    meanwhile: Callable[[], None] | None = None  # what a person does while it is asked, once
    told: list[PriceLevel] = field(default_factory=list)
    stock: list[StockLevel] = field(default_factory=list)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        self.told += levels
        if self.meanwhile is not None:
            work, self.meanwhile = self.meanwhile, None
            work()
        if self.fails is not None:
            failed, self.fails = self.fails, None
            raise failed
        return tuple(
            PriceRefusal(one, "isv.limit", "below the price of the campaign") for one in levels
            if one.price.minor == self.refuses
        )  # fmt: skip

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        self.stock += levels
        return ()


def push(here: ClerksCenter, shop: Listening) -> dict[str, int]:
    return price_differences.push_prices(here.store, shop, SHOP, lambda: NOON)  # type: ignore[arg-type]


def wish(here: ClerksCenter, *listings: str) -> list[Money]:
    return [here.change(price_differences.wish_price, listing=key_of(one)) for one in listings]


def stands(here: ClerksCenter, listing: str) -> tuple[int | None, int | None, str, bool]:
    """The shop's price, the one to tell, why it was refused, and whether one was told."""
    query = PageQuery("name", descending=False, group="all")
    rows = here.center.read(lambda tx: differences.read(tx, query)).rows
    one = next(row for row in rows if row.id == key_of(listing))
    return one.price_minor, one.push_price_minor, one.push_price_words, bool(one.price_pushed_at)


def pushing(here: ClerksCenter) -> int:
    query = PageQuery("name", descending=False, group="pushing")
    return here.center.read(lambda tx: differences.read(tx, query)).total


def test_a_price_below_the_floor_is_not_told(here: ClerksCenter) -> None:
    with here.store.write() as tx:
        tea = ItemDetail("TEA-250", "tea", Money(5900, "CNY"), floor=Money(5901, "CNY"))
        tx.items.put([tea])
    with pytest.raises(NotDoneError, match="floor"):
        wish(here, "L1")
    with here.store.write() as tx:
        tx.items.put([replace(tea, floor=Money(5900, "CNY"))])
    assert wish(here, "L1") == [Money(5900, "CNY")]


def test_a_wished_price_is_told_for_all_pieces_of_the_listing(here: ClerksCenter) -> None:
    assert wish(here, "L1", "L2") == [Money(5900, "CNY"), Money(17700, "CNY")]
    assert stands(here, "L2") == (16900, 17700, "", False)
    assert pushing(here) == 2
    shop = Listening()
    assert push(here, shop) == {"told": 2, "refused": 0}
    assert [(one.listing_id, one.price.minor) for one in shop.told] == [("L1", 5900), ("L2", 17700)]
    assert stands(here, "L2") == (17700, None, "", True)
    assert push(here, shop) == {"told": 0, "refused": 0}
    with here.store.read() as tx:
        noted = [one for one in tx.audit.read() if one.action == "listing.push_price"]
    assert [one.after["price_minor"] for one in noted] == [5900, 17700]


def test_prices_are_never_told_by_themselves(here: ClerksCenter) -> None:
    priced(here, 6100)
    shop = Listening()
    differences.wish_changed(here.store, replace(SHOP, options={"our.push_stock": "on"}), _hold)
    assert push(here, shop) == {"told": 0, "refused": 0}
    assert shop.told == []


def _hold(_tx: object) -> None:
    """Nothing stops it."""


def test_a_refusal_stays_with_its_words_until_a_person_looks(here: ClerksCenter) -> None:
    wish(here, "L1", "L2")
    assert push(here, Listening(refuses=5900)) == {"told": 1, "refused": 1}
    assert stands(here, "L1") == (6200, 5900, "below the price of the campaign", False)
    assert push(here, Listening()) == {"told": 0, "refused": 0}
    here.change(price_differences.drop_price, listing=key_of("L1"))
    assert stands(here, "L1") == (6200, None, "", False)
    wish(here, "L1")
    assert push(here, Listening()) == {"told": 1, "refused": 0}


def test_what_is_not_known_or_in_another_currency_is_not_wished(here: ClerksCenter) -> None:
    with pytest.raises(NotDoneError, match="Nobody has told us the price"):
        wish(here, "L3")
    priced(here, 800, "EUR")
    with pytest.raises(NotDoneError, match="The shop sells in CNY, our price is in EUR"):
        wish(here, "L1")
    here.offers(a_listing("L4", "杯", price=None))
    with pytest.raises(NotDoneError, match="not bound"):
        wish(here, "L4")
    assert pushing(here) == 0


def test_a_currency_that_changed_since_the_wish_is_refused_by_us(here: ClerksCenter) -> None:
    wish(here, "L1")
    here.offers(a_listing("L1", "绿茶", price=Money(6200, "EUR")), later=1)
    shop = Listening()
    assert push(here, shop) == {"told": 0, "refused": 1}
    assert shop.told == []
    assert stands(here, "L1")[2] == "The shop sells in another currency"


def test_a_shop_that_never_told_its_price_is_asked_in_our_currency(here: ClerksCenter) -> None:
    priced(here, 3000, sku="CUP-WH")
    assert wish(here, "L3") == [Money(3000, "CNY")]
    shop = Listening()
    assert push(here, shop) == {"told": 1, "refused": 0}
    assert shop.told[0].price == Money(3000, "CNY")
    assert (here.listing("L3").price_minor, here.listing("L3").currency) == (3000, "CNY")


def test_a_platform_without_such_a_call_refuses_each_and_stock_goes_on(here: ClerksCenter) -> None:
    wish(here, "L1", "L2")
    with here.store.write() as tx:
        tx.stock.locked(["TEA-250"])
        tx.stock.put([Level("TEA-250", on_hand=30)], NOON)
    here.change(differences.wish, listing=key_of("L1"))
    shop = Listening(fails=NotOfferedError("this shop takes no prices"))
    assert push(here, shop) == {"told": 0, "refused": 2}
    assert "this shop takes no prices" in stands(here, "L1")[2]
    told = differences.push(here.store, shop, SHOP, lambda: NOON)  # type: ignore[arg-type]
    assert (told, len(shop.stock)) == ({"told": 1, "refused": 0}, 1)


@pytest.mark.parametrize("error", [UnknownResultError("cut"), AwayError("away")])
def test_a_lost_answer_is_asked_again_with_the_same_price(
    here: ClerksCenter, error: Exception
) -> None:
    wish(here, "L2")
    shop = Listening(fails=error)
    with pytest.raises(type(error)):
        push(here, shop)
    priced(here, 6000)  # what was wished is what is told
    assert push(here, shop) == {"told": 1, "refused": 0}
    assert [one.price.minor for one in shop.told] == [17700, 17700]


@pytest.mark.parametrize("refuses", [-1, 5900])
def test_what_is_wished_while_the_shop_is_asked_is_told_after_it(
    here: ClerksCenter, refuses: int
) -> None:
    wish(here, "L1")

    def again() -> None:
        priced(here, 6100)
        wish(here, "L1")

    shop = Listening(refuses, meanwhile=again)
    assert sum(push(here, shop).values()) == 2
    assert [one.price.minor for one in shop.told] == [5900, 6100]
    assert stands(here, "L1") == (6100, None, "", True)


def test_a_listing_that_is_bound_anew_is_not_told_the_price_of_before(here: ClerksCenter) -> None:
    wish(here, "L1")
    here.bind(bind_desk.bind, "L1", sku="CUP-WH")
    assert push(here, Listening()) == {"told": 0, "refused": 0}
    assert stands(here, "L1") == (6200, None, "", False)


def test_the_job_of_stock_tells_prices_over_the_wire_and_again_after_a_lost_answer(
    store: Store,
) -> None:
    shelf, home = Shelf(), Shop(TAOBAO, "taobao")
    key = listing_key(home.platform, home.id, PLAIN, "", "")
    with two_shops(store, (PUSH_STOCK,)) as shops:
        shops.taobao.handlers = shelf.handlers()
        here = ClerksCenter(store)
        priced(here, 2150)
        page = ListingPage((a_listing(PLAIN, "绿茶", price=Money(2000, "CNY")),), None)
        with store.write() as tx:
            take(tx, home, page, NOON, Reading(here.new_id))
        here.change(bind_desk.bind, listing=key, sku="TEA-250")
        shops.work()
        assert shops.taobao.calls == []
        here.change(price_differences.wish_price, listing=key)
        shops.taobao.plans.append(Once(done_first=True, cut=True))
        shops.pass_by(1)
        shops.work()
        assert price_of(store, key) == 2000  # nobody knows
        shops.pass_by(60)
        shops.work()
        assert (price_of(store, key), str(shelf.items[PLAIN])) == (2150, "21.50")
        assert shops.taobao.calls == ["taobao.item.price.update"] * 2
        assert shops.job(f"{PUSH_STOCK}:{TAOBAO}").counts == {"prices told": 1, "prices refused": 0}


def price_of(store: Store, key: str) -> int | None:
    with store.read() as tx:
        return tx.listings.of([key])[key].price_minor
