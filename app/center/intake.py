"""Orders in: from a channel's or a file's words to what a bench can pack. Idempotent by number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.center import regrouping
from app.center.binding import Lookup
from app.center.intake_page import KnownPage, NewsPage, parts
from app.center.order_life import (
    MERGED,
    OPENABLE,
    SPLIT,
    STAYS,
    bought,
    changed_after_approval,
    is_digital,
    judged,
    met,
    order_of,
    resumed,
    told_lines,
)
from app.center.placing import placed
from app.center.review_gate import REVIEW, hold_back
from app.center.shop_tasks import open_task
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState
from app.domain.trade import NO_TRADE, Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.notices import Notice
from app.store.orders_told import Known
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction
from app.store.unbound import UnboundLine

UNBOUND = frozenset({"no_item_code", "unknown_item"})
GROUPED = frozenset({MERGED, SPLIT})
IN_HAND = (OrderState.PARKED, OrderState.RETURNED)
GIVEN_UP = (OrderState.REFUNDED, OrderState.CANCELLED)
REFUND_AFTER_PACKING = "refund_after_packing"
_Numbered = tuple[tuple[int, IncomingLine], ...]


@dataclass(slots=True)
class IntakeCount:
    """What an intake did. ``waiting`` counts, by reason, the orders that cannot be packed yet."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    waiting: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Trades:
    """What the shop said of the buying before, and what it says now."""

    before: Trade | None
    now: Trade | None


class Intake:
    """Takes orders over within one transaction. ``new_id`` makes UUIDv7 texts."""

    def __init__(
        self, tx: Transaction, new_id: Callable[[], str], now: datetime, courier: str = ""
    ) -> None:
        self._courier = courier  # of new orders that name none
        self._tx = tx
        self._new_id = new_id
        self._now = now
        self._lookups: dict[tuple[str, str], Lookup] = {}
        self._news = NewsPage(tx, now)
        self._payable: list[str] = []  # orders that were not before
        self._rebound: set[str] = set()  # listings whose number of waiting orders changes
        self.count = IntakeCount()

    def take(self, orders: Iterable[IncomingOrder]) -> IntakeCount:
        for part in parts(orders):
            page = KnownPage(self._tx, part, self._lookup)
            for told in part:
                self._take(told, page)
            self._write()
        self._tx.listings.recount(self._rebound)
        if waiting := hold_back(self._tx, self._payable, self._now):
            self.count.waiting[REVIEW] = waiting
        return self.count

    def _take(self, shops_word: IncomingOrder, page: KnownPage) -> None:
        known = page.order(shops_word)
        if known and known.note.reason in GROUPED:
            known = page.order_now(shops_word)
        told = judged(shops_word, page.refunds(shops_word))
        told_at = told.revision_at.astimezone(UTC) if told.revision_at else None
        if known and told_at and known.note.told_at and told_at < known.note.told_at:
            self.count.older += 1
            return
        lines, unbound = self._lines(told)
        missing = unbound and ("unknown_item" if unbound[-1][1].sku else "no_item_code")
        state, reason = told.state, told.reason
        recipient, unsure = placed(told.recipient, page.place)
        if (missing or unsure) and state in {OrderState.APPROVED, OrderState.PENDING}:
            state, reason = OrderState.HELD, missing or unsure
        # Where only the place is unclear, the shop's word counts once a person has chosen it.
        said = told.state if unsure and not missing else state
        order = order_of(replace(told, recipient=recipient), self._tx.warehouse, lines, state)
        note = IntakeNote(reason, said.value, told_at)
        new, stands = self._kept(known, order, note, told.trade, page)
        if known is None or known.stored.order.state in {OrderState.PENDING, OrderState.HELD}:
            self._payable.append(new.id)
        if is_digital(shops_word):
            self._tell_at_once(new)
        self._keep_trade(told, new, unbound, page)
        if unbound or (known and known.note.reason in UNBOUND):
            self._wait(told, new.id, unbound if stands is OrderState.HELD else ())
        if state is not OrderState.APPROVED:
            self.count.waiting[reason] = self.count.waiting.get(reason, 0) + 1

    def _kept(
        self,
        known: Known | None,
        order: Order,
        note: IntakeNote,
        trade: Trade | None,
        page: KnownPage,
    ) -> tuple[Order, OrderState]:
        """The order with its id, and the state in which it stands from now on."""
        if known is None:
            new = replace(order, id=self._new_id(), courier=order.courier or self._courier)
            self._news.order(new, note)
            self.count.new += 1
            return new, new.state
        new = replace(order, id=known.stored.order.id)
        note = replace(note, told_at=note.told_at or known.note.told_at)
        return new, self._meet(known, order, note, _Trades(page.trade(new.id), trade))

    def _lines(self, told: IncomingOrder) -> tuple[tuple[OrderLine, ...], _Numbered]:
        """The lines with our items, and those that have none, with their numbers."""
        lookup = self._lookup(told)
        lines: list[OrderLine] = []
        unbound: list[tuple[int, IncomingLine]] = []
        for number, line in enumerate(told.lines, start=1):
            found = lookup.find(line)
            if found is None:
                unbound.append((number, line))
            lines.append(
                OrderLine(
                    line_no=number,
                    item=found.item if found else Item(line.sku, line.name, line.spec),
                    quantity=line.quantity * (found.pieces if found else 1),
                    gift=line.gift,
                    parts=found.parts if found else (),
                    lot=line.lot,
                )
            )
        return tuple(lines), tuple(unbound)

    def _lookup(self, told: IncomingOrder) -> Lookup:
        shop = (told.channel, told.shop)
        if shop not in self._lookups:
            self._lookups[shop] = Lookup(self._tx, *shop)
        return self._lookups[shop]

    def _write(self) -> None:
        self._rebound |= {*self._news.write(self._lookups.values())}

    def _wait(self, told: IncomingOrder, order_id: str, unbound: _Numbered) -> None:
        """The order waits for a binding of these lines, or does so no more."""
        last = UnboundLine(order_id, 0, "", told.state.value, told.reason)
        lines = self._lookup(told).waiting(order_id, unbound, last, self._now)
        self._news.wait(order_id, lines)

    def _keep_trade(
        self, told: IncomingOrder, order: Order, unbound: _Numbered, page: KnownPage
    ) -> None:
        """A file says nothing of the buying: what a platform said before stays.

        Of an unbound line it is kept how the shop calls it: a binding judges it again.
        """
        named = any(one.line_id or one.listing_id for one in told.lines)
        if told.trade is None and not named and not unbound:
            return
        trade = replace(told.trade or NO_TRADE, lines=tuple(told_lines(told)))
        if page.trade(order.id) != trade:
            self._news.trade(order, trade)

    def _meet(self, known: Known, told: Order, new: IntakeNote, trades: _Trades) -> OrderState:
        """A known order is told again: what the warehouse did to it stays, the rest is newer."""
        was, note = known.stored.order, known.note
        state = self._state(known.stored, told.state, note)
        order = met(was, told, state, same_word=bool(new.told_at and new.told_at == note.told_at))
        if note.told_at and new.told_at and new.told_at > note.told_at:
            order, new = _held(known.stored, order, new, trades)
        if note.reason in STAYS and state is was.state:
            new = replace(new, reason=note.reason)
        if order == was or was.state is OrderState.PACKED:  # a packed order is history
            self.count.unchanged += 1
            stands = was.state
        else:
            self._change(known.stored, order, new)
            self.count.changed += 1
            stands = order.state
        if new != note:
            self._news.note(was.id, new)
        if note.reason in GROUPED and (new.told, order) != (note.told, was):
            return self._source_changed(was.id)
        return stands

    def _source_changed(self, order_id: str) -> OrderState:
        """It is packed as another order: what becomes of that one, and of this."""
        self._write()
        regrouping.source_changed(self._tx, order_id, self._now)
        stands = self._tx.orders.get(order_id)
        return stands.order.state if stands else OrderState.HELD

    def _tell_at_once(self, order: Order) -> None:
        """Nothing is sent: the shop hears so, as soon as it is asked."""
        key = f"digital/{order.id}"
        told = Notice(key, order.shop, order.id, order.number, digital=True)
        self._news.notice(told)

    def _change(self, known: StoredOrder, order: Order, note: IntakeNote) -> None:
        was = known.order
        if replace(order, state=was.state) == was:
            self._tx.orders.set_state(was.id, order.state, self._now, progress=known.progress)
            return
        if bought(order) != bought(was):
            # A pick slip printed from the older revision must not be packed by.
            revision = was.revision + 1
            reprinted = order.slip and order.slip != was.slip
            slip = revision if reprinted else was.slip_revision
            order = replace(order, revision=revision, slip_revision=slip)
        self._news.order(order, note)

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
        if note.reason in STAYS or (was in IN_HAND and told is OrderState.APPROVED):
            return was
        return resumed(known) if told is OrderState.APPROVED else told

    def _refund_after_packing(self, known: StoredOrder, state: OrderState) -> None:
        order = known.order
        task_id = f"{order.id}:{state.value}"  # told again: still one task
        details = {"number": order.number, "state": state.value}
        open_task(self._tx, task_id, REFUND_AFTER_PACKING, self._now, details, order.id)


def _held(
    known: StoredOrder, order: Order, new: IntakeNote, trades: _Trades
) -> tuple[Order, IntakeNote]:
    """A change that reaches an approved order stops it: a bench hears of it within seconds."""
    if known.order.state not in OPENABLE or order.state not in OPENABLE or known.sealed:
        return order, new
    why = changed_after_approval(known.order, order, trades.before, trades.now)
    if not why:
        return order, new
    return replace(order, state=OrderState.HELD), replace(new, reason=why)
