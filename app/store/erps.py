"""Which ERP a warehouse has, and how it is reached. Its keys are elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update

from app.store.session import Session, from_json, to_json, upsert
from app.store.tables.stock import erp

_e = erp.c
_NAMES = ("platform", "base_url", "options", "enabled", "changed_at", "since")
ERP = "erp"
"""The one that a warehouse has."""

BACK: Final = timedelta(hours=12)
"""So late a bench may tell the rest of a parcel whose first word is known already."""


@dataclass(frozen=True, slots=True)
class ErpRow:
    """``options``: codes of the ERP that the adapter needs, by name."""

    platform: str
    base_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True


class Erps:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self) -> ErpRow | None:
        return self._get(lock=False)

    def locked(self) -> ErpRow | None:
        """The same; nobody else promises stock or lets it go until this transaction ends."""
        return self._get(lock=True)

    def put(self, row: ErpRow, now: datetime) -> None:
        """One that was not there, or was switched off, hears of what is packed from now on."""
        before, since, _looked = self._times()
        values: dict[str, Any] = {
            "warehouse": self._session.warehouse,
            "id": ERP,
            "platform": row.platform,
            "base_url": row.base_url,
            "options": to_json(dict(row.options)),
            "enabled": row.enabled,
            "changed_at": now,
            "since": since if before else now,
        }
        self._session.connection.execute(upsert(erp, self._session.dialect, _NAMES), values)

    def unlooked(self) -> datetime | None:
        """From when on parcels may have come that the stock does not know; None: no ERP."""
        _enabled, since, looked_at = self._times()
        if since is None or looked_at is None:
            return since
        return max(since, looked_at - BACK)

    def looked(self, now: datetime) -> None:
        """All parcels that came until now were looked through."""
        self._session.connection.execute(update(erp).where(*self._here()).values(looked_at=now))

    def _get(self, *, lock: bool) -> ErpRow | None:
        statement = select(_e.platform, _e.base_url, _e.options, _e.enabled).where(*self._here())
        asked = statement.with_for_update() if lock else statement
        row = self._session.connection.execute(asked).first()
        if row is None:
            return None
        options = from_json(row.options, dict[str, str])
        return ErpRow(row.platform, row.base_url, options, row.enabled)

    def _times(self) -> tuple[bool, datetime | None, datetime | None]:
        """Whether it is switched on, since when, and until when was looked."""
        statement = select(_e.enabled, _e.since, _e.looked_at).where(*self._here())
        row = self._session.connection.execute(statement).first()
        return (False, None, None) if row is None else (row.enabled, row.since, row.looked_at)

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return (_e.warehouse == self._session.warehouse, _e.id == ERP)
