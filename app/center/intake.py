"""Orders in: from a channel's or a file's words to what a bench can pack. Idempotent by number."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.center import alert_exceptions
from app.center.placing import placed
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState
from app.domain.trade import NO_TRADE, TradeLine
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.records import IntakeNote, StoredOrder, Task
from app.store.transaction import Transaction

BY_HAND = "by_hand"
UNBOUND = frozenset({"no_item_code", "unknown_item"})
IN_HAND = (OrderState.PARKED, OrderState.RETURNED)
GIVEN_UP = (OrderState.REFUNDED, OrderState.CANCELLED)
REFUND_AFTER_PACKING = "refund_after_packing"


def resumed(stored: StoredOrder) -> OrderState:
    """The state of an order that may be packed (again): a half-done check goes on where it was."""
    if stored.progress is None:
        return OrderState.APPROVED
    return OrderState.RETURNED if stored.progress.ticket else OrderState.PARKED


@dataclass(slots=True)
class IntakeCount:
    """What an intake did. ``waiting`` counts, by reason, the orders that cannot be packed yet."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    waiting: dict[str, int] = field(default_factory=dict)


class Intake:
    """Takes orders over within one transaction. ``new_id`` makes UUIDv7 texts."""

    def __init__(
        self, tx: Transaction, new_id: Callable[[], str], now: datetime, courier: str = ""
    ) -> None:
        self._courier = courier  # of new orders that name none
        self._tx = tx
        self._new_id = new_id
        self._now = now
        self._items: dict[str, Item | None] = {}
        self.count = IntakeCount()

    def take(self, orders: Iterable[IncomingOrder]) -> IntakeCount:
        for order in orders:
            self._take(order)
        return self.count

    def _take(self, told: IncomingOrder) -> None:
        known = self._tx.orders.by_number(told.channel, told.shop, told.number)
        note = self._tx.orders.note(known.order.id) if known else IntakeNote()
        told_at = told.revision_at.astimezone(UTC) if told.revision_at else None
        if known and told_at and note.told_at and told_at < note.told_at:
            self.count.older += 1
            return
        lines, missing = self._lines(told.lines)
        state, reason = told.state, told.reason
        recipient, unsure = placed(told.recipient)
        if (missing or unsure) and state in {OrderState.APPROVED, OrderState.PENDING}:
            state, reason = OrderState.HELD, missing or unsure
        order = self._order(replace(told, recipient=recipient), lines, state)
        if known is None:
            new = replace(order, id=self._new_id(), courier=order.courier or self._courier)
            self._tx.orders.upsert((new,), self._now)
            self._tx.orders.keep_note(new.id, IntakeNote(reason, state.value, told_at))
            self.count.new += 1
        else:
            new = replace(order, id=known.order.id)
            new_note = IntakeNote(reason, state.value, told_at or note.told_at)
            self._meet(known, order, note, new_note)
        self._keep_trade(told, new)
        if state is not OrderState.APPROVED:
            self.count.waiting[reason] = self.count.waiting.get(reason, 0) + 1

    def _lines(self, told: tuple[IncomingLine, ...]) -> tuple[tuple[OrderLine, ...], str]:
        """The lines with our items, and a reason where an item is missing."""
        lines, missing = [], ""
        for number, line in enumerate(told, start=1):
            item = self._item(line.sku) if line.sku else None
            if item is None:
                missing = "unknown_item" if line.sku else "no_item_code"
            parts = self._tx.catalogue.kit(item.sku) if item else ()
            lines.append(
                OrderLine(
                    line_no=number,
                    item=item or Item(line.sku, line.name, line.spec),
                    quantity=line.quantity,
                    gift=line.gift,
                    parts=parts,
                    lot=line.lot,
                )
            )
        return tuple(lines), missing

    def _keep_trade(self, told: IncomingOrder, order: Order) -> None:
        """A file says nothing of the buying: what a platform said before stays."""
        if told.trade is None and not any(one.line_id or one.listing_id for one in told.lines):
            return
        trade = replace(told.trade or NO_TRADE, lines=tuple(_told_lines(told)))
        if self._tx.trades.get(order.id) != trade:
            self._tx.trades.put([(order, trade)])

    def _item(self, sku: str) -> Item | None:
        if sku not in self._items:
            self._items[sku] = self._tx.catalogue.get(sku)
        return self._items[sku]

    def _order(self, told: IncomingOrder, lines: tuple[OrderLine, ...], state: OrderState) -> Order:
        return Order(
            id="",
            warehouse=self._tx.warehouse,
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
            waybill=told.waybill,
            slip_revision=told.slip_revision or (1 if told.slip else 0),
        )

    def _meet(self, known: StoredOrder, told: Order, note: IntakeNote, new: IntakeNote) -> None:
        """A known order is told again: what the warehouse did to it stays, the rest is newer."""
        was = known.order
        state = self._state(known, told.state, note)
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
            slip_revision=was.slip_revision,
        )
        if new.told_at and new.told_at == note.told_at:
            # The same word from a list and from a detail: the list leaves the remarks out.
            order = replace(
                order,
                buyer_note=told.buyer_note or was.buyer_note,
                seller_note=told.seller_note or was.seller_note,
            )
        if order == was or was.state is OrderState.PACKED:  # a packed order is history
            self.count.unchanged += 1
        else:
            self._change(known, order)
            self.count.changed += 1
        if note.reason == BY_HAND and state is was.state:
            new = IntakeNote(BY_HAND, new.told, new.told_at)
        if new != note:
            self._tx.orders.keep_note(was.id, new)

    def _change(self, known: StoredOrder, order: Order) -> None:
        was = known.order
        if replace(order, state=was.state) == was:
            self._tx.orders.set_state(was.id, order.state, self._now, progress=known.progress)
            return
        if _bought(order) != _bought(was):
            # A pick slip printed from the older revision must not be packed by.
            revision = was.revision + 1
            reprinted = order.slip and order.slip != was.slip
            slip = revision if reprinted else was.slip_revision
            order = replace(order, revision=revision, slip_revision=slip)
        self._tx.orders.upsert((order,), self._now)

    def _state(self, known: StoredOrder, told: OrderState, note: IntakeNote) -> OrderState:
        """What the state is after the shop's word. Refund and cancellation beat everything."""
        was = known.order.state
        if told.value == note.told:
            return was
        if was is OrderState.PACKED:
            if told in GIVEN_UP:
                self._refund_after_packing(known, told)
            return was
        if told in GIVEN_UP:
            return told
        if note.reason == BY_HAND or (was in IN_HAND and told is OrderState.APPROVED):
            return was
        return resumed(known) if told is OrderState.APPROVED else told

    def _refund_after_packing(self, known: StoredOrder, state: OrderState) -> None:
        self._tx.tasks.open(
            Task(
                id=f"{known.order.id}:{state.value}",  # told again: still one task
                kind=REFUND_AFTER_PACKING,
                opened_at=self._now,
                order_id=known.order.id,
                details={"number": known.order.number, "state": state.value},
            )
        )
        alert_exceptions.of_task(self._tx, f"{known.order.id}:{state.value}", self._now)


def _told_lines(told: IncomingOrder) -> Iterator[TradeLine]:
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


def _bought(order: Order) -> tuple[object, ...]:
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
