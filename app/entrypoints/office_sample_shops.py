"""Shops and jobs for the pictures of the office: one that works, one that throttles, one away."""

from datetime import UTC, datetime, timedelta
from typing import Final

from app.center.job_kinds import EVERY_S, OF_THE_CENTER, jobs_of
from app.center.jobs_run import DOCTOR, LEASES
from app.center.shop_reading import GAP_AUDIT, ORDERS, job_id
from app.center.telling import SHIPMENTS
from app.store.job_rows import Ended, JobRow
from app.store.notices import Notice
from app.store.shops import Shop
from app.store.transaction import Transaction

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
_NAMES: Final = {
    "en": ("Flagship", "Outlet", "Own shop", "Second shop"),
    "zh_Hant": ("旗艦店", "折扣店", "自有商城", "二店"),
    "zh_Hans": ("旗舰店", "折扣店", "自有商城", "二店"),
}


def clockwork(tx: Transaction) -> None:
    """The center's own jobs, each as it ended last."""
    tx.job_rows.add([JobRow(one, one, every_s=EVERY_S[one]) for one in OF_THE_CENTER], AT)
    broken = "StoreDamaged: the copy in the folder is older than the center"
    _ran(tx, DOCTOR, Ended("failed", AT + timedelta(minutes=29), broken, 2), 32)
    _ran(tx, LEASES, Ended("idle", AT + timedelta(seconds=1), counts={"numbers_lent": 200}), 1)
    _ran(tx, "keeping", Ended("idle", AT + timedelta(minutes=40)), 20)


def shops(tx: Transaction, language: str) -> None:
    first, second, own, last = _NAMES[language]
    made = (
        Shop("flagship", "taobao", first),
        Shop("outlet", "pdd", second),
        Shop("own", "woo", own, "https://shop.example"),
        Shop("second", "douyin", last, enabled=False),
    )
    for shop in made:
        tx.shops.put(shop, AT - timedelta(days=40))
        tx.job_rows.add(jobs_of(shop, AT - timedelta(days=40)), AT + timedelta(seconds=30))
        tx.job_rows.pause_shop(shop.id, paused=not shop.enabled)
    soon = AT + timedelta(seconds=48)
    _ran(tx, job_id(ORDERS, "flagship"), Ended("idle", soon, counts={"new": 14, "changed": 3}), 0)
    _ran(tx, job_id(SHIPMENTS, "flagship"), Ended("idle", soon, counts={"told": 12}), 1)
    _ran(tx, job_id(GAP_AUDIT, "flagship"), Ended("idle", soon, counts={"looked_at": 1830}), 50)
    wait = "This ban will last for 77 more seconds"
    _ran(tx, job_id(ORDERS, "own"), Ended("waiting", AT + timedelta(seconds=77), wait), 0)
    over = "the access token is not valid any more"
    _ran(tx, job_id(ORDERS, "outlet"), Ended("signed_out", AT + timedelta(hours=1), over, 1), 3)
    tx.shops.sign_out("outlet", AT - timedelta(minutes=3))
    _notices(tx)


def _notices(tx: Transaction) -> None:
    for n in range(6):
        notice = Notice(f"p{n}/o{n}", "flagship", f"o{n}", f"30511603254{n:08d}", f"p{n}")
        tx.notices.add([notice], AT)
    for notice in tx.notices.due("flagship", AT)[:5]:
        taken = tx.notices.take(notice, AT, AT)
        if taken is not None:
            tx.notices.end(taken, "refused" if notice.id == "p4/o4" else "told", AT)


def _ran(tx: Transaction, job: str, how: Ended, minutes: int) -> None:
    """The job as if it had run so many minutes ago."""
    began = AT - timedelta(minutes=minutes, seconds=8)
    tx.job_rows.ask(job, began - timedelta(days=1))
    kind = job.partition(":")[0]
    row = tx.job_rows.take([kind], "sample", began, began + timedelta(minutes=1))
    assert row is not None
    assert row.id == job
    tx.job_rows.end(row, how, began + timedelta(seconds=6))
