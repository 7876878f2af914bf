"""Classes 3 and 5: the network cut at any byte, slow, deaf, refused; the server frozen.

A real PostgreSQL behind a wire that is cut after a drawn number of bytes in either direction,
after COMMIT has gone out and before its answer is back, or swallows everything from now on.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.after import compare
from tests.faults.proxy import Mood, Proxy
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import bench_at, center_at, server, through
from tests.postgres import frozen
from tests.sync.rig import Bench, some_orders

NAME = "3 network cut, slow, deaf, frozen server"
MOST_S = 5.0
"""Every call must end within its deadline (a second here, ten in the product) and some room."""

SHARES = (
    (Mood.CUT_UP, 12), (Mood.CUT_DOWN, 12), (Mood.SLOW, 3), (Mood.REFUSED, 3), (Mood.HOLE, 3),
)  # fmt: skip


def run(seed: int, *, long: bool) -> FaultReport:
    moods = [mood for mood, share in SHARES for _ in range(share)]
    return weathered(seed, moods * (30 if long else 1), freeze=True)


def weathered(seed: int, moods: list[Mood], *, freeze: bool) -> FaultReport:
    """Pack and deliver through each of these moods, in a drawn order."""
    rng, tally = random.Random(seed), Tally()
    rng.shuffle(moods)
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-net-", dir=memory()) as name,
    ):
        url = running.create()
        every = some_orders(len(moods) + 1)
        with (
            center_at(url, orders=len(every)) as center,
            Proxy("127.0.0.1", urlsplit(url).port or 0) as proxy,
            bench_at(Path(name), through(url, proxy.port), "b1") as bench,
        ):
            bench.run(steps=1)
            for order, mood in zip(every, moods, strict=False):
                bench.pack(order)
                proxy.behave(mood, rng.randrange(1, 6_000))
                _step(tally, bench, lambda: proxy.hits, mood.value)
                proxy.behave(Mood.CALM)
            if freeze:
                bench.pack(every[-1])
                with frozen(running):
                    _step(tally, bench, lambda: 0, "frozen server")
                tally.injected += 1
            slowest = tally.broken.copy()
            _drain(tally, bench)
            compare(tally, center, [("b1", bench.store)])
    return tally.report("; ".join(slowest))


def _step(tally: Tally, bench: Bench, hits: Callable[[], int], what: str) -> None:
    before, start = hits(), time.perf_counter()
    bench.run(steps=1)
    seconds = time.perf_counter() - start
    tally.injected += hits() > before
    tally.expect(seconds < MOST_S, f"{what}: a step took {seconds:.1f} s")


def _drain(tally: Tally, bench: Bench) -> None:
    """I10: once the network is back, everything arrives within a few steps."""
    bench.run(steps=4)
    tally.expect(bench.state()["outbox"]["waiting"] == 0, "the queue did not drain")
