"""Shops opened by the name of their platform, with their keys, whichever platform it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from app.remote.channels.base import Shipment, Window
from app.remote.channels.incoming import ChannelError
from app.remote.channels.shops import FOLDER, PLATFORMS, ShopAccess, open_shop, platform
from tests.builders import NOON
from tests.remote.servers import (
    douyin_platform,
    jd_platform,
    pdd_platform,
    shopify_platform,
    vendure_platform,
    woo_platform,
)
from tests.remote.servers.loopback import Loopback

KEYS: Mapping[type[Loopback], tuple[str, dict[str, str]]] = {
    jd_platform.JdPlatform: (
        "jd",
        {"app_key": jd_platform.APP, "secret": jd_platform.SECRET, "token": jd_platform.TOKEN},
    ),
    pdd_platform.PddPlatform: (
        "pdd",
        {
            "client_id": pdd_platform.CLIENT,
            "secret": pdd_platform.SECRET,
            "token": pdd_platform.TOKEN,
        },
    ),
    douyin_platform.DouyinPlatform: (
        "douyin",
        {
            "app_key": douyin_platform.APP,
            "secret": douyin_platform.SECRET,
            "token": douyin_platform.TOKEN,
        },
    ),
    woo_platform.WooPlatform: ("woo", {"key": woo_platform.KEY, "secret": woo_platform.SECRET}),
    shopify_platform.ShopifyPlatform: ("shopify", {"token": shopify_platform.TOKEN}),
    vendure_platform.VendurePlatform: (
        "vendure",
        {"username": vendure_platform.USER, "password": vendure_platform.PASSWORD},
    ),
}


@pytest.mark.parametrize("kind", KEYS)
def test_orders_carry_the_shops_name_of_our_settings(kind: type[Loopback]) -> None:
    """Whatever the platform calls it: a shipment must find its way back to the same shop."""
    name, keys = KEYS[kind]
    with kind(lambda: NOON) as served:
        served.add(1, 10)  # type: ignore[attr-defined]
        shop = open_shop(ShopAccess(name, "shop-1", served.url, keys), lambda: NOON)
        window = Window(NOON - timedelta(minutes=20), NOON - timedelta(minutes=4))
        (order,) = shop.orders_changed(window).orders
        assert order.shop == "shop-1"
        alone = shop.order(order.number)
        assert alone is not None
        assert alone.shop == "shop-1"
        shop.close()


def test_every_platform_is_named_once_and_needs_its_keys() -> None:
    assert len({one.name for one in PLATFORMS}) == len(PLATFORMS) == 8
    for one in PLATFORMS:
        assert platform(one.name) is one
        if one is FOLDER:
            continue
        full = ShopAccess(one.name, "s", "http://127.0.0.1:9", dict.fromkeys(one.keys, "x"))
        open_shop(full, lambda: NOON).close()
        for key in one.keys:
            with pytest.raises(ChannelError, match=key):
                open_shop(replace(full, keys={**full.keys, key: ""}), lambda: NOON)


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (ShopAccess("ebay", "s"), "ebay is no platform: use one of taobao"),
        (ShopAccess("woo", "s", keys={"key": "k", "secret": "s"}), "own address"),
        (ShopAccess("pdd", "s", keys=dict.fromkeys(("client_id", "secret"), "x")), "needs token"),
        (ShopAccess("file", "s"), "folder"),
        (ShopAccess("file", "s", options={"folder": ".", "colour": "red"}), "no option colour"),
    ],
)
def test_what_is_missing_is_said(access: ShopAccess, words: str) -> None:
    with pytest.raises(ChannelError, match=words):
        open_shop(access, lambda: NOON)


def test_a_number_that_is_none_is_refused() -> None:
    keys = {"username": "u", "password": "p"}
    access = ShopAccess("vendure", "s", "http://127.0.0.1:9", keys, {"reread_days": "week"})
    with pytest.raises(ChannelError, match="reread_days"):
        open_shop(access, lambda: NOON)


def test_keys_are_never_shown() -> None:
    assert "a-secret" not in repr(ShopAccess("woo", "s", keys={"secret": "a-secret"}))
    assert "SF1" in repr(Shipment("1", "sf", "SF1", "k"))
