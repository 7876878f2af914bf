"""What a bench asks a person with a badge for. In memory alone: see ``app.station.asking``."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.card_key import PassReason
from app.domain.order import Operator

PATIENCE_MS = 60_000
"""A question that nobody answers for so long is dropped: the badge must be scanned again."""


class Ask(Enum):
    PIN = "pin"
    REASON = "reason"
    SECOND = "second"


class Purpose(Enum):
    SIGN_IN = "sign_in"
    FORCE_PASS = "force_pass"  # noqa: S105 - no password
    CONFIRM = "confirm"  # as the second badge of a force-pass


@dataclass(frozen=True, slots=True)
class Asking:
    """``operator`` is whose badge was scanned last; ``first`` let pass what he confirms."""

    ask: Ask
    purpose: Purpose
    operator: Operator
    since_ms: int
    digits: str = field(default="", repr=False)
    first: Operator | None = None
    reason: PassReason | None = None
