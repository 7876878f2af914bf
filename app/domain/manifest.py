"""The hand-over of parcels to a courier: one verdict a scan, one manifest a closing.

A manifest belongs to one courier account, one warehouse and one ship date; a day has as many as
the courier has pick-ups. A parcel stands on one manifest only. Nothing is added after closing:
what comes later goes on the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum

from app.domain.values import Grams

EXPECTED_FOR = timedelta(days=3)
"""A parcel packed longer ago than this is not waited for any more; it is still taken."""


class ManifestState(Enum):
    OPEN = "open"
    CLOSED = "closed"
    HANDED = "handed"  # the courier signed for it


class HandVerdict(Enum):
    """What the scan of a label at the hand-over means."""

    ON = "on"  # belongs here, counted
    AGAIN = "again"  # counted before; nothing changes
    UNKNOWN = "unknown"  # no parcel of ours has this number
    WRONG_COURIER = "wrong_courier"
    CANCELLED = "cancelled"  # refunded or cancelled after packing
    VOID_COPY = "void_copy"  # an older label of the parcel, or a voided number
    NOT_PACKED = "not_packed"  # a label without a finished parcel: not weighed or not proven
    OTHER_MANIFEST = "other_manifest"  # went out, or stands on another one
    CLOSED = "closed"  # this manifest takes nothing any more


GOOD = frozenset({HandVerdict.ON, HandVerdict.AGAIN})
"""All other verdicts stop the hand-over until they are acknowledged."""


@dataclass(frozen=True, slots=True)
class ReadyParcel:
    """A packed parcel as the hand-over needs it.

    ``copy``: the copy of its label that counts (1 for the first print). ``account``: of the
    courier's contract. ``manifest``: the number of the manifest it stands on already, or "".
    ``parcel_no`` of ``parcel_of``: 0 where it was kept before that was known.
    """

    parcel_id: str
    waybill: str
    courier: str
    account: str
    order_number: str
    place: str
    grams: Grams
    pieces: int = 1
    service: str = ""
    copy: int = 1
    finished: bool = True
    cancelled: bool = False
    void: bool = False
    manifest: str = ""
    parcel_no: int = 0
    parcel_of: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """``parcels`` by waybill in the order of their scans. ``expected``: what should come."""

    number: str
    courier: str
    account: str
    warehouse: str
    ship_date: date
    state: ManifestState = ManifestState.OPEN
    parcels: Mapping[str, ReadyParcel] = field(default_factory=dict)
    expected: frozenset[str] = frozenset()

    @property
    def missing(self) -> frozenset[str]:
        """Waybills that should be here and were not scanned."""
        return self.expected - self.parcels.keys()

    @property
    def grams(self) -> Grams:
        return Grams(sum(parcel.grams for parcel in self.parcels.values()))

    def totals(self) -> dict[str, tuple[int, Grams]]:
        """Parcels and grams by service, in the order in which services came up."""
        found: dict[str, tuple[int, Grams]] = {}
        for parcel in self.parcels.values():
            count, grams = found.get(parcel.service, (0, Grams(0)))
            found[parcel.service] = (count + 1, Grams(grams + parcel.grams))
        return found


class ManifestClosedError(ValueError):
    """Something was asked of a manifest that its state does not allow."""


def judge_hand_over(
    manifest: Manifest, waybill: str, parcel: ReadyParcel | None, copy: int = 0
) -> HandVerdict:
    """What the scan of a label means.

    ``parcel``: what is known of the number, None for nothing. ``copy``: of the scanned label
    where its code says so, 0 where it does not.
    """
    if waybill in manifest.parcels:
        known = manifest.parcels[waybill]
        return HandVerdict.VOID_COPY if copy and copy != known.copy else HandVerdict.AGAIN
    if manifest.state is not ManifestState.OPEN:
        return HandVerdict.CLOSED
    if parcel is None:
        return HandVerdict.UNKNOWN
    # First what must never leave the house, then what only stands at the wrong place.
    if parcel.void or (copy and copy != parcel.copy):
        return HandVerdict.VOID_COPY
    if parcel.cancelled:
        return HandVerdict.CANCELLED
    if not parcel.finished:
        return HandVerdict.NOT_PACKED
    if parcel.manifest and parcel.manifest != manifest.number:
        return HandVerdict.OTHER_MANIFEST
    if (parcel.courier, parcel.account) != (manifest.courier, manifest.account):
        return HandVerdict.WRONG_COURIER
    return HandVerdict.ON


def put_on(manifest: Manifest, parcel: ReadyParcel) -> Manifest:
    """The manifest with the parcel. Raises ManifestClosedError unless the verdict is ON."""
    if judge_hand_over(manifest, parcel.waybill, parcel) is not HandVerdict.ON:
        raise ManifestClosedError(f"{parcel.waybill} does not go on {manifest.number}")
    placed = replace(parcel, manifest=manifest.number)
    return replace(manifest, parcels={**manifest.parcels, parcel.waybill: placed})


def take_off(manifest: Manifest, waybill: str) -> Manifest:
    """Without a parcel that was put on by mistake. Raises ManifestClosedError after closing."""
    if manifest.state is not ManifestState.OPEN:
        raise ManifestClosedError(f"{manifest.number} is closed")
    left = {number: parcel for number, parcel in manifest.parcels.items() if number != waybill}
    return replace(manifest, parcels=left)


def close(manifest: Manifest) -> Manifest:
    """Closed for ever, once. Raises ManifestClosedError when it is, or when it is empty."""
    if manifest.state is not ManifestState.OPEN:
        raise ManifestClosedError(f"{manifest.number} is closed already")
    if not manifest.parcels:
        raise ManifestClosedError(f"{manifest.number} has no parcels")
    return replace(manifest, state=ManifestState.CLOSED)


def hand_over(manifest: Manifest) -> Manifest:
    """The courier signed for it. Raises ManifestClosedError unless it is closed and not handed."""
    if manifest.state is not ManifestState.CLOSED:
        raise ManifestClosedError(f"{manifest.number} is {manifest.state.value}, not closed")
    return replace(manifest, state=ManifestState.HANDED)
