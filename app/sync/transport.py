"""The center as a bench sees it: a handful of questions, each with a deadline, over any wire.

The same functions stand behind the SQL transport (one machine, one LAN) and an HTTP gateway.
What travels is frozen and plain; nothing here knows a database or a socket.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.store.records import Answer, Cursor, Envelope, FeedRow

PROTOCOL = 2
"""Grows when a question changes meaning. A center answers its own and the one before."""

BATCH_UP = 100
ROWS_DOWN = 200


class CenterAwayError(Exception):
    """No answer: no network, no server, or not within the deadline. Nothing is known; ask again."""


class CenterBusyError(CenterAwayError):
    """The center is there but has too much to do: not before ``retry_after_s`` seconds again."""

    def __init__(self, why: str, retry_after_s: float) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class CenterRefusedError(Exception):
    """The center answered, and will not: wrong version, unknown station, a center not set up."""


class FactsRefusedError(CenterRefusedError):
    """The center cannot take these facts together; the next ones may be all right."""


class BenchTwiceError(CenterRefusedError):
    """Another computer works under this bench's name: one of the two must stop."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who asks. ``at`` is the bench's clock, for the skew alone; ``waiting`` its facts to come.

    ``instance`` names this installation (``app.sync.instance``); ``devices``: the state of each
    kind; ``data_age_s``: how old the bench's orders are, None: it never had any.
    """

    station_id: str
    program: str
    protocol: int
    at: datetime
    waiting: int = 0
    instance: str = ""
    devices: dict[str, str] = field(default_factory=dict)
    data_age_s: int | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    """``epoch`` changes when the center was restored; ``clock`` is the center's own time.

    ``heads``: the number each feed gave last, so that nobody asks for what did not change. A
    center of the protocol before this one says none.
    """

    epoch: str
    protocol: int
    clock: datetime
    heads: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """States above a cursor, oldest first. ``head`` is the number the feed gave last.

    ``more``: the page is full, ask again from its last row. ``floor``: rows up to this number
    may be gone, so a copy that stopped below it is taken anew. ``after``: the cursor that was
    asked for; a late answer to another question is not taken.
    """

    feed: str
    epoch: str
    head: int
    rows: tuple[FeedRow, ...]
    more: bool
    floor: int = 0
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class ClaimReply:
    """Whether the order is now this station's, or whose it is (``holder``), or why it is not.

    ``state`` is the order's state at the center ("" when it knows no such order); ``packed_by``
    and ``packed_at`` say who was first when it is packed already.
    """

    order_id: str
    granted: bool
    holder: str = ""
    fence: int = 0
    state: str = ""
    packed_by: str = ""
    packed_at: datetime | None = None


class CenterTransport(Protocol):
    """Every call ends within the transport's deadline.

    Raises CenterAwayError when there was no answer, CenterRefusedError when there was a refusal.
    """

    def hello(self, greeting: Greeting) -> Welcome: ...

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]: ...

    def pull(self, feed: str, after: Cursor, limit: int) -> Page: ...

    def claim(self, order_id: str, station_id: str) -> ClaimReply: ...

    def release(self, order_id: str, station_id: str) -> None: ...

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:
        """Tell a restored center which lent numbers (``courier/number``) are here, unused."""

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:
        """Return lent numbers that were not used and will not be."""

    def watch(self, station_id: str, known: str, within_s: float) -> str:
        """The center's mark: another one as soon as anything for this station changed.

        Waits for a change from ``known``; the same mark again when there was none in time.
        """

    def close(self) -> None: ...
