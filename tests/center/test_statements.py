"""Statements taken once, cleared against orders, worked off and taken back; both engines."""

from itertools import count
from pathlib import Path

import pytest

from app.center import clearing_desk, statements
from app.center.office_center import OfficeCenter
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.money_states import LineState, MoneyState
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store
from app.store.tables.money import MONEY_STATES
from app.store.tables.statements import LINE_STATES
from tests.builders import an_operator, an_order
from tests.center.money_rig import (
    NOW,
    PAID,
    TAOBAO,
    TRADES,
    ZIPPED,
    bring,
    change,
    clear,
    lines,
    sell,
    states,
    take,
)


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE), an_operator("P1", Role.PACKER)])
    numbers = count()
    return OfficeCenter(store, lambda: NOW, lambda: f"id-{next(numbers):03d}")


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
    taken = [take(office, TRADES), take(office, TAOBAO)]
    assert clear(office) > 0
    assert states(office, "WOO-729") == ["cleared", "refunded"]
    assert states(office, "WOO-733") == ["cleared", "duplicate"]
    assert states(office, "3051160325414220001") == ["cleared", "fee"]
    assert not lines(office, "new")
    told = lines(office)
    assert len({line.id for line in told}) == sum(file.new_lines for file in taken)
    counted = office.read(clearing_desk.counts)
    assert counted["cleared"] == [line.state for line in told].count("cleared")
    assert counted["open"] == len(lines(office, "open"))


def test_an_order_that_comes_later_clears_its_line(office: OfficeCenter) -> None:
    take(office, TRADES)
    clear(office)
    assert states(office, "WOO-733") == ["paid_but_no_order"] * 2
    bring(office, WOO_733=11800)
    clear(office)
    assert states(office, "WOO-733") == ["cleared"] * 2


def test_an_order_whose_money_changes_is_judged_again(office: OfficeCenter) -> None:
    take(office, TRADES)
    sell(office, "WOO-733", 11800)
    clear(office)
    assert states(office, "WOO-733") == ["cleared"] * 2
    order = an_order(number="WOO-733")
    for minor, waiting in ((11800, 0), (5900, 2)):
        told = [(order, Trade(paid=Money(minor, "CNY"), paid_at=PAID))]
        change(office, lambda tx, _act, told: clearing_desk.retold(tx, told), told=told)
        assert office.read(lambda tx: tx.clearing.waiting_count()) == waiting
    sell(office, "WOO-733", 5900)
    clear(office)
    assert states(office, "WOO-733") == ["cleared", "duplicate"]


def test_the_engine_knows_at_once_how_many_lines_came(
    office: OfficeCenter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "AT_ONCE", 3)
    taken = take(office, TRADES)
    with store.read() as tx:
        if tx._session.dialect == "postgresql":
            ask = tx._session.connection.exec_driver_sql
            known = ask("SELECT reltuples FROM pg_class WHERE relname = 'statement_line'")
            assert known.scalar_one() == taken.lines


def take_back(office: OfficeCenter, file_id: str) -> int:
    return office.run(lambda store, act: statements.take_back(store, act, file_id=file_id), "F1")


def test_a_file_taken_back_leaves_nothing_and_can_come_again(office: OfficeCenter) -> None:
    bring(office, WOO_729=5900)
    taken = take(office, TRADES)
    clear(office)
    gone = take_back(office, taken.id)
    assert gone == taken.lines
    assert not lines(office)
    take(office, TRADES)
    clear(office)
    assert states(office, "WOO-729") == ["cleared", "refunded"]


def test_a_line_is_worked_off_with_a_note_and_that_is_taken_back(office: OfficeCenter) -> None:
    take(office, TRADES)
    clear(office)
    line = lines(office, "open")[0]
    with pytest.raises(NotDoneError, match="note"):
        change(office, clearing_desk.work_off, line_id=line.id, note=" ")
    change(office, clearing_desk.work_off, line_id=line.id, note="paid back by bank")
    assert line.id not in {one.id for one in lines(office, "open")}
    clear(office)
    (worked,) = lines(office, "worked")
    assert (worked.id, worked.note, worked.state) == (line.id, "paid back by bank", line.state)
    change(office, clearing_desk.work_off, line_id=line.id, note="", worked=False)
    assert line.id in {one.id for one in lines(office, "open")}


def test_a_person_gives_a_line_its_order_and_takes_that_back(office: OfficeCenter) -> None:
    bring(office, HAND=5900, WOO_733=5900)
    take(office, TRADES)
    clear(office)
    second = next(line for line in lines(office) if line.state == "duplicate")
    with pytest.raises(NotDoneError, match="NONE-1"):
        change(office, clearing_desk.assign, line_id=second.id, number="NONE-1")
    change(office, clearing_desk.assign, line_id=second.id, number="HAND")
    clear(office)
    assert (states(office, "HAND"), states(office, "WOO-733")) == (["cleared"], ["cleared"])
    change(office, clearing_desk.assign, line_id=second.id, number="")
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
    assert tuple(state.value for state in MoneyState) == MONEY_STATES
    assert ("new", *(state.value for state in LineState)) == LINE_STATES
