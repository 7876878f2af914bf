"""GET /health and GET /metrics on this computer's own address; nobody else can ask."""

import ipaddress
import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from app.center.metrics import CONTENT_TYPE, Figures, text
from app.store.errors import StoreError

log = logging.getLogger(__name__)

ASKING_S = 5.0
"""How long one caller may take; the next one waits meanwhile."""


def address_of(words: str) -> tuple[str, int]:
    """``127.0.0.1:9187`` or ``[::1]:9187``. Raises ValueError for what others could reach."""
    host, _, port = words.rpartition(":")
    try:
        loopback = ipaddress.ip_address(host.strip("[]")).is_loopback
        number = int(port)
    except ValueError:
        raise ValueError(f"{words!r} is no address like 127.0.0.1:9187") from None
    if not loopback:
        raise ValueError(f"{host} can be reached by others: metrics stay on 127.0.0.1 or [::1]")
    return host.strip("[]"), number


@contextmanager
def serving(words: str, figures: Figures) -> Iterator[int]:
    """Answers until the block ends; gives the port (0 takes a free one).

    Raises ValueError for a wrong address, OSError where the port is taken.
    """
    server = _Server(address_of(words), figures)
    thread = Thread(target=server.serve_forever, name="metrics", args=(0.2,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(HTTPServer):
    """One caller after the other: the figures are read by one thread."""

    def __init__(self, address: tuple[str, int], figures: Figures) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.figures = figures
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without asking the network for this computer's name."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        log.warning("a caller of the metrics went away", exc_info=sys.exc_info())


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = ASKING_S
    server_version = "secondpass"
    sys_version = ""

    def do_GET(self) -> None:
        if self.path == "/health":
            word = self.server.figures.health()
            self._answer(200 if word.ok else 503, "application/json", word.document())
        elif self.path == "/metrics":
            self._metrics()
        else:
            self._answer(404, "text/plain", b"/health or /metrics\n")

    def _metrics(self) -> None:
        try:
            body = text(self.server.figures.read())
        except StoreError as error:
            log.warning("no figures: %s", error)
            self._answer(503, CONTENT_TYPE, b"# TYPE secondpass_up gauge\nsecondpass_up 0\n")
        else:
            self._answer(200, CONTENT_TYPE, body.encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        log.debug(format, *args)
