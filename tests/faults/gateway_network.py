"""Classes 3 and 5 over HTTP: the wire between a bench and the gateway is cut at any byte."""

import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from app.remote.center_http import CenterHttp
from app.sync.transport import CenterTransport
from tests.faults.after import compare
from tests.faults.proxy import Mood, Proxy
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import center_at, server
from tests.sync.gateways import Gateways, HttpServer
from tests.sync.rig import Bench, some_orders

NAME = "3 the same over the HTTP gateway"
DEADLINE_S = 0.8
MOST_S = 5.0
SHARES = (
    (Mood.CUT_UP, 8), (Mood.CUT_DOWN, 8), (Mood.SLOW, 2), (Mood.REFUSED, 2), (Mood.HOLE, 1),
)  # fmt: skip
ANSWERS_LOST = 8
"""Cut at the first bytes of an answer: the center has done what was asked, and nobody hears it."""


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-http-", dir=memory()) as name,
        HttpServer() as http,
    ):
        for at, place in enumerate((str(Path(name) / "center.db"), running.create())):
            folder = Path(name) / f"homes-{at}"
            folder.mkdir()
            _weathered(tally, random.Random(seed + at), http, folder, place, 30 if long else 1)
    return tally.report("SQLite and PostgreSQL behind the gateway")


def _drawn(rng: random.Random, times: int) -> list[tuple[Mood, int]]:
    moods = [(mood, rng.randrange(4_000)) for mood, share in SHARES for _ in range(share * times)]
    moods += [(Mood.CUT_DOWN, rng.randrange(20)) for _ in range(ANSWERS_LOST * times)]
    rng.shuffle(moods)
    return moods


def _weathered(
    tally: Tally, rng: random.Random, http: HttpServer, folder: Path, place: str, times: int
) -> None:
    moods = _drawn(rng, times)
    every = some_orders(len(moods))
    with ExitStack() as stack:
        center = stack.enter_context(center_at(place, orders=len(every)))
        gateways = Gateways(http, folder)
        stack.callback(gateways.close)
        proxy = stack.enter_context(Proxy("127.0.0.1", urlsplit(http.url).port or 0))

        def connect(center: str, station: str) -> CenterTransport:
            """The enrolled bench's link, through the proxy."""
            link = gateways.connect(center, station)
            link.close()
            path = urlsplit(gateways.url(center)).path
            url = f"http://127.0.0.1:{proxy.port}{path}"
            link._http = CenterHttp(url, deadline_s=DEADLINE_S)
            return link

        bench = Bench(folder, place, "b1", connect)
        stack.callback(bench.close)
        bench.run(steps=1)
        for order, (mood, after) in zip(every, moods, strict=True):
            bench.pack(order)
            _step(tally, bench, proxy, mood, after)
        bench.run(steps=4)
        tally.expect(bench.state()["outbox"]["waiting"] == 0, "the queue did not drain")
        compare(tally, center, [("b1", bench.store)])


def _step(tally: Tally, bench: Bench, proxy: Proxy, mood: Mood, after: int) -> None:
    """One step through this mood; it ends within its deadlines, whatever happens to the wire."""
    before, start = proxy.hits, time.perf_counter()
    proxy.behave(mood, after)
    bench.run(steps=1)
    proxy.behave(Mood.CALM)
    tally.injected += proxy.hits > before
    seconds = time.perf_counter() - start
    tally.expect(seconds < MOST_S, f"{mood.value}: a step took {seconds:.1f} s")
