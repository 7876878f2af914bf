"""A bench's wire to a center whose database it can reach: one machine, or a LAN it trusts.

The sync room asks, the center's desk answers; they do not know each other and meet here. Over
HTTP the same questions go through ``gateway_link``.
"""

import time
from datetime import UTC, datetime
from threading import Event

from app.center.desk import CenterDesk
from app.center.greeting import SecondInstanceError
from app.store.engine import Store, open_store
from app.store.errors import (
    StoreConflict,
    StoreDiskFailed,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
    WrongStoreUrl,
)
from app.store.records import Answer, Cursor, Envelope, StationNow
from app.sync.transport import (
    PROTOCOL,
    BenchTwiceError,
    CenterAwayError,
    CenterRefusedError,
    ClaimReply,
    FactsRefusedError,
    Greeting,
    Page,
    Welcome,
)

DEADLINE_S = 10.0
LOOK_EVERY_S = 0.3
AWAY = (
    StoreConflict,
    StoreDiskFailed,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
    WrongStoreUrl,
)


class SqlTransport:
    """Answers a bench's questions from the center's database. Opens it when first needed."""

    def __init__(self, center: str, warehouse: str) -> None:
        self._center = center
        self._warehouse = warehouse
        self._store: Store | None = None
        self._closed = Event()

    def hello(self, greeting: Greeting) -> Welcome:
        one = greeting
        says = StationNow(one.station_id, one.instance, None, one.devices, one.data_age_s)
        with _answering():
            word = self._desk().hello(
                one.station_id,
                one.program,
                one.at,
                one.waiting,
                says if one.instance else None,
            )
        if not word.epoch:
            raise CenterRefusedError("the center was not set up: run `center init`")
        return Welcome(word.epoch, PROTOCOL, word.clock, word.heads)

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        with _answering(FactsRefusedError):
            return self._desk().push(batch)

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        with _answering():
            page = self._desk().pull(feed, after, limit)
        return Page(feed, page.epoch, page.head, page.rows, page.more, page.floor, page.after)

    def claim(self, order_id: str, station_id: str) -> ClaimReply:
        with _answering():
            word = self._desk().claim(order_id, station_id)
        return ClaimReply(
            order_id,
            word.granted,
            word.holder,
            word.fence,
            word.state,
            word.packed_by,
            word.packed_at,
        )

    def release(self, order_id: str, station_id: str) -> None:
        with _answering():
            self._desk().release(order_id, station_id)

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:
        with _answering():
            self._desk().keep_numbers(station_id, held)

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:
        with _answering():
            self._desk().give_back(station_id, numbers)

    def watch(self, station_id: str, known: str, within_s: float) -> str:
        """One small question every LOOK_EVERY_S, until something changed or the time is over."""
        end = time.monotonic() + within_s
        while True:
            with _answering():
                mark = self._desk().standing().mark(station_id)
            if mark != known or time.monotonic() >= end or self._closed.wait(LOOK_EVERY_S):
                return mark

    def close(self) -> None:
        self._closed.set()
        if self._store is not None:
            self._store.close()
            self._store = None

    def _desk(self) -> CenterDesk:
        if self._store is None:
            self._store = open_store(self._center, warehouse=self._warehouse, deadline_s=DEADLINE_S)
        return CenterDesk(self._store, _now)


class _answering:  # noqa: N801 - reads as a word: with _answering()
    """Turns the store's errors into those that a bench knows."""

    def __init__(self, refusal: type[CenterRefusedError] = CenterRefusedError) -> None:
        self._refusal = refusal

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AWAY):
            raise CenterAwayError(f"{error.advice} {error}") from error
        if isinstance(error, SecondInstanceError):
            raise BenchTwiceError(str(error)) from error
        if isinstance(error, StoreError | ValueError):
            raise self._refusal(str(error)) from error


def sql_transport(center: str, warehouse: str, _station: str) -> SqlTransport:
    """What the sync process calls to connect; it travels to the child by its name."""
    return SqlTransport(center, warehouse)


def _now() -> datetime:
    return datetime.now(UTC)
