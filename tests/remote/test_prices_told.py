"""Prices told to every platform over a real socket: whole, in its unit, each row for itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.values import Money
from app.remote.channels.base import (
    ChannelAdapter,
    PriceLevel,
    SignInAgainError,
    UnknownResultError,
)
from app.remote.channels.douyin_shop import DouyinKeys, DouyinShop
from app.remote.channels.jd_shop import JdKeys, JdShop
from app.remote.channels.pdd_shop import PddKeys, PddShop
from app.remote.channels.shopify_client import ShopifyClient, ShopifyKeys
from app.remote.channels.shopify_shop import ShopifyShop
from app.remote.channels.shops import ShopAccess, open_shop
from app.remote.channels.taobao_shop import TaobaoShop
from app.remote.channels.top import TopClient, TopKeys
from app.remote.channels.vendure_client import VendureClient, VendureKeys
from app.remote.channels.vendure_shop import VendureShop
from app.remote.channels.woo_client import WooClient, WooKeys
from app.remote.channels.woo_shop import WooShop
from app.remote.http import Http
from tests.builders import NOON
from tests.remote import own_shops
from tests.remote.servers import (
    douyin_platform,
    jd_platform,
    pdd_platform,
    shopify_platform,
    top_platform,
    vendure_platform,
    woo_platform,
)
from tests.remote.servers.loopback import CUT_AFTER, Loopback
from tests.remote.servers.taobao_shelf import ITEM, PLAIN, Shelf
from tests.remote.servers.top_platform import Once, TopPlatform


def price(listing: str, variant: str, minor: int, currency: str = "CNY") -> PriceLevel:
    return PriceLevel(listing, variant, "", Money(minor, currency))


def codes(shop: ChannelAdapter, *levels: PriceLevel) -> dict[str, str]:
    """The codes of the refusals, by variant or listing."""
    refused = shop.push_prices(levels)
    assert all(one.words for one in refused)
    return {one.level.variant_id or one.level.listing_id: one.code for one in refused}


def test_woocommerce_takes_regular_prices_in_batches() -> None:
    with own_shops.served(woo_platform.WooPlatform) as (platform, http, clock):
        keys = WooKeys(woo_platform.KEY, woo_platform.SECRET)
        shop = WooShop(WooClient(http, keys, lambda: clock[0], platform.url))
        platform.on_sale[942] = "5.00"
        told = codes(
            shop, price("93", "", 6150), price("94", "941", 990), price("94", "942", 1200),
            price("7", "", 100), price("93", "", 9900, "EUR"),
        )  # fmt: skip
        assert platform.prices == {93: "61.50", 941: "9.90", 942: "12.00"}
        assert told == {
            "942": "sale_price",  # it is told, and buyers pay another all the same
            "7": "woocommerce_rest_product_invalid_id",
            "93": "another_currency",
        }


def test_shopify_takes_the_variants_of_a_product_together_or_row_by_row() -> None:
    with own_shops.served(shopify_platform.ShopifyPlatform) as (platform, http, clock):
        client = ShopifyClient(http, ShopifyKeys(shopify_platform.TOKEN), platform.url)
        shop = ShopifyShop(client, lambda: clock[0])
        both = (price("9", "1", 6150, "EUR"), price("9", "2", 7000, "EUR"))
        assert codes(shop, *both) == {}
        assert platform.asked == ["Currency", "SetPrices"]
        assert platform.prices == {"1": "61.50", "2": "70.00"}
        told = codes(
            shop, price("9", "1", 6200, "EUR"), price("9", "8", 100, "EUR"),
            price("9", "2", 100, "CNY"),
        )  # fmt: skip
        assert told == {"8": "PRODUCT_VARIANT_DOES_NOT_EXIST", "2": "another_currency"}
        assert platform.prices == {"1": "62.00", "2": "70.00"}


@pytest.mark.parametrize(("with_tax", "kept"), [(True, 11300), (False, 10000)])
def test_vendure_is_told_what_buyers_pay_however_it_keeps_prices(
    *, with_tax: bool, kept: int
) -> None:
    with own_shops.served(vendure_platform.VendurePlatform) as (platform, http, _clock):
        platform.with_tax = with_tax
        keys = VendureKeys(vendure_platform.USER, vendure_platform.PASSWORD)
        shop = VendureShop(VendureClient(http, keys, platform.url))
        told = codes(
            shop, price("7", "1", 11300, "EUR"), price("7", "9", 100, "EUR"),
            price("7", "2", 11300, "CNY"),
        )  # fmt: skip
        assert told == {"9": "unknown_variant", "2": "another_currency"}
        assert platform.prices == {"1": kept, "2": 5900}


def test_vendure_without_tax_has_no_net_price_for_some() -> None:
    """3 and 13 % of it are 3, 4 are 5: nobody pays 4 cents."""
    with own_shops.served(vendure_platform.VendurePlatform) as (platform, http, _clock):
        platform.with_tax = False
        keys = VendureKeys(vendure_platform.USER, vendure_platform.PASSWORD)
        shop = VendureShop(VendureClient(http, keys, platform.url))
        assert codes(shop, price("7", "1", 4, "EUR")) == {"1": "no_net_price"}
        assert platform.prices["1"] == 5900


@contextmanager
def taobao() -> Iterator[tuple[Shelf, TopPlatform, TaobaoShop]]:
    shelf = Shelf()
    keys = TopKeys(top_platform.KEY, top_platform.SECRET, top_platform.SESSION)
    with TopPlatform(shelf.handlers(), lambda: NOON) as platform, Http(deadline_s=5) as http:
        yield shelf, platform, TaobaoShop(TopClient(http, keys, lambda: NOON, platform.url))


def test_taobao_names_a_variant_by_its_properties_and_moves_the_items_price_along() -> None:
    with taobao() as (shelf, platform, shop):
        assert codes(shop, price(ITEM, "12", 8800), price(PLAIN, "", 2150)) == {}
        assert list(shelf.skus.values()) == [Decimal("59.00"), Decimal("88.00")]
        assert shelf.items == {ITEM: Decimal("59.00"), PLAIN: Decimal("21.50")}
        assert codes(shop, price(ITEM, "11", 6500)) == {}  # the item would cost less than both
        assert shelf.items[ITEM] == Decimal("65.00")
        platform.calls.clear()
        told = codes(shop, price(ITEM, "13", 100), price(ITEM, "11", 100, "EUR"))
        assert told == {"13": "unknown_variant", "11": "another_currency"}
        assert platform.calls == ["taobao.item.skus.get"]
        assert codes(shop, price("3", "", 100)) == {"3": "isv.item-not-exist:update"}


def test_taobao_asked_again_after_a_lost_answer_has_the_same_price() -> None:
    with taobao() as (shelf, platform, shop):
        platform.plans.extend([None, None, Once(done_first=True, cut=True)])
        with pytest.raises(UnknownResultError):
            shop.push_prices([price(ITEM, "11", 5500)])
        assert codes(shop, price(ITEM, "11", 5500)) == {}
        assert shelf.skus["1627207:28341"] == Decimal("55.00")


def test_pinduoduo_takes_the_price_of_buying_together_in_fen() -> None:
    with pdd_platform.PddPlatform(lambda: NOON) as platform, Http(deadline_s=5) as http:
        keys = PddKeys(pdd_platform.CLIENT, pdd_platform.SECRET, pdd_platform.TOKEN)
        shop = PddShop(http, keys, lambda: NOON, "", platform.url)
        told = codes(
            shop, price("1", "11", 6150), price("1", "12", 6900), price("1", "x", 1),
            price("1", "13", 1, "EUR"),
        )  # fmt: skip
        assert told == {"12": "50001", "x": "unknown_variant", "13": "another_currency"}
        assert platform.prices == {11: 6150, 12: 5900}


def test_douyin_takes_fen() -> None:
    with douyin_platform.DouyinPlatform(lambda: NOON) as platform, Http(deadline_s=5) as http:
        keys = DouyinKeys(douyin_platform.APP, douyin_platform.SECRET, douyin_platform.TOKEN)
        shop = DouyinShop(http, keys, lambda: NOON, "", platform.url)
        told = codes(shop, price("1", "11", 6150), price("1", "12", 1), price("1", "13", 1, "EUR"))
        assert told == {"12": "isv.parameter-invalid:2", "13": "another_currency"}
        assert platform.prices == {"11": 6150}


def test_jd_takes_yuan() -> None:
    with jd_platform.JdPlatform(lambda: NOON) as platform, Http(deadline_s=5) as http:
        keys = JdKeys(jd_platform.APP, jd_platform.SECRET, jd_platform.TOKEN)
        shop = JdShop(http, keys, lambda: NOON, gateway=platform.url)
        told = codes(shop, price("1", "11", 6150), price("1", "12", 1), price("1", "13", 1, "EUR"))
        assert told == {"12": "3100001", "13": "another_currency"}
        assert platform.prices == {"11": "61.50"}


def _jd(http: Http, url: str, secret: str) -> JdShop:
    return JdShop(http, JdKeys(jd_platform.APP, secret, "old"), lambda: NOON, gateway=url)


def _douyin(http: Http, url: str, secret: str) -> DouyinShop:
    keys = DouyinKeys(douyin_platform.APP, secret, "old")
    return DouyinShop(http, keys, lambda: NOON, "", url)


def _pdd(http: Http, url: str, secret: str) -> PddShop:
    return PddShop(http, PddKeys(pdd_platform.CLIENT, secret, "old"), lambda: NOON, "", url)


@pytest.mark.parametrize(
    ("platform", "make"),
    [
        (jd_platform, _jd),
        (douyin_platform, _douyin),
        (pdd_platform, _pdd),
    ],
)
def test_a_shop_that_must_be_authorised_again_refuses_no_row(
    platform: object, make: Callable[[Http, str, str], ChannelAdapter]
) -> None:
    kinds = vars(platform).values()
    served = next(one for one in kinds if isinstance(one, type) and issubclass(one, Loopback)
                  and one is not Loopback)  # fmt: skip
    with served(lambda: NOON) as server, Http(deadline_s=5) as http:
        shop = make(http, server.url, vars(platform)["SECRET"])
        with pytest.raises(SignInAgainError):
            shop.push_prices([price("1", "11", 6150)])


def test_a_lost_answer_of_a_shop_of_its_own_is_told_again_whole() -> None:
    with own_shops.served(shopify_platform.ShopifyPlatform) as (platform, http, clock):
        client = ShopifyClient(http, ShopifyKeys(shopify_platform.TOKEN), platform.url)
        shop = ShopifyShop(client, lambda: clock[0])
        platform.plans.extend(["", CUT_AFTER])
        with pytest.raises(UnknownResultError):
            shop.push_prices([price("9", "1", 6150, "EUR")])
        assert codes(shop, price("9", "1", 6150, "EUR")) == {}
        assert platform.prices["1"] == "61.50"


def test_a_folder_gets_a_list_of_whole_prices_with_their_currency(tmp_path: Path) -> None:
    options = {"folder": str(tmp_path)}
    shop = open_shop(ShopAccess("file", "corner", options=options), lambda: NOON)
    assert codes(shop, price("1", "", 500), price("2", "", 600, "EUR")) == {}
    shop.push_prices([price("2", "", 650, "EUR")])
    rows = (tmp_path / "prices.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "listing_id,variant_id,code,price,currency,told_at"
    assert [row.split(",")[:5] for row in rows[1:]] == [
        ["1", "", "", "5.00", "CNY"],
        ["2", "", "", "6.50", "EUR"],
    ]
