"""What travels between a bench and the gateway: JSON of these, and nothing else.

Fields may be added, with a default; a side that does not know one leaves it out. What cannot be
said so raises the protocol's number, and both sides still understand the one before.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from app.store.records import Answer, Cursor, Envelope

PROTOCOL = 2
STATION = "SecondPass-Station"
VERSION = "SecondPass-Protocol"
STATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class HelloAsk:
    """``at`` is the bench's clock, for the skew alone; ``waiting`` its facts to come.

    ``instance`` names the installation; ``devices``: the state of each kind; ``data_age_s``: how
    old the bench's orders are.
    """

    program: str
    at: datetime
    waiting: int = 0
    instance: str = ""
    devices: dict[str, str] = field(default_factory=dict)
    data_age_s: int | None = None


@dataclass(frozen=True, slots=True)
class HelloSay:
    epoch: str
    protocol: int
    clock: datetime
    heads: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PushAsk:
    facts: tuple[Envelope, ...]


@dataclass(frozen=True, slots=True)
class PushSay:
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PullAsk:
    feed: str
    after: Cursor
    limit: int


@dataclass(frozen=True, slots=True)
class OrderAsk:
    """A claim, or its end; the station is who asks."""

    order_id: str


@dataclass(frozen=True, slots=True)
class NumbersAsk:
    """Waybill numbers, each ``courier/number``."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WatchAsk:
    known: str
    within_s: float


@dataclass(frozen=True, slots=True)
class WatchSay:
    mark: str


@dataclass(frozen=True, slots=True)
class EnrolAsk:
    """The bench makes its token itself, so that a lost answer can be asked for again."""

    station: str
    code: str
    token: str


@dataclass(frozen=True, slots=True)
class EnrolSay:
    station: str
    warehouse: str


@dataclass(frozen=True, slots=True)
class Done:
    done: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer: a word for programs, a sentence for people."""

    error: str
    detail: str
