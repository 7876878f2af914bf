"""Class 8: several benches, one order: on line, off line, lease run out, holder frozen."""

import random
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.faults.after import compare
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import bench_at, center_at, server
from tests.sync.rig import Bench, some_orders

NAME = "8 several benches, one order"
ORDERS = 40


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-two-", dir=memory()) as name,
    ):
        for again in range(20 if long else 1):
            folder = Path(name) / str(again)
            folder.mkdir()
            _shift(tally, random.Random(seed + again), folder, running.create())
    return tally.report("3 benches on PostgreSQL")


def _shift(tally: Tally, rng: random.Random, folder: Path, place: str) -> None:
    """Each order is worked on by two or three benches, each step of it in a drawn order."""
    with center_at(place, orders=ORDERS) as center, ExitStack() as open_ones:
        benches = [open_ones.enter_context(bench_at(folder, place, f"b{n}")) for n in range(1, 4)]
        for bench in benches:
            bench.run(steps=1)
        for order in some_orders(ORDERS):
            here = rng.sample(benches, rng.choice((2, 2, 3)))
            for bench in here:
                bench.transport.away = rng.random() < 0.4
            acts = [(bench, act) for bench in here for act in ("claim", "pack", "step")]
            rng.shuffle(acts)
            for bench, act in acts:
                _act(bench, act, order.id)
                if act == "pack":
                    bench.pack(order)
            tally.injected += 1
        for bench in benches:
            bench.transport.away = False
        for _ in range(2):
            for bench in benches:
                bench.run(steps=3)
        compare(tally, center, [(bench.station, bench.store) for bench in benches])
        copies = {str(bench.state()["orders"]) for bench in benches}
        tally.expect(len(copies) == 1, "the benches' copies differ")


def _act(bench: Bench, act: str, order_id: str) -> None:
    if act == "claim":
        bench.worker.ask_claim(order_id)
    elif act == "step":
        bench.run(steps=1)
