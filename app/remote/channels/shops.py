"""One shop opened: which platforms there are, the keys that each needs, and its adapter.

Adding a platform is one adapter file, one maker and one row of ``PLATFORMS`` here. Keys are given
from outside (a key file, a keyring); they are never shown, never logged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.remote.channels import (
    douyin_shop,
    file_shop,
    jd_shop,
    pdd_shop,
    shopify_client,
    shopify_shop,
    taobao_shop,
    top,
    vendure_client,
    vendure_shop,
    woo_client,
    woo_shop,
)
from app.remote.channels.base import ChannelAdapter
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.registry import read_answer
from app.remote.http import Http
from app.remote.settings import row_of

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ShopAccess:
    """What is needed to speak to one shop.

    ``shop``: its name in our orders, whatever the platform calls it.
    ``base_url`` empty: the platform's own. ``keys``: the secrets, by the names of the platform's
    row; ``options``: whatever else the row names. ``ca_file`` among the options of every
    platform: the authority that a shop's own server is checked against.
    """

    platform: str
    shop: str
    base_url: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


Maker = Callable[[Http, ShopAccess, Clock], ChannelAdapter]


@dataclass(frozen=True, slots=True)
class Platform:
    """``keys``: the names it cannot do without. ``options``: names that may be given.

    ``base_url`` empty: every shop has an address of its own, which must be given.
    """

    name: str
    keys: tuple[str, ...]
    base_url: str
    make: Maker
    options: tuple[str, ...] = ()


def _taobao(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = top.TopKeys(*_keys(access, "app_key", "secret", "session"))
    client = top.TopClient(http, keys, clock, access.base_url)
    return taobao_shop.TaobaoShop(client, access.shop)


def _jd(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = jd_shop.JdKeys(*_keys(access, "app_key", "secret", "token"))
    usual = jd_shop.JdDates()
    dates = jd_shop.JdDates(
        access.options.get("sort_type", usual.sort_type),
        access.options.get("date_type", usual.date_type),
    )
    return jd_shop.JdShop(http, keys, clock, dates, access.base_url, access.shop)


def _pdd(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = pdd_shop.PddKeys(*_keys(access, "client_id", "secret", "token"))
    return pdd_shop.PddShop(http, keys, clock, access.shop, access.base_url)


def _douyin(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = douyin_shop.DouyinKeys(*_keys(access, "app_key", "secret", "token"))
    return douyin_shop.DouyinShop(http, keys, clock, access.shop, access.base_url)


def _woo(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = woo_client.WooKeys(*_keys(access, "key", "secret"))
    usual = woo_shop.WooTracking()
    tracking = woo_shop.WooTracking(
        access.options.get("number_key", usual.number_key),
        access.options.get("courier_key", usual.courier_key),
        tell_buyer=access.options.get("tell_buyer", "yes") == "yes",
    )
    client = woo_client.WooClient(http, keys, clock, access.base_url)
    return woo_shop.WooShop(client, access.shop, tracking)


def _shopify(http: Http, access: ShopAccess, clock: Clock) -> ChannelAdapter:
    keys = shopify_client.ShopifyKeys(*_keys(access, "token"))
    version = access.options.get("version", shopify_client.VERSION)
    client = shopify_client.ShopifyClient(http, keys, access.base_url, version)
    tell = access.options.get("tell_buyer", "no") == "yes"
    place = access.options.get("place", "")
    return shopify_shop.ShopifyShop(client, clock, access.shop, place, tell_buyer=tell)


def _vendure(http: Http, access: ShopAccess, _clock: Clock) -> ChannelAdapter:
    names = _keys(access, "username", "password")
    keys = vendure_client.VendureKeys(*names, channel=access.keys.get("channel", ""))
    client = vendure_client.VendureClient(http, keys, access.base_url)
    days = _whole(access, "reread_days", vendure_shop.REREAD_DAYS)
    return vendure_shop.VendureShop(client, access.shop, access.options.get("place", ""), days)


def _answers(path: Path, shop: str) -> tuple[IncomingOrder, ...]:
    """The reader of files where none is given: platforms' saved answers alone."""
    try:
        return read_answer(path.read_text(encoding="utf-8-sig"), shop)
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelError(f"{path.name}: {error}") from error


def _whole(access: ShopAccess, name: str, usual: int) -> int:
    said = access.options.get(name, str(usual))
    if not said.isdecimal():
        raise ChannelError(f"{access.platform}: {name} is a whole number, not {said}")
    return int(said)


def _keys(access: ShopAccess, *names: str) -> tuple[str, ...]:
    return tuple(access.keys[name] for name in names)


def _no_calls(_http: Http, access: ShopAccess, _clock: Clock) -> ChannelAdapter:
    raise ChannelError(f"{access.platform} is a folder, not a server")


FOLDER = Platform("file", (), "", _no_calls, ("folder",))
"""A shop without an API: see ``file_shop``."""

PLATFORMS = (
    Platform("taobao", ("app_key", "secret", "session"), top.GATEWAY, _taobao),
    Platform(
        "jd", ("app_key", "secret", "token"), jd_shop.GATEWAY, _jd, ("sort_type", "date_type")
    ),
    Platform("pdd", ("client_id", "secret", "token"), pdd_shop.GATEWAY, _pdd),
    Platform("douyin", ("app_key", "secret", "token"), douyin_shop.GATEWAY, _douyin),
    Platform("woo", ("key", "secret"), "", _woo, ("number_key", "courier_key", "tell_buyer")),
    Platform("shopify", ("token",), "", _shopify, ("version", "place", "tell_buyer")),
    Platform("vendure", ("username", "password"), "", _vendure, ("place", "reread_days")),
    FOLDER,
)


def platform(name: str) -> Platform:
    """The row of a platform. Raises ChannelError for one that this program does not know."""
    return row_of(PLATFORMS, name, "{name} is no platform: use one of {known}", ChannelError)


def open_shop(
    access: ShopAccess, clock: Clock, read_file: file_shop.ReadFile = _answers
) -> ChannelAdapter:
    """The adapter of a shop, ready to be asked; close it when done. Nothing is asked yet.

    ``read_file`` reads the orders of a file, for shops that are a folder (``file``): the center
    gives its reader of spreadsheets with their column mapping.

    Raises:
        ChannelError: an unknown platform, a key that is missing, an option nobody reads.
    """
    found = platform(access.platform)
    missing = [name for name in found.keys if not access.keys.get(name)]
    if missing:
        raise ChannelError(f"{found.name} needs {', '.join(missing)} among the keys of this shop")
    unread = sorted(set(access.options) - {*found.options, "ca_file"})
    if unread:
        raise ChannelError(f"{found.name} has no option {', '.join(unread)}")
    if found is FOLDER:
        folder = access.options.get("folder", "")
        if not folder:
            raise ChannelError("file needs the folder that the shop's files lie in")
        return file_shop.FileShop(Path(folder), read_file, clock, access.shop)
    base_url = access.base_url or found.base_url
    if not base_url:
        raise ChannelError(f"{found.name} needs the shop's own address")
    told = ShopAccess(found.name, access.shop, base_url, access.keys, access.options)
    return found.make(Http(ca_file=access.options.get("ca_file", "")), told, clock)
