"""ERPs on loopback, as the tests of their adapters share them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from app.domain.stock_document import DocumentKind, DocumentLine, StockDocument
from app.remote.erp.base import ErpAdapter
from app.remote.erp.odoo import Odoo, OdooPlace
from app.remote.erp.odoo_rpc import OdooAccess
from tests.builders import NOON
from tests.remote.servers.odoo_server import DATABASE, PASSWORD, USER, OdooServer
from tests.remote.servers.u8_server import U8Server, u8_of

STOCK = {"TEA": 40, "CUP": 2}
LINES = (DocumentLine("TEA", 3), DocumentLine("CUP", 1))
OUT = StockDocument(
    "D-1", DocumentKind.DELIVERY, "SO-1", "taobao", "Shop", date(2026, 11, 24), LINES, ("SF1",)
)
BACK = StockDocument(
    "R-1", DocumentKind.RETURN, "SO-1", "taobao", "Shop", date(2026, 11, 24),
    (DocumentLine("TEA", 2),), about="D-1",
)  # fmt: skip
Server = OdooServer | U8Server
Served = tuple[Server, Callable[[], ErpAdapter]]


@contextmanager
def odoo() -> Iterator[tuple[OdooServer, Callable[[], ErpAdapter]]]:
    with OdooServer(lambda: NOON, STOCK) as server:
        access = OdooAccess(server.url, DATABASE, USER, PASSWORD)
        yield server, lambda: Odoo(access, OdooPlace("WH", 7))


@contextmanager
def u8() -> Iterator[tuple[U8Server, Callable[[], ErpAdapter]]]:
    with U8Server(lambda: NOON, STOCK) as server:
        yield server, lambda: u8_of(server)


@contextmanager
def u8_that_keeps() -> Iterator[tuple[U8Server, Callable[[], ErpAdapter]]]:
    """As a public client describes it: ``abandon`` ends an approval, the document stays."""
    with u8() as (server, adapter_of):
        server.abandon = "kept"
        yield server, adapter_of


@contextmanager
def u8_that_refuses() -> Iterator[tuple[U8Server, Callable[[], ErpAdapter]]]:
    with u8() as (server, adapter_of):
        server.abandon = "refused"
        yield server, adapter_of


def on_hand(adapter: ErpAdapter) -> dict[str, int]:
    return {level.sku: level.on_hand for level in adapter.stock().levels}


def in_transit(adapter: ErpAdapter) -> dict[str, int | None]:
    return {level.sku: level.in_transit for level in adapter.stock().levels}
