"""A bench's wire to a center whose database it can reach: one machine, or a LAN it trusts.

The sync room asks, the center's desk answers; they do not know each other and meet here. An
HTTP gateway will stand behind the same questions.
"""

from datetime import UTC, datetime

from app.center.desk import CenterDesk
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
from app.store.records import Answer, Cursor, Envelope
from app.sync.transport import (
    PROTOCOL,
    CenterAwayError,
    CenterRefusedError,
    ClaimReply,
    Greeting,
    Page,
    Welcome,
)

DEADLINE_S = 10.0
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

    def hello(self, greeting: Greeting) -> Welcome:
        with _answering():
            epoch, now = self._desk().hello(
                greeting.station_id, greeting.program, greeting.at, greeting.waiting
            )
        if not epoch:
            raise CenterRefusedError("the center was not set up: run `center init`")
        return Welcome(epoch, PROTOCOL, now)

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        with _answering():
            return self._desk().push(batch)

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        with _answering():
            page = self._desk().pull(feed, after, limit)
        return Page(feed, page.epoch, page.head, page.rows, page.more)

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

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _desk(self) -> CenterDesk:
        if self._store is None:
            self._store = open_store(self._center, warehouse=self._warehouse, deadline_s=DEADLINE_S)
        return CenterDesk(self._store, _now)


class _answering:  # noqa: N801 - reads as a word: with _answering()
    """Turns the store's errors into the two that a bench knows."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AWAY):
            raise CenterAwayError(f"{error.advice} {error}") from error
        if isinstance(error, StoreError | ValueError):
            raise CenterRefusedError(str(error)) from error


def sql_transport(center: str, warehouse: str, _station: str) -> SqlTransport:
    """What the sync process calls to connect; it travels to the child by its name."""
    return SqlTransport(center, warehouse)


def _now() -> datetime:
    return datetime.now(UTC)
