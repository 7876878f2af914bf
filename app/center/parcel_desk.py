"""Packed parcels as the office lists them, who receives one, and what was done to its label."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.paging import Page, PageQuery
from app.store.hand_lists import ListedParcel
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """``state``: waiting | on_list | closed | handed | void | away (its hand-over was put away)."""

    id: str
    order_id: str
    order_number: str
    waybill: str
    courier: str
    name: str
    parcel_no: int
    parcel_of: int
    grams: int
    state: str
    manifest: str
    place: str
    copy: int
    station_id: str
    packed_at: datetime
    operator_id: str

    @property
    def count(self) -> str:
        return f"{self.parcel_no}/{self.parcel_of}"


@dataclass(frozen=True, slots=True)
class Reprint:
    """One time that its label was printed again at the office."""

    at: datetime
    by: str
    copy: int
    reason: str


_ON = {"open": "on_list", "closed": "closed", "handed": "handed"}


def read(tx: Transaction, query: PageQuery) -> Page[ParcelRow]:
    """One page. Groups: all | waiting | listed | void."""
    found = tx.hand_lists.parcels(query)
    names = tx.couriers.names()
    rows = tuple(_row(one, names.get(one.courier, one.courier)) for one in found.rows)
    return Page(rows, found.total, found.offset, found.capped)


def _row(one: ListedParcel, name: str) -> ParcelRow:
    hand = one.hand.parcel if one.hand else None
    return ParcelRow(
        one.id, one.order_id, one.order_number, one.waybill, one.courier, name, one.parcel_no,
        one.parcel_of, one.grams, _state(one), hand.manifest if hand else "",
        hand.place if hand else "", hand.copy if hand else 1, one.station_id, one.packed_at,
        one.operator_id,
    )  # fmt: skip


def _state(one: ListedParcel) -> str:
    if not one.accepted or (one.hand is not None and one.hand.parcel.void):
        return "void"
    if one.hand is None:
        return "away"
    return _ON.get(one.manifest_state, "waiting")


def reprints(tx: Transaction, *, parcel_id: str) -> tuple[Reprint, ...]:
    """What the office printed again, newest first; the benches' own are in their journal."""
    names = {one.id: one.name for one in tx.operators.every()}
    return tuple(
        Reprint(
            one.at, names.get(one.who, one.who), int(one.after.get("copy", 0)),
            str(one.after.get("reason", "")),
        )
        for one in reversed(list(tx.audit.read(about=parcel_id)))
        if one.action == "label.reprint"
    )  # fmt: skip
