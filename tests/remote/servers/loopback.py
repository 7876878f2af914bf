"""A platform on loopback: a real HTTP server, one call at a time, that can cut the line."""

import json
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

CUT, CUT_AFTER = "cut", "cut after"
"""What may happen to a call: the line is cut before or after the work is done."""


class Served:
    """A real HTTP server for as long as the ``with`` lasts; its calls wait for one another."""

    def __init__(self, answering: type["Answering"], path: str) -> None:
        self.lock = threading.Lock()
        made = type("_Of", (answering,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), made)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass(frozen=True)
class Call:
    """A request as the platform got it; ``headers`` with lower-case names."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Reply:
    document: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.posted(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def do_GET(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def posted(self, body: str) -> None:
        """Answers a call, or cuts the line."""
        raise NotImplementedError

    def answer(
        self,
        body: bytes,
        status: int = 200,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's name
        """Quiet."""


class Loopback(Served):
    """Subclasses say in ``document`` or in ``reply`` what a call is answered.

    ``plans``: what happens to the next calls, one each: "" is a plain answer, a Reply one instead
    of it, with nothing done. ``churn``: so many rows change before each page is read, as buyers
    do; ``chance`` is seeded.
    """

    path = "/"

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        self.now, self.churn = now, 0
        self.plans: deque[str | Reply] = deque()
        self.chance = random.Random(seed)
        super().__init__(_Calls, self.path)

    def document(self, path: str, body: str) -> dict[str, Any]:
        """The JSON that answers a call: what was asked for, or the platform's refusal."""
        raise NotImplementedError

    def reply(self, call: Call) -> Reply:
        return Reply(self.document(call.path, call.body))

    def some(self, rows: dict[str, Any]) -> list[Any]:
        """Rows that change now, as many as ``churn`` says."""
        keys = self.chance.sample(sorted(rows), min(self.churn, len(rows)))
        return [rows[key] for key in keys]


class _Calls(Answering):
    platform: Loopback

    def posted(self, body: str) -> None:
        with self.platform.lock:
            plan = self.platform.plans.popleft() if self.platform.plans else ""
            if isinstance(plan, Reply):
                reply = plan
            elif plan == CUT:
                reply = Reply({})
            else:
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = self.platform.reply(Call(self.command, self.path, headers, body))
        if plan in (CUT, CUT_AFTER):
            self.close_connection = True
            return
        made = json.dumps(reply.document).encode()
        self.answer(made, reply.status, headers=reply.headers)
