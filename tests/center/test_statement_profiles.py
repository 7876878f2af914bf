"""Files of other payment platforms, read by columns that were told once."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from app.center import statement_profiles
from app.center.office_center import OfficeCenter
from app.center.refusals import NotDoneError
from app.domain.order import Role
from app.entrypoints.tools_statement import read_statement
from app.store.engine import Store
from tests.builders import an_operator
from tests.center.money_rig import NOW, change, clear, lines, sell, states, take

SIGNED = {"time": "When", "transaction": "Number", "order": "Order", "amount": "Amount",
          "fee": "Fee"}  # fmt: skip
TWO = {"time": "时间", "order": "订单", "income": "收入", "expense": "支出", "currency": "币种"}
TABLE = """Some platform,,,,
When,Number,Order,Amount,Fee
2026-11-22 09:00:00,P1,SO-1,59.00,0.35
2026/11/22 9:05,P2,SO-1,-20.00,
2026/11/22 9:05,P2,SO-1,-20.00,
Total,,,19.00,0.35
""".replace("Total,,", ",,Total")


def a_profile(columns: dict[str, str], **more: Any) -> str:
    return json.dumps({"name": "otherpay", "columns": columns, **more}, ensure_ascii=False)


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE)])
    numbers = count()
    return OfficeCenter(store, lambda: NOW, lambda: f"id-{next(numbers):03d}")


def test_columns_are_told_once_and_used_for_the_next_file(
    office: OfficeCenter, tmp_path: Path
) -> None:
    path = tmp_path / "other.csv"
    path.write_text(TABLE, "utf-8")
    with pytest.raises(NotDoneError):
        take(office, path)
    change(office, statement_profiles.save, document=a_profile(SIGNED))
    sell(office, "SO-1", 5900)
    taken = take(office, path)
    assert (taken.lines, taken.providers) == (3, "otherpay")
    assert [(one.amount_minor, one.fee_minor, one.kind) for one in lines(office)] == [
        (5900, -35, "income"), (-2000, 0, "refund"), (-2000, 0, "refund"),
    ]  # fmt: skip
    clear(office)
    assert states(office, "SO-1") == ["cleared", "partly_refunded", "partly_refunded"]
    again = tmp_path / "again.csv"
    again.write_text(TABLE + "2026-11-22 23:30:00,P3,SO-2,1.00,\n", "utf-8")
    assert take(office, again).new_lines == 1


def test_a_workbook_with_income_and_expense(office: OfficeCenter, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(TWO.values()))
        sheet.write_row(1, 0, ["2026-11-22 09:00:00", "SO-1", 12.5, "", "USD"])
        sheet.write_row(2, 0, ["2026-11-22 10:00:00", "SO-1", "", 2.5, "USD"])
    change(office, statement_profiles.save, document=a_profile(TWO, utc_offset=0))
    take(office, path)
    first, second = lines(office)
    assert (first.amount_minor, first.currency, second.amount_minor) == (1250, "USD", -250)
    assert first.happened_at.hour == 9


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("{", "JSON"),
        (a_profile({"time": "When", "order": "Order"}), "amount"),
        (a_profile({"order": "Order", "amount": "Amount"}), "time"),
        (a_profile({**SIGNED, "income": "In"}), "either"),
        (a_profile({**SIGNED, "colour": "C"}), "colour"),
    ],
)
def test_a_profile_that_is_not_enough_says_what_it_lacks(
    office: OfficeCenter, document: str, fault: str
) -> None:
    with pytest.raises(NotDoneError, match=fault):
        change(office, statement_profiles.save, document=document)


def test_the_tool_reads_by_a_profile(tmp_path: Path) -> None:
    path, profile = tmp_path / "other.csv", tmp_path / "profile.json"
    path.write_text(TABLE, "utf-8")
    profile.write_text(a_profile(SIGNED), "utf-8")
    *told, totals = read_statement(path, profile)
    assert [one["amount"] for one in told] == ["59.00", "-20.00", "-20.00"]
    assert totals["totals"]["lines"] == "3"
    path.write_text(TABLE.replace("59.00", "much"), "utf-8")
    assert "row 3, column amount" in list(read_statement(path, profile))[-1]["error"]["message"]
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "titles" in next(iter(read_statement(path, profile)))["error"]["message"]
