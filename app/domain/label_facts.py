"""A label printed again after its parcel was packed, and what that does to the copies that count.

Two places that cannot hear each other may print the same copy: nobody could tell those two
labels apart, so neither of them counts, and the label is printed once more.
"""

from dataclasses import dataclass, replace

from app.domain.hand_facts import HandFact
from app.domain.manifest import ReadyParcel


@dataclass(frozen=True, slots=True)
class LabelReprinted:
    """The label of a packed parcel was printed again: every older copy is void."""

    parcel_id: str
    order_id: str
    order_number: str
    courier: str
    waybill: str
    copy: int
    reason: str  # app.domain.card_key.ReprintReason
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class ReprintAnswered:
    """The printer's word about it: it came out, or why it waits."""

    parcel_id: str
    order_id: str
    job_id: str
    problem: str = ""  # out_of_paper ..., "unclear": nobody knows; "": it came out


AfterPacking = HandFact | LabelReprinted | ReprintAnswered
"""What becomes of a parcel once it is packed."""


@dataclass(frozen=True, slots=True)
class LabelAgain:
    """The last label that was printed again here, until the printer says that it came out."""

    parcel_id: str
    order_id: str
    order_number: str
    reason: str
    job_id: str
    problem: str = ""


def again_after(
    again: LabelAgain | None, fact: LabelReprinted | ReprintAnswered
) -> LabelAgain | None:
    """What is still to come out; an answer about an older copy changes nothing."""
    if isinstance(fact, LabelReprinted):
        return LabelAgain(
            fact.parcel_id, fact.order_id, fact.order_number, fact.reason, fact.job_id
        )
    if again is None or again.job_id != fact.job_id:
        return again
    return replace(again, problem=fact.problem) if fact.problem else None


def next_copy(parcel: ReadyParcel) -> int:
    """The number of the copy that would be printed now."""
    return max(parcel.copy, 1) + 1


def reprinted(parcel: ReadyParcel, copy: int) -> tuple[ReadyParcel, bool]:
    """The parcel after its label was printed as this copy, and whether that copy counts."""
    if copy > parcel.copy:
        return replace(parcel, copy=copy), True
    return replace(parcel, copy=parcel.copy + 1), False
