"""The ledger of waybill numbers: every number is in exactly one state, and states move one way.

A number costs money from the moment the courier hands it out, and two parcels with one number
are a lost parcel. So a number leaves the pool once, belongs to one parcel for ever, and a number
that went wrong is voided, never used again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from app.domain.purchase import is_key_of


class NumberState(Enum):
    POOL = "pool"  # ours, not given to anyone
    LEASED = "leased"  # lent to a station, which may use it without the center
    ASSIGNED = "assigned"  # belongs to a parcel
    PRINTED = "printed"  # its label came out of a printer
    PROVEN = "proven"  # that label was scanned on its parcel
    HANDED_OVER = "handed_over"  # stands on a closed manifest: the courier has the parcel
    BILLED = "billed"  # the courier asked money for it
    VOIDED = "voided"  # never to be used again; the end


class NumberEvent(Enum):
    LEASE = "lease"
    GIVE_BACK = "give_back"  # a station returns what it did not use
    ASSIGN = "assign"
    TAKE_UP = "take_up"  # a bench's parcel takes what was bought for its order
    PRINT = "print"
    PROVE = "prove"
    HAND_OVER = "hand_over"
    BILL = "bill"
    VOID = "void"


TRANSITIONS: Mapping[tuple[NumberState, NumberEvent], NumberState] = MappingProxyType(
    {
        (NumberState.POOL, NumberEvent.LEASE): NumberState.LEASED,
        (NumberState.POOL, NumberEvent.ASSIGN): NumberState.ASSIGNED,  # the center labels itself
        (NumberState.POOL, NumberEvent.VOID): NumberState.VOIDED,
        (NumberState.LEASED, NumberEvent.GIVE_BACK): NumberState.POOL,
        (NumberState.LEASED, NumberEvent.ASSIGN): NumberState.ASSIGNED,
        (NumberState.LEASED, NumberEvent.VOID): NumberState.VOIDED,
        (NumberState.ASSIGNED, NumberEvent.TAKE_UP): NumberState.ASSIGNED,
        # No way back from ASSIGNED to the pool: a label may have come out unseen.
        (NumberState.ASSIGNED, NumberEvent.PRINT): NumberState.PRINTED,
        (NumberState.ASSIGNED, NumberEvent.VOID): NumberState.VOIDED,
        (NumberState.PRINTED, NumberEvent.PRINT): NumberState.PRINTED,  # a reprint
        (NumberState.PRINTED, NumberEvent.PROVE): NumberState.PROVEN,
        (NumberState.PRINTED, NumberEvent.VOID): NumberState.VOIDED,
        # A new label after the proof is a label nobody has scanned yet.
        (NumberState.PROVEN, NumberEvent.PRINT): NumberState.PRINTED,
        (NumberState.PROVEN, NumberEvent.VOID): NumberState.VOIDED,
        # Where labels need no proof, the print is the last that is known before the driver.
        (NumberState.PRINTED, NumberEvent.HAND_OVER): NumberState.HANDED_OVER,
        (NumberState.PROVEN, NumberEvent.HAND_OVER): NumberState.HANDED_OVER,
        # A bill may come for what was never scanned at the hand-over; that is its own question.
        (NumberState.PRINTED, NumberEvent.BILL): NumberState.BILLED,
        (NumberState.PROVEN, NumberEvent.BILL): NumberState.BILLED,
        (NumberState.HANDED_OVER, NumberEvent.BILL): NumberState.BILLED,
    }
)
"""Everything that may happen to a number; what is not here is forbidden."""


class ForbiddenTransitionError(ValueError):
    """Something was asked of a number that its state does not allow."""

    def __init__(self, state: NumberState, event: NumberEvent) -> None:
        super().__init__(f"a {state.value} waybill number cannot {event.value}")
        self.state = state
        self.event = event


def advance(state: NumberState, event: NumberEvent) -> NumberState:
    """The state after ``event``. Raises ForbiddenTransitionError."""
    after = TRANSITIONS.get((state, event))
    if after is None:
        raise ForbiddenTransitionError(state, event)
    return after


@dataclass(frozen=True, slots=True)
class WaybillNumber:
    """One number of one courier. Raises ValueError where state and owner contradict each other.

    ``station_id`` is who holds or used it, ``parcel_id`` whose it is; both stay when it is voided.
    """

    courier: str
    number: str
    state: NumberState = NumberState.POOL
    station_id: str = ""
    parcel_id: str = ""

    def __post_init__(self) -> None:
        free = self.state in {NumberState.POOL, NumberState.LEASED}
        used = not free and self.state is not NumberState.VOIDED
        if used and not self.parcel_id:
            raise ValueError(f"a {self.state.value} number needs its parcel")
        if free and self.parcel_id:
            raise ValueError(f"a {self.state.value} number has no parcel")
        if (self.state is NumberState.LEASED) and not self.station_id:
            raise ValueError("a leased number needs its station")
        if (self.state is NumberState.POOL) and self.station_id:
            raise ValueError("a number in the pool has no station")

    def lease(self, station_id: str) -> "WaybillNumber":
        """Lent to a station. Raises ForbiddenTransitionError."""
        after = advance(self.state, NumberEvent.LEASE)
        return replace(self, state=after, station_id=station_id)

    def give_back(self) -> "WaybillNumber":
        """Back in the pool, unused. Raises ForbiddenTransitionError."""
        after = advance(self.state, NumberEvent.GIVE_BACK)
        return replace(self, state=after, station_id="")

    def assign(self, parcel_id: str, station_id: str = "") -> "WaybillNumber":
        """For ever this parcel's; a leased number can only be used by its own station.

        Raises ForbiddenTransitionError, or ValueError for another station's lease.
        """
        after = advance(self.state, NumberEvent.ASSIGN)
        holder = self.station_id or station_id
        if station_id and holder != station_id:
            raise ValueError(f"number {self.number} is leased to another station")
        return replace(self, state=after, station_id=holder, parcel_id=parcel_id)

    def taken_up(self, order_id: str, parcel_id: str, station_id: str) -> "WaybillNumber":
        """Bought for an order before its parcel was there; now it is this parcel's.

        Raises ForbiddenTransitionError, or ValueError where a parcel has it, or another order.
        """
        after = advance(self.state, NumberEvent.TAKE_UP)
        if not is_key_of(self.parcel_id, order_id):
            raise ValueError(f"number {self.number} was not bought for this order")
        return replace(self, state=after, station_id=station_id, parcel_id=parcel_id)

    def printed(self) -> "WaybillNumber":
        """A label of it came out, the first or another. Raises ForbiddenTransitionError."""
        return replace(self, state=advance(self.state, NumberEvent.PRINT))

    def proven(self) -> "WaybillNumber":
        """Its label was scanned on its parcel. Raises ForbiddenTransitionError."""
        return replace(self, state=advance(self.state, NumberEvent.PROVE))

    def handed_over(self) -> "WaybillNumber":
        """The courier has its parcel. Raises ForbiddenTransitionError."""
        return replace(self, state=advance(self.state, NumberEvent.HAND_OVER))

    def billed(self) -> "WaybillNumber":
        """It stands on a bill. Raises ForbiddenTransitionError."""
        return replace(self, state=advance(self.state, NumberEvent.BILL))

    def voided(self) -> "WaybillNumber":
        """Never to be used again. Raises ForbiddenTransitionError when it already is."""
        return replace(self, state=advance(self.state, NumberEvent.VOID))


class NumberCheck(Enum):
    """How a courier's numbers carry a check digit."""

    NONE = "none"
    SF = "sf"


SF_SHAPE = re.compile(r"SF[0-9]{13}|[0-9]{12}")
SF_BRANCH_DIGITS = 3


def sf_check_digit(digits: str) -> int:
    """The last digit of an SF number, from the digits before it (without the letters SF).

    The first three digits do not take part; from the right the weights are 1, 3, 5, 7, ...;
    tens and units of every product are added (found on the numbers of a year of bills).
    """
    products = (
        int(digit) * (2 * place + 1)
        for place, digit in enumerate(reversed(digits[SF_BRANCH_DIGITS:]))
    )
    return -sum(product // 10 + product % 10 for product in products) % 10


def sf_check_ok(number: str) -> bool:
    """Whether an SF number (SF + 13 digits, or the older 12) agrees with its check digit.

    A False is a reason to warn, never to block: test numbers of the courier itself fail.
    """
    text = number.strip().upper()
    if SF_SHAPE.fullmatch(text) is None:
        return False
    digits = text.removeprefix("SF")
    return sf_check_digit(digits[:-1]) == int(digits[-1])


class NumberDoubt(Enum):
    SHAPE = "shape"
    CHECK_DIGIT = "check_digit"


def number_doubts(number: str, shape: str, check: NumberCheck) -> tuple[NumberDoubt, ...]:
    """What looks wrong about a number; warnings only, couriers change their shapes unannounced.

    ``shape`` is the courier's regular expression, empty if it has none. Raises re.error when
    that expression is broken.
    """
    text = number.strip().upper()
    if shape and re.fullmatch(shape, text) is None:
        return (NumberDoubt.SHAPE,)
    if check is NumberCheck.SF and not sf_check_ok(text):
        return (NumberDoubt.CHECK_DIGIT,)
    return ()


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers bought or leased in one go: ``prefix`` + ``first``..``last`` in ``width`` digits.

    With ``check`` SF, the width leaves out the check digit, which is computed and put behind.
    Raises ValueError for an empty range or one that does not fit its width.
    """

    courier: str
    prefix: str
    first: int
    last: int
    width: int
    check: NumberCheck = NumberCheck.NONE

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError("a range runs from its first number up to its last")
        if len(str(self.last)) > self.width:
            raise ValueError(f"{self.last} does not fit in {self.width} digits")

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def number(self, serial: int) -> str:
        """The full text of one serial. Raises ValueError outside the range."""
        if not self.first <= serial <= self.last:
            raise ValueError(f"{serial} is not in this range")
        text = f"{self.prefix}{serial:0{self.width}d}"
        if self.check is NumberCheck.SF:
            return f"{text}{sf_check_digit(text.removeprefix('SF'))}"
        return text

    def numbers(self) -> Iterator[WaybillNumber]:
        """All of them in order, in the pool."""
        for serial in range(self.first, self.last + 1):
            yield WaybillNumber(self.courier, self.number(serial))

    def split(self, size: int) -> "tuple[NumberRange, NumberRange | None]":
        """The first ``size`` numbers for a lease, and what stays. Raises ValueError for none."""
        if size < 1:
            raise ValueError("a lease has at least one number")
        if size >= self.count:
            return self, None
        middle = self.first + size
        return replace(self, last=middle - 1), replace(self, first=middle)
