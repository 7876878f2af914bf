"""Receipts for the ERP: each settled line once, undone until posted; daily totals."""

import json
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from app.center import receipts, statements
from app.center.office_center import OfficeCenter
from app.center.receipts import Receipt
from app.center.refusals import NotDoneError
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.store.engine import Store
from tests.builders import an_operator
from tests.center.money_rig import NOW, TAOBAO, TRADES, bring, change, clear, lines, sell, take

DAY = date(2026, 11, 22)


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    """A day's statements: two orders of a shop are cleared, one of them refunded, the rest open."""
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE)])
    ids = count()
    office = OfficeCenter(store, lambda: NOW, lambda: f"id-{next(ids):03d}")
    sell(office, "WOO-729", 5900)
    bring(office, _3051160325414220001=11800)
    take(office, TRADES)
    take(office, TAOBAO)
    clear(office)
    return office


def make(office: OfficeCenter, first: date = DAY, last: date = DAY) -> Receipt:
    return change(office, receipts.make, first=first, last=last)


def totals(one: Receipt) -> list[tuple[str, int, int, int]]:
    return sorted(
        (row.shop, row.received_minor, row.refunded_minor, row.fees_minor)
        for row in receipts.sums_of(one)
    )


def test_a_receipt_has_the_settled_lines_by_shop_once(office: OfficeCenter) -> None:
    made = make(office)
    assert (made.number, made.state) == (1, "made")
    assert totals(made) == [("shop-1", 5900, -5900, 0), ("shop-1", 11800, 0, -59)]
    with pytest.raises(NotDoneError, match="no receipt"):
        make(office)


def test_what_is_explained_later_comes_on_the_next_receipt(office: OfficeCenter) -> None:
    make(office)
    sell(office, "WOO-733", 5900)
    clear(office)
    second = make(office)
    assert second.number == 2
    assert totals(second) == [("shop-1", 5900, 0, -35)]


def test_a_receipt_is_undone_until_it_is_posted(office: OfficeCenter) -> None:
    first = make(office)
    change(office, receipts.undo, receipt_id=first.id)
    again = make(office)
    assert (again.number, totals(again)) == (2, totals(first))
    with pytest.raises(NotDoneError, match="number"):
        change(office, receipts.post, receipt_id=again.id, erp_number=" ")
    change(office, receipts.post, receipt_id=again.id, erp_number="SK-7")
    with pytest.raises(NotDoneError, match="posted"):
        change(office, receipts.undo, receipt_id=again.id)
    page = office.read(lambda tx: receipts.read(tx, PageQuery()))
    assert [(one.number, one.state, one.erp_number) for one in page.rows] == [
        (2, "posted", "SK-7"),
        (1, "undone", ""),
    ]


def test_a_file_with_lines_on_a_receipt_stays(office: OfficeCenter) -> None:
    make(office)
    file_id = lines(office)[0].file_id
    with pytest.raises(NotDoneError, match="receipt"):
        office.run(lambda store, act: statements.take_back(store, act, file_id=file_id), "F1")


def test_days_that_are_not_over_or_too_many_are_refused(office: OfficeCenter) -> None:
    for first, last in ((DAY, DAY + timedelta(days=1)), (DAY - timedelta(days=40), DAY)):
        with pytest.raises(NotDoneError):
            make(office, first, last)
    with pytest.raises(NotDoneError):
        make(office, DAY, DAY - timedelta(days=1))


def test_the_documents_say_the_same(office: OfficeCenter, tmp_path: Path) -> None:
    made = make(office)
    path, sheet = tmp_path / "r.json", tmp_path / "r.xlsx"
    for target in (path, sheet):
        write = partial(receipts.write_file, receipt_id=made.id, path=target)
        office.read(partial(write, titles=receipts.TITLES))
    document = json.loads(path.read_text("utf-8"))
    assert document["rows"][0] == {
        "day": "2026-11-22", "provider": "alipay_account", "account": "20885123412341230156",
        "shop": "shop-1", "currency": "CNY", "lines": 2, "received": "118.00", "refunded": "0.00",
        "fees": "-0.59", "net": "117.41",
    }  # fmt: skip
    assert sheet.stat().st_size > 1000


def test_totals_of_every_day_are_those_of_the_lines(office: OfficeCenter) -> None:
    found = office.read(partial(receipts.days_to, clock=lambda: NOW))
    told = [one for one in lines(office) if one.state not in {"told_twice", "transfer"}]
    assert {one.day for one in found} == {"2026-11-22"}
    assert sum(one.received_minor for one in found) == sum(
        one.amount_minor for one in told if one.kind == "income"
    )
    assert sum(one.fees_minor for one in found) == sum(one.fee_minor for one in told)
