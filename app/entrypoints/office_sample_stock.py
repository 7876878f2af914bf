"""Stock and documents for the ERP of the sample center."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from app.domain.stock import Cause, Change, Share, read_anew, reserved_anew, shipped
from app.domain.stock_document import DocumentKind, DocumentLine, StockDocument
from app.store.transaction import Transaction

_READ: Final = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
_Item = tuple[str, int, int, int, int, int]
_ITEMS: Final[tuple[_Item, ...]] = (
    # item, on hand, promised, gone, what the ERP says of it now, and of what is on its way
    ("TEA-500", 412, 36, 12, 400, 0),
    ("CUP-WHITE", 58, 61, 4, 54, 240),
    ("POT-09", 12, 12, 0, 12, 24),
    ("TRAY-OAK", 230, 0, 0, 227, 0),
    ("FILTER-100", 1980, 140, 35, 1945, 0),
    ("SPOON", 0, 0, 0, 0, 1200),
)
_SHARES: Final = (
    Share("flagship", percent=80, keep=5),
    Share("flagship", "TEA-500", 50, 10, 150),
    Share("outlet", percent=30, most=200),
    Share("outlet", "FILTER-100", 10),
)
_DOCUMENTS: Final = (
    ("delivery", "3051160325414220001", "posted", "OUT/2026/00412", "done", ""),
    ("delivery", "3051160325414220017", "waiting", "", "", ""),
    ("delivery", "261123-120456789123", "unknown", "", "", "no answer in time"),
    ("delivery", "4817702266", "refused", "", "", "the item SPOON is not active (UserError)"),
    ("return", "3051160325414219984", "posted", "IN/2026/00031", "done", ""),
)


def stock(tx: Transaction, _language: str) -> None:
    """Six items, one of them oversold and one with a difference; five documents, four shares."""
    numbers = count(1)
    ids = (f"m{n:06d}" for n in numbers)
    for item in _ITEMS:
        _item(tx, ids, item)
    tx.stock.move(
        [Change("NEW-1", Cause.RESERVED, "order-new", reserved=3)],
        tx.stock.locked(["NEW-1"]), _READ, "center", ids,
    )  # fmt: skip
    for share in _SHARES:
        tx.stock.put_share(share)
    for n, (kind, number, state, erp_number, erp_state, reason) in enumerate(_DOCUMENTS):
        at = _READ + timedelta(minutes=4 * n)
        lines = (DocumentLine("TEA-500", 2), DocumentLine("CUP-WHITE", 1))
        document = StockDocument(
            f"{kind[0].upper()}-{n}", DocumentKind(kind), number, "taobao", "Shop A", at.date(),
            lines, (f"SF{n:013d}",), "SF",
        )  # fmt: skip
        tx.stock_documents.add(document, f"order-{n}", at)
        left = [
            Change(sku, Cause.SHIPPED, document.key, gone=out) for sku, out in document.out.items()
        ]
        tx.stock.move(left, tx.stock.locked(document.out), at, "center", ids)
        row = tx.stock_documents.get(document.key)
        if row is not None and state != "waiting":
            posted = at if state == "posted" else None
            tx.stock_documents.put(
                replace(
                    row, state=state, erp_number=erp_number, erp_state=erp_state,
                    reason=reason, posted_at=posted,
                ),
                row.tries,
            )  # fmt: skip


def _item(tx: Transaction, ids: Iterator[str], row: _Item) -> None:
    sku, on_hand, promised, gone, told, coming = row
    first, level = read_anew(tx.stock.locked([sku])[sku], on_hand, (), "read-1")
    tx.stock.put([level], _READ - timedelta(hours=1))
    tx.stock.note(first, _READ - timedelta(hours=1), "erp", ids)
    changes = (
        *reserved_anew("order-1", {sku: promised}, {}),
        *shipped("order-0", {}, {sku: gone}),
    )
    level = tx.stock.move(changes, {sku: level}, _READ, "center", ids)[sku]
    known = [(f"D-{sku}", gone)] if gone else []
    last, level = read_anew(level, told, known, "read-2", coming)
    tx.stock.put([level], _READ)
    tx.stock.note(last, _READ, "erp", ids)
