"""Who receives an order: opened to print a label, sealed anew under a new key, purged in time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, not_, or_, select, update

from app.domain.order import Order, Recipient
from app.store.orders_feed import CLOSED
from app.store.session import ORDERS, Session, from_json, to_json
from app.store.tables.orders import orders
from app.store.vault import (
    VERSION,
    Vault,
    key_of,
    sealed_of,
    with_person,
    without_person,
)

_c = orders.c
_ONE = select(_c.id, _c.document, _c.private).where(
    _c.warehouse == bindparam("wh"), _c.id == bindparam("wanted")
)
_NAMELESS = _c.document.contains('"recipient":{"name":"","phone":"","country"')
_NOWHERE = _c.document.contains('"address":"","postcode":')
_PLAIN = (_c.private == "") & not_(_NAMELESS & _NOWHERE)
"""Rows written before recipients were sealed."""

_NOTELESS = _c.document.contains('"buyer_note":"","seller_note":""')


class Personal:
    def __init__(self, session: Session) -> None:
        self._session = session

    def recipient(self, order_id: str) -> Recipient | None:
        """The whole recipient, for the label alone; None for an order that is not here.

        Raises VaultError where the key is not on this computer, or the sealed text was changed.
        """
        values = {"wh": self._session.warehouse, "wanted": order_id}
        row = self._session.connection.execute(_ONE, values).first()
        return None if row is None else self._whole(cast("Row[Any]", row)).recipient

    def reseal(self, limit: int = 500) -> int:
        """Seals what is plain, or sealed by an older key, by the current one; how many rows.

        Raises VaultError at the first row that cannot be opened: nothing of this call is kept.
        """
        current = self._vault.current()
        statement = self._rows(limit).where(
            or_(_PLAIN, (_c.private != "") & not_(_c.private.startswith(f"{VERSION}.{current}.")))
        )
        return self._write(self._session.connection.execute(statement).all(), self._sealed)

    def purge(self, before: datetime, limit: int = 500) -> int:
        """Forgets recipients and remarks of orders closed before that time; how many orders.

        Benches hear of it as of any change. What was sold, where to and for how much stays.
        """
        statement = self._rows(limit).where(
            _c.state.in_(sorted(CLOSED)),
            _c.updated_at < before,
            or_(_c.private != "", _PLAIN, not_(_NOTELESS)),
        )
        rows = self._session.connection.execute(statement).all()
        self._session.touch(ORDERS, (row.id for row in rows))
        return self._write(rows, _forgotten)

    def keys_in_use(self) -> dict[str, int]:
        """How many recipients each key has sealed."""
        statement = select(_c.private).where(
            _c.warehouse == self._session.warehouse, _c.private != ""
        )
        found: dict[str, int] = {}
        for sealed in self._session.connection.execute(statement).scalars():
            found[key_of(sealed)] = found.get(key_of(sealed), 0) + 1
        return found

    @property
    def _vault(self) -> Vault:
        if self._session.vault is None:
            raise ValueError("this store has no vault")
        return self._session.vault

    def _rows(self, limit: int) -> Any:
        return (
            select(_c.id, _c.document, _c.private)
            .where(_c.warehouse == self._session.warehouse)
            .order_by(_c.id)
            .limit(limit)
        )

    def _whole(self, row: Row[Any]) -> Order:
        return with_person(self._vault, from_json(row.document, Order), row.private)

    def _sealed(self, row: Row[Any]) -> dict[str, str]:
        order = self._whole(row)
        return {
            "document": to_json(without_person(order)),
            "private": sealed_of(self._vault, order),
        }

    def _write(self, rows: Sequence[Row[Any]], change: Callable[[Row[Any]], dict[str, str]]) -> int:
        statement = (
            update(orders)
            .where(_c.warehouse == bindparam("wh"), _c.id == bindparam("wanted"))
            .values(document=bindparam("new_document"), private=bindparam("new_private"))
        )
        values = [
            {"wh": self._session.warehouse, "wanted": row.id}
            | {f"new_{name}": text for name, text in change(row).items()}
            for row in rows
        ]
        if values:
            self._session.connection.execute(statement, values)
        return len(values)


def _forgotten(row: Row[Any]) -> dict[str, str]:
    order = without_person(from_json(row.document, Order))
    to = replace(order.recipient, district="", postcode="")
    order = replace(order, recipient=to, buyer_note="", seller_note="")
    return {"document": to_json(order), "private": ""}
