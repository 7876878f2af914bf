"""A cut between every two statements: the end is always that of the undisturbed run."""

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.order import OrderState
from app.store.engine import Store
from tests.builders import NOON
from tests.sync.rig import Bench, Connect, a_center, center_state, some_orders


def day(bench: Bench, center: Store) -> None:
    """A copy down, parcels up, a refund down."""
    orders = some_orders(5)
    bench.run(steps=1)
    bench.pack(orders[0])
    with center.write() as tx:
        tx.orders.set_state("id-SO-4", OrderState.REFUNDED, NOON)
    bench.pack(orders[1])
    bench.worker.ask_claim(orders[2].id)
    bench.run(steps=2)
    bench.faults.at = 0
    bench.run(steps=2)


def outcome(
    folder: Path, place: str, at: int, connect: Connect
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    folder.mkdir()
    center = a_center(place)
    bench = Bench(folder, place, "b1", connect)
    bench.faults.at = at
    try:
        day(bench, center)
        ends = center_state(center)
        _forget_claims(ends)
        mirror = bench.state()
        mirror["outbox"].pop("accepted")  # a repeated delivery is answered as known
        return ends, mirror, bench.faults.names
    finally:
        bench.close()
        center.close()


def _forget_claims(ends: dict[str, Any]) -> None:
    """A claim that was lost on the way is advice that nobody got: the rest must be equal."""
    ends["orders"] = {key: value[:2] for key, value in ends["orders"].items()}


@pytest.mark.timeout(300)
def test_every_cut_heals(
    tmp_path: Path, new_place: Callable[[], str], connect: Connect, wire: str
) -> None:
    place = new_place()
    plain, mirror, points = outcome(tmp_path / "plain", place, 0, connect)
    assert len(points) > 50
    every = 9 if "://" in place or wire == "http" else 1  # servers take longer to make
    for at in range(1, len(points) + 1, every):
        if every == 1 and "pull" in points[at - 1] and at % 4:
            continue  # six feeds that are asked in the same way: a quarter of them is enough
        found = outcome(tmp_path / f"cut-{at}", new_place(), at, connect)
        assert found[:2] == (plain, mirror), f"cut {at}: {points[at - 1]}"


@pytest.mark.parametrize("seed", range(8))
def test_two_benches_in_bad_weather(
    seed: int, tmp_path: Path, new_bench: Callable[..., Bench], center: Store
) -> None:
    """Random outages, deaths and double packing: no parcel is lost, none counts twice."""
    rng = random.Random(seed)
    benches = [new_bench("b1"), new_bench("b2")]
    packed = 0
    for order in some_orders(5):
        for bench in benches:
            if rng.random() < 0.7:
                bench.pack(order)
                packed += 1
            bench.transport.away = rng.random() < 0.3
            bench.faults.at = bench.faults.passed + rng.randrange(1, 30)
            bench.run(steps=rng.randrange(1, 3))
    for bench in benches:
        bench.transport.away = False
        bench.faults.at = 0
        bench.run(steps=4)
    for bench in benches:
        bench.run(steps=1)
    ends = center_state(center)
    assert len(ends["parcels"]) == packed
    accepted = [key.split("-SO-")[1] for key, counts, _ in ends["parcels"] if counts]
    assert len(accepted) == len(set(accepted))
    assert len(ends["tasks"]) == packed - len(accepted)
    for bench in benches:
        assert bench.state()["outbox"]["waiting"] == 0
        mirror = bench.state()["orders"]
        assert mirror == {key: value[:2] for key, value in ends["orders"].items()}


def test_many_benches_at_once(new_bench: Callable[..., Bench], center: Store) -> None:
    """Four benches deliver the same orders in the same second: each parcel counts once."""
    benches = [new_bench(f"b{n}") for n in range(1, 5)]
    for bench in benches:
        for order in some_orders(5):
            bench.pack(order)
    threads = [threading.Thread(target=bench.run, kwargs={"steps": 3}) for bench in benches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for bench in benches:
        bench.run(steps=1)
        assert bench.state()["outbox"]["waiting"] == 0
    ends = center_state(center)
    assert len(ends["parcels"]) == 20
    assert sum(accepted for _, accepted, _ in ends["parcels"]) == 5
    assert len(ends["tasks"]) == 15
    assert len({str(bench.state()["orders"]) for bench in benches}) == 1
