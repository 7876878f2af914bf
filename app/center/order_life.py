"""What a shop's word about an order means here: paid in two steps, on delivery, digital, refunded.

Pure: no store, no clock. Intake asks these rules before it keeps an order, and before it lets a
change reach an order that was approved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC

from app.domain.order import Order, OrderLine, OrderState
from app.domain.trade import NO_TRADE, Presale, Trade, TradeLine
from app.remote.channels.incoming import IncomingOrder
from app.store.records import StoredOrder
from app.store.refunds import Refund

BY_HAND = "by_hand"
DIGITAL = "digital"
BALANCE_DUE, FORFEITED = "balance_due", "deposit_lost"
REFUND_OPEN, REFUNDED = "refund_open", "refunded"
ADDRESS_CHANGED, REMARK_CHANGED = "address_changed", "remark_changed"
MERGED, SPLIT, PART_CHANGED, UNDONE = "merged", "split", "part_changed", "undone"
STAYS = frozenset(
    {BY_HAND, ADDRESS_CHANGED, REMARK_CHANGED, MERGED, SPLIT, PART_CHANGED}
)  # fmt: skip
"""A hold for one of these ends by a person alone; a refund or cancellation still beats it."""

OPENABLE = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
_WAITS = (OrderState.APPROVED, OrderState.PENDING, OrderState.HELD)
OUR_GIFTS = 900
"""Lines with a greater number are gifts of ours: the shop does not know of them."""


def resumed(stored: StoredOrder) -> OrderState:
    """The state of an order that may be packed (again): a half-done check goes on where it was."""
    if stored.progress is None:
        return OrderState.APPROVED
    return OrderState.RETURNED if stored.progress.ticket else OrderState.PARKED


def judged(told: IncomingOrder, refunds: Sequence[Refund] = ()) -> IncomingOrder:
    """The shop's word with what follows from how it is paid, sent and refunded."""
    trade = told.trade or NO_TRADE
    if told.state not in _WAITS:
        return told
    told = _refunded(told, refunds)
    if told.state not in _WAITS:
        return told
    if trade.presale in {Presale.DEPOSIT_DUE, Presale.BALANCE_DUE}:
        return replace(told, state=OrderState.PENDING, reason=BALANCE_DUE)
    if trade.presale is Presale.FORFEITED:
        return replace(told, state=OrderState.CANCELLED, reason=FORFEITED)
    if trade.cash_on_delivery and (told.state, told.reason) == (OrderState.PENDING, "unpaid"):
        told = replace(told, state=OrderState.APPROVED, reason="")  # the courier collects it
    if trade.cash_on_delivery and told.to_collect is None:
        return replace(told, state=OrderState.HELD, reason="cod_amount")
    if is_digital(told):
        return replace(told, state=OrderState.HELD, reason=DIGITAL)
    return told


def is_digital(told: IncomingOrder) -> bool:
    """Paid for, and nothing to send: it never reaches a bench, the shop is told at once."""
    digital = told.trade is not None and told.trade.digital
    return digital and told.state is OrderState.APPROVED


def _refunded(told: IncomingOrder, refunds: Sequence[Refund]) -> IncomingOrder:
    """A refund that is open holds the order; one that is paid takes its line, or all of it."""
    for one in refunds:
        if one.state == REFUNDED and _is_whole(one, told):
            return replace(told, state=OrderState.REFUNDED, reason=REFUNDED)
    gone = {one.line for one in refunds if one.state == REFUNDED and one.line}
    left = tuple(line for line in told.lines if not line.line_id or line.line_id not in gone)
    if not left:
        return replace(told, state=OrderState.REFUNDED, reason=REFUNDED)
    told = replace(told, lines=left)
    if any(one.state == "open" for one in refunds):
        return replace(told, state=OrderState.HELD, reason=REFUND_OPEN)
    return told


def _is_whole(one: Refund, told: IncomingOrder) -> bool:
    if one.line:
        return False
    if one.amount is None or told.paid is None or one.amount.currency != told.paid.currency:
        return True
    return one.amount.minor >= told.paid.minor


def changed_after_approval(
    was: Order, now: Order, before: Trade | None, after: Trade | None
) -> str:
    """Why an order that may be packed must wait for a person; "" where nothing speaks against it.

    Other goods need no hold: they make a new revision, which stops every slip of the older one.
    """
    tokens = {one.address_token for one in (before, after) if one is not None}
    if now.recipient != was.recipient or len(tokens) > 1:
        return ADDRESS_CHANGED
    if (now.buyer_note, now.seller_note) != (was.buyer_note, was.seller_note):
        return REMARK_CHANGED
    return ""


def with_gifts(order: Order, gifts: Iterable[OrderLine]) -> Order:
    """The order with gifts of ours, whatever the shop tells of it later. In place of those before.

    ``line_no`` of the gifts is given here.
    """
    plain = tuple(line for line in order.lines if line.line_no <= OUR_GIFTS)
    ours = tuple(
        replace(line, line_no=OUR_GIFTS + n, gift=True) for n, line in enumerate(gifts, start=1)
    )
    return replace(order, lines=plain + ours)


def our_gifts(order: Order) -> tuple[OrderLine, ...]:
    return tuple(line for line in order.lines if line.line_no > OUR_GIFTS)


def order_of(
    told: IncomingOrder, warehouse: str, lines: tuple[OrderLine, ...], state: OrderState
) -> Order:
    """The order that a shop's word makes, before it has an id."""
    return Order(
        id="",
        warehouse=warehouse,
        number=told.number,
        channel=told.channel,
        shop=told.shop,
        state=state,
        revision=1,
        lines=lines,
        recipient=told.recipient,
        courier=told.courier,
        service=told.service,
        tote=told.tote,
        slip=told.slip,
        wave=told.wave,
        picker=told.picker,
        buyer_note=told.buyer_note,
        seller_note=told.seller_note,
        default_box=told.default_box,
        cut_off=told.cut_off.astimezone(UTC) if told.cut_off else None,
        paid=told.paid,
        cod=told.to_collect,
        insured=told.insured,
        freight=told.freight,
        waybill=told.waybill,
        slip_revision=told.slip_revision or (1 if told.slip else 0),
    )


def met(was: Order, told: Order, state: OrderState, *, same_word: bool) -> Order:
    """A known order told again: what the warehouse did to it stays, the rest is newer."""
    # An empty word of the shop does not wipe out what the warehouse decided since.
    order = replace(
        told,
        id=was.id,
        revision=was.revision,
        state=state,
        courier=told.courier or was.courier,
        tote=told.tote or was.tote,
        slip=told.slip or was.slip,
        wave=told.wave or was.wave,
        picker=told.picker or was.picker,
        waybill=told.waybill or was.waybill,
        lines=told.lines + our_gifts(was),
        bought=was.bought,
        slip_revision=was.slip_revision,
    )
    if same_word:
        # The same word from a list and from a detail: the list leaves the remarks out.
        order = replace(
            order,
            buyer_note=told.buyer_note or was.buyer_note,
            seller_note=told.seller_note or was.seller_note,
        )
    return order


def told_lines(told: IncomingOrder) -> Iterator[TradeLine]:
    """The lines as the shop names them, numbered as ours are."""
    for number, line in enumerate(told.lines, start=1):
        yield TradeLine(
            line_no=number,
            line_id=line.line_id,
            listing_id=line.listing_id,
            variant_id=line.variant_id,
            code=line.sku,
            name=line.name,
            spec=line.spec,
            quantity=line.quantity,
            paid=line.paid,
        )


def bought(order: Order) -> tuple[object, ...]:
    """What a change of which makes a new revision: not the state, not an item's picture."""
    lines = tuple(
        (
            line.item.sku,
            line.quantity,
            line.gift,
            line.lot,
            tuple((part.item.sku, part.quantity) for part in line.parts),
        )
        for line in order.lines
    )
    return (replace(order, lines=(), state=OrderState.PENDING), lines)
