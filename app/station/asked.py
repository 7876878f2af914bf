"""What a bench asks a person for. In memory alone: see ``app.station.asking``."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.card_key import Reason
from app.domain.order import Operator

PATIENCE_MS = 60_000
"""A question that nobody answers for so long is dropped: the badge must be scanned again."""


class Ask(Enum):
    PIN = "pin"
    REASON = "reason"
    SECOND = "second"
    LABEL = "label"  # the old label of a packed parcel, or its order
    PARCEL = "parcel"  # which parcel of the order: its digit
    WHY = "why"  # why it is printed again


class Purpose(Enum):
    SIGN_IN = "sign_in"
    FORCE_PASS = "force_pass"  # noqa: S105 - no password
    CONFIRM = "confirm"  # as the second badge of a force-pass
    REPRINT = "reprint"  # a packed parcel's label, printed again


@dataclass(frozen=True, slots=True)
class Asking:
    """``operator`` is whose badge was scanned last; ``first`` let pass what he confirms.

    ``about``: the parcels whose label may be meant.
    """

    ask: Ask
    purpose: Purpose
    operator: Operator
    since_ms: int
    digits: str = field(default="", repr=False)
    first: Operator | None = None
    reason: Reason | None = None
    about: tuple[str, ...] = ()
