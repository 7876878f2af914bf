"""Orders of one person packed as one, or one order packed as several; both can be taken back.

What the shop knows stays as it is: its orders (the sources) are held, and what is packed in their
place is an order made here. Which source is in which made order is kept, so that the shop hears
of a shipment for each of its own orders.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.center import staff
from app.center.office_center import Act
from app.center.order_life import MERGED, SPLIT
from app.center.refusals import NotDoneError
from app.center.regrouping import untouched
from app.domain.masking import HIDDEN
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.store import groups
from app.store.groups import Share
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction

BETWEEN: Final = " / "
AT_LEAST: Final = 2
Wanted = Sequence[Mapping[int, int]]
"""A split: for each part its lines, as line_no -> pieces."""


def merge(tx: Transaction, act: Act, *, order_ids: Sequence[str], sure: bool = False) -> str:
    """One order in place of several; its id.

    ``sure``: the platform itself says that these go to one person (its masked addresses may
    differ). Raises NotDoneError, NotPermittedError.
    """
    found = _several(tx, act, order_ids)
    sources = [one.order for one in found]
    _one_person(tx, sources, sure=sure)
    made = _merged(tx, sources, act.id())
    shares = [
        Share(act.id(1), one.id, made.id, groups.MERGE, (), made_by=act.who) for one in sources
    ]
    _keep(tx, act, found, [made], shares, MERGED)
    return made.id


def candidates(tx: Transaction, act: Act, order_ids: Sequence[str]) -> list[Order]:
    """The orders, if they may be one where they go to one person.

    Raises NotDoneError, NotPermittedError.
    """
    orders = [one.order for one in _several(tx, act, order_ids)]
    _one_person(tx, orders, sure=True)
    return orders


def split(tx: Transaction, act: Act, *, order_id: str, parts: Wanted) -> tuple[str, ...]:
    """Several orders in place of one; their ids. ``parts`` together are all of its lines.

    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    found = _free(tx, order_id, act.at)
    wanted = [{no: pieces for no, pieces in part.items() if pieces} for part in parts]
    _whole(found.order, wanted)
    number = tx.groups.times(order_id)
    if found.order.cod is not None:
        raise NotDoneError(
            _("{order} is paid to the courier: it stays by itself"), order=found.order.number
        )
    paid = _shared(found.order.paid, wanted)
    insured = _shared(found.order.insured, wanted)
    made = [
        replace(
            _blank(found.order, act.id(n), f"S{number + n}-{found.order.number}"),
            lines=_taken(found.order, part),
            paid=paid[n - 1],
            insured=insured[n - 1],
        )
        for n, part in enumerate(wanted, start=1)
    ]
    shares = [
        Share(
            act.id(), order_id, one.id, groups.SPLIT, tuple(sorted(part.items())), made_by=act.who
        )
        for one, part in zip(made, wanted, strict=True)
    ]
    _keep(tx, act, [found], made, shares, SPLIT)
    return tuple(one.id for one in made)


def _several(tx: Transaction, act: Act, order_ids: Sequence[str]) -> list[StoredOrder]:
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    found = [_free(tx, order_id, act.at) for order_id in dict.fromkeys(order_ids)]
    if len(found) < AT_LEAST:
        raise NotDoneError(_("At least two orders make one"))
    return found


def _free(tx: Transaction, order_id: str, now: datetime) -> StoredOrder:
    """The order, if it may be merged or split. Raises NotDoneError."""
    stored = tx.orders.get(order_id)
    if stored is None:
        raise NotDoneError(_("This order is not here any more"))
    order = stored.order
    if order.state is not OrderState.APPROVED or not untouched(stored, now):
        raise NotDoneError(
            _("{order} is not free: it must be approved, and at no bench"), order=order.number
        )
    if order.waybill or order.bought:
        raise NotDoneError(_("{order} has a waybill number already"), order=order.number)
    if tx.groups.of_source(order_id) or tx.groups.of_made([order_id]):
        raise NotDoneError(_("{order} is merged or split already"), order=order.number)
    return stored


def _one_person(tx: Transaction, orders: Sequence[Order], *, sure: bool) -> None:
    first = orders[0]
    trades = tx.trades.of(one.id for one in orders)
    for one in orders:
        if (one.channel, one.shop) != (first.channel, first.shop):
            raise NotDoneError(_("Orders of two shops cannot be one parcel"))
        trade = trades.get(one.id)
        if one.cod is not None or (trade is not None and trade.cash_on_delivery):
            raise NotDoneError(
                _("{order} is paid to the courier: it stays by itself"), order=one.number
            )
        if (one.courier, one.service, one.freight) != (first.courier, first.service, first.freight):
            raise NotDoneError(_("The orders go by different couriers"))
    buyers = {trade.buyer for trade in trades.values() if trade.buyer}
    tokens = {trade.address_token for trade in trades.values() if trade.address_token}
    same = all(one.recipient == first.recipient for one in orders)
    readable = not _is_masked(first.recipient) or (len(tokens) == 1 and len(trades) == len(orders))
    if len(buyers) > 1 or not (sure or (same and readable and len(tokens) <= 1)):
        raise NotDoneError(_("The orders do not go to one person at one address"))


def _is_masked(recipient: Recipient) -> bool:
    """Whether two people may look alike: what is hidden cannot be compared."""
    told = (recipient.name, recipient.phone, recipient.address)
    return not all(told) or any(HIDDEN in part for part in told)


def _merged(tx: Transaction, sources: Sequence[Order], made_id: str) -> Order:
    first = sources[0]
    number = f"M{tx.groups.times(first.id) + 1}-{first.number}"
    lines = [line for one in sources for line in one.lines]
    cut_offs = [one.cut_off for one in sources if one.cut_off]
    plain = [replace(line, line_no=n) for n, line in enumerate(lines, start=1)]
    return replace(
        _blank(first, made_id, number),
        lines=tuple(plain),
        paid=_sum(one.paid for one in sources),
        insured=_sum(one.insured for one in sources),
        buyer_note=_joined(one.buyer_note for one in sources),
        seller_note=_joined(one.seller_note for one in sources),
        cut_off=min(cut_offs, default=None),
    )


def _blank(source: Order, made_id: str, number: str) -> Order:
    """The order without what was printed or chosen for the source alone."""
    return replace(
        source,
        id=made_id,
        number=number,
        state=OrderState.APPROVED,
        revision=1,
        tote="",
        slip="",
        slip_revision=0,
        wave="",
        picker="",
        default_box="",
        waybill="",
        bought=(),
    )


def _whole(order: Order, wanted: Wanted) -> None:
    """Raises NotDoneError unless the parts are the order, no more and no less."""
    left = {line.line_no: line.quantity for line in order.lines}
    for part in wanted:
        for number, pieces in part.items():
            left[number] = left.get(number, 0) - pieces
    if (
        len(wanted) < AT_LEAST
        or not all(wanted)
        or any(left.values())
        or any(pieces < 0 for part in wanted for pieces in part.values())
    ):
        raise NotDoneError(_("The parts must hold every piece of the order, each once"))


def _taken(order: Order, part: Mapping[int, int]) -> tuple[OrderLine, ...]:
    return tuple(
        replace(line, quantity=part[line.line_no]) for line in order.lines if line.line_no in part
    )


def _shared(amount: Money | None, wanted: Wanted) -> list[Money | None]:
    """An amount shared by pieces; what does not go up goes to the first parts."""
    if amount is None:
        return [None for _part in wanted]
    pieces = [sum(part.values()) for part in wanted]
    whole = sum(pieces)
    shares = [amount.minor * n // whole for n in pieces]
    for n in range(amount.minor - sum(shares)):
        shares[n] += 1
    return [Money(share, amount.currency) for share in shares]


def _keep(
    tx: Transaction,
    act: Act,
    sources: Sequence[StoredOrder],
    made: Sequence[Order],
    shares: Sequence[Share],
    why: str,
) -> None:
    tx.orders.upsert(made, act.at)
    tx.groups.add(shares, act.at)
    for one in sources:
        kept = tx.orders.note(one.order.id)
        tx.orders.set_state(one.order.id, OrderState.HELD, act.at)
        tx.orders.keep_note(one.order.id, IntakeNote(why, kept.told, kept.told_at))
    after = {"made": [one.number for one in made]}
    for one in sources:
        tx.audit.add(act.who, f"order.{why}", one.order.number, act.at, after=after)


def _joined(notes: Iterable[str]) -> str:
    return BETWEEN.join(dict.fromkeys(note for note in notes if note))


def _sum(amounts: Iterable[Money | None]) -> Money | None:
    """What was paid for all of them; None where one is not known, or in another currency."""
    found = list(amounts)
    if not all(found) or len({one.currency for one in found if one}) != 1:
        return None
    known = [one for one in found if one is not None]
    return Money(sum(one.minor for one in known), known[0].currency)
