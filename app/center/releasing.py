"""Orders are judged again when a listing is bound or a binding is taken back, in the same act."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from app.center.intake import UNBOUND, Intake
from app.center.order_life import OUR_GIFTS
from app.domain.order import OrderState
from app.domain.trade import TradeLine
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction
from app.store.unbound import UnboundLine


def release(
    tx: Transaction, listings: Iterable[str], act: str, now: datetime, new_id: Callable[[], str]
) -> int:
    """Every order that waits for one of these is taken in anew, as its shop told it last.

    It goes where a new order would go; one with another unbound line waits on. How many go on.
    """
    ids = tuple(listings)
    orders = tx.unbound.waiting(ids)
    tx.unbound.released(orders, act)
    _again(tx, orders, now, new_id)
    tx.listings.recount(ids)
    return len(orders) - len(tx.unbound.still(orders))


def take_back(tx: Transaction, act: str, now: datetime, new_id: Callable[[], str]) -> int:
    """The orders that an act released, once its bindings are gone: they wait again.

    What is packed meanwhile stays packed. How many.
    """
    orders = tx.unbound.released_by(act)
    _again(tx, orders, now, new_id)
    return len(orders)


def _again(
    tx: Transaction, orders: Iterable[str], now: datetime, new_id: Callable[[], str]
) -> None:
    told = (one for order_id in orders if (one := _told(tx, order_id)) is not None)
    Intake(tx, new_id, now).take(told)


def _told(tx: Transaction, order_id: str) -> IncomingOrder | None:
    """The order as its shop told it; None: it waits for something else, or cannot be read here."""
    stored = tx.orders.get(order_id)
    waited = tx.unbound.lines(order_id)
    if stored is None or stored.sealed or not waited:
        return None
    if stored.order.state is OrderState.PACKED:
        return None
    note = tx.orders.note(order_id)
    return _incoming(tx, stored, note, waited[0] if note.reason in UNBOUND else None)


def _incoming(
    tx: Transaction, stored: StoredOrder, note: IntakeNote, waited: UnboundLine | None
) -> IncomingOrder:
    """``waited``: its lines had no item; without, the order stands where its note says."""
    order = stored.order
    trade = tx.trades.get(order.id)
    state = OrderState(waited.told_state) if waited else OrderState(note.told or order.state.value)
    return IncomingOrder(
        channel=order.channel,
        shop=order.shop,
        number=order.number,
        state=state,
        revision_at=note.told_at,
        lines=tuple(_lines(stored, trade.lines if trade else ())),
        recipient=order.recipient,
        reason=waited.told_reason if waited else note.reason,
        paid=order.paid,
        cod=order.cod,
        insured=order.insured,
        freight=order.freight,
        buyer_note=order.buyer_note,
        seller_note=order.seller_note,
        courier=order.courier,
        service=order.service,
        tote=order.tote,
        slip=order.slip,
        slip_revision=order.slip_revision,
        wave=order.wave,
        picker=order.picker,
        default_box=order.default_box,
        waybill=order.waybill,
        cut_off=order.cut_off,
        trade=trade,
    )


def as_told(tx: Transaction, stored: StoredOrder, state: OrderState) -> IncomingOrder:
    """An order that waits for something else, as its shop told it last."""
    told = _incoming(tx, stored, tx.orders.note(stored.order.id), None)
    return replace(told, state=state, reason="")


def _lines(stored: StoredOrder, told: Iterable[TradeLine]) -> Iterator[IncomingLine]:
    by_number = {one.line_no: one for one in told}
    for line in stored.order.lines:
        if line.line_no > OUR_GIFTS:
            continue  # ours, not the shop's: intake keeps them by itself
        shop = by_number.get(line.line_no)
        yield IncomingLine(
            sku=shop.code if shop else line.item.sku,
            name=shop.name if shop else line.item.name,
            quantity=shop.quantity if shop else line.quantity,
            spec=shop.spec if shop else line.item.spec,
            gift=line.gift,
            lot=line.lot,
            line_id=shop.line_id if shop else "",
            listing_id=shop.listing_id if shop else "",
            variant_id=shop.variant_id if shop else "",
            paid=shop.paid if shop else None,
        )
