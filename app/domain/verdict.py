"""The bench's answers to one scan, and the stop that stands until it is acknowledged."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.catalogue import Item


class Verdict(Enum):
    """One answer a scan. Everything that is not OK or COMPLETE is a stop."""

    OK = "ok"
    COMPLETE = "complete"
    # the pick check
    WRONG_ITEM = "wrong_item"
    OVER = "over"
    UNKNOWN_CODE = "unknown_code"
    DUPLICATE_SERIAL = "duplicate_serial"
    EXPIRED = "expired"
    WRONG_LOT = "wrong_lot"
    AMBIGUOUS = "ambiguous"
    MISREAD = "misread"  # half, doubled or garbled: read it again
    # opening an order
    ORDER_UNKNOWN = "order_unknown"
    NOT_APPROVED = "not_approved"
    ON_HOLD = "on_hold"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    CHANGED = "changed"  # since the slip was printed, or while it was open
    ALREADY_PACKED = "already_packed"
    CLAIMED_ELSEWHERE = "claimed_elsewhere"
    APART = "apart"  # the center does not answer, and the order's wave is not lent to this bench
    WRONG_WAREHOUSE = "wrong_warehouse"
    OTHER_ORDER = "other_order"  # a second order was scanned while one is open
    # after the check
    WEIGHT_OUT = "weight_out"
    SCALE_CHECK = "scale_check"  # not checked today, or it drifted: it may not weigh
    NO_RATE = "no_rate"
    NO_NUMBER = "no_number"
    WRONG_LABEL = "wrong_label"
    PRINTER = "printer"
    DOUBLE_PACK = "double_pack"  # this bench and another packed the same order while apart
    # the hand-over
    HAND_UNKNOWN = "hand_unknown"  # no parcel of ours has this number
    WRONG_COURIER = "wrong_courier"
    VOID_COPY = "void_copy"  # an older label of the parcel, or a voided number
    NOT_PACKED = "not_packed"
    OTHER_MANIFEST = "other_manifest"  # went out, or stands on another one
    NOT_ON_MANIFEST = "not_on_manifest"  # nothing to take off
    # the person
    NOT_ALLOWED = "not_allowed"
    BADGE_UNKNOWN = "badge_unknown"
    # the bench itself
    STORE = "store"  # the disk is full, read-only or locked: nothing was recorded


ACCEPTED = frozenset({Verdict.OK, Verdict.COMPLETE})

MISMATCHES = frozenset(
    {
        Verdict.WRONG_ITEM,
        Verdict.OVER,
        Verdict.UNKNOWN_CODE,
        Verdict.DUPLICATE_SERIAL,
        Verdict.EXPIRED,
        Verdict.WRONG_LOT,
    }
)
"""What fails the whole check under the policy ``return``: something in the tote is wrong."""

ENDS_ORDER = frozenset(
    {Verdict.REFUNDED, Verdict.CANCELLED, Verdict.ALREADY_PACKED, Verdict.CHANGED}
)
"""Stops that close the open order when acknowledged: it must not go on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why the bench stands still, with all the screen needs to say what to do.

    ``found`` is the item of the scanned code, ``expected`` the most similar line still open.
    ``details`` holds values for the words ("by", "at", "bench", "needed", "shown", ...), never
    words themselves.
    """

    verdict: Verdict
    code: str = ""
    found: Item | None = None
    expected: Item | None = None
    details: dict[str, str] = field(default_factory=dict)
