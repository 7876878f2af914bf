"""Who receives an order: opened to print a label, sealed anew under a new key, purged in time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, bindparam, not_, or_, select, update

from app.domain.order import Order, Recipient
from app.store.orders_feed import CLOSED
from app.store.session import ORDERS, Session, from_json, to_json
from app.store.tables.archive import orders_archive
from app.store.tables.orders import orders
from app.store.vault import (
    VERSION,
    Vault,
    key_of,
    sealed_of,
    with_person,
    without_person,
)

TABLES = (orders, orders_archive)


def _plain(table: Table) -> Any:
    """Rows written before recipients were sealed."""
    document = table.c.document
    nameless = document.contains('"recipient":{"name":"","phone":"","country"')
    nowhere = document.contains('"address":"","postcode":')
    return (table.c.private == "") & not_(nameless & nowhere)


def _noteless(table: Table) -> Any:
    return table.c.document.contains('"buyer_note":"","seller_note":""')


class Personal:
    def __init__(self, session: Session) -> None:
        self._session = session

    def recipient(self, order_id: str) -> Recipient | None:
        """The whole recipient, for the label alone; None for an order that is not here.

        Raises VaultError where the key is not on this computer, or the sealed text was changed.
        """
        for table in TABLES:
            row = self._session.connection.execute(
                _columns(table).where(
                    table.c.warehouse == self._session.warehouse, table.c.id == order_id
                )
            ).first()
            if row is not None:
                return self._whole(row).recipient
        return None

    def reseal(self, limit: int = 500) -> int:
        """Seals what is plain, or sealed by an older key, by the current one; how many rows.

        Raises VaultError at the first row that cannot be opened: nothing of this call is kept.
        """
        current = f"{VERSION}.{self._vault.current()}."
        done = 0
        for table in TABLES:
            private = table.c.private
            old = (private != "") & not_(private.startswith(current))
            rows = self._rows(table, or_(_plain(table), old), limit=limit)
            done += self._write(table, rows, self._sealed)
        return done

    def purge(self, before: datetime, limit: int = 500) -> int:
        """Forgets recipients and remarks of orders closed before that time; how many orders.

        Benches that still have the order hear of it as of any change. What was sold, where to and
        for how much stays.
        """
        done = 0
        for table in TABLES:
            c = table.c
            known = or_(c.private != "", _plain(table), not_(_noteless(table)))
            closed = c.state.in_(sorted(CLOSED))
            rows = self._rows(table, closed, c.updated_at < before, known, limit=limit)
            if table is orders:
                self._session.touch(ORDERS, (row.id for row in rows if row.seq >= 0))
            done += self._write(table, rows, _forgotten)
        return done

    def keys_in_use(self) -> dict[str, int]:
        """How many recipients each key has sealed."""
        found: dict[str, int] = {}
        for table in TABLES:
            statement = select(table.c.private).where(
                table.c.warehouse == self._session.warehouse, table.c.private != ""
            )
            for sealed in self._session.connection.execute(statement).scalars():
                found[key_of(sealed)] = found.get(key_of(sealed), 0) + 1
        return found

    def one_of_each_key(self) -> dict[str, str]:
        """An order that each key has sealed, by the key; one look into the rows for each."""
        found: dict[str, str] = {}
        for table in TABLES:
            private = table.c.private
            while True:
                statement = select(table.c.id, private).where(
                    table.c.warehouse == self._session.warehouse,
                    private != "",
                    *(not_(private.startswith(f"{VERSION}.{one}.")) for one in found),
                )
                row = self._session.connection.execute(statement.limit(1)).first()
                if row is None:
                    break
                found[key_of(row.private)] = row.id
        return found

    @property
    def _vault(self) -> Vault:
        if self._session.vault is None:
            raise ValueError("this store has no vault")
        return self._session.vault

    def _rows(self, table: Table, *where: Any, limit: int) -> Sequence[Row[Any]]:
        statement = _columns(table).where(table.c.warehouse == self._session.warehouse, *where)
        return self._session.connection.execute(statement.order_by(table.c.id).limit(limit)).all()

    def _whole(self, row: Row[Any]) -> Order:
        return with_person(self._vault, from_json(row.document, Order), row.private)

    def _sealed(self, row: Row[Any]) -> dict[str, str]:
        order = self._whole(row)
        return {
            "document": to_json(without_person(order)),
            "private": sealed_of(self._vault, order),
        }

    def _write(
        self, table: Table, rows: Sequence[Row[Any]], change: Callable[[Row[Any]], dict[str, str]]
    ) -> int:
        statement = (
            update(table)
            .where(table.c.warehouse == bindparam("wh"), table.c.id == bindparam("wanted"))
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


def _columns(table: Table) -> Any:
    return select(table.c.id, table.c.seq, table.c.document, table.c.private)


def _forgotten(row: Row[Any]) -> dict[str, str]:
    order = without_person(from_json(row.document, Order))
    to = replace(order.recipient, district="", postcode="")
    order = replace(order, recipient=to, buyer_note="", seller_note="")
    return {"document": to_json(order), "private": ""}
