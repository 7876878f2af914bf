"""Orders whose address could mean several places, or none: a person chooses, and they go on.

What was chosen for an address is known the next time the same text comes; of the text only a
mark is kept. Every order that waits with it goes on at once, as its shop told it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.center import staff
from app.center.gazetteer import regions
from app.center.intake import Intake
from app.center.office_center import Act
from app.center.placing import NOT_SURE, Named, mark_of
from app.center.refusals import NotDoneError
from app.center.releasing import as_told
from app.domain.address import parse_address
from app.domain.order import Order, OrderState, Recipient
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.regions import CITY_DIGITS, DISTRICT_DIGITS, NO_PLACE, PROVINCE_DIGITS, Division
from app.i18n import mark as _
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction

MOST: Final = 500
"""Addresses shown at a time; when some are chosen, the next ones come."""
CANDIDATES: Final = 9


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One order that waits. ``confidence`` in percent; ``text`` is "" where it is sealed here."""

    id: str
    number: str
    shop: str
    text: str
    confidence: int
    candidates: tuple[Named, ...]
    cut_off: datetime | None
    waits_since: datetime | None

    @property
    def best(self) -> str:
        """The only place it may be, for a person to confirm; "" for none or several."""
        return " ".join(filter(None, self.candidates[0])) if len(self.candidates) == 1 else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What was chosen, and for which orders; with it the choice is taken back."""

    mark: str
    place: Named
    orders: tuple[tuple[str, Recipient], ...]


def read(tx: Transaction, query: PageQuery) -> Page[AddressRow]:
    """One page of those that wait. Groups: all | several | nothing."""
    rows = [_row(stored) for stored in _waiting(tx)]
    if query.group == "several":
        rows = [one for one in rows if one.candidates]
    elif query.group == "nothing":
        rows = [one for one in rows if not one.candidates]
    return page_of(
        rows,
        query,
        {
            "number": lambda one: one.number,
            "shop": lambda one: one.shop,
            "text": lambda one: one.text,
            "confidence": lambda one: one.confidence,
            "cut_off": lambda one: one.cut_off,
            "waits_since": lambda one: one.waits_since,
        },
    )


def counts(tx: Transaction) -> int:
    """How many orders wait, up to as many as are shown."""
    return len(tx.places.waiting(NOT_SURE, MOST))


def below(code: str = "") -> tuple[Division, ...]:
    """The provinces; or of a province its cities, of a city its districts. By code.

    A level that an address does not write (市辖区) is passed over.
    """
    level = {0: PROVINCE_DIGITS, PROVINCE_DIGITS: CITY_DIGITS, CITY_DIGITS: DISTRICT_DIGITS}
    wanted = level.get(len(code))
    found: list[Division] = []
    for one in regions().divisions:
        if one.level != wanted or not one.code.startswith(code):
            continue
        found += below(one.code) if NO_PLACE.fullmatch(one.name) else (one,)
    return tuple(sorted(found, key=lambda one: one.code))


def named(division: Division) -> Named:
    """Province, city and district of a division, as shops write them."""
    parsed = parse_address("".join(one.name for one in regions().chain(division)), regions())
    return parsed.province, parsed.city, parsed.district


def place_of(code: str) -> Named:
    """The same of a division's code. Raises KeyError for one that there is not."""
    division = regions().by_code(code)
    if division is None:
        raise KeyError(code)
    return named(division)


def choose(tx: Transaction, act: Act, *, order_id: str, place: Named) -> Placed:
    """This address means that place. Every order with the same text goes on at once.

    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    stored = tx.orders.get(order_id)
    if stored is None or stored.order.state is not OrderState.HELD or _note(tx, stored) is None:
        raise NotDoneError(_("This order does not wait for its address any more"))
    if stored.sealed:
        raise NotDoneError(_("This address cannot be opened on this computer"))
    if not place[0]:
        raise NotDoneError(_("Choose a province at least"))
    mark = mark_of(stored.order.recipient.address)
    tx.places.learn(mark, place, act.who, act.at)
    same = [one for one in _waiting(tx) if mark_of(one.order.recipient.address) == mark]
    for one in same:
        _go_on(tx, act, one)
    tx.audit.add(
        act.who, "order.place", stored.order.number, act.at,
        after={"place": " ".join(filter(None, place)), "orders": len(same)},
    )  # fmt: skip
    return Placed(mark, place, tuple((one.order.id, one.order.recipient) for one in same))


def take_back(tx: Transaction, act: Act, *, placed: Placed) -> int:
    """The choice was wrong: the orders wait again, as far as nobody packs them; how many."""
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    tx.places.forget(placed.mark)
    back = 0
    for order_id, recipient in placed.orders:
        stored = tx.orders.get(order_id)
        if stored is None or not _may_wait(stored, placed.place):
            continue
        note = tx.orders.note(order_id)
        order = replace(stored.order, recipient=recipient, state=OrderState.HELD)
        tx.orders.upsert([replace(order, revision=order.revision + 1)], act.at)
        tx.orders.keep_note(order_id, IntakeNote(NOT_SURE, note.told, note.told_at))
        back += 1
    tx.audit.add(act.who, "order.place.undo", placed.mark[:16], act.at, after={"orders": back})
    return back


def _may_wait(stored: StoredOrder, place: Named) -> bool:
    """Still where it was put, and on no bench."""
    order, to = stored.order, stored.order.recipient
    free = order.state in {OrderState.APPROVED, OrderState.PENDING, OrderState.HELD}
    return free and not stored.holder and (to.province, to.city, to.district) == place


def _waiting(tx: Transaction) -> tuple[StoredOrder, ...]:
    return tx.orders.some(tx.places.waiting(NOT_SURE, MOST))


def _note(tx: Transaction, stored: StoredOrder) -> IntakeNote | None:
    note = tx.orders.note(stored.order.id)
    return note if note.reason == NOT_SURE else None


def _go_on(tx: Transaction, act: Act, stored: StoredOrder) -> None:
    """Taken in anew, as its shop told it: it goes where an order with a clear address goes."""
    note = tx.orders.note(stored.order.id)
    told = as_told(tx, stored, _told_state(tx, stored.order, note))
    tx.orders.keep_note(stored.order.id, IntakeNote("", OrderState.HELD.value, note.told_at))
    Intake(tx, act.new_id, act.at).take([told])


def _told_state(tx: Transaction, order: Order, note: IntakeNote) -> OrderState:
    """What the shop said. Where only that it is held was kept: what is paid may go."""
    if note.told not in {"", OrderState.HELD.value}:
        return OrderState(note.told)
    trade = tx.trades.get(order.id)
    paid = trade is None or trade.cash_on_delivery or trade.paid_at is not None
    return OrderState.APPROVED if paid else OrderState.PENDING


def _row(stored: StoredOrder) -> AddressRow:
    order = stored.order
    found = parse_address(order.recipient.address, regions())
    return AddressRow(
        order.id, order.number, order.shop, order.recipient.address, found.confidence,
        found.candidates[:CANDIDATES], order.cut_off, stored.updated_at,
    )  # fmt: skip
