"""Parcels at the center. The first fact for a parcel of an order wins; no later one is lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from app.domain.events import (
    ParcelPacked,
)
from app.domain.recorded import (
    Recorded,
)
from app.store.records import Acceptance, StoredParcel, Task
from app.store.session import Session, add_once, from_json, to_json
from app.store.tables.shipping import parcel
from app.store.tasks import Tasks

_c = parcel.c
_FIELDS = tuple(StoredParcel.__dataclass_fields__)
DOUBLE_PACK = "double_pack"


def parcel_of(record: Recorded, packed: ParcelPacked) -> StoredParcel:
    """The parcel that a fact tells of."""
    return StoredParcel(
        id=packed.parcel_id,
        order_id=packed.order_id,
        order_number=packed.order_number,
        parcel_no=packed.parcel_no,
        parcel_of=packed.parcel_of,
        contents=packed.contents,
        grams=packed.grams,
        box=packed.box,
        courier=packed.courier,
        waybill=packed.waybill,
        zone=packed.zone,
        charge_minor=packed.charge_minor,
        currency=packed.currency,
        card_hash=packed.card_hash,
        station_id=record.station_id,
        operator_id=record.operator_id,
        fact_id=record.id,
        packed_at=record.moment.utc,
    )


class Parcels:
    def __init__(self, session: Session) -> None:
        self._session = session

    def accept(self, packed: StoredParcel, now: datetime, task_id: str) -> Acceptance:
        """Keeps a parcel. If another holds its place already, it is kept as not accepted.

        For a parcel packed twice an exception task ``task_id`` is opened: a person must find
        the parcel, void its label and get the postage back.
        """
        if self._insert(packed, now, accepted=True):
            return Acceptance(accepted=True, first=packed)
        there = self.get(packed.id)
        if there is not None:
            counts = self.first(there.order_id, there.parcel_no) or there
            return Acceptance(there.accepted, counts, there.reason, repeated=True)
        first = self.first(packed.order_id, packed.parcel_no)
        assert first is not None
        self._insert(packed, now, accepted=False)
        Tasks(self._session).open(
            Task(
                id=task_id,
                kind=DOUBLE_PACK,
                opened_at=now,
                order_id=packed.order_id,
                parcel_id=packed.id,
                station_id=packed.station_id,
                details={
                    "order_number": packed.order_number,
                    "first_parcel": first.id,
                    "first_station": first.station_id,
                    "first_waybill": first.waybill,
                    "waybill": packed.waybill,
                },
            )
        )
        return Acceptance(accepted=False, first=first, reason=DOUBLE_PACK)

    def get(self, parcel_id: str) -> StoredParcel | None:
        return self._first(_c.id == parcel_id)

    def first(self, order_id: str, parcel_no: int) -> StoredParcel | None:
        """The parcel that counts for this number of the order."""
        return self._first(_c.order_id == order_id, _c.parcel_no == parcel_no, _c.accepted)

    def of_order(self, order_id: str) -> tuple[StoredParcel, ...]:
        """All parcels of an order, also those that were not accepted."""
        return self._many(_c.order_id == order_id)

    def by_waybill(self, courier: str, number: str) -> tuple[StoredParcel, ...]:
        return self._many(_c.courier == courier, _c.waybill == number)

    def packed_between(self, start: datetime, end: datetime) -> tuple[StoredParcel, ...]:
        """Accepted parcels packed from ``start`` on and before ``end``."""
        return self._many(_c.packed_at >= start, _c.packed_at < end, _c.accepted)

    def _insert(self, packed: StoredParcel, now: datetime, *, accepted: bool) -> bool:
        values = {name: getattr(packed, name) for name in _FIELDS}
        values |= {
            "warehouse": self._session.warehouse,
            "contents": to_json(packed.contents),
            "accepted": accepted,
            "reason": "" if accepted else DOUBLE_PACK,
            "recv_at": now,
        }
        return add_once(self._session, parcel, values)

    def _first(self, *where: Any) -> StoredParcel | None:
        found = self._many(*where)
        return found[0] if found else None

    def _many(self, *where: Any) -> tuple[StoredParcel, ...]:
        statement = (
            select(parcel)
            .where(_c.warehouse == self._session.warehouse, *where)
            .order_by(_c.packed_at, _c.id)
        )
        return tuple(_parcel(row) for row in self._session.connection.execute(statement))


def _parcel(row: Row[Any]) -> StoredParcel:
    values = {name: getattr(row, name) for name in _FIELDS}
    return StoredParcel(**{**values, "contents": from_json(row.contents, dict[str, int])})
