"""The audit trail: who did what to what, before and after. A chain of hashes, append-only.

It holds no personal data: an order is named by its number, a person by the operator's id.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, insert, select

from app.store.session import CHUNK, Session
from app.store.tables.base import iso
from app.store.tables.security import audit
from app.store.tables.system import center

START = "0" * 64
PRIVATE = frozenset({"recipient", "phone", "address", "buyer_note", "seller_note", "pin", "token"})
"""Names that no entry may hold."""

_c = audit.c
_LAST = (
    select(_c.n, _c.sha256).where(_c.warehouse == bindparam("wh")).order_by(_c.n.desc()).limit(1)
)
_LOCK = select(center.c.epoch).where(center.c.warehouse == bindparam("wh")).with_for_update()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing done. ``who`` is an operator's id, or the name of a program of the center."""

    n: int
    at: datetime
    who: str
    action: str
    about: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


class Audit:
    """Reads and appends. There is no way to change or delete an entry."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        who: str,
        action: str,
        about: str,
        at: datetime,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> AuditEntry:
        """Notes it in this very transaction: what was done and its entry are kept together.

        ``before`` and ``after`` hold plain JSON values. Raises ValueError for personal data.
        """
        entry_before, entry_after = dict(before or {}), dict(after or {})
        if private := PRIVATE & {*entry_before, *entry_after}:
            raise ValueError(f"no place for personal data: {sorted(private)}")
        values = {"wh": self._session.warehouse}
        self._session.connection.execute(_LOCK, values).first()  # one writer after the other
        last = self._session.connection.execute(_LAST, values).first()
        n = last.n + 1 if last else 1
        row = {
            "warehouse": self._session.warehouse,
            "n": n,
            "at": at,
            "who": who,
            "action": action,
            "about": about,
            "before": _json(entry_before),
            "after": _json(entry_after),
            "prev_sha256": last.sha256 if last else START,
        }
        self._session.connection.execute(insert(audit), row | {"sha256": _digest(row)})
        return AuditEntry(n, at, who, action, about, entry_before, entry_after)

    def read(self, after_n: int = 0, *, about: str = "") -> Iterator[AuditEntry]:
        """Entries from ``after_n`` + 1 on, oldest first; ``about``: of one thing alone."""
        for row in self._rows(after_n, about):
            before, after = msgspec.json.decode(row.before), msgspec.json.decode(row.after)
            yield AuditEntry(row.n, row.at, row.who, row.action, row.about, before, after)

    def verify(self) -> int | None:
        """The first number whose entry is missing or not what was written; None: all sound."""
        n, sha256 = 0, START
        for row in self._rows(0):
            sound = (row.n, row.prev_sha256) == (n + 1, sha256)
            if not sound or _digest(dict(row._mapping)) != row.sha256:  # noqa: SLF001
                return n + 1
            n, sha256 = row.n, row.sha256
        return None

    def last(self) -> tuple[int, str]:
        """Number and hash of the last entry: kept elsewhere, they show a trail cut short."""
        row = self._session.connection.execute(_LAST, {"wh": self._session.warehouse}).first()
        return (row.n, row.sha256) if row else (0, START)

    def _rows(self, after_n: int, about: str = "") -> Iterator[Row[Any]]:
        statement = select(audit).where(
            _c.warehouse == self._session.warehouse, _c.n > bindparam("after")
        )
        if about:
            statement = statement.where(_c.about == about)
        statement = statement.order_by(_c.n).limit(CHUNK)
        while page := self._session.connection.execute(statement, {"after": after_n}).all():
            yield from page
            after_n = page[-1].n


def _json(values: Mapping[str, Any]) -> str:
    return msgspec.json.encode(values, order="sorted").decode()


def _digest(row: Mapping[str, Any]) -> str:
    names = ("warehouse", "n", "who", "action", "about", "before", "after")
    fields = [*(row[name] for name in names), iso(row["at"])]
    return hashlib.sha256(row["prev_sha256"].encode() + msgspec.json.encode(fields)).hexdigest()
