"""A transaction that applies a whole delivery: what its facts are about is read and locked once.

Every fact alone asked for its order, its numbers and its tickets, and wrote them back: fourteen
statements a parcel. Here a delivery reads them in three statements and writes what changed in
two, when it ends. The rows are locked from the first look on, so nothing can change in between.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from app.domain.order import Order
from app.domain.waybill_number import NumberState, WaybillNumber
from app.store import order_rules as rules
from app.store.archived_orders import archived, recall
from app.store.bulk import update_rows
from app.store.orders import Orders
from app.store.orders_feed import COLUMNS, stored
from app.store.records import StoredOrder, Ticket
from app.store.session import ORDERS
from app.store.tables.orders import orders
from app.store.tables.shipping import waybill_number
from app.store.tables.trouble import repick_ticket
from app.store.tasks import Tickets
from app.store.transaction import Transaction
from app.store.waybills import Waybills, number_id


@dataclass(slots=True)
class Needs:
    """What a delivery is about. ``numbers`` are (courier, number); ``tickets`` normalised codes."""

    orders: set[str] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)
    parcels: set[str] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)


_n = waybill_number.c
_ORDERS = (
    select(*COLUMNS)
    .where(orders.c.warehouse == bindparam("wh"), orders.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(orders.c.id)  # two deliveries lock in the same order
    .with_for_update()
)
_NUMBERS = (
    select(_n.id, _n.courier, _n.number, _n.state, _n.station_id, _n.parcel_id)
    .where(
        _n.warehouse == bindparam("wh"),
        or_(
            _n.id.in_(bindparam("ids", expanding=True)),
            _n.parcel_id.in_(bindparam("parcels", expanding=True)),
        ),
    )
    .order_by(_n.id)
    .with_for_update()
)


class Remembering(Transaction):
    """The same transaction as ``tx``. ``flush`` must be called before it ends."""

    def __init__(self, tx: Transaction, needs: Needs) -> None:
        super().__init__(tx._session)  # noqa: SLF001 - one transaction, seen in another way
        self._orders = RememberedOrders(self._session)
        self._numbers = RememberedWaybills(self._session)
        self._tickets = RememberedTickets(self._session)
        self._orders.load(needs.orders)
        self._numbers.load(needs.numbers, needs.parcels)
        self._tickets.load(needs.tickets, needs.orders)
        self.orders = self._orders
        self.waybills = self._numbers
        self.tickets = self._tickets

    def flush(self) -> None:
        """Writes what changed."""
        self._orders.flush()
        self._numbers.flush()


class RememberedOrders(Orders):
    """Orders that are known and locked; claims and states are written by ``flush``."""

    def load(self, ids: set[str]) -> None:
        self._known: dict[str, StoredOrder | None] = dict.fromkeys(ids)
        self._changed_ids: set[str] = set()
        self._archived: set[str] = set()
        if not ids:
            return
        values = {"wh": self._session.warehouse, "ids": sorted(ids)}
        for row in self._session.connection.execute(_ORDERS, values):
            self._known[row.id] = stored(row)
        if missing := [one for one in sorted(ids) if self._known[one] is None]:
            old = archived(self._session, missing)
            self._known |= {name: stored(row) for name, row in old.items()}
            self._archived = set(old)

    def get(self, order_id: str) -> StoredOrder | None:
        return self._known[order_id] if order_id in self._known else super().get(order_id)

    def by_code(self, code: str) -> tuple[str, ...]:
        self.flush()
        return super().by_code(code)

    def upsert(self, written: Iterable[Order], now: datetime) -> None:
        self.flush()
        parts = tuple(written)
        super().upsert(parts, now)
        for order in parts:
            self._archived.discard(order.id)
            if order.id in self._known:
                self._known[order.id] = super().get(order.id)

    def flush(self) -> None:
        changed = sorted(self._changed_ids)
        self._changed_ids.clear()
        if changed:
            rows = [rules.row_of(one) for name in changed if (one := self._known[name])]
            update_rows(self._session, orders, "id", rows)

    def _locked(self, order_id: str) -> StoredOrder | None:
        return self._known.get(order_id) or super()._locked(order_id)

    def _put(self, changed: StoredOrder) -> None:
        name = changed.order.id
        if self._known.get(name) is None:
            super()._put(changed)
            return
        if name in self._archived:
            recall(self._session, (name,))
            self._archived.discard(name)
        self._known[name] = changed
        self._changed_ids.add(name)
        self._session.touch(ORDERS, (name,))


class RememberedWaybills(Waybills):
    """Numbers that are known and locked; their states are written by ``flush``."""

    def load(self, numbers: set[tuple[str, str]], parcels: set[str]) -> None:
        self._parcels = parcels
        self._known: dict[str, WaybillNumber] = {}
        self._changed_ids: set[str] = set()
        if not numbers and not parcels:
            return
        wanted = sorted(number_id(courier, number) for courier, number in numbers)
        values = {"wh": self._session.warehouse, "ids": wanted, "parcels": sorted(parcels)}
        for row in self._session.connection.execute(_NUMBERS, values):
            state = NumberState(row.state)
            self._known[row.id] = WaybillNumber(
                row.courier, row.number, state, row.station_id, row.parcel_id
            )

    def get(self, courier: str, number: str) -> WaybillNumber | None:
        return self._known.get(number_id(courier, number)) or super().get(courier, number)

    def of_parcel(self, parcel_id: str) -> tuple[WaybillNumber, ...]:
        if parcel_id not in self._parcels:
            self.flush()
            return super().of_parcel(parcel_id)
        return tuple(one for one in self._known.values() if one.parcel_id == parcel_id)

    def set_state(self, changed: WaybillNumber, before: NumberState) -> bool:
        name = number_id(changed.courier, changed.number)
        known = self._known.get(name)
        if known is None:
            done = super().set_state(changed, before)
            if done:
                self._known[name] = changed
            return done
        if known.state is not before:
            return False
        self._known[name] = changed
        self._changed_ids.add(name)
        return True

    def flush(self) -> None:
        rows = [
            {
                "id": name,
                "state": self._known[name].state.value,
                "station_id": self._known[name].station_id,
                "parcel_id": self._known[name].parcel_id,
                "held": False,
            }
            for name in sorted(self._changed_ids)
        ]
        self._changed_ids.clear()
        if rows:
            update_rows(self._session, waybill_number, "id", rows)


class RememberedTickets(Tickets):
    """Most orders have no ticket: one question for all of them."""

    def load(self, codes: set[str], order_ids: set[str]) -> None:
        self._codes = codes
        self._order_ids = order_ids
        self._found: tuple[Ticket, ...] = ()
        if codes or order_ids:
            _c = repick_ticket.c
            here = or_(_c.id.in_(sorted(codes)), _c.order_id.in_(sorted(order_ids)))
            self._found = self._select(here, limit=10_000)

    def get(self, record_id: str) -> Ticket | None:
        if record_id not in self._codes:
            return super().get(record_id)
        return next((one for one in self._found if one.id == record_id), None)

    def of_order(self, order_id: str) -> tuple[Ticket, ...]:
        if order_id not in self._order_ids:
            return super().of_order(order_id)
        return tuple(one for one in self._found if one.order_id == order_id)

    def open(self, ticket: Ticket) -> bool:
        return self._again(super().open(ticket))

    def move(self, ticket_id: str, state: str, now: datetime, owner: str = "") -> bool:
        return self._again(super().move(ticket_id, state, now, owner))

    def _again(self, done: bool) -> bool:
        """What was changed is read again."""
        self.load(self._codes, self._order_ids)
        return done
