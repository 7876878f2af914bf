"""Commands of the center about its benches: the gateway, enrolment, lent waves."""

import argparse
import logging
import os
import secrets
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette

from app.center import gateway_keys as keys
from app.center.gateway import Gateway
from app.center.gateway_gate import GatewayPolicy
from app.center.waves import end_wave, lend_wave
from app.remote.center_http import is_this_computer
from app.store.engine import Store

CODE_LETTERS = 12
LISTEN = "127.0.0.1:8443"


def add_gateway(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--listen", default=LISTEN, metavar="HOST:PORT", help="default %(default)s"
    )
    command.add_argument("--tls-cert", default="", metavar="PEM", help="the center's certificate")
    command.add_argument("--tls-key", default="", metavar="PEM", help="and its key")


def add_revoke(command: argparse.ArgumentParser) -> None:
    command.add_argument("station", metavar="STATION")
    command.add_argument(
        "--void-numbers", action="store_true", help="the bench is lost, with the numbers it had"
    )


def add_lend(command: argparse.ArgumentParser) -> None:
    command.add_argument("wave", metavar="WAVE")
    command.add_argument("station", metavar="STATION")
    command.add_argument("--hours", type=int, default=12, help="default %(default)s")


def serve(store: Store, options: argparse.Namespace) -> int:
    """Answer the benches until SIGINT or SIGTERM."""
    host, port = _address(options.listen)
    if bool(options.tls_cert) is not bool(options.tls_key):
        raise ValueError("TLS needs both: --tls-cert and --tls-key")
    if not options.tls_cert and not is_this_computer(host):
        raise ValueError(f"{host} can be reached by others: give --tls-cert and --tls-key")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    listening = listen(host, port)
    scheme = "https" if options.tls_cert else "http"
    host, port = listening.getsockname()[:2]
    print(f"gateway of warehouse {store.warehouse} on {scheme}://{host}:{port}", flush=True)
    policy = GatewayPolicy()
    for name in (signal.SIGINT, signal.SIGTERM):
        # The server ends in order by itself, then gives the signal back: it has done its work.
        signal.signal(name, lambda *_: None)
    with ThreadPoolExecutor(policy.threads, "gateway") as executor:
        app = Gateway(store, executor, _now, time.monotonic, policy).app()
        server(app, options.tls_cert, options.tls_key).run(sockets=[listening])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A socket that waits for benches. Raises OSError.

    The protocol is named: asyncio sends answers without delay only on a socket that says TCP.
    Without it each answer took 45 ms instead of 3.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def server(app: Starlette, certificate: str = "", key: str = "") -> uvicorn.Server:
    """What speaks HTTP for the gateway; it writes no log of requests, the gateway does."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=5,
            limit_concurrency=1_000,
            h11_max_incomplete_event_size=16_384,
            ssl_certfile=certificate or None,
            ssl_keyfile=key or None,
        )
    )


def enrol(store: Store, options: argparse.Namespace) -> int:
    code = "".join(secrets.choice(keys.ALPHABET) for _ in range(CODE_LETTERS))
    until = keys.issue(store, options.station, code, _now())
    shown = "-".join(code[at : at + 4] for at in range(0, CODE_LETTERS, 4))
    print(f"code for station {options.station}: {shown}")
    print(f"good once, until {until.astimezone():%H:%M}; on the bench run:")
    print("  python main.py station enrol --center https://... --code ...")
    return 0


def revoke(store: Store, options: argparse.Namespace) -> int:
    had, numbers = keys.revoke(store, options.station, void_numbers=options.void_numbers)
    what = "voided" if options.void_numbers else "still lent to it"
    done = "revoked" if had else "had no token"
    print(f"station {options.station}: {done}, {numbers} numbers {what}")
    return 0


def lend(store: Store, options: argparse.Namespace) -> int:
    until = _now() + timedelta(hours=options.hours)
    count = lend_wave(store, options.wave, options.station, until, _now())
    print(
        f"wave {options.wave}: {count} open orders lent to {options.station} until {until:%FT%TZ}"
    )
    return 0


def end(store: Store, options: argparse.Namespace) -> int:
    count = end_wave(store, options.wave)
    print(f"wave {options.wave}: taken back, {count} orders free")
    return 0


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"{text!r} is no address: write HOST:PORT")
    return host.strip("[]"), int(port)


def _now() -> datetime:
    return datetime.now(UTC)
