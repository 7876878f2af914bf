"""Which ERPs can be asked; adding one is one module, one row here and one test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.remote.erp.base import ErpAdapter
from app.remote.erp.files import FileErp, Rows
from app.remote.erp.odoo import Odoo, OdooPlace
from app.remote.erp.odoo_rpc import OdooAccess
from app.remote.erp.tryton import Tryton
from app.remote.erp.tryton_books import TrytonPlace
from app.remote.erp.tryton_rpc import TrytonAccess
from app.remote.erp.u8 import U8, U8Access, U8Place
from app.remote.settings import complete, no_others, row_of

OF_SHOP: Final = "customer."
"""Options that begin so name the customer of one shop: ``customer.Shop A = SHOP-A``."""


class ErpSettingsError(ValueError):
    """Something that the adapter needs is not set; the text says what."""


@dataclass(frozen=True, slots=True)
class ErpAccess:
    """``keys`` are secret, ``options`` are not. ``rows`` reads tables, for an ERP of files."""

    platform: str
    base_url: str
    keys: Mapping[str, str]
    options: Mapping[str, str]
    clock: Callable[[], datetime]
    rows: Rows

    def option(self, name: str) -> str:
        return self.options[name]

    def customers(self) -> dict[str, str]:
        return {
            name.removeprefix(OF_SHOP): value
            for name, value in self.options.items()
            if name.startswith(OF_SHOP)
        }


@dataclass(frozen=True, slots=True)
class ErpKind:
    """``keys`` and ``options`` that must be there; ``more``: that may be."""

    name: str
    make: Callable[[ErpAccess], ErpAdapter]
    keys: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    more: tuple[str, ...] = field(default=("currency",))


def _tryton(access: ErpAccess) -> ErpAdapter:
    place = TrytonPlace(
        access.option("warehouse"), access.option("customer"), access.customers(),
        access.options.get("currency", "CNY"),
    )  # fmt: skip
    return Tryton(
        TrytonAccess(
            access.base_url, access.option("database"), access.keys["user"],
            access.keys["password"], path=access.options.get("path", "rpc/"),
        ),
        place,
    )  # fmt: skip


def _odoo(access: ErpAccess) -> ErpAdapter:
    customers = {shop: _whole(shop, value) for shop, value in access.customers().items()}
    place = OdooPlace(
        access.option("warehouse"), _whole("customer", access.option("customer")), customers,
        access.options.get("currency", "CNY"),
    )  # fmt: skip
    keys = access.keys
    return Odoo(
        OdooAccess(access.base_url, access.option("database"), keys["user"], keys["password"]),
        place,
    )


def _u8(access: ErpAccess) -> ErpAdapter:
    place = U8Place(
        access.option("warehouse"), access.option("customer"), access.option("department"),
        access.option("sale_type"), customers=access.customers(),
    )  # fmt: skip
    given = {name: access.options.get(name) for name in _U8_MORE}
    named: dict[str, Any] = {name: value for name, value in given.items() if value}
    keys = access.keys
    who = U8Access(
        access.base_url or "https://api.yonyouup.com", access.option("from_account"),
        access.option("to_account"), keys["app_key"], keys["app_secret"],
    )  # fmt: skip
    return U8(who, replace(place, **named), access.clock)


def _files(access: ErpAccess) -> ErpAdapter:
    return FileErp(Path(access.option("inbox")), Path(access.option("outbox")), access.rows)


_SIGN_IN = ("user", "password")
_PLACE = ("database", "warehouse", "customer")
_U8_CODES = ("warehouse", "customer", "department", "sale_type")
_U8_MORE = ("operation", "person", "key_field", "stock_list", "item_list")
ERPS: Final = (
    ErpKind("tryton", _tryton, _SIGN_IN, _PLACE, ("currency", "path")),
    ErpKind("odoo", _odoo, _SIGN_IN, _PLACE),
    ErpKind(
        "u8", _u8, ("app_key", "app_secret"), ("from_account", "to_account", *_U8_CODES), _U8_MORE
    ),
    ErpKind("files", _files, (), ("inbox", "outbox"), ()),
)


def kind_of(platform: str) -> ErpKind:
    """Raises ErpSettingsError for a name that is none."""
    return row_of(ERPS, platform, "no ERP is called {name}: one of {known}", ErpSettingsError)


def check(platform: str, options: Mapping[str, str]) -> None:
    """Whether these options will do. Raises ErpSettingsError."""
    kind = kind_of(platform)
    complete(f"option of {platform}", kind.options, options, ErpSettingsError)
    named = [one for one in options if not one.startswith(OF_SHOP)]
    no_others(f"option of {platform}", (*kind.options, *kind.more), named, ErpSettingsError)


def open_erp(access: ErpAccess) -> ErpAdapter:
    """An adapter, nothing asked yet. Raises ErpSettingsError."""
    kind = kind_of(access.platform)
    check(access.platform, access.options)
    complete(f"key of {kind.name}", kind.keys, access.keys, ErpSettingsError)
    return kind.make(access)


def _whole(name: str, value: str) -> int:
    if not value.isdecimal():
        raise ErpSettingsError(f"{name}: {value} is not the number of a partner")
    return int(value)
