"""Numbers bought from a courier one by one: never two for one parcel, whatever breaks when.

1. the intent is stored, under the parcel's id;
2. who wants to ask takes it (one at a time, for as long as a question may last);
3. an intent that was taken before is asked about first: the last one may have bought and died;
4. only then a number is bought, under the same key;
5. the number and the end of the intent are stored together; the label is printed after that.

A crash between any two leaves an intent that ``finish`` takes up. What stays is a courier that
sells a second number under one key and does not know of the first: its fault, found by its bill.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from app.center.ledger import USED_TWICE
from app.domain.purchase import (
    NumberSeller,
    NumberWanted,
    PurchaseEvent,
    PurchaseState,
    SellerRefusedError,
    SellerSilentError,
)
from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.engine import Store
from app.store.purchases import Purchase
from app.store.records import Task
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=60)
"""Longer than any question to a courier: after that, who asked is dead."""


class PurchaseOpenError(Exception):
    """No number yet: the courier does not answer, or another program asks it right now."""


class PurchaseFailedError(Exception):
    """The courier sells none, and says why. A person must mend that, then ``try_again``."""


class NumberBuyer:
    """Buys for one warehouse. ``clock`` gives aware UTC time. Threads and programs may share."""

    def __init__(
        self,
        store: Store,
        seller: NumberSeller,
        clock: Callable[[], datetime],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._store = store
        self._seller = seller
        self._clock = clock
        self._patience = patience

    def number_for(self, wanted: NumberWanted) -> str:
        """The parcel's number: the one it has, the one bought before, or a new one.

        Raises PurchaseOpenError, PurchaseFailedError, StoreError. Safe to repeat, at any time.
        """
        now = self._clock()
        known = self._store.transact(lambda tx: tx.purchases.intend(wanted, now))
        if known.state is PurchaseState.DONE:
            return known.number
        if known.state is PurchaseState.FAILED:
            raise PurchaseFailedError(known.reason)
        return self._settle(known)

    def finish(self, limit: int = 100) -> int:
        """Take up what has no end (after a start, and now and then); how many got theirs."""
        with self._store.read() as tx:
            left = tx.purchases.open(self._clock(), limit)
        ended = 0
        for known in left:
            try:
                self._settle(known)
                ended += 1
            except PurchaseFailedError:
                ended += 1
            except PurchaseOpenError as error:
                log.warning("purchase %s stays open: %s", known.wanted.parcel_id, error)
        return ended

    def try_again(self, parcel_id: str) -> bool:
        """A person mended why the courier refused; False: it did not refuse."""
        now = self._clock()

        def again(tx: Transaction) -> bool:
            known = tx.purchases.get(parcel_id)
            return known is not None and tx.purchases.move(known, PurchaseEvent.TRY_AGAIN, now)

        return self._store.transact(again)

    def _settle(self, known: Purchase) -> str:
        """Ask the courier, and store what it says."""
        wanted = known.wanted
        now = self._clock()
        until = now + self._patience
        taken = self._store.transact(lambda tx: tx.purchases.seize(wanted.parcel_id, now, until))
        if taken is None:
            return self._of_another(wanted.parcel_id)
        try:
            # Not the first try: whoever tried before may have bought, and died.
            number = self._seller.ask(wanted) if taken.tries > 1 else None
            number = number or self._seller.buy(wanted)
        except SellerSilentError as error:
            self._note(taken, PurchaseEvent.SILENT, str(error))
            raise PurchaseOpenError(str(error)) from error
        except SellerRefusedError as error:
            self._note(taken, PurchaseEvent.REFUSED, str(error))
            raise PurchaseFailedError(str(error)) from error
        return self._keep(wanted, number)

    def _of_another(self, parcel_id: str) -> str:
        """Somebody else was quicker: its number, if it has one by now."""
        with self._store.read() as tx:
            known = tx.purchases.get(parcel_id)
        if known is not None and known.state is PurchaseState.DONE:
            return known.number
        raise PurchaseOpenError("another program asks the courier right now")

    def _note(self, known: Purchase, event: PurchaseEvent, why: str) -> None:
        now = self._clock()
        self._store.transact(lambda tx: tx.purchases.move(known, event, now, why=why))

    def _keep(self, wanted: NumberWanted, number: str) -> str:
        """The number is the parcel's, in the ledger and in the purchase, in one transaction."""
        now = self._clock()
        refused = self._store.transact(lambda tx: _keep(tx, wanted, number, now))
        if refused:
            raise PurchaseFailedError(refused)
        return number


def _keep(tx: Transaction, wanted: NumberWanted, number: str, now: datetime) -> str:
    """Why it cannot be the parcel's; "" when it is. The purchase is read again, and locked."""
    known = tx.purchases.get(wanted.parcel_id, lock=True)
    if known is None or known.number == number:
        return ""  # kept already, by a commit that was reported as failed
    if known.state is PurchaseState.DONE:  # paid for twice: nobody may ever use the second
        tx.waybills.add(wanted.courier, (number,))
        second = WaybillNumber(wanted.courier, number)
        tx.waybills.set_state(second.voided(), second.state)
        return _used_twice(tx, known, number, now)
    tx.waybills.add(wanted.courier, (number,))
    entry = tx.waybills.get(wanted.courier, number)
    assert entry is not None
    if entry.parcel_id != wanted.parcel_id:
        if entry.state is not NumberState.POOL:
            return _used_twice(tx, known, number, now)
        tx.waybills.set_state(entry.assign(wanted.parcel_id), NumberState.POOL)
    tx.purchases.move(known, PurchaseEvent.BOUGHT, now, number)
    return ""


def _used_twice(tx: Transaction, known: Purchase, number: str, now: datetime) -> str:
    """Another parcel's number, or a second one for this: nobody prints it, a person must ask."""
    wanted = known.wanted
    details = {"courier": wanted.courier, "number": number}
    tx.tasks.open(
        Task(
            id=f"{wanted.parcel_id}-{number}",
            kind=USED_TWICE,
            opened_at=now,
            order_id=wanted.order_id,
            parcel_id=wanted.parcel_id,
            details=details,
        )
    )
    why = f"{wanted.courier} sold number {number}, which cannot be this parcel's"
    tx.purchases.move(known, PurchaseEvent.REFUSED, now, why=why)
    return why
