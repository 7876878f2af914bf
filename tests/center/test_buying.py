"""A number is bought once for a parcel: the courier may be silent, the program may die anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import cast

import pytest

from app.center.buying import (
    NOT_TAKEN_BACK,
    PATIENCE,
    NumberBuyer,
    PurchaseFailedError,
    PurchaseOpenError,
    give_back,
)
from app.center.ledger import USED_TWICE
from app.domain.purchase import (
    NumberWanted,
    PurchaseState,
    SellerSilentError,
    Sold,
)
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from tests.builders import NOON
from tests.center.dying import DiedError, DyingSeller, DyingStore, Points
from tests.number_seller import Courier, HttpSeller, Mood

UNCLEAR = (
    Mood.SILENT_AFTER, Mood.SILENT_BEFORE, Mood.BROKEN_AFTER, Mood.GARBLED, Mood.CUT,
)  # fmt: skip


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def courier() -> Iterator[Courier]:
    with Courier() as running:
        yield running


def wanted(name: str = "p1", courier: str = "lb") -> NumberWanted:
    return NumberWanted(f"parcel-{name}", "order-1", courier)


def is_the_parcels(store: Store, one: NumberWanted, number: str) -> bool:
    with store.read() as tx:
        entry = tx.waybills.get(one.courier, number)
        bought = tx.purchases.get(one.parcel_id)
    assert entry is not None
    assert bought is not None
    owner = (entry.state, entry.parcel_id) == (NumberState.ASSIGNED, one.parcel_id)
    return owner and (bought.state, bought.number) == (PurchaseState.DONE, number)


def test_a_number_is_bought_once_and_known_ever_after(store: Store, courier: Courier) -> None:
    buyer = NumberBuyer(store, HttpSeller(courier.port), Clock())
    number = buyer.number_for(wanted())
    assert buyer.number_for(wanted()) == number
    assert dict(courier.sold) == {"parcel-p1": [number]}
    assert is_the_parcels(store, wanted(), number)
    assert buyer.finish() == 0


@pytest.mark.parametrize("mood", UNCLEAR)
def test_after_an_answer_nobody_understands_it_is_asked_first(
    store: Store, courier: Courier, mood: Mood
) -> None:
    buyer = NumberBuyer(store, HttpSeller(courier.port), Clock())
    courier.mood = mood
    with pytest.raises(PurchaseOpenError):
        buyer.number_for(wanted())
    assert buyer.finish() == 1
    (number,) = courier.sold["parcel-p1"]
    assert buyer.number_for(wanted()) == number
    assert is_the_parcels(store, wanted(), number)


def test_while_the_courier_is_deaf_nothing_more_is_bought(store: Store, courier: Courier) -> None:
    buyer = NumberBuyer(store, HttpSeller(courier.port, 0.1), Clock())
    courier.mood, courier.deaf = Mood.SILENT_AFTER, True
    for _ in range(3):
        with pytest.raises(PurchaseOpenError):
            buyer.number_for(wanted())
        assert buyer.finish() == 0
    courier.deaf = False
    assert buyer.number_for(wanted()) == courier.sold["parcel-p1"][0]
    assert len(courier.sold["parcel-p1"]) == 1


def test_a_refusal_waits_for_a_person(store: Store, courier: Courier) -> None:
    buyer = NumberBuyer(store, HttpSeller(courier.port), Clock())
    courier.mood = Mood.REFUSES
    for _ in range(2):  # the second is not even asked
        with pytest.raises(PurchaseFailedError, match="account is empty"):
            buyer.number_for(wanted())
    assert buyer.try_again("parcel-p1")
    assert not buyer.try_again("parcel-p2")
    assert buyer.number_for(wanted()) == courier.sold["parcel-p1"][0]
    assert not buyer.try_again("parcel-p1")


def _dies(store: Store, courier: Courier, at: int, clock: Clock, mood: Mood) -> Points:
    points = Points(at)
    seller = DyingSeller(HttpSeller(courier.port, 0.1), points)
    dying = cast("Store", DyingStore(store, points))
    courier.mood = mood
    buyer = NumberBuyer(dying, seller, clock)
    try:
        buyer.number_for(wanted(f"{mood.name}-{at}"))
    except (DiedError, PurchaseOpenError):
        courier.mood = Mood.CALM
    return points


@pytest.mark.parametrize("mood", [Mood.CALM, Mood.CUT, Mood.BROKEN_AFTER])
def test_a_program_that_dies_anywhere_buys_no_second_number(
    store: Store, courier: Courier, mood: Mood
) -> None:
    clock, at = Clock(), 0
    while True:
        at += 1
        one = wanted(f"{mood.name}-{at}")
        points = _dies(store, courier, at, clock, mood)
        clock.now += PATIENCE + timedelta(seconds=1)
        buyer = NumberBuyer(store, HttpSeller(courier.port), clock)
        buyer.finish()  # the next start of the program
        number = buyer.number_for(one)
        assert courier.sold[one.parcel_id] == [number], points.names
        assert is_the_parcels(store, one, number), points.names
        if points.passed < at:
            break
    assert at > len(("intent", "seized", "bought", "kept")) * 2


def test_the_recovery_that_dies_is_recovered_too(store: Store, courier: Courier) -> None:
    clock, at, one = Clock(), 0, wanted()
    courier.mood = Mood.CUT
    with pytest.raises(PurchaseOpenError):
        NumberBuyer(store, HttpSeller(courier.port), clock).number_for(one)
    while True:
        at += 1
        points = Points(at)
        seller = DyingSeller(HttpSeller(courier.port), points)
        clock.now += PATIENCE + timedelta(seconds=1)
        try:
            NumberBuyer(cast("Store", DyingStore(store, points)), seller, clock).finish()
        except DiedError:
            continue
        break
    (number,) = courier.sold[one.parcel_id]
    assert is_the_parcels(store, one, number)


def test_two_programs_ask_one_after_the_other(store: Store, courier: Courier) -> None:
    found: list[str] = []

    def ask() -> None:
        buyer = NumberBuyer(store, HttpSeller(courier.port, 5.0), Clock())
        try:
            found.append(buyer.number_for(wanted()))
        except PurchaseOpenError:
            found.append("")

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (number,) = courier.sold["parcel-p1"]
    assert set(found) <= {number, ""}
    assert is_the_parcels(store, wanted(), number)


def test_a_number_that_another_parcel_has_is_not_taken(store: Store, courier: Courier) -> None:
    buyer = NumberBuyer(store, HttpSeller(courier.port), Clock())
    first = buyer.number_for(wanted("p1"))
    courier._count = 0  # it sells the same number again
    with pytest.raises(PurchaseFailedError, match=first):
        buyer.number_for(wanted("p2"))
    with store.read() as tx:
        (task,) = tx.tasks.in_state("open")
    assert (task.kind, task.parcel_id) == (USED_TWICE, "parcel-p2")
    assert is_the_parcels(store, wanted("p1"), first)


def test_an_answer_long_after_the_patience_was_over(store: Store, courier: Courier) -> None:
    """The first one was only slow: its number is the second one's trouble, and is void."""
    clock = Clock()
    quick = NumberBuyer(store, HttpSeller(courier.port), clock)

    class Slow(HttpSeller):
        def buy(self, wanted: NumberWanted) -> Sold:
            clock.now += PATIENCE + timedelta(seconds=1)
            assert quick.number_for(wanted)
            return super().buy(wanted)

    with pytest.raises(PurchaseFailedError):
        NumberBuyer(store, Slow(courier.port), clock).number_for(wanted())
    first, second = courier.sold["parcel-p1"]
    assert is_the_parcels(store, wanted(), first)
    with store.read() as tx:
        entry = tx.waybills.get("lb", second)
        assert [task.kind for task in tx.tasks.in_state("open")] == [USED_TWICE]
    assert entry is not None
    assert entry.state is NumberState.VOIDED


def test_without_the_question_a_second_number_is_bought(store: Store, courier: Courier) -> None:
    """The test of these tests: this courier does sell twice to whoever does not ask."""

    class Careless(HttpSeller):
        def ask(self, wanted: NumberWanted) -> Sold | None:
            return None

    courier.mood = Mood.SILENT_AFTER
    buyer = NumberBuyer(store, Careless(courier.port), Clock())
    with pytest.raises(PurchaseOpenError):
        buyer.number_for(wanted())
    buyer.finish()
    assert len(courier.sold["parcel-p1"]) == 2


def test_a_number_goes_back_however_often_the_program_dies(store: Store, courier: Courier) -> None:
    clock, at, one = Clock(), 0, wanted()
    number = NumberBuyer(store, HttpSeller(courier.port), clock).number_for(one)
    with store.write() as tx:
        known = tx.purchases.get(one.parcel_id)
        assert known is not None
        assert give_back(tx, known, "the order is cancelled", NOON)
        assert not give_back(tx, known, "again", NOON)
    while True:
        at += 1
        points = Points(at)
        dying = cast("Store", DyingStore(store, points))
        clock.now += PATIENCE + timedelta(seconds=1)
        try:
            NumberBuyer(dying, DyingSeller(HttpSeller(courier.port), points), clock).finish()
        except DiedError:
            continue
        break
    assert courier.back == [number]
    assert ended(store, one) == (PurchaseState.CANCELLED, NumberState.VOIDED)
    with pytest.raises(PurchaseFailedError, match="cancelled"):
        NumberBuyer(store, HttpSeller(courier.port), clock).number_for(one)


def test_a_number_that_the_courier_keeps_is_a_task(store: Store, courier: Courier) -> None:
    buyer, one = NumberBuyer(store, HttpSeller(courier.port), Clock()), wanted()
    buyer.number_for(one)
    courier.keeps = True
    with store.write() as tx:
        known = tx.purchases.get(one.parcel_id)
        assert known is not None
        give_back(tx, known, "the order is cancelled", NOON)
    assert buyer.finish() == 1
    assert ended(store, one) == (PurchaseState.KEPT, NumberState.VOIDED)
    with store.read() as tx:
        assert [task.kind for task in tx.tasks.in_state("open")] == [NOT_TAKEN_BACK]


def ended(store: Store, one: NumberWanted) -> tuple[PurchaseState, NumberState]:
    with store.read() as tx:
        bought = tx.purchases.get(one.parcel_id)
        entry = tx.waybills.get(one.courier, bought.number if bought else "")
    assert bought is not None
    assert entry is not None
    return bought.state, entry.state


def test_silence_is_told_from_refusal(courier: Courier) -> None:
    courier.mood = Mood.GARBLED
    with pytest.raises(SellerSilentError, match="no number"):
        HttpSeller(courier.port).buy(wanted())
