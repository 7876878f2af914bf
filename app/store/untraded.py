"""Orders that came by a file: found by the number that is printed on their papers."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select, union_all

from app.domain.catalogue import normalise_code
from app.domain.order import Order
from app.store.archived_orders import archived
from app.store.orders_feed import COLUMNS, stored
from app.store.session import Session, chunks
from app.store.tables.archive import order_code_archive
from app.store.tables.orders import order_code, orders


def untraded(session: Session, numbers: Iterable[str]) -> Iterator[Order]:
    """Orders with these numbers, of any shop, archived or not; recipients stay sealed."""
    wanted = set(numbers) - {""}
    for part in chunks(sorted(wanted)):
        codes = [normalise_code(number) for number in part]
        ids = union_all(
            *(
                select(table.c.order_id).where(
                    table.c.warehouse == session.warehouse,
                    table.c.kind == "number",
                    table.c.code.in_(codes),
                )
                for table in (order_code, order_code_archive)
            )
        )
        found = sorted(set(session.connection.execute(ids).scalars()))
        here = select(*COLUMNS).where(
            orders.c.warehouse == session.warehouse, orders.c.id.in_(found)
        )
        rows = {row.id: row for row in session.connection.execute(here)}
        rows |= archived(session, [one for one in found if one not in rows])
        yield from (one.order for one in map(stored, rows.values()) if one.order.number in wanted)
