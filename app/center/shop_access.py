"""A shop opened from its row and its keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from app.center.problems import ImportRefusedError
from app.center.read_files import read_files
from app.center.read_orders import FILE_CHANNEL
from app.remote.channels.base import ChannelAdapter
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.shops import ShopAccess, open_shop
from app.store.shop_keys import ShopKeys
from app.store.shops import Shop

OURS = "our."
"""Options that begin so are the center's own; the adapter does not get them."""

COURIER = "our.courier."
TELL = "our.tell"
NEW_COURIER = "our.new_courier"
FIRST_DAYS = "our.first_days"
PUSH_STOCK = "our.push_stock"
ON = "on"

Opener = Callable[[Shop], ChannelAdapter]


def opener(keys: ShopKeys, clock: Callable[[], datetime]) -> Opener:
    """Opens shops with the keys that are here. May raise ChannelError, StoreError."""
    return lambda shop: opened(shop, keys, clock)


def opened(shop: Shop, keys: ShopKeys, clock: Callable[[], datetime]) -> ChannelAdapter:
    """The shop's adapter; close it when done. May raise ChannelError, StoreError."""
    return open_shop(access(shop, keys.get(shop.id)), clock, _file_orders)


def _file_orders(path: Path, shop: str) -> Sequence[IncomingOrder]:
    """The orders of a file that a shop laid down. Raises ChannelError with all its faults."""
    read = read_files([path], FILE_CHANNEL, shop)
    try:
        read.findings.refuse_if_any()
    except ImportRefusedError as error:
        raise ChannelError(str(error)) from error
    return read.orders


def access(shop: Shop, keys: Mapping[str, str]) -> ShopAccess:
    options = {name: value for name, value in shop.options.items() if not name.startswith(OURS)}
    return ShopAccess(shop.platform, shop.id, shop.base_url, keys, options)


def courier_code(shop: Shop, courier: str) -> str:
    """The platform's code of our courier: as the shop's options say, else our own."""
    return shop.options.get(f"{COURIER}{courier}", courier)
