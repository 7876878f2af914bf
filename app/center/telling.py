"""Shops hear of shipments: each of their orders once, with the number that its parcel has.

1. what is packed becomes a notice an order of the shop, in the transaction that moves the cursor;
2. a notice is taken before the shop is told, and counted: one that was taken before may have been
   told, so the shop is asked first which numbers it has;
3. how it ended is stored under that count. A kill between any two repeats the question, never the
   shipment.

An order with an open refund is not told: a person must stop the parcel.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.center import staff
from app.center.intake import REFUND_AFTER_PACKING
from app.center.office_center import Act
from app.center.order_life import DIGITAL, REFUND_OPEN
from app.center.refusals import NotDoneError
from app.center.shop_access import TELL, Opener, courier_code
from app.center.shop_reading import shop_of
from app.center.shop_tasks import REFUSED, open_task
from app.center.told_lines import lines_of
from app.center.turns import Did, Turn
from app.domain.order import OrderState
from app.domain.permissions import Permission
from app.domain.waybill_number import NumberState
from app.i18n import mark as _
from app.remote.channels.base import (
    ChannelAdapter,
    RefusedError,
    Shipment,
    ShippedLine,
    SignInAgainError,
    ThrottledError,
)
from app.remote.channels.incoming import ChannelError
from app.remote.http import AwayError, Patience, UnknownResultError
from app.store.groups import Share
from app.store.notices import Notice
from app.store.records import IntakeNote, StoredParcel
from app.store.shops import Shop
from app.store.transaction import Transaction

SHIPMENTS = "shipments"
HANDED = "handed"
LATE = timedelta(minutes=10)
"""A parcel that the center heard of may be seen so much later: its transaction was still open."""

PATIENCE = timedelta(seconds=60)
"""Longer than a shop may take to answer: after that, who asked is dead."""

POSTPONED = timedelta(seconds=60)
AGAIN = Patience(first_s=10, most_s=1800)
_HANDED = (NumberState.HANDED_OVER, NumberState.BILLED)
_GIVEN_UP = (OrderState.REFUNDED, OrderState.CANCELLED)


@dataclass(slots=True)
class Telling:
    """The kind ``shipments``."""

    open: Opener
    chance: random.Random = field(default_factory=random.Random)

    def __call__(self, turn: Turn) -> Did:
        shop = shop_of(turn)
        counts = {"queued": turn.store.transact(lambda tx: _queue(tx, turn, shop))}
        with closing(_Teller(turn, shop, self.open, self.chance, counts)) as teller:
            while notices := _due(turn, shop):
                for notice in notices:
                    if turn.over():
                        return Did(counts, 0)
                    teller.tell(notice)
        return Did(counts)


def _due(turn: Turn, shop: Shop) -> tuple[Notice, ...]:
    with turn.store.read() as tx:
        return tx.notices.due(shop.id, turn.clock())


def _queue(tx: Transaction, turn: Turn, shop: Shop) -> int:
    """What was packed since, as notices; the cursor is when the center heard of the last one."""
    since = datetime.fromisoformat(turn.job.cursor) if turn.job.cursor else turn.began - LATE
    found = tx.notices.parcels_since(shop.platform, shop.id, since - LATE)
    turn.hold(tx, max((heard for _parcel, heard in found), default=since).isoformat())
    return tx.notices.add(_notices(tx, shop, [parcel for parcel, _heard in found]), turn.clock())


def _notices(tx: Transaction, shop: Shop, parcels: Sequence[StoredParcel]) -> Iterator[Notice]:
    """One for each order of the shop that is in a parcel, where there is none yet."""
    shares: dict[str, list[Share]] = {}
    for share in tx.groups.of_made({one.order_id for one in parcels}):
        shares.setdefault(share.made_id, []).append(share)
    found = {
        _notice_id(parcel, share): (parcel, share)
        for parcel in parcels
        for share in shares.get(parcel.order_id)
        or (Share("", parcel.order_id, parcel.order_id, ""),)
    }
    known = tx.notices.known(found)
    for notice_id, (parcel, share) in found.items():
        if notice_id not in known and (made := _notice(tx, shop, parcel, share)) is not None:
            yield made


def _notice_id(parcel: StoredParcel, share: Share) -> str:
    return f"{parcel.id}/{share.source_id}"


def _notice(tx: Transaction, shop: Shop, parcel: StoredParcel, share: Share) -> Notice | None:
    stored = tx.orders.get(share.source_id)
    if stored is None:
        return None
    trade = tx.trades.get(share.source_id)
    lines = lines_of(stored.order, trade, parcel, dict(share.lines))
    return Notice(
        id=_notice_id(parcel, share),
        shop=shop.id,
        order_id=share.source_id,
        number=stored.order.number,
        parcel_id=parcel.id,
        courier=courier_code(shop, parcel.courier),
        waybill=parcel.waybill,
        lines=lines,
        last=parcel.parcel_no == parcel.parcel_of and _is_last(tx, share),
    )


def _is_last(tx: Transaction, share: Share) -> bool:
    """Whether everything else that the shop's order is packed in is packed already."""
    others = {one.made_id for one in tx.groups.of_source(share.source_id)} - {share.made_id}
    stored = (tx.orders.get(one) for one in others)
    return all(one is not None and one.order.state is OrderState.PACKED for one in stored)


def tell_again(tx: Transaction, act: Act, *, order_id: str) -> int:
    """What the shop refused of this order is told once more; how many parcels.

    A number that the shop took after all is found there first. Raises NotDoneError.
    """
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    again = tx.notices.again(order_id, act.at)
    if not again:
        raise NotDoneError(_("The shop refused nothing of this order"))
    tx.audit.add(act.who, "shipment.again", order_id, act.at)
    return again


@dataclass(slots=True)
class _Teller:
    """One shop in one turn; opened when there is something to tell."""

    turn: Turn
    shop: Shop
    opener: Opener
    chance: random.Random
    counts: dict[str, int]
    adapter: ChannelAdapter | None = None

    def close(self) -> None:
        if self.adapter is not None:
            self.adapter.close()

    def tell(self, notice: Notice) -> None:
        """Raises what ends the turn: a shop that is away, throttles, or takes our keys no more."""
        self.adapter = self.adapter or self.opener(self.shop)
        taken = self.turn.store.transact(lambda tx: self._take(tx, notice))
        if taken is None:
            return
        try:
            self._push(taken, self.adapter)
        except RefusedError as error:
            self._end(taken, "refused", str(error))
        except ChannelError as error:  # of this order alone: the others are told all the same
            self._end(self._later(taken), "queued", str(error), unclear=True)
        except UnknownResultError as error:
            self._end(self._later(taken), "queued", str(error))
        except ThrottledError as error:
            self._end(self._later(taken, error.seconds), "queued", str(error))
            raise
        except (AwayError, SignInAgainError) as error:
            self._end(self._later(taken), "queued", str(error))
            raise

    def _take(self, tx: Transaction, notice: Notice) -> Notice | None:
        self.turn.hold(tx)
        now = self.turn.clock()
        why = _waits(tx, self.shop, notice, now)
        if why:
            tx.notices.end(replace(notice, next_at=now + POSTPONED), "queued", now, why)
            return None
        return tx.notices.take(notice, now, now + PATIENCE)

    def _push(self, notice: Notice, adapter: ChannelAdapter) -> None:
        if notice.tries > 1 and notice.waybill and notice.waybill in adapter.shipped(notice.number):
            self._end(notice, "told", "")
            return
        adapter.push_shipment(_shipment(notice, cod=self._paid_at_the_door(notice)))
        self._end(notice, "told", "")

    def _paid_at_the_door(self, notice: Notice) -> bool:
        with self.turn.store.read() as tx:
            trade = tx.trades.get(notice.order_id)
        return trade is not None and trade.cash_on_delivery

    def _later(self, notice: Notice, seconds: float | None = None) -> Notice:
        wait = AGAIN.wait_s(min(notice.tries, 12), self.chance) if seconds is None else seconds
        return replace(notice, next_at=self.turn.clock() + timedelta(seconds=wait))

    def _end(self, notice: Notice, state: str, why: str, *, unclear: bool = False) -> None:
        """``unclear``: a person hears of it, too, though it is tried again."""
        now = self.turn.clock()

        def end(tx: Transaction) -> bool:
            done = tx.notices.end(notice, state, now, why)
            if done and (unclear or state == "refused"):
                _open(tx, REFUSED, notice, now, why, anew=state == "refused")
            if done and state == "told" and notice.digital:
                _sent(tx, notice, now)
            return done

        if self.turn.store.transact(end):
            name = "put_off" if state == "queued" else state
            self.counts[name] = self.counts.get(name, 0) + 1


def _shipment(notice: Notice, *, cod: bool) -> Shipment:
    lines = tuple(ShippedLine(line, pieces) for line, pieces in notice.lines)
    return Shipment(
        number=notice.number,
        courier=notice.courier,
        waybill=notice.waybill,
        key=notice.id,
        lines=lines,
        last=notice.last,
        replaces=notice.replaces,
        digital=notice.digital,
        cash_on_delivery=cod,
    )


def _waits(tx: Transaction, shop: Shop, notice: Notice, now: datetime) -> str:
    """Why the shop is not told yet; "" when it may be."""
    stored = tx.orders.get(notice.order_id)
    if stored is None:
        return "no_order"
    order = stored.order
    refunds = tx.refunds.of(order.channel, order.shop, [order.number]).get(order.number, ())
    refunded = any(one.state == "open" and not one.line for one in refunds)
    if refunded or order.state in _GIVEN_UP:
        why: str = REFUND_OPEN if refunded else order.state.value
        _open(tx, REFUND_AFTER_PACKING, notice, now, why)
        return why
    if notice.digital and order.state is not OrderState.HELD:
        return str(order.state.value)
    if notice.waybill and shop.options.get(TELL) == HANDED:
        known = tx.waybills.get(*_number(tx, notice))
        return "" if known is not None and known.state in _HANDED else "not_handed_over"
    return ""


def _number(tx: Transaction, notice: Notice) -> tuple[str, str]:
    parcel = tx.parcels.get(notice.parcel_id)
    return (parcel.courier if parcel else notice.courier, notice.waybill)


def _open(
    tx: Transaction, kind: str, notice: Notice, now: datetime, why: str, *, anew: bool = False
) -> None:
    """``anew``: a task that a person closed does not stand for this time."""
    details = {"number": notice.number, "state": why, "shop": notice.shop}
    task_id = f"{notice.id}:{kind}"
    before = tx.tasks.get(task_id) if anew else None
    if before is not None and before.state == "closed":
        task_id = f"{task_id}:{now:%Y%m%d%H%M%S}"
    open_task(tx, task_id, kind, now, details, notice.order_id, notice.parcel_id)


def _sent(tx: Transaction, notice: Notice, now: datetime) -> None:
    """A digital order is over: the shop knows that nothing is sent."""
    if tx.orders.set_state(notice.order_id, OrderState.PACKED, now, before=(OrderState.HELD,)):
        kept = tx.orders.note(notice.order_id)
        tx.orders.keep_note(notice.order_id, IntakeNote(DIGITAL, kept.told, kept.told_at))
