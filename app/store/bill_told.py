"""What people told about couriers' bills: the names of their columns, parcels that came back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.store.bulk import load_rows
from app.store.session import Session, chunks, upsert
from app.store.tables.base import iso
from app.store.tables.bills import bill_profile, parcel_return

_p = bill_profile.c
_PROFILE = ("document", "saved_at", "saved_by")
_RETURN = ("warehouse", "courier", "waybill", "told_at", "told_by", "source")


class BillTold:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def profile(self, courier: str) -> str | None:
        """The saved form of a courier's columns; None where nobody told any."""
        statement = select(_p.document).where(*self._profile(courier))
        found: str | None = self._ask(statement).scalar()
        return found

    def save_profile(self, courier: str, document: str, at: datetime, who: str) -> None:
        """In place of the one before."""
        values: dict[str, Any] = {"warehouse": self._session.warehouse, "courier": courier}
        values |= {"document": document, "saved_at": at, "saved_by": who}
        self._ask(upsert(bill_profile, self._session.dialect, _PROFILE), values)

    def drop_profile(self, courier: str) -> None:
        self._ask(delete(bill_profile).where(*self._profile(courier)))

    def add_returns(
        self, courier: str, waybills: Iterable[str], at: datetime, who: str, source: str
    ) -> int:
        """Parcels that the warehouse got back; how many were new."""
        told, new = (self._session.warehouse, courier), 0
        for part in chunks(dict.fromkeys(waybills)):
            rows = [(*told, one, iso(at), who, source) for one in part]
            new += load_rows(self._session, parcel_return, _RETURN, rows)
        return new

    def _profile(self, courier: str) -> tuple[Any, Any]:
        return _p.warehouse == self._session.warehouse, _p.courier == courier
