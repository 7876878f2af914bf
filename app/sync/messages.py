"""What the sync worker tells the bench. Claims are asked and answered by message, never awaited."""

from dataclasses import dataclass
from datetime import datetime

from app.store.records import Task

SECOND_INSTANCE = "second_instance"
"""Another computer works under this bench's name."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """The pill of the center. ``data_age_s`` is how old the bench's orders are, None: never had.

    ``waiting``: facts without an answer; ``refused``: set aside, a person must look. ``problem``:
    what a person at the bench must do something about (SECOND_INSTANCE), "" for none.
    """

    reachable: bool
    checked_at: datetime
    data_age_s: int | None
    waiting: int
    refused: int
    detail: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OrdersChanged:
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TasksChanged:
    """Open exceptions that name this station: its parcel, or one that came second to its own."""

    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class ClaimAnswered:
    """The center's word on a claim; it never came if the center is away, and the bench goes on."""

    order_id: str
    granted: bool
    holder_station: str = ""
    state: str = ""
    packed_by: str = ""
    packed_at: datetime | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Synced:
    """Facts up to ``up_to_n`` have their answer: nothing older waits."""

    up_to_n: int


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """The worker met something it did not expect, or died; it is tried again."""

    detail: str


Message = LinkState | OrdersChanged | TasksChanged | ClaimAnswered | Synced | WorkerFailed
