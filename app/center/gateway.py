"""The center's counter over HTTP: the desk's own answers, behind a token, limits and deadlines.

Every question is safe to repeat, so a bench that had no answer asks again. The event loop reads
and writes; a few threads, as many as the store has connections, ask the desk.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.center import gateway_keys as keys
from app.center import gateway_wire as wire
from app.center.desk import CenterDesk
from app.center.gateway_answers import PUSH, QUIET, questions
from app.center.gateway_gate import Gate, GatewayPolicy, NotAnsweredError
from app.center.greeting import Standing
from app.store.engine import Store
from app.store.errors import (
    StoreConflict,
    StoreDiskFailed,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
Question = tuple[type[Any], int, Callable[[str, Any], object]]
"""What is asked, how large it may be, who answers."""

Answering = Callable[[Request], Awaitable[Response]]

AWAY = (
    StoreConflict,
    StoreDiskFailed,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)
"""The store cannot answer now; the same question may succeed later."""


class Gateway:
    """``clock`` gives aware UTC time, ``seconds`` a clock that only runs forward."""

    def __init__(
        self,
        store: Store,
        executor: Executor,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        policy: GatewayPolicy | None = None,
    ) -> None:
        self._store = store
        self._desk = CenterDesk(store, clock)
        self._executor = executor
        self._clock = clock
        self._seconds = seconds
        self._policy = policy or GatewayPolicy()
        self._gate = Gate(self._policy, seconds)
        self._moved = asyncio.Event()
        self._looking = asyncio.Lock()
        self._look_at = 0.0
        self._standing = Standing("", {})
        small, large = self._policy.other_bytes, self._policy.facts_bytes
        self._questions: dict[str, Question] = {
            path: (kind, large if path == PUSH else small, work)
            for path, (kind, work) in questions(self._desk).items()
        }

    def app(self) -> Starlette:
        """What a server runs."""
        routes = [
            Route("/health", self._logged(self._health), methods=["GET"]),
            Route("/enrol", self._logged(self._enrol), methods=["POST"]),
            Route("/watch", self._logged(self._watch), methods=["POST"]),
        ]
        routes += [
            Route(path, self._logged(self._question), methods=["POST"]) for path in self._questions
        ]
        return Starlette(routes=routes)

    def _logged(self, answering: Answering) -> Answering:
        """One line a question: no bodies, no headers, no secrets."""

        async def answer(request: Request) -> Response:
            start = self._seconds()
            try:
                response = await answering(request)
            except NotAnsweredError as error:
                response = _said(error.problem, error.status)
                if error.retry_s:
                    response.headers["Retry-After"] = str(max(1, round(error.retry_s + 0.5)))
            except ClientDisconnect:
                response = Response(status_code=400)
            station = request.headers.get(wire.STATION, "-")[:40]
            log.info(
                "%s %s %s %d %d ms", request.url.path, station.encode("ascii", "replace").decode(),
                _host(request), response.status_code, (self._seconds() - start) * 1000,
            )  # fmt: skip
            return response

        return answer

    async def _question(self, request: Request) -> Response:
        """A station asks: let it in, read its question, ask the desk."""
        station_id = await self._admitted(request)
        kind, most, work = self._questions[request.url.path]
        with self._gate.station(station_id):
            ask = await self._read(request, kind, most)
            said = await self._ask(lambda: work(station_id, ask))
        if request.url.path not in QUIET:
            self._stir()
        return _said(said)

    async def _watch(self, request: Request) -> Response:
        """Answers when something moved, or when the time is over."""
        station_id = await self._admitted(request)
        with self._gate.station(station_id):
            ask = await self._read(request, wire.WatchAsk, self._policy.other_bytes)
            end = self._seconds() + min(ask.within_s, self._policy.watch_s)
            while True:
                moved = self._moved
                mark = (await self._look()).mark(station_id)
                left = end - self._seconds()
                if mark != ask.known or left <= 0:
                    return _said(wire.WatchSay(mark))
                try:
                    await asyncio.wait_for(moved.wait(), min(left, self._policy.look_s))
                except TimeoutError:
                    continue

    async def _look(self) -> Standing:
        """Where everything stands: one look at the store for all who watch."""
        async with self._looking:
            if self._seconds() >= self._look_at:
                moved = self._moved
                self._standing = await self._ask(self._desk.standing)
                if moved is self._moved:  # else it moved while we looked: look again
                    self._look_at = self._seconds() + self._policy.look_s
            return self._standing

    def _stir(self) -> None:
        """Something may have moved: whoever watches looks at once."""
        self._look_at = 0.0
        self._moved.set()
        self._moved = asyncio.Event()

    async def _enrol(self, request: Request) -> Response:
        host = _host(request)
        self._gate.check_stranger(host)
        ask = await self._read(request, wire.EnrolAsk, self._policy.other_bytes)
        now = self._clock()
        try:
            await self._ask(lambda: keys.redeem(self._store, ask.station, ask.code, ask.token, now))
        except keys.EnrolRefusedError as error:
            self._gate.struck(host)
            raise NotAnsweredError(403, "enrolment", str(error)) from error
        return _said(wire.EnrolSay(ask.station, self._store.warehouse))

    async def _health(self, _request: Request) -> Response:
        return _said(wire.Done())

    async def _admitted(self, request: Request) -> str:
        """The station that asks. Raises NotAnsweredError for anyone else."""
        protocol = request.headers.get(wire.VERSION, "")
        if protocol not in {str(wire.PROTOCOL), str(wire.PROTOCOL - 1)}:
            raise NotAnsweredError(
                426,
                "version",
                f"the center speaks protocol {wire.PROTOCOL} and the one before, "
                f"not {protocol[:10] or 'none'}: update the older side",
            )
        station_id = request.headers.get(wire.STATION, "")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token or wire.STATION_ID.fullmatch(station_id) is None:
            raise NotAnsweredError(401, "unknown", "this bench is not enrolled")
        host, token_hash = _host(request), keys.hashed(token)
        self._gate.check_stranger(host, station_id, token_hash)
        if not await self._ask(lambda: self._is_known(station_id, token_hash)):
            self._gate.struck(host, station_id, token_hash)
            log.warning("refused: station %s from %s has no valid token", station_id, host)
            raise NotAnsweredError(401, "unknown", "this bench is not enrolled, or was revoked")
        self._gate.known(station_id, token_hash)
        return station_id

    def _is_known(self, station_id: str, token_hash: str) -> bool:
        with self._store.read() as tx:
            return keys.is_known(tx, station_id, token_hash)

    async def _read(self, request: Request, kind: type[T], most: int) -> T:
        """The question, if it is one, is small enough and comes in time."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._policy.read_s):
                async for part in request.stream():
                    body += part
                    if len(body) > most:
                        raise NotAnsweredError(413, "too_large", f"more than {most} bytes")
        except TimeoutError:
            raise NotAnsweredError(408, "too_slow", "the question did not come in time") from None
        try:
            return msgspec.json.decode(bytes(body), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NotAnsweredError(422, "not_understood", str(error)[:300]) from error

    async def _ask(self, work: Callable[[], T]) -> T:
        """In a thread; the store's deadlines end it."""
        with self._gate.inside():
            try:
                return await asyncio.get_running_loop().run_in_executor(self._executor, work)
            except AWAY as error:
                log.warning("the store does not answer: %s", error)
                busy = self._policy.busy_s
                raise NotAnsweredError(503, "store", error.advice, busy) from error
            except StoreError as error:
                log.exception("the store refused a question")
                raise NotAnsweredError(422, "store", error.advice) from error
            except keys.EnrolRefusedError:
                raise
            except ValueError as error:
                raise NotAnsweredError(422, "not_understood", str(error)[:300]) from error


def _said(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _host(request: Request) -> str:
    return request.client.host if request.client else "-"
