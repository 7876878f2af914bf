"""Waves as the office sees them: how far each is, what is wrong in it, what is done about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from app.center import staff, waves, waving
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.order import OrderState
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.waving import Plan, WavePolicy
from app.i18n import mark as _
from app.store.engine import Store
from app.store.transaction import Transaction
from app.store.wave_book import Member, Wave

_GONE = frozenset({OrderState.REFUNDED, OrderState.CANCELLED})


class Trouble(Enum):
    """Why an order of a wave is not packed with the others, or not by its slip."""

    CHANGED = "changed"  # since its slip was printed: print it again
    HELD = "held"  # it waits for somebody; back in the wave when it is released
    RETURNED = "returned"  # being re-picked
    GONE = "gone"  # refunded or cancelled
    MOVED = "moved"  # in another wave, or in none


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave. ``state``: released | picking | packed | ended (nothing of it can be packed)."""

    number: str
    state: str
    courier: str
    zone: str
    kind: str
    orders: int
    pieces: int
    packed: int
    packed_pieces: int
    troubles: int
    reprints: int
    slips: int
    lists: int
    picker: str
    picker_name: str
    lent_to: str
    cut_off: datetime | None
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class WaveOrder:
    """An order in a wave. ``reason``: why it waits; ``trouble`` None: it goes its way."""

    id: str
    number: str
    slot: int
    pieces: int
    state: str
    slip: str
    trouble: Trouble | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WaveDetail:
    """``stations``: to whom it may be lent; ``people``: (id, name) of who may walk with it."""

    row: WaveRow
    orders: tuple[WaveOrder, ...]
    stations: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be released now, and by which policy."""

    policy: WavePolicy
    plan: Plan


def read(tx: Transaction, query: PageQuery, *, now: datetime) -> Page[WaveRow]:
    """One page. Groups: all | open | ended."""
    page = tx.wave_book.page(query)
    members = tx.wave_book.members(one.number for one in page.rows)
    names = dict(_people(tx))
    lent = tx.waves.holders((one.number for one in page.rows), now)
    rows = tuple(_row(one, members.get(one.number, ()), names, lent) for one in page.rows)
    return Page(rows, page.total, page.offset, page.capped)


def detail(tx: Transaction, *, number: str, now: datetime) -> WaveDetail | None:
    """None: there is no such wave any more."""
    one = tx.wave_book.get(number)
    if one is None:
        return None
    members = tx.wave_book.members_of(number)
    stations = tuple(each.id for each in tx.stations.every())
    people = _people(tx)
    row = _row(one, members, dict(people), tx.waves.holders((number,), now))
    return WaveDetail(row, tuple(map(_order, members)), stations, people)


def preview(tx: Transaction, *, now: datetime) -> Preview:
    by = waving.policy(tx)
    return Preview(by, waving.plan(tx, by, now))


def release(store: Store, act: Act, go_on: Callable[[int, int], bool], *, wanted: Plan) -> int:
    """What a preview showed; how many orders are in a wave now. Raises NotPermittedError."""
    planned = len(wanted.waves)
    made = waving.release_all(store, act, wanted=wanted, go_on=lambda done: go_on(done, planned))
    return made["orders"]


def pick_by(tx: Transaction, act: Act, *, number: str, picker: str) -> None:
    """Who walks with it: what was picked wrong is counted as theirs. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.MAKE_WAVES)
    one = waving.found(tx, number)
    members = tx.wave_book.members_of(number)
    mine = [
        each.order.id
        for each in tx.wave_book.locked(each.order_id for each in members)
        if each.order.wave == number and each.order.state in waves.OPEN
    ]
    tx.wave_book.rewrite(mine, lambda order: replace(order, picker=picker))
    tx.wave_book.set_picker(number, picker)
    before, after = {"picker": one.picker}, {"picker": picker}
    tx.audit.add(act.who, "wave.picker", number, act.at, before=before, after=after)


def lend(store: Store, act: Act, *, number: str, station: str, hours: int) -> int:
    """The bench packs it while the center is away, and nobody else does; how many orders.

    Raises NotDoneError, NotPermittedError.
    """
    with store.read() as tx:
        staff.require(tx, act.who, Permission.MAKE_WAVES)
        waving.found(tx, number)
        holder = tx.waves.holder(number, act.at)
        if holder not in {"", station}:
            waving.refuse_lent(number, holder)
        if not tx.orders.listed(waves.OPEN, wave=number, limit=1):
            raise NotDoneError(_("Nothing of {number} can be packed any more"), number=number)
    until = act.at + timedelta(hours=hours)
    return _noted(
        store, act, "wave.lend", number, {"station": station, "hours": hours},
        lambda: waves.lend_wave(store, number, station, until, act.at),
    )  # fmt: skip


def take_back(store: Store, act: Act, *, number: str) -> int:
    """Every bench may pack it again; how many orders. Raises NotDoneError, NotPermittedError."""
    with store.read() as tx:
        staff.require(tx, act.who, Permission.MAKE_WAVES)
        if not tx.waves.holder(number, act.at):
            raise NotDoneError(_("{number} is lent to nobody"), number=number)
    return _noted(store, act, "wave.take_back", number, {}, lambda: waves.end_wave(store, number))


def _noted(
    store: Store, act: Act, action: str, number: str, after: dict[str, object],
    work: Callable[[], int],
) -> int:  # fmt: skip
    """Does it, and says so in the audit. What another did meanwhile is a refusal."""
    try:
        count = work()
    except waves.WaveRefusedError as error:
        raise NotDoneError(_("{fault}"), fault=str(error)) from error
    store.transact(lambda tx: tx.audit.add(act.who, action, number, act.at, after=after))
    return count


def _people(tx: Transaction) -> tuple[tuple[str, str], ...]:
    return tuple((each.id, each.name) for each in tx.operators.every())


def _row(
    one: Wave, members: Sequence[Member], names: Mapping[str, str], lent: Mapping[str, str]
) -> WaveRow:
    orders = tuple(map(_order, members))
    packed = [each for each in orders if each.state in {"packed", ""}]
    return WaveRow(
        number=one.number,
        state=_state(one, members),
        courier=one.courier,
        zone=one.zone,
        kind=one.kind,
        orders=one.orders,
        pieces=one.pieces,
        packed=len(packed),
        packed_pieces=sum(each.pieces for each in packed),
        troubles=sum(each.trouble is not None for each in orders),
        reprints=sum(each.trouble is Trouble.CHANGED for each in orders),
        slips=sum(each.slips > 0 for each in members),
        lists=one.lists,
        picker=one.picker,
        picker_name=names.get(one.picker, one.picker),
        lent_to=lent.get(one.number, ""),
        cut_off=one.cut_off,
        made_at=one.made_at,
        made_by=one.made_by,
    )


def _state(one: Wave, members: Sequence[Member]) -> str:
    known = [each.order for each in members if each.order is not None]
    mine = [each for each in known if each.order.wave == one.number]
    packed = any(each.order.state is OrderState.PACKED for each in known)
    if not any(each.order.state in waves.OPEN for each in mine):
        return "packed" if packed or len(known) < len(members) else "ended"
    printed = one.lists or any(each.slips for each in members)
    touched = any(each.order.state is not OrderState.APPROVED for each in mine)
    return "picking" if printed or packed or touched else "released"


def _order(one: Member) -> WaveOrder:
    if one.order is None:  # put away since: only what has ended is
        return WaveOrder(one.order_id, "", one.slot, one.pieces, "", "")
    order = one.order.order
    return WaveOrder(
        one.order_id, order.number, one.slot, one.pieces, order.state.value, order.slip,
        _trouble(one), one.reason,
    )  # fmt: skip


def _trouble(one: Member) -> Trouble | None:
    if one.order is None:
        return None
    order = one.order.order
    if order.state is OrderState.PACKED:
        return None
    if order.state in _GONE:
        return Trouble.GONE
    if order.wave != one.wave:
        return Trouble.MOVED
    if order.state not in waves.OPEN:
        return Trouble.HELD
    if one.slips and order.slip_revision != order.revision:
        return Trouble.CHANGED
    return Trouble.RETURNED if order.state is OrderState.RETURNED else None
