"""A long list for the table's tests: alerts by the hundred thousand, made by the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.paging import Page, PageQuery
from app.domain.values import Money
from app.store.engine import Store
from app.store.listing import Listing
from app.store.tables.alerts import alert
from app.store.tables.base import iso
from app.store.transaction import Transaction
from tests.builders import NOON

_c = alert.c
_MADE = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
INSERT INTO alert (warehouse, id, kind, verdict, order_number, station_id, words, at, recv_at,
                   state, seq, cut_off)
SELECT '{warehouse}', printf('a%07d', i), 'mismatch', 'wrong_item', printf('SO-%07d', i),
       'b' || (i % 50), printf('so-%07d b%d', i, i % 50),
       strftime('%Y-%m-%dT%H:%M:%f000+00:00', '{start}', '+' || i || ' seconds'),
       '{now}', CASE i % 7 WHEN 0 THEN 'open' ELSE 'closed' END, i % 1000,
       CASE i % 2 WHEN 0 THEN NULL ELSE '{now}' END
FROM n
"""
LISTING = Listing(
    source=alert,
    warehouse=_c.warehouse,
    key=_c.id,
    columns={
        "at": _c.at,
        "state": _c.state,
        "number": _c.order_number,
        "bench": _c.station_id,
        "minor": _c.seq,
        "cut_off": _c.cut_off,
    },
    sort="at",
    text=(_c.words,),
    folded=True,
    groups={"open": (_c.state == "open",)},
    kinds=_c.kind.in_,
)


@dataclass(frozen=True, slots=True)
class Long:
    """One row of the long list."""

    id: str
    number: str
    state: str
    bench: str
    at: datetime
    paid: Money
    cut_off: datetime | None


def fill(store: Store, count: int) -> None:
    """``count`` rows, one a second from noon on; SQLite only."""
    statement = _MADE.format(
        last=count - 1, warehouse=store.warehouse, now=iso(NOON), start=f"{NOON:%Y-%m-%d %H:%M:%S}"
    )
    with store.write() as tx:
        tx._session.connection.exec_driver_sql(statement)


def read(tx: Transaction, query: PageQuery) -> Page[Long]:
    """As a center's module reads its rows: by a repository that has a listing."""
    found = LISTING.page(
        tx._session, query, _c.order_number, _c.state, _c.station_id, _c.at, _c.seq, _c.cut_off
    )
    return Page(tuple(map(_long, found.rows)), found.total, found.offset, found.capped)


def _long(row: Any) -> Long:
    return Long(
        row.id, row.order_number, row.state, row.station_id, row.at, Money(row.seq, "CNY"),
        row.cut_off,
    )  # fmt: skip


def second(n: int) -> datetime:
    return NOON + timedelta(seconds=n)
