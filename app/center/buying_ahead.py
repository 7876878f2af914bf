"""Numbers bought ahead: an approved order has its number before it is packed.

A courier that sells its numbers one by one (its contract says so: ``Contract.numbers``) cannot be
asked by a bench, which may be without a line. So the center buys for every open order, through the
fence of ``buying``, and puts the number into the order's copy at the benches. Before each round it
looks at what changed: the number of an order that ended, goes by another courier or to another
address is void and goes back; a used one is told its weight where the courier wants that.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial

from app.center.buying import NumberBuyer, PurchaseFailedError, PurchaseOpenError, give_back
from app.center.turns import Did, Turn
from app.domain.contract import Contract, NumberAccount
from app.domain.order import BoughtNumber, Order, OrderState
from app.domain.purchase import (
    Asker,
    NumberSeller,
    NumberWanted,
    PurchaseEvent,
    PurchaseState,
    SellerMissingError,
    SellerRefusedError,
    SellerSilentError,
    Shipment,
    key_of,
    mark_of,
)
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from app.store.purchases import Purchase
from app.store.records import StoredOrder
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

_GIVEN_UP = frozenset({OrderState.REFUNDED, OrderState.CANCELLED})
_ON_A_PARCEL = frozenset({NumberState.PROVEN, NumberState.HANDED_OVER, NumberState.BILLED})
_NOTHING_TO_BUY_S = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)


OpenSeller = Callable[[Contract, Asker], AbstractContextManager[NumberSeller]]
"""Of a contract with a ``NumberAccount``: its seller for as long as the ``with`` lasts.

Raises SellerMissingError."""


def pause(tries: int) -> timedelta:
    """How long a silent courier is left alone: doubled each time, up to five minutes."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << max(min(tries, 10) - 1, 0)))


def accounts(tx: Transaction, day: date) -> tuple[Contract, ...]:
    """The contracts in force under which numbers are bought; one a courier, the latest."""
    found: dict[str, Contract] = {}
    for one in tx.contracts.every():
        known = found.get(one.courier)
        newer = known is None or (one.valid_from or date.min) > (known.valid_from or date.min)
        if one.numbers is not None and one.in_force(day) and newer:
            found[one.courier] = one
    return tuple(found.values())


class BuyAhead:
    """One warehouse's purchases. ``clock`` gives aware UTC time; ``limit`` orders a round."""

    def __init__(
        self,
        store: Store,
        open_seller: OpenSeller,
        clock: Callable[[], datetime],
        limit: int = 100,
    ) -> None:
        self._store = store
        self._open = open_seller
        self._clock = clock
        self._limit = limit

    def job(self, turn: Turn) -> Did:
        """The kind ``buy_ahead`` of the center's jobs."""
        with self._store.read() as tx:
            any_account = bool(accounts(tx, self._clock().astimezone().date()))
        if not any_account:
            return Did(again_s=_NOTHING_TO_BUY_S)
        counts = self.step(turn)
        more = counts["bought"] >= self._limit
        return Did({name.replace(" ", "_"): n for name, n in counts.items()}, 0 if more else None)

    def step(self, turn: Turn | None = None) -> Counter[str]:
        """One round over every account; what was done, by word. Raises StoreError, LostError."""
        with self._store.read() as tx:
            found = accounts(tx, self._clock().astimezone().date())
        done: Counter[str] = Counter()
        for contract in found:
            try:
                done += self._account(contract, turn)
            except SellerMissingError as error:
                log.warning("no numbers of %s are bought: %s", contract.courier, error)
                done["accounts without keys"] += 1
        return done

    def _account(self, contract: Contract, turn: Turn | None) -> Counter[str]:
        account, courier = contract.numbers, contract.courier
        assert account is not None
        done: Counter[str] = Counter()
        asker = Asker(
            lambda wanted: self._shipment(account, wanted), lambda n: self._known(courier, n)
        )
        with self._open(contract, asker) as seller:
            done += self._look(courier, account, seller)
            buyer = NumberBuyer(
                self._store, seller, self._clock,
                joined=lambda tx, wanted: joined(tx, wanted.order_id),
                wanted=_still_wanted, pause=pause,
            )  # fmt: skip
            done["settled"] += buyer.finish(self._limit, courier)
            done += self._buy(courier, account, buyer, turn)
        return +done

    def _look(self, courier: str, account: NumberAccount, seller: NumberSeller) -> Counter[str]:
        """What changed since the last round: numbers go back, or are at their end."""
        with self._store.read() as tx:
            changed = tx.purchases.changed_since(courier)
        done: Counter[str] = Counter()
        for known in changed:
            fate = self._store.transact(partial(_follow, known, account, self._clock()))
            if fate == "weight" and not self._tell_weight(known, seller):
                break
            done[fate] += 1
        return done

    def _tell_weight(self, known: Purchase, seller: NumberSeller) -> bool:
        """False: the courier is silent; it is asked in the next round."""
        with self._store.read() as tx:
            found = tx.parcels.by_waybill(known.wanted.courier, known.number)
        grams = next((one.grams for one in found if one.accepted), 0)
        try:
            if grams:
                seller.tell_weight(known.wanted, known.number, grams)
        except SellerSilentError as error:
            log.warning("the weight of %s is not told yet: %s", known.number, error)
            return False
        except SellerRefusedError as error:
            log.warning("the weight of %s was refused: %s", known.number, error)
            grams = 0
        now = self._clock()

        def told(tx: Transaction) -> None:
            tx.purchases.weight_told(known.wanted.parcel_id, grams)
            tx.purchases.move(known, PurchaseEvent.USE, now)

        self._store.transact(told)
        return True

    def _buy(
        self, courier: str, account: NumberAccount, buyer: NumberBuyer, turn: Turn | None
    ) -> Counter[str]:
        with self._store.read() as tx:
            waiting = tx.purchases.orders_without(courier, account.ahead, self._limit)
        done: Counter[str] = Counter()
        for order_id in waiting:
            if turn is not None:
                turn.keep()
                if turn.over():
                    break
            with self._store.read() as tx:
                wanted = _wanted(tx, order_id)
            if wanted is None:
                done["address not readable"] += 1
                continue
            try:
                done["bought"] += bool(buyer.number_for(wanted))
            except PurchaseFailedError as error:
                log.warning("no number for order %s: %s", order_id, error)
                done["refused"] += 1
            except PurchaseOpenError as error:
                log.warning("%s is silent: %s", courier, error)
                done["silent"] += 1
                break
        return done

    def _known(self, courier: str, number: str) -> bool:
        with self._store.read() as tx:
            return tx.waybills.get(courier, number) is not None

    def _shipment(self, account: NumberAccount, wanted: NumberWanted) -> Shipment:
        with self._store.read() as tx:
            stored = tx.orders.get(wanted.order_id)
            trade = tx.trades.get(wanted.order_id)
        if stored is None or stored.sealed:
            raise SellerRefusedError("the recipient of this order cannot be read here")
        order = stored.order
        return Shipment(
            channel=order.channel,
            orders=(order.number,),
            recipient=order.recipient,
            items=tuple((line.item.name or line.item.sku, line.quantity) for line in order.lines),
            token=trade.address_token if trade else "",
            goods=account.goods,
            cod=order.cod,
            product=account.product(order.service),
        )


def joined(tx: Transaction, order_id: str) -> bool:
    """The order's numbers as its purchases are, where the benches get them."""
    numbers = tuple(
        BoughtNumber(one.wanted.courier, one.number, one.sorting_code)
        for one in tx.purchases.of_order(order_id)
        if one.state in {PurchaseState.DONE, PurchaseState.USED}
    )
    return tx.purchases.join(order_id, numbers)


def _wanted(tx: Transaction, order_id: str) -> NumberWanted | None:
    """The next number of an order, under a key that was never used; None: its address is shut."""
    stored = tx.orders.get(order_id)
    if stored is None or stored.sealed:
        return None
    order = stored.order
    before = tx.purchases.of_order(order_id)
    unsettled = next((one for one in before if one.state is PurchaseState.INTENT), None)
    key = unsettled.wanted.parcel_id if unsettled else key_of(order_id, len(before) + 1)
    return NumberWanted(key, order_id, order.courier, order.service, _mark(tx, order))


def _mark(tx: Transaction, order: Order) -> str:
    trade = tx.trades.get(order.id)
    return mark_of(order, trade.address_token if trade else "")


def _still_wanted(tx: Transaction, wanted: NumberWanted) -> bool:
    return not _why_not(tx, tx.orders.get(wanted.order_id), wanted)


def _why_not(tx: Transaction, stored: StoredOrder | None, wanted: NumberWanted) -> str:
    """Why this number is not the order's any more; "" while it is."""
    if stored is None:
        return "the order is gone"
    order = stored.order
    if order.state in _GIVEN_UP:
        return f"the order is {order.state.value}"
    if order.state is OrderState.PACKED:
        return "the order was packed without it"
    if order.courier != wanted.courier:
        return f"the order goes by {order.courier or 'no courier yet'}"
    if wanted.made_for and not stored.sealed and wanted.made_for != _mark(tx, order):
        return "the address or the service changed"
    return ""


def _follow(known: Purchase, account: NumberAccount, now: datetime, tx: Transaction) -> str:
    """What follows from the order and the ledger for one purchase; a word for it."""
    wanted = known.wanted
    stored = tx.orders.get(wanted.order_id)
    why = _why_not(tx, stored, wanted)
    if known.state is PurchaseState.FAILED:
        if why:
            tx.purchases.move(known, PurchaseEvent.NOT_WANTED, now, why=why)
    else:
        entry = tx.waybills.get(wanted.courier, known.number)
        state = entry.state if entry else NumberState.VOIDED
        packed = stored is not None and stored.order.state is OrderState.PACKED
        if state in _ON_A_PARCEL or (state is NumberState.PRINTED and packed):
            if account.tell_weight:
                return "weight"
            tx.purchases.move(known, PurchaseEvent.USE, now)
            return "used"
        if state is NumberState.VOIDED:
            why = "the label was made void"
        if why and give_back(tx, known, why, now):
            joined(tx, wanted.order_id)
            return "given back"
        joined(tx, wanted.order_id)  # the order may have been told again, without it
    tx.purchases.looked_at(wanted.parcel_id, stored.seq if stored else 0)
    return "looked at"
