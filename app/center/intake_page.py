"""Some orders that shops tell of: all that is known of them, read at once, and all that is new.

Every statement is one for all of them: an order by itself costs twenty.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from app.center import clearing_desk
from app.center.binding import Lookup
from app.center.placing import Named, mark_of, may_ask
from app.domain.order import Order
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingOrder
from app.store.notices import Notice
from app.store.orders_told import Known
from app.store.records import IntakeNote
from app.store.refunds import Refund
from app.store.transaction import Transaction
from app.store.unbound import UnboundLine

AT_ONCE = 200
Key = tuple[str, str, str]


def key_of(told: IncomingOrder) -> Key:
    return (told.channel, told.shop, told.number)


def parts(orders: Iterable[IncomingOrder]) -> Iterator[Sequence[IncomingOrder]]:
    """Some at a time, none of them twice: what is told again must find what was told before."""
    part: dict[Key, IncomingOrder] = {}
    for one in orders:
        if len(part) == AT_ONCE or key_of(one) in part:
            yield tuple(part.values())
            part = {}
        part[key_of(one)] = one
    if part:
        yield tuple(part.values())


class KnownPage:
    """What is known of these orders. ``lookup`` finds a shop's items."""

    def __init__(
        self,
        tx: Transaction,
        told: Sequence[IncomingOrder],
        lookup: Callable[[IncomingOrder], Lookup],
    ) -> None:
        self._tx, self._told = tx, told
        self._places: dict[str, Named] | None = None
        self._known: dict[Key, Known] = {}
        self._refunds: dict[Key, list[Refund]] = {}
        shops: dict[tuple[str, str], list[IncomingOrder]] = {}
        for one in told:
            shops.setdefault((one.channel, one.shop), []).append(one)
        for shop, orders in shops.items():
            numbers = [one.number for one in orders]
            for number, known in tx.told.known(*shop, numbers).items():
                self._known[*shop, number] = known
            for number, refunds in tx.refunds.of(*shop, numbers).items():
                self._refunds[*shop, number] = refunds
            lookup(orders[0]).prepare(line for one in orders for line in one.lines)
        self._trades = tx.trades.of(one.stored.order.id for one in self._known.values())

    def order(self, told: IncomingOrder) -> Known | None:
        return self._known.get(key_of(told))

    def order_now(self, told: IncomingOrder) -> Known | None:
        """The same, read anew: another order may have changed it since."""
        found = self._tx.told.known(told.channel, told.shop, [told.number])
        return found.get(told.number)

    def refunds(self, told: IncomingOrder) -> Sequence[Refund]:
        return self._refunds.get(key_of(told), ())

    def trade(self, order_id: str) -> Trade | None:
        return self._trades.get(order_id)

    def place(self, mark: str) -> Named | None:
        """The place that a person chose for an address before; asked of all when first needed."""
        if self._places is None:
            marks = {mark_of(one.recipient.address) for one in self._told if may_ask(one.recipient)}
            self._places = self._tx.places.of(marks)
        return self._places.get(mark)


class NewsPage:
    """What is new of these orders, until it is written."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self._tx, self._now = tx, now
        self._orders: dict[str, tuple[Order, IntakeNote]] = {}
        self._notes: dict[str, IntakeNote] = {}
        self._trades: dict[str, tuple[Order, Trade]] = {}
        self._waits: dict[str, Sequence[UnboundLine]] = {}
        self._notices: list[Notice] = []

    def order(self, order: Order, note: IntakeNote) -> None:
        self._orders[order.id] = (order, note)

    def note(self, order_id: str, note: IntakeNote) -> None:
        """Of an order that is here; it may have been given to ``order`` too."""
        if order_id in self._orders:
            self._orders[order_id] = (self._orders[order_id][0], note)
        else:
            self._notes[order_id] = note

    def trade(self, order: Order, trade: Trade) -> None:
        self._trades[order.id] = (order, trade)

    def wait(self, order_id: str, lines: Sequence[UnboundLine]) -> None:
        """For bindings of these lines; none: for nothing any more."""
        self._waits[order_id] = lines

    def notice(self, notice: Notice) -> None:
        self._notices.append(notice)

    def write(self, lookups: Iterable[Lookup]) -> tuple[str, ...]:
        """Writes it all; the listings whose number of waiting orders changes."""
        for lookup in lookups:
            lookup.keep()
        if self._orders:
            self._tx.told.put(self._orders, self._now)
        self._tx.told.keep_notes(self._notes)
        clearing_desk.retold(self._tx, self._trades.values())
        self._tx.trades.put(self._trades.values())
        changed = self._tx.unbound.put_all(self._waits)
        self._tx.notices.add(self._notices, self._now)
        self._orders, self._notes, self._trades, self._waits = {}, {}, {}, {}
        self._notices = []
        return changed
