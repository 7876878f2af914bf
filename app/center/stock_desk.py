"""The stock as the office asks for it: figures with what explains them, documents, returns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.center import staff, stock_seen
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.reserving import DELIVERY
from app.center.stock_seen import SeenDifference
from app.domain.order import OrderState
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.stock import Level, Share, returned
from app.domain.stock_document import DocumentKind, DocumentLine, DocumentState, StockDocument
from app.i18n import mark as _
from app.store.reservations import Held
from app.store.stock import Movement, StockRow
from app.store.stock_documents import DocumentRow
from app.store.transaction import Transaction

__all__ = ["DocumentRow", "Movement", "StockRow"]
"""Rows of the store that the pages show."""

_PAIR = 2
_AGAIN = {DocumentState.REFUSED.value, DocumentState.DROPPED.value}


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an item's figures are what they are. ``sound``: the movements add up to them."""

    movements: tuple[Movement, ...]
    held: tuple[Held, ...]
    not_known: tuple[DocumentRow, ...]
    sound: bool
    seen: tuple[SeenDifference, ...]


def read(tx: Transaction, query: PageQuery) -> Page[StockRow]:
    """Groups: all | oversold | reserved | gone | unexplained."""
    return tx.stock.page(query)


def read_documents(tx: Transaction, query: PageQuery) -> Page[DocumentRow]:
    """Groups: all | open | refused | posted."""
    return tx.stock_documents.page(query)


def explain(tx: Transaction, *, sku: str) -> Explained:
    return Explained(
        tx.stock.movements(sku),
        tx.reservations.holding(sku),
        tx.stock_documents.not_known(sku),
        not unsound(tx, [sku]),
        stock_seen.found(tx, sku),
    )


def unsound(tx: Transaction, skus: list[str]) -> tuple[str, ...]:
    """Items whose movements do not add up to their figures: none, or the ledger was changed."""
    levels, sums = tx.stock.levels(skus), tx.stock.sums(skus)
    wrong = []
    for sku, level in levels.items():
        told = replace(level, expected=None, on_hand=level.on_hand or 0)
        if sums.get(sku, Level(sku, 0)) != told:
            wrong.append(sku)
    return tuple(wrong)


def try_again(tx: Transaction, act: Act, *, document_id: str) -> None:
    """A refused or dropped document is sent (again). Raises NotDoneError."""
    row = _document(tx, act, document_id)
    if row.state not in _AGAIN:
        raise NotDoneError(_("This document is on its way already"))
    # It may be there all the same: the ERP is asked first.
    again = replace(row, state=DocumentState.UNKNOWN.value, next_at=act.at, reason="")
    _changed(tx, act, row, again, "stock.document_again")


def drop(tx: Transaction, act: Act, *, document_id: str, why: str) -> None:
    """The ERP shall not have it; ``try_again`` takes that back. Raises NotDoneError."""
    row = _document(tx, act, document_id)
    if not why.strip():
        raise NotDoneError(_("Say why the ERP shall not have it"))
    if row.state in {DocumentState.POSTED.value, DocumentState.SENDING.value}:
        raise NotDoneError(_("The ERP has it already, or is getting it now"))
    gone = replace(row, state=DocumentState.DROPPED.value, next_at=None, reason=why.strip())
    _changed(tx, act, row, gone, "stock.document_dropped")


def take_return(tx: Transaction, act: Act, *, number: str, back: Mapping[str, int]) -> str:
    """Goods of a packed order came back and are on the shelf; the document's key.

    An order that was packed as another one, or as several, may be named as the shop names it.
    Raises NotDoneError where more came back than went out.
    """
    staff.require(tx, act.who, Permission.WORK_STOCK)
    levels = tx.stock.locked(back)  # two who take the same goods back come one after the other
    order, wrong = _sent_as(tx, _packed(tx, number), back)
    if wrong or not back:
        raise NotDoneError(
            _("Not so many pieces of {sku} went out with {number}"),
            sku=", ".join(wrong) or "-", number=number,
        )  # fmt: skip
    known = tx.orders.get(order)
    assert known is not None
    document = StockDocument(
        key=f"R-{act.id()}",
        kind=DocumentKind.RETURN,
        order_number=known.order.number,
        channel=known.order.channel,
        shop=known.order.shop,
        day=act.at.date(),
        about=f"{DELIVERY}{order}",
        lines=tuple(DocumentLine(sku, n) for sku, n in sorted(back.items())),
    )
    tx.stock_documents.add(document, order, act.at)
    changes = returned(document.key, back)
    ids = (f"{document.key}-{at}" for at in range(len(changes)))
    tx.stock.move(changes, levels, act.at, act.who, ids)
    tx.audit.add(act.who, "stock.return", document.key, act.at, after={"back": dict(back)})
    return document.key


def goods_of(text: str) -> dict[str, int] | None:
    """``TEA 2, CUP 1`` as pieces by item; None: not understood."""
    found: dict[str, int] = {}
    for part in text.replace("，", ",").replace(";", ",").split(","):
        words = part.rsplit(maxsplit=1)
        if len(words) != _PAIR or not words[1].isdecimal():
            return None
        found[words[0]] = found.get(words[0], 0) + int(words[1])
    return found


def offered(tx: Transaction, shop: str, skus: list[str]) -> dict[str, int]:
    """Pieces of each item that a shop may sell; items whose stock is not known are not in it."""
    rules = {rule.sku: rule for rule in tx.stock.shares(shop)}
    usual = rules.get("", Share(shop))
    levels = tx.stock.levels(skus)
    return {
        sku: rules.get(sku, usual).offered(level.available)
        for sku, level in levels.items()
        if level.available is not None
    }


def _packed(tx: Transaction, number: str) -> str:
    found = [
        stored.order
        for stored in tx.orders.some(tx.orders.by_code(number.strip()))
        if stored.order.state is OrderState.PACKED
    ]
    if len(found) != 1:
        raise NotDoneError(_("No packed order is {number}"), number=number)
    return found[0].id


def _sent_as(
    tx: Transaction, order_id: str, back: Mapping[str, int]
) -> tuple[str, tuple[str, ...]]:
    """The order in whose parcels these goods went out, and the items that did not."""
    made = dict.fromkeys(share.made_id for share in tx.groups.of_source(order_id))
    found = []
    for one in made or (order_id,):
        left = _still_out(tx, one)
        wrong = tuple(sku for sku, n in back.items() if n <= 0 or n > left.get(sku, 0))
        found.append((one, wrong))
    return min(found, key=lambda one: len(one[1]))


def _still_out(tx: Transaction, order_id: str) -> dict[str, int]:
    """Pieces of an order that left and did not come back."""
    left: dict[str, int] = {}
    for row in tx.stock_documents.of_order(order_id):
        for sku, out in row.content.out.items():
            left[sku] = left.get(sku, 0) + out
    return left


def _document(tx: Transaction, act: Act, document_id: str) -> DocumentRow:
    staff.require(tx, act.who, Permission.WORK_STOCK)
    row = tx.stock_documents.get(document_id)
    if row is None:
        raise NotDoneError(_("This document is not there any more"))
    return row


def _changed(tx: Transaction, act: Act, row: DocumentRow, after: DocumentRow, what: str) -> None:
    if not tx.stock_documents.put(after, row.tries):
        raise NotDoneError(_("This document is on its way already"))
    tx.audit.add(
        act.who, what, row.id, act.at,
        before={"state": row.state, "reason": row.reason},
        after={"state": after.state, "reason": after.reason},
    )  # fmt: skip
