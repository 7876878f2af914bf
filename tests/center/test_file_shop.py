"""A shop without an API: its jobs read the files that it lays down, and say what is wrong."""

import os
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import xlsxwriter

from app.center import shop_desk
from app.center.job_kinds import LISTINGS
from app.center.refusals import NotDoneError
from app.center.shop_reading import ORDERS
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.shops import Shop
from tests.builders import NOON, an_item
from tests.center.jobs_rig import Jobs

TITLES = ("order number", "sku", "quantity", "province")


@pytest.fixture
def jobs(local: Store, tmp_path: Path) -> Jobs:
    ids = count()
    with local.write() as tx:
        tx.catalogue.put([an_item("TEA")])
    made = Jobs(local, lambda: NOON, lambda: f"id-{next(ids):06d}")
    (tmp_path / "orders").mkdir()
    options = {"folder": str(tmp_path)}
    made.change(shop_desk.add, shop=Shop("fair", "file", options=options))
    return made


def written(path: Path, at: datetime = NOON - timedelta(minutes=10)) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def job(jobs: Jobs, kind: str) -> JobRow:
    with jobs.store.read() as tx:
        found = tx.job_rows.get(f"{kind}:fair")
    assert found is not None
    return found


def test_orders_come_as_spreadsheets(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "orders" / "day.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, TITLES)
    sheet.write_row(1, 0, ("A-1", "TEA", 2, "浙江省"))
    book.close()
    written(path)
    assert jobs.run(ORDERS) == {"new": 1}
    order = jobs.order("A-1")
    assert (order.channel, order.shop, order.pieces) == ("file", "fair", 2)


def test_a_file_with_a_fault_is_not_taken_in_and_the_job_names_it(
    jobs: Jobs, tmp_path: Path
) -> None:
    path = tmp_path / "orders" / "day.csv"
    path.write_text(f"{','.join(TITLES)}\nA-1,TEA,none,浙江省\n", encoding="utf-8")
    written(path)
    assert jobs.run(ORDERS, fails=True) == {}
    assert job(jobs, ORDERS).state == "failed"
    assert "day.csv, row 2, column quantity" in job(jobs, ORDERS).reason
    path.write_text(f"{','.join(TITLES)}\nA-1,TEA,1,浙江省\n", encoding="utf-8")
    written(path)
    assert jobs.run(ORDERS) == {"new": 1}


def test_that_it_lists_nothing_is_no_failure(jobs: Jobs) -> None:
    jobs.run(LISTINGS)
    assert "no listings" in job(jobs, LISTINGS).reason
    with jobs.store.read() as tx:
        assert tx.shops.get("fair") is not None


def test_it_needs_its_folder(jobs: Jobs) -> None:
    with pytest.raises(NotDoneError, match="folder"):
        jobs.change(shop_desk.add, shop=Shop("other", "file"))
