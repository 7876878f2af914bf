"""A courier that sells waybill numbers over HTTP on loopback, and misbehaves on command.

``POST /numbers`` ``{"key", "courier", "service"}`` sells one: ``201 {"number": ...}``, or
``422 {"error": ...}``. ``GET /numbers/<key>`` tells what was sold under a key, or 404.
``DELETE /numbers/<key>/<number>`` takes a number back, as often as it is asked. It is the hard
kind: a second POST under one key sells a second number.
"""

import json
import threading
from collections import defaultdict
from enum import Enum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from app.domain.purchase import NumberWanted, SellerRefusedError, SellerSilentError, Sold


class Mood(Enum):
    CALM = "calm"
    SILENT_AFTER = "does the work and never answers"
    SILENT_BEFORE = "never does the work and never answers"
    BROKEN_AFTER = "does the work and answers 500"
    GARBLED = "does the work and answers nonsense"
    CUT = "does the work and cuts the line"
    REFUSES = "sells none"


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # whoever is still silent is waited for at the end


class Courier:
    """The server. ``sold`` are the numbers by key, in the order sold; ``mood`` is for one POST."""

    def __init__(self, prefix: str = "LB") -> None:
        self.sold: defaultdict[str, list[str]] = defaultdict(list)
        self.back: list[str] = []
        self.keeps = False  # takes nothing back
        self.mood = Mood.CALM
        self.deaf = False  # GET is not answered either
        self.hits = 0
        self._prefix = prefix
        self._count = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("_Of", (_Handler,), {"courier": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def sell(self, key: str) -> str:
        with self._lock:
            self._count += 1
            number = f"{self._prefix}{self._count:010d}"
            self.sold[key].append(number)
            return number

    def take_mood(self) -> Mood:
        """The mood of this question; the next one is answered as it should be."""
        with self._lock:
            mood, self.mood = self.mood, Mood.CALM
            self.hits += mood is not Mood.CALM
            return mood

    def stay_silent(self) -> None:
        """Until the server ends: whoever asked has long gone."""
        self._over.wait(30)


class _Handler(BaseHTTPRequestHandler):
    courier: Courier

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = self.courier.take_mood()
        if mood is Mood.REFUSES:
            self._say(422, {"error": "the account is empty"})
            return
        number = self.courier.sell(asked["key"]) if mood is not Mood.SILENT_BEFORE else ""
        if mood in {Mood.SILENT_AFTER, Mood.SILENT_BEFORE}:
            self.courier.stay_silent()
        elif mood is Mood.BROKEN_AFTER:
            self._say(500, {"error": "internal"})
        elif mood is Mood.GARBLED:
            self._say(201, {"nummer": 7})
        elif mood is not Mood.CUT:
            self._say(201, {"number": number})
        self.close_connection = True

    def do_DELETE(self) -> None:
        mood = self.courier.take_mood()
        if self.courier.keeps:
            self._say(422, {"error": "it is on its way"})
            return
        number = self.path.rpartition("/")[2]
        if number not in self.courier.back:
            self.courier.back.append(number)
        if mood is not Mood.CUT:
            self._say(200, {})
        self.close_connection = True

    def do_GET(self) -> None:
        if self.courier.deaf:
            self.courier.stay_silent()
            return
        sold = self.courier.sold.get(self.path.rpartition("/")[2])
        self._say(200, {"number": sold[0]}) if sold else self._say(404, {"error": "none"})

    def _say(self, status: int, body: dict[str, object]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


class HttpSeller:
    """The center's side of that protocol. ``timeout_s`` is each question's deadline."""

    def __init__(self, port: int, timeout_s: float = 0.3) -> None:
        self._port = port
        self._timeout_s = timeout_s

    def buy(self, wanted: NumberWanted) -> Sold:
        asked = {"key": wanted.parcel_id, "courier": wanted.courier, "service": wanted.service}
        status, body = self._call("POST", "/numbers", json.dumps(asked))
        if status == 422:
            raise SellerRefusedError(str(body.get("error")))
        return self._number(status, body)

    def cancel(self, wanted: NumberWanted, number: str) -> None:
        status, body = self._call("DELETE", f"/numbers/{wanted.parcel_id}/{number}")
        if status == 422:
            raise SellerRefusedError(str(body.get("error")))
        if status != 200:
            raise SellerSilentError(f"answer {status}")

    def tell_weight(self, wanted: NumberWanted, number: str, grams: int) -> None:
        """Nobody wants to hear it."""

    def ask(self, wanted: NumberWanted) -> Sold | None:
        status, body = self._call("GET", f"/numbers/{wanted.parcel_id}")
        return None if status == 404 else self._number(status, body)

    def _number(self, status: int, body: dict[str, object]) -> Sold:
        number = body.get("number")
        if status not in {200, 201} or not isinstance(number, str):
            raise SellerSilentError(f"answer {status} that says no number")
        return Sold(number, "021-A")

    def _call(self, method: str, path: str, text: str = "") -> tuple[int, dict[str, object]]:
        line = HTTPConnection("127.0.0.1", self._port, timeout=self._timeout_s)
        try:
            line.request(method, path, text)
            answer = line.getresponse()
            body: dict[str, object] = json.loads(answer.read())
        except (OSError, HTTPException, ValueError) as error:
            raise SellerSilentError(f"{type(error).__name__}: {error}") from error
        else:
            return answer.status, body
        finally:
            line.close()
