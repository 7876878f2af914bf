"""Changes pulled over the gateway: a real one in a process of its own, stations with tokens."""

import multiprocessing
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
from keyring.backends.fail import Keyring

from app.center import gateway_keys as keys
from app.center.gateway import Gateway
from app.center.gateway_gate import GatewayPolicy
from app.entrypoints.gateway import listen, server
from app.entrypoints.gateway_link import HttpTransport
from app.entrypoints.station_token import TokenPlace
from app.remote.center_http import CenterHttp
from app.store.engine import Store, open_store
from app.store.session import ORDERS
from benchmarks.scale import world

TOKEN = "a-token-of-the-benchmark-0123456789-0123456789-{}"
ROWS = 500


def serve(center: str, out: Connection) -> None:
    """Entrance of the gateway's process: says its address, answers until it is ended."""
    store = open_store(center, warehouse=world.WAREHOUSE)
    listening = listen("127.0.0.1", 0)
    out.send(f"http://127.0.0.1:{listening.getsockname()[1]}")
    with ThreadPoolExecutor(GatewayPolicy().threads, "gateway") as executor:
        app = Gateway(store, executor, lambda: datetime.now(UTC), time.monotonic).app()
        server(app).run(sockets=[listening])


def over_http(center: str, store: Store, stations: int, seconds: float) -> str:
    """Pulls pages of orders from the beginning, again and again; what came, in one line."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=serve, args=(center, there), daemon=True)
    child.start()
    url = here.recv()
    with tempfile.TemporaryDirectory(prefix="scale-http-") as folder:
        links = [_link(store, url, Path(folder), f"H{at}") for at in range(stations)]
        working = psutil.Process(child.pid)
        spent, own = sum(working.cpu_times()[:2]), time.process_time()
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(stations) as threads:
            rows = sum(threads.map(lambda link: _pull(link, end), links))
        spent, own = sum(working.cpu_times()[:2]) - spent, time.process_time() - own
        for link in links:
            link.close()
    child.terminate()
    child.join()
    return (
        f"gateway: {stations} stations, {rows / seconds:,.0f} rows/s; processor for each:"
        f" {spent / rows * 1e6:.0f} us the gateway's, {own / rows * 1e6:.0f} us the benches'"
    )


def _link(store: Store, url: str, folder: Path, station: str) -> HttpTransport:
    with store.write() as tx:
        tx.stations.set_token(station, keys.hashed(TOKEN.format(station)))
    (folder / station).mkdir()
    place = TokenPlace(folder / station, url, station, Keyring())  # type: ignore[no-untyped-call]
    place.put(TOKEN.format(station))
    return HttpTransport(CenterHttp(url), station, place)


def _pull(link: HttpTransport, end: float) -> int:
    rows, known = 0, world.start(world.EPOCH)
    while time.monotonic() < end:
        page = link.pull(ORDERS, known, ROWS)
        rows += len(page.rows)
        last = page.rows[-1] if page.more else None
        known = world.after(world.EPOCH, last) if last else world.start(world.EPOCH)
    return rows
