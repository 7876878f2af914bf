"""Class 17 over HTTP: strangers, stolen names, forged facts, too much, nonsense, SQL and worse."""

import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import requests

from app.center import gateway_wire as wire
from app.center.desk import MOST_UP
from app.center.gateway_gate import GatewayPolicy
from app.store.journal import digest
from app.store.records import Cursor, Envelope
from app.store.session import WAYBILLS
from tests.builders import NOON
from tests.faults.after import facts
from tests.faults.hostile import EVIL, NUMBERS, changed, still_sound
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import center_at, server
from tests.sync.gateways import TOKEN, Gateways, HttpServer
from tests.sync.rig import WAREHOUSE, Bench, some_orders

NAME = "17 hostile over the HTTP gateway"
OK = 200
LIMITS = GatewayPolicy(rate=100_000, burst=100_000, at_once=16, strikes=100_000, read_s=0.5)
NONSENSE = (
    b"", b"{", b"null", b"[]", b"\xff\xfe\x00", b"[" * 50_000, b'{"facts": 7}', b'{"facts": [{}]}',
    b'{"facts": null}', b'{"order_id": 1e400}', b'{"feed": "orders", "after": 7, "limit": -1}',
    b'{"order_id": "\\ud800"}', b"x" * 9_000_000,
)  # fmt: skip
RAW = (
    b"\x00\x01\x02\x03\r\n\r\n", b"GET\r\n\r\n", b"POST /push HTTP/9.9\r\n\r\n",
    b"POST /push HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    b"POST /push HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /push HTTP/1.1\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)  # fmt: skip


class _Attacker:
    """Asks whatever it likes, as whoever it likes."""

    def __init__(self, url: str, tally: Tally) -> None:
        self._url = url
        self._tally = tally
        self._session = requests.Session()

    def ask(
        self, path: str, ask: object, station: str = "b1", token: str = "", version: str = "2"
    ) -> requests.Response:
        headers = {
            "Authorization": f"Bearer {token or TOKEN.format(station)}",
            wire.STATION: station,
            wire.VERSION: version,
        }
        body = ask if isinstance(ask, bytes) else msgspec.json.encode(ask)
        said = self._session.post(
            self._url + path, data=body, headers=headers, timeout=20, allow_redirects=False
        )
        self._tally.injected += 1
        self._tally.expect(said.status_code < 500, f"{path}: {said.status_code} {body[:80]!r}")
        return said

    def refused(self, status: int, path: str, ask: object, **who: str) -> None:
        said = self.ask(path, ask, **who)
        self._tally.expect(said.status_code == status, f"{path} {who}: {said.status_code}")

    def push(self, station: str, rows: tuple[Envelope, ...]) -> list[str]:
        """What became of each; [] where the whole was refused."""
        said = self.ask("/push", wire.PushAsk(rows), station)
        if said.status_code != OK:
            return []
        return [one["reception"] for one in said.json()["answers"]]

    def close(self) -> None:
        self._session.close()


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-hostile-", dir=memory()) as name,
        HttpServer() as http,
    ):
        for at, place in enumerate((str(Path(name) / "center.db"), running.create())):
            folder = Path(name) / f"homes-{at}"
            folder.mkdir()
            _attack(tally, random.Random(seed), http, folder, place)
    return tally.report("SQLite and PostgreSQL behind the gateway; never a 5xx")


def _attack(tally: Tally, rng: random.Random, http: HttpServer, folder: Path, place: str) -> None:
    with ExitStack() as stack:
        center = stack.enter_context(center_at(place, orders=3))
        gateways = Gateways(http, folder)
        stack.callback(gateways.close)
        url = gateways.url(place, LIMITS)
        gateways.connect(place, "evil").close()
        bench = Bench(folder, place, "b1", gateways.connect)
        stack.callback(bench.close)
        bench.pack(some_orders(1)[0])
        bench.run(steps=3)
        good = facts(bench.store, "b1")
        attacker = _Attacker(url, tally)
        stack.callback(attacker.close)
        _strangers(attacker, good)
        _forged(tally, attacker, rng, good)
        _nonsense(tally, attacker, http.url)
        _words(tally, attacker, good)
        tally.lost += len(good) - len(facts(center, "b1"))
        still_sound(tally, center, bench)


def _strangers(attacker: _Attacker, good: list[Envelope]) -> None:
    """No token, another's token, another's facts, another's numbers, another century."""
    push = wire.PushAsk(tuple(good))
    hello = wire.HelloAsk("x", NOON)
    for path, ask in (("/push", push), ("/hello", hello), ("/claim", wire.OrderAsk("id-SO-1"))):
        attacker.refused(401, path, ask, token="guess")
        attacker.refused(401, path, ask, token=TOKEN.format("evil"))
        attacker.refused(401, path, ask, station="b2")
        attacker.refused(426, path, ask, version="1' OR '1'='1")
    attacker.refused(403, "/push", push, station="evil")
    for feed in (WAYBILLS + "evil", WAYBILLS, "journal", "operator; DROP TABLE orders"):
        attacker.refused(404, "/pull", wire.PullAsk(feed, Cursor(), 10))
    attacker.refused(413, "/claim", wire.OrderAsk("x" * 200_000))
    attacker.refused(422, "/push", wire.PushAsk(tuple(good[:1]) * (MOST_UP + 1)))
    for path in ("/", "/admin", "/push/%2e%2e%2f%2e%2e/health", "/%2e%2e/etc/passwd", "/enrol/"):
        attacker.ask(path, b"{}")
    for code in (*EVIL[:6], "AAAA-BBBB-CCCC"):
        attacker.ask("/enrol", wire.EnrolAsk("b1", code, "t" * 40))


def _forged(tally: Tally, attacker: _Attacker, rng: random.Random, good: list[Envelope]) -> None:
    for row in changed(rng, good):
        found = attacker.push("b1", (row,))  # another's name in it: not even looked at
        tally.expect(found in (["refused"], []), f"taken although changed: {str(row)[:100]}")
    for _ in range(3):
        found = attacker.push("b1", tuple(reversed(good)))
        tally.expect(len(found) == len(good), "a replay has no answers")
        tally.doubled += found.count("accepted")


def _nonsense(tally: Tally, attacker: _Attacker, url: str) -> None:
    for path in ("/push", "/pull", "/claim", "/hello", "/numbers/keep", "/watch", "/enrol"):
        for body in NONSENSE:
            said = attacker.ask(path, body)
            tally.expect(said.status_code != OK, f"{path} took {body[:40]!r}")
    where = urlsplit(url)
    for raw in RAW:
        tally.injected += 1
        with socket.create_connection((str(where.hostname), where.port or 0), 5) as line:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(5)
            try:
                answer = line.recv(65_536)
            except ConnectionError:
                continue  # thrown out without a word
            tally.expect(not answer.startswith(b"HTTP/1.1 200"), f"{raw[:40]!r} was answered")


def _words(tally: Tally, attacker: _Attacker, good: list[Envelope]) -> None:
    """Every field of a well-sealed fact, and every other question, carries the words."""
    for row in _evil_facts(good):
        sealed = replace(row, sha256=digest(WAREHOUSE, row))
        own = row.station_id == "evil"
        found = attacker.push("evil", (sealed,))
        tally.expect(len(found) == own, f"no answer to {row.id[:40]}")
    for word in EVIL:
        if len(word) > 10_000:
            continue
        said = attacker.ask("/claim", wire.OrderAsk(word))
        tally.expect(not said.json().get("granted"), f"a claim of {word[:30]!r} was granted")
        attacker.ask("/pull", wire.PullAsk("orders", Cursor(word, 0, word), 10))
        attacker.ask("/release", wire.OrderAsk(word))
        attacker.ask("/numbers/return", wire.NumbersAsk((word, f"sf/{word}")))
        attacker.ask("/hello", wire.HelloAsk(word, NOON))
        attacker.ask("/watch", wire.WatchAsk(word, 0.0))


def _evil_facts(good: list[Envelope]) -> Iterator[Envelope]:
    number = 0
    for word in EVIL:
        for name in ("id", "kind", "payload", "order_id", "operator_id", "boot_id", "station_id"):
            number += 1
            row = replace(good[0], station_id="evil", n=number, id=f"evil-{number}")
            row = replace(row, **{name: word})  # type: ignore[arg-type]
            try:
                digest(WAREHOUSE, row)
            except UnicodeEncodeError:
                continue  # no such text exists outside this program
            yield row
    for value in NUMBERS:
        yield replace(good[0], station_id="evil", n=value, id=f"n-{value}", mono_ms=value)
