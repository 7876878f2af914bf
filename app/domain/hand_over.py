"""What the hand-over knows of a packed parcel, how a label names its copy, when a courier comes."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.contract import Contract
from app.domain.events import ParcelPacked
from app.domain.manifest import ReadyParcel
from app.domain.order import Order

COPY_SIGN = "*"
"""Between the number and the copy in a label's QR code; no courier's number has it."""


def label_code(waybill: str, copy: int) -> str:
    """The text of a label's QR code: it tells an older copy from the one that counts."""
    return f"{waybill}{COPY_SIGN}{copy}"


def read_label(text: str) -> tuple[str, int]:
    """The waybill number of a scanned label and its copy; 0 where the code does not say."""
    number, sign, copy = text.strip().rpartition(COPY_SIGN)
    if sign and number and copy.isascii() and copy.isdigit():
        return number, int(copy)
    return text.strip(), 0


def ready_parcel(packed: ParcelPacked, order: Order | None, account: str) -> ReadyParcel:
    """A packed parcel as the hand-over needs it: a number, a place, a weight, and nobody's name."""
    to = order.recipient if order else None
    return ReadyParcel(
        parcel_id=packed.parcel_id,
        waybill=packed.waybill,
        courier=packed.courier,
        account=account,
        order_number=packed.order_number,
        place=" ".join(dict.fromkeys(filter(None, (to.province, to.city)))) if to else "",
        grams=packed.grams,
        service=order.service if order else "",
        copy=packed.copy,
        parcel_no=packed.parcel_no,
        parcel_of=packed.parcel_of,
    )


def next_collection(contracts: Iterable[Contract], account: str, now: datetime) -> datetime | None:
    """When the courier collects next today for this account; None: not agreed, or gone.

    Cut-offs are the warehouse's clock: that of this computer. The answer has the zone of ``now``.
    """
    local = now.astimezone()
    found = [
        at
        for contract in contracts
        if contract.account == account
        and (at := contract.next_cut_off(local.isoweekday(), local.time())) is not None
    ]
    if not found:
        return None
    at = min(found)
    return local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0).astimezone(
        now.tzinfo
    )
