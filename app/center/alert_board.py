"""What the alerts page shows: alerts, re-pick tickets and benches away, frozen and named."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.catalogue import Item

GROUPS = ("all", "todo", "mine", "closed")
CAUSES = (
    "wrong_pick", "wrong_location", "wrong_label", "wrong_master_data", "damaged", "miscount",
    "device", "customer", "no_fault", "other",
)  # fmt: skip
"""Why it happened, as a lead closes it; ``passed`` and ``printed`` close by themselves."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One pick error or stop. Names stand for people and benches; ids beside where one acts."""

    id: str
    kind: str  # mismatch | stop | printer | lead | exception | badge
    verdict: str
    state: str  # open | acknowledged | assigned | closed
    order_id: str
    order_number: str
    shop: str
    cut_off: datetime | None
    code: str
    found: Item | None
    expected: Item | None
    details: dict[str, str]
    picker: str
    station_id: str
    station: str
    operator: str
    at: datetime
    recv_at: datetime
    cleared_at: datetime | None = None
    assignee_id: str = ""
    assignee: str = ""
    cause: str = ""
    note: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """``group``: all | todo | mine | closed. ``me`` is the operator whose alerts are mine."""

    since: datetime | None = None
    until: datetime | None = None
    group: str = "all"
    kinds: tuple[str, ...] = ()
    me: str = ""
    station_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AlertPage:
    rows: tuple[Alert, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A re-pick ticket that is still out. ``missing`` and ``extra``: (name and spec, pieces)."""

    id: str
    order_id: str
    order_number: str
    slot: str
    state: str  # open | picked
    reason: str
    opened_at: datetime
    cut_off: datetime | None
    owner_id: str = ""
    owner: str = ""
    picker: str = ""
    station: str = ""
    missing: tuple[tuple[str, int], ...] = ()
    extra: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BenchAway:
    """A bench that the center does not hear: what happens there comes later."""

    station_id: str
    name: str
    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Span:
    """So many alerts in one bar of the chart."""

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Pick errors and the parcels packed in the same time."""

    errors: int = 0
    parcels: int = 0

    @property
    def per_myriad(self) -> int | None:
        """Errors a ten thousand parcels, rounded; None where nothing was packed."""
        if not self.parcels:
            return None
        return (self.errors * 10_000 + self.parcels // 2) // self.parcels


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody an alert can be given to."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Equal marks: nothing on the board changed."""

    alerts: int = 0
    orders: int = 0
    away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertBoard:
    """The page at one instant. ``groups`` and ``kinds`` count within the filter's time."""

    at: datetime
    marks: Marks = Marks()
    groups: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    open: tuple[Alert, ...] = ()
    tickets: tuple[TicketRow, ...] = ()
    away: tuple[BenchAway, ...] = ()
    stations: int = 0
    rate: Rate = Rate()
    rate_before: Rate = Rate()
    answer_s: int | None = None
    work_s: int | None = None
    spans: tuple[Span, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did. ``actions`` undo it; ``skipped`` were not as expected any more."""

    actions: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handled:
    """One line of what was done about an alert."""

    at: datetime
    by: str
    action: str
    after: dict[str, Any] = field(default_factory=dict)
