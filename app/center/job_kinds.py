"""Which jobs there are: the center's own, and a few for every shop; how often each is done."""

from collections.abc import Iterable
from datetime import datetime

from app.center.erp_desk import ITEMS, POST, READ, RESERVE
from app.center.jobs_run import BACKUP, BUY_AHEAD, DOCTOR, KEEPING, LEASES, REVIEW
from app.center.pay_desk import CLEARING, FETCH_S, STATEMENTS
from app.center.shop_reading import GAP_AUDIT, ORDERS, REFUNDS, first, job_id
from app.center.telling import SHIPMENTS
from app.center.windows import Reach
from app.store.job_rows import JobRow
from app.store.shops import Shop
from app.store.transaction import Transaction

LISTINGS = "listings"
PUSH_STOCK = "push_stock"
SUGGEST = "suggest"
STATISTICS = "statistics"
WAVES = "waves"
EVERY_S = {
    LEASES: 2,
    BUY_AHEAD: 5,
    REVIEW: 2,
    STATISTICS: 10,
    WAVES: 60,
    RESERVE: 5,
    POST: 30,
    ITEMS: 3_600,
    READ: 900,
    SUGGEST: 600,
    KEEPING: 3_600,
    DOCTOR: 86_400,
    BACKUP: 86_400,
    ORDERS: 60,
    REFUNDS: 120,
    SHIPMENTS: 60,
    LISTINGS: 21_600,
    PUSH_STOCK: 30,
    GAP_AUDIT: 21_600,
    STATEMENTS: FETCH_S,
    CLEARING: 600,
}
"""Seconds between two runs, until a person says otherwise."""

OF_THE_CENTER = (LEASES, REVIEW, BUY_AHEAD, WAVES, STATISTICS, SUGGEST, KEEPING, DOCTOR,
                 RESERVE, READ, POST)  # fmt: skip
BESIDE = (CLEARING, ITEMS)
"""Of the center too, but too long for the one worker that does the others."""

READ_ON = (ORDERS, REFUNDS, GAP_AUDIT)
OF_A_SHOP = (ORDERS, REFUNDS, SHIPMENTS, LISTINGS, PUSH_STOCK, GAP_AUDIT)


def add_jobs(tx: Transaction, now: datetime, more: Iterable[str] = ()) -> None:
    """Every job that there ought to be: what is there stays as it is. ``more``: of the center."""
    rows = [JobRow(kind, kind, every_s=EVERY_S[kind]) for kind in (*OF_THE_CENTER, *BESIDE, *more)]
    for shop in tx.shops.every():
        rows += jobs_of(shop, now)
    tx.job_rows.add(rows, now)


def jobs_of(shop: Shop, now: datetime) -> list[JobRow]:
    """From when on a new shop is read is settled here, however long it takes to answer.

    So is from when on it hears of parcels, however late that job is done for the first time.
    """
    begin = dict.fromkeys(READ_ON, str(Reach(now - first(shop)))) | {SHIPMENTS: now.isoformat()}
    return [
        JobRow(job_id(kind, shop.id), kind, shop.id, EVERY_S[kind], begin.get(kind, ""))
        for kind in OF_A_SHOP
    ]
