"""A delivery applied as a whole ends as the same facts applied one by one."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.center import ingest
from app.domain import events as e
from app.domain.order import Order, OrderState
from app.domain.recorded import Recorded
from app.domain.values import Grams, Moment
from app.store.engine import Store, open_store
from app.store.records import Answer, Envelope
from app.store.tables.bench import journal
from app.store.tables.shipping import waybill_number
from tests.builders import NOON, an_item, an_order

ORDERS = 4
NUMBERS = [f"SF{n}" for n in range(6)]
STATIONS = ("b1", "b2")


def facts_about(rng: random.Random, order: Order, station: str) -> tuple[e.Fact, ...]:
    """Something a bench may do next with an order, sensible or not."""
    parcel, number = f"p-{station}-{order.number}-{rng.randrange(2)}", rng.choice(NUMBERS)
    ticket = f"ZR{rng.randrange(3)}"
    packed = e.ParcelPacked(
        parcel, order.id, order.number, 1, 1, "SF", number, Grams(5), "F1", {"TEA": 1}
    )
    return rng.choice(
        (
            (e.OrderOpened(order, parcel, rng.choice((order.number, ticket))),),
            (e.WaybillAssigned(parcel, "SF", number), e.LabelPrinted(parcel, "job")),
            (e.LabelProven(parcel, number),),
            (packed, e.OrderPacked(order.id, 1)),
            (e.OrderParked(order.id, {"1": 1}, slot="A1"),),
            (e.OrderReturned(order.id, ticket, {"1": 1}, {"TEA": 1}),),
            (e.CheckCancelled(order.id),),
            (e.OrderClosed(order.id, "held"),),
            (e.LeadCalled(order.id), e.ItemChecked("TEA", "TEA", {"1": 1})),
        )
    )


def some_orders() -> list[Order]:
    """The last one is not known to the center: it was restored from an older copy."""
    return [an_order({"TEA": 2}, number=f"SO-{n}", courier="SF") for n in range(ORDERS + 1)]


def deliveries(rng: random.Random, folder: Path) -> Iterator[list[Envelope]]:
    """Batches of two benches in turn, as their own journals hold them."""
    benches = {one: open_store(folder / f"{one}.db", warehouse="W1") for one in STATIONS}
    for _ in range(20):
        station = rng.choice(STATIONS)
        batch = []
        with benches[station].write() as tx:
            for _ in range(rng.randrange(1, 6)):
                order = rng.choice(some_orders())
                for fact in facts_about(rng, order, station):
                    n = tx.journal.next_n(station)
                    at = Moment(NOON + timedelta(seconds=n), n)
                    name = f"{station}-{n}"
                    record = Recorded(n, name, station, "boot", at, "P01", order.id, fact)
                    batch.append(tx.journal.append(record))
        yield batch
    for bench in benches.values():
        bench.close()


def a_center(place: str) -> Store:
    store = open_store(place, warehouse="W1")
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
        tx.catalogue.put([an_item("TEA")])
        tx.orders.upsert(some_orders()[:-1], NOON)
        tx.waybills.add("SF", NUMBERS[:-1])
        tx.waybills.lease("SF", "b1", 2)
    return store


def taken(center: Store, batch: list[Envelope], now: datetime) -> tuple[Answer, ...]:
    with center.write() as tx:
        return ingest.ingest(tx, batch, now)


def everything(store: Store) -> dict[str, Any]:
    """All that facts change, but for the numbers of the feed."""
    with store.read() as tx:
        run = tx._session.connection.execute
        _n, _j = waybill_number.c, journal.c
        return {
            "orders": [
                (s.order.id, s.order.state, s.holder, s.lease_until, s.fence, s.progress,
                 s.by_station, s.by_operator, s.updated_at, sorted(tx.orders.by_code("ZR1")))
                for s in tx.orders.listed(list(OrderState))
            ],
            "parcels": [p for one in some_orders() for p in tx.parcels.of_order(one.id)],
            "tickets": tx.tickets.in_state("open", "picked", "resumed", "closed"),
            "tasks": tx.tasks.in_state("open"),
            "numbers": run(
                select(_n.id, _n.state, _n.station_id, _n.parcel_id).order_by(_n.id)
            ).all(),
            "verdicts": run(select(_j.id, _j.verdict).order_by(_j.id)).all(),
        }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_in_one_go_as_one_by_one(seed: int, tmp_path: Path) -> None:
    whole = a_center(str(tmp_path / "whole.db"))
    single = a_center(str(tmp_path / "single.db"))
    for number, batch in enumerate(deliveries(random.Random(seed), tmp_path)):
        now = NOON + timedelta(minutes=7 * number)  # claims run out in between
        answers = taken(whole, batch, now)
        apart = [taken(single, [row], now)[0] for row in batch]
        assert list(answers) == apart
        assert everything(whole) == everything(single)
    whole.close()
    single.close()


def test_each_statement_counts(store: Store, tmp_path: Path) -> None:
    """On both engines: what a whole day leaves is the same."""
    local = a_center(str(tmp_path / "local.db"))
    with store.write() as tx:
        tx.catalogue.put([an_item("TEA")])
        tx.orders.upsert(some_orders()[:-1], NOON)
        tx.waybills.add("SF", NUMBERS[:-1])
        tx.waybills.lease("SF", "b1", 2)
    for batch in deliveries(random.Random(99), tmp_path):
        for center in (store, local):
            taken(center, batch, NOON)
    assert everything(store) == everything(local)
    local.close()
