"""Statements taken once, cleared against orders, worked off and taken back; both engines."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.center import statements
from app.center.office_center import Act, OfficeCenter
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.clearing import LineState
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.domain.values import Money
from app.store.engine import Store
from app.store.tables.statements import LINE_STATES
from app.store.transaction import Transaction
from tests.builders import an_operator, an_order

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
TRADES = SAMPLES / "alipay_trade_20261122.gbk.csv"
ZIPPED = SAMPLES / "alipay_trade_20261122.csv.zip"
TAOBAO = SAMPLES / "alipay_signcustomer_20261122.gbk.csv"
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE), an_operator("P1", Role.PACKER)])
    numbers = count()
    return OfficeCenter(store, lambda: NOW, lambda: f"id-{next(numbers):03d}")


def bring(office: OfficeCenter, **paid: int) -> None:
    """Orders by number (WOO_729 is WOO-729) with what was paid, in fen."""
    orders = [
        replace(an_order(number=number.lstrip("_").replace("_", "-")), paid=Money(minor, "CNY"))
        for number, minor in paid.items()
    ]
    office.change(lambda tx, act: tx.orders.upsert(orders, act.at), "F1")


def take(office: OfficeCenter, path: Path, who: str = "F1") -> statements.TakenFile:
    return office.run(lambda store, act: statements.take(store, act, path), who)


def clear(office: OfficeCenter) -> int:
    def work(store: Store, act: Act) -> int:
        return statements.clear_all(store, act, lambda _done, _all: True)

    return office.run(work, "F1")


def lines(office: OfficeCenter, group: str = "all") -> list[statements.MoneyLine]:
    query = PageQuery(group=group, limit=500)
    found = office.read(lambda tx: statements.read_lines(tx, query)).rows
    return sorted(found, key=lambda line: line.id)


def states(office: OfficeCenter, number: str) -> list[str]:
    return [line.state for line in lines(office) if line.order_number == number]


def test_a_file_is_kept_with_its_sums_and_taken_once(office: OfficeCenter) -> None:
    taken = take(office, TRADES)
    assert (taken.lines, taken.new_lines, taken.agree) == (8, 8, True)
    assert taken.providers == "alipay_trade"
    before = lines(office)
    with pytest.raises(NotDoneError, match=r"alipay_trade_20261122\.gbk\.csv"):
        take(office, TRADES)
    assert lines(office) == before
    assert office.read(lambda tx: statements.read(tx, PageQuery())).rows == (taken,)


def test_the_same_lines_in_another_file_change_nothing(office: OfficeCenter) -> None:
    take(office, TRADES)
    clear(office)
    before = lines(office)
    again = take(office, ZIPPED)
    assert (again.lines, again.new_lines) == (8, 0)
    assert clear(office) == len(before)  # nobody's orders are here: all stand out, all once more
    assert lines(office) == before


def test_lines_are_cleared_by_their_orders_number(office: OfficeCenter) -> None:
    bring(office, WOO_729=5900, WOO_733=5900, _3051160325414220001=11800)
    take(office, TRADES)
    take(office, TAOBAO)
    assert clear(office) > 0
    assert states(office, "WOO-729") == ["cleared", "refunded"]
    assert states(office, "WOO-733") == ["cleared", "duplicate"]
    assert states(office, "3051160325414220001") == ["cleared", "fee"]
    assert not lines(office, "new")
    told = lines(office)
    summed = office.read(statements.sums)
    assert sum(one.lines for one in summed) == len(told)
    assert sum(one.amount_minor for one in summed) == sum(one.amount_minor for one in told)


def test_an_order_that_comes_later_clears_its_line(office: OfficeCenter) -> None:
    take(office, TRADES)
    clear(office)
    assert states(office, "WOO-733") == ["paid_but_no_order"] * 2
    bring(office, WOO_733=11800)
    clear(office)
    assert states(office, "WOO-733") == ["cleared"] * 2


def test_a_file_taken_back_leaves_nothing_and_can_come_again(office: OfficeCenter) -> None:
    bring(office, WOO_729=5900)
    taken = take(office, TRADES)
    clear(office)
    gone = office.change(lambda tx, act: statements.take_back(tx, act, file_id=taken.id), "F1")
    assert gone == taken.lines
    assert not lines(office)
    take(office, TRADES)
    clear(office)
    assert states(office, "WOO-729") == ["cleared", "refunded"]


def change(office: OfficeCenter, work: Any, who: str = "F1", **more: Any) -> None:
    def run(tx: Transaction, act: Act) -> None:
        work(tx, act, **more)

    office.change(run, who)


def test_a_line_is_worked_off_with_a_note_and_that_is_taken_back(office: OfficeCenter) -> None:
    take(office, TRADES)
    clear(office)
    line = lines(office, "open")[0]
    with pytest.raises(NotDoneError, match="note"):
        change(office, statements.work_off, line_id=line.id, note=" ")
    change(office, statements.work_off, line_id=line.id, note="paid back by bank")
    assert line.id not in {one.id for one in lines(office, "open")}
    clear(office)
    (worked,) = lines(office, "worked")
    assert (worked.id, worked.note, worked.state) == (line.id, "paid back by bank", line.state)
    change(office, statements.work_off, line_id=line.id, note="", worked=False)
    assert line.id in {one.id for one in lines(office, "open")}


def test_a_person_gives_a_line_its_order_and_takes_that_back(office: OfficeCenter) -> None:
    bring(office, HAND=5900, WOO_733=5900)
    take(office, TRADES)
    clear(office)
    second = next(line for line in lines(office) if line.state == "duplicate")
    with pytest.raises(NotDoneError, match="NONE-1"):
        change(office, statements.assign, line_id=second.id, number="NONE-1")
    change(office, statements.assign, line_id=second.id, number="HAND")
    clear(office)
    assert (states(office, "HAND"), states(office, "WOO-733")) == (["cleared"], ["cleared"])
    change(office, statements.assign, line_id=second.id, number="")
    clear(office)
    assert (states(office, "HAND"), states(office, "WOO-733")) == ([], ["cleared", "duplicate"])


def test_only_finance_works_with_money(office: OfficeCenter, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        take(office, TRADES, "P1")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(NotDoneError, match=r"other\.csv"):
        take(office, other)
    assert not lines(office)


def test_the_store_knows_every_state() -> None:
    assert ("new", *(state.value for state in LineState)) == LINE_STATES
