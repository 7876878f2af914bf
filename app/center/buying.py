"""Numbers bought from a courier one by one: never two for one parcel, whatever breaks when.

1. the intent is stored, under the parcel's id;
2. who wants to ask takes it (one at a time, for as long as a question may last);
3. an intent that was taken before is asked about first: the last one may have bought and died;
4. only then a number is bought, under the same key;
5. the number and the end of the intent are stored together; the label is printed after that.

A number goes back in the same way: void here first (``give_back``), then the courier is asked to
take it. A crash between any two leaves an intent that ``finish`` takes up. What stays is a courier
that sells a second number under one key and does not know of the first: its fault, found by its
bill.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from app.center import alert_exceptions
from app.center.ledger import USED_TWICE
from app.domain.purchase import (
    NumberSeller,
    NumberWanted,
    PurchaseEvent,
    PurchaseState,
    SellerRefusedError,
    SellerSilentError,
    Sold,
)
from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.engine import Store
from app.store.purchases import Purchase
from app.store.records import Task
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

NOT_TAKEN_BACK = "number_not_taken_back"
OPEN = frozenset({PurchaseState.INTENT, PurchaseState.UNKNOWN})
Joined = Callable[[Transaction, NumberWanted], object]
PATIENCE = timedelta(seconds=60)
"""Longer than any question to a courier: after that, who asked is dead."""


class PurchaseOpenError(Exception):
    """No number yet: the courier does not answer, or another program asks it right now."""


class PurchaseFailedError(Exception):
    """The courier sells none, and says why. A person must mend that, then ``try_again``."""


def _nothing(_tx: Transaction, _wanted: NumberWanted) -> None:
    """Nobody else has to know."""


class NumberBuyer:
    """Buys for one warehouse. ``clock`` gives aware UTC time. Threads and programs may share.

    ``joined`` is called in the transaction that keeps a number, ``wanted`` says whether one that
    has no end yet is still wanted, ``pause`` how long a silent courier is left alone by tries.
    """

    def __init__(
        self,
        store: Store,
        seller: NumberSeller,
        clock: Callable[[], datetime],
        patience: timedelta = PATIENCE,
        *,
        joined: Joined = _nothing,
        wanted: Callable[[Transaction, NumberWanted], bool] = lambda _tx, _wanted: True,
        pause: Callable[[int], timedelta] = lambda _tries: timedelta(0),
    ) -> None:
        self._joined = joined
        self._wanted = wanted
        self._pause = pause
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
        if known.state in {PurchaseState.DONE, PurchaseState.USED}:
            return known.number
        if known.state not in OPEN:
            raise PurchaseFailedError(known.reason)
        return self._settle(known)

    def finish(self, limit: int = 100, courier: str = "") -> int:
        """Take up what has no end (after a start, and now and then); how many got theirs.

        With ``courier`` only its own, and no more once it is silent.
        """
        with self._store.read() as tx:
            left = tx.purchases.open(self._clock(), limit, courier)
        ended = 0
        for known in left:
            try:
                self._settle(known)
                ended += 1
            except PurchaseFailedError:
                ended += 1
            except PurchaseOpenError as error:
                log.warning("purchase %s stays open: %s", known.wanted.parcel_id, error)
                if courier:
                    break
        return ended

    def try_again(self, parcel_id: str) -> bool:
        """A person mended why the courier refused; False: it did not refuse."""
        now = self._clock()

        def again(tx: Transaction) -> bool:
            known = tx.purchases.get(parcel_id)
            return known is not None and tx.purchases.move(known, PurchaseEvent.TRY_AGAIN, now)

        return self._store.transact(again)

    def _settle(self, known: Purchase) -> str:
        """Ask the courier, and store what it says; "" where the number went back."""
        wanted = known.wanted
        now = self._clock()
        until = now + self._patience
        taken = self._store.transact(lambda tx: tx.purchases.seize(wanted.parcel_id, now, until))
        if taken is None:
            return self._of_another(wanted.parcel_id)
        try:
            if taken.state is PurchaseState.CANCELLING:
                self._seller.cancel(wanted, taken.number)
                self._note(taken, PurchaseEvent.BOUGHT, taken.reason)
                return ""
            return self._buy(taken)
        except SellerSilentError as error:
            self._note(taken, PurchaseEvent.SILENT, str(error))
            raise PurchaseOpenError(str(error)) from error
        except SellerRefusedError as error:
            self._note(taken, PurchaseEvent.REFUSED, str(error))
            raise PurchaseFailedError(str(error)) from error

    def _buy(self, taken: Purchase) -> str:
        wanted = taken.wanted
        # Not the first try: whoever tried before may have bought, and died.
        sold = self._seller.ask(wanted) if taken.tries > 1 else None
        if sold is None and not self._still_wanted(wanted):
            self._note(taken, PurchaseEvent.NOT_WANTED)
            return ""
        sold = sold or self._seller.buy(wanted)
        return self._keep(wanted, sold)

    def _still_wanted(self, wanted: NumberWanted) -> bool:
        with self._store.read() as tx:
            return self._wanted(tx, wanted)

    def _of_another(self, parcel_id: str) -> str:
        """Somebody else was quicker: its number, if it has one by now."""
        with self._store.read() as tx:
            known = tx.purchases.get(parcel_id)
        if known is not None and known.state is PurchaseState.DONE:
            return known.number
        raise PurchaseOpenError("another program asks the courier right now")

    def _note(self, known: Purchase, event: PurchaseEvent, why: str = "") -> None:
        now = self._clock()
        wait = self._pause(known.tries) if event is PurchaseEvent.SILENT else timedelta(0)
        until = now + wait if wait else None

        def note(tx: Transaction) -> None:
            moved = tx.purchases.move(known, event, now, why=why, until=until)
            if moved and event is PurchaseEvent.REFUSED:
                _for_a_person(tx, known, why, now)

        self._store.transact(note)

    def _keep(self, wanted: NumberWanted, sold: Sold) -> str:
        """The number is the parcel's, in the ledger and in the purchase, in one transaction."""
        now = self._clock()

        def keep(tx: Transaction) -> str:
            refused = _keep(tx, wanted, sold, now)
            if not refused:
                self._joined(tx, wanted)
            return refused

        refused = self._store.transact(keep)
        if refused:
            raise PurchaseFailedError(refused)
        return sold.number


def give_back(tx: Transaction, known: Purchase, why: str, now: datetime) -> bool:
    """Nobody will use this number: void from now on, and the courier must take it back.

    False: it is in use, or it is given back already.
    """
    entry = tx.waybills.get(known.wanted.courier, known.number)
    if entry is not None and entry.state in {NumberState.HANDED_OVER, NumberState.BILLED}:
        return False
    if not tx.purchases.move(known, PurchaseEvent.GIVE_BACK, now, why=why):
        return False
    if entry is not None and entry.state is not NumberState.VOIDED:
        tx.waybills.set_state(entry.voided(), entry.state)
        if entry.station_id:
            tx.waybills.tell(entry)
    return True


def _for_a_person(tx: Transaction, known: Purchase, why: str, now: datetime) -> None:
    """What a courier refuses stands in the purchases; a number it keeps is money, and a task."""
    if known.state is not PurchaseState.CANCELLING:
        return
    wanted = known.wanted
    task = Task(
        id=f"{wanted.parcel_id}:back",
        kind=NOT_TAKEN_BACK,
        opened_at=now,
        order_id=wanted.order_id,
        details={"courier": wanted.courier, "number": known.number, "reason": why},
    )
    tx.tasks.open(task)
    alert_exceptions.of_task(tx, task.id, now)


def _keep(tx: Transaction, wanted: NumberWanted, sold: Sold, now: datetime) -> str:
    """Why it cannot be the parcel's; "" when it is. The purchase is read again, and locked."""
    known, number = tx.purchases.get(wanted.parcel_id, lock=True), sold.number
    if known is None or known.number == number:
        return ""  # kept already, by a commit that was reported as failed
    if known.state not in OPEN:  # paid for twice: nobody may ever use the second
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
    tx.purchases.move(known, PurchaseEvent.BOUGHT, now, sold)
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
