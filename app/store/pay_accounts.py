"""Accounts at the payment platforms, the days of theirs that are here, and told columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.store.session import Session, from_json, to_json, upsert
from app.store.tables.payments import pay_account, pay_day, statement_profile

_a, _d, _p = pay_account.c, pay_day.c, statement_profile.c
_ACCOUNT = ("platform", "options", "enabled", "first_day", "changed_at")
_DAY = ("file_id", "at")
_PROFILE = ("document", "changed_at", "changed_by")


@dataclass(frozen=True, slots=True)
class PayAccount:
    """``first_day``: ISO; nothing before it is fetched. Its keys are elsewhere."""

    id: str
    platform: str
    options: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True
    first_day: str = ""


class PayAccounts:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def every(self) -> tuple[PayAccount, ...]:
        statement = select(pay_account).where(_a.warehouse == self._session.warehouse)
        return tuple(map(_made, self._ask(statement.order_by(_a.id))))

    def get(self, account: str) -> PayAccount | None:
        here = (_a.warehouse == self._session.warehouse, _a.id == account)
        row = self._ask(select(pay_account).where(*here)).first()
        return None if row is None else _made(row)

    def put(self, one: PayAccount, now: datetime) -> None:
        values: dict[str, Any] = {
            "warehouse": self._session.warehouse,
            "id": one.id,
            "platform": one.platform,
            "options": to_json(dict(one.options)),
            "enabled": one.enabled,
            "first_day": one.first_day,
            "changed_at": now,
        }
        self._ask(upsert(pay_account, self._session.dialect, _ACCOUNT), values)

    def days(self, account: str, bill: str, since: str) -> set[str]:
        """The days of a file, ISO, that are here, or that had no business."""
        here = (_d.warehouse == self._session.warehouse, _d.account == account, _d.bill == bill)
        return set(self._ask(select(_d.day).where(*here, _d.day >= since)).scalars())

    def put_day(self, account: str, bill: str, day: str, file_id: str, now: datetime) -> None:
        """``file_id`` empty: there was no business."""
        values = {
            "warehouse": self._session.warehouse, "account": account, "bill": bill, "day": day,
            "file_id": file_id, "at": now,
        }  # fmt: skip
        self._ask(upsert(pay_day, self._session.dialect, _DAY), values)


class StatementProfiles:
    """Which column of another platform's files is which, as a person told it once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def every(self) -> dict[str, str]:
        """The saved form by the platform's name."""
        statement = select(_p.id, _p.document).where(_p.warehouse == self._session.warehouse)
        return {row.id: row.document for row in self._ask(statement.order_by(_p.id))}

    def put(self, name: str, document: str, now: datetime, who: str) -> None:
        """In place of the one before."""
        values = {
            "warehouse": self._session.warehouse, "id": name, "document": document,
            "changed_at": now, "changed_by": who,
        }  # fmt: skip
        self._ask(upsert(statement_profile, self._session.dialect, _PROFILE), values)


def _made(row: Any) -> PayAccount:
    options = from_json(row.options, dict[str, str])
    return PayAccount(row.id, row.platform, options, row.enabled, row.first_day)
