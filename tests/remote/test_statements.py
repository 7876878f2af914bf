"""Statements as they were recorded: every line, every sum, and files that are none."""

import gzip
import hashlib
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.statement import LineKind, StatementLine, StatementTotals
from app.remote.payments.base import StatementError
from app.remote.payments.files import open_statement

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def read(name: str, content: bytes | None = None) -> tuple[list[StatementLine], StatementTotals]:
    body = content if content is not None else (SAMPLES / name).read_bytes()
    (part,) = open_statement(name, body)
    return list(part.reader.lines()), part.reader.totals()


def amounts(lines: list[StatementLine], order: str) -> list[tuple[str, str, str]]:
    return [
        (line.kind.value, str(line.amount.amount), str(line.fee.amount))
        for line in lines
        if line.order_number == order
    ]


@pytest.mark.parametrize(
    ("name", "provider", "count"),
    [
        ("alipay_trade_real_2019.gbk.csv", "alipay_trade", 4),
        ("alipay_trade_20261122.gbk.csv", "alipay_trade", 8),
        ("alipay_trade_20261122.csv.zip", "alipay_trade", 8),
        ("alipay_signcustomer_20261122.gbk.csv", "alipay_account", 6),
        ("wechat_tradebill_real_2021.csv", "wechat_trade", 3),
        ("wechat_tradebill_20261122.csv", "wechat_trade", 5),
        ("wechat_tradebill_20261122.csv.gz", "wechat_trade", 5),
        ("stripe_balance_transactions.json", "stripe", 2),
    ],
)
def test_every_sample_is_read_and_its_sums_agree(name: str, provider: str, count: int) -> None:
    lines, totals = read(name)
    assert len(lines) == count
    assert {line.provider for line in lines} == {provider}
    assert totals.agree, totals
    assert bool(totals.stated) == (provider != "stripe")
    assert len({line.key for line in lines}) == count


def test_alipay_refunds_and_fees_have_the_signs_of_our_account() -> None:
    lines, _ = read("alipay_trade_20261122.gbk.csv")
    assert amounts(lines, "WOO-729") == [
        ("income", "59.00", "-0.35"),
        ("refund", "-59.00", "0.35"),
    ]
    # The remark with a comma is one cell too many; the amounts did not move.
    assert amounts(lines, "WOO-733") == [("income", "59.00", "-0.35")] * 2
    assert lines[0].at.isoformat() == "2026-11-22T01:00:10+00:00"


def test_taobao_orders_are_in_the_account_log_under_their_own_number() -> None:
    lines, totals = read("alipay_signcustomer_20261122.gbk.csv")
    assert amounts(lines, "3051160325414220001") == [
        ("income", "118.00", "0.00"),
        ("fee", "-0.59", "-0.59"),
    ]
    assert amounts(lines, "3051160325414220009") == [("refund", "-59.00", "0.00")]
    assert [line.kind for line in lines if not line.order_number] == [LineKind.TRANSFER]
    assert totals.counted["outgo"] == "-1059.94"


def test_money_that_went_out_for_no_reason_we_know_is_no_fee() -> None:
    content = (SAMPLES / "alipay_signcustomer_20261122.gbk.csv").read_bytes()
    changed = content.replace("返点积分".encode("gb18030"), "拒付扣款".encode("gb18030"))
    lines, totals = read("x.csv", changed)
    assert amounts(lines, "3051160325414220001")[1] == ("other", "-0.59", "0.00")
    assert totals.agree


def test_wechat_compares_the_order_amount_and_undoes_a_revoked_payment() -> None:
    lines, totals = read("wechat_tradebill_20261122.csv")
    coupon = next(line for line in lines if line.amount.minor == 5900)
    assert (coupon.settled.amount, coupon.fee.amount) == (Decimal("54.00"), Decimal("-0.32"))
    assert amounts(lines, "WOO-740")[1] == ("refund", "-20.00", "0.12")
    assert amounts(lines, "WOO-741") == [("revoked", "0.00", "0.00")]
    assert [line.text for line in lines if "转义" in line.text] == ["无此订单 含转义,逗号"]
    assert totals.counted["fee"] == "1.31000"


def test_the_real_wechat_bill_is_the_file_that_its_hash_names() -> None:
    content = (SAMPLES / "wechat_tradebill_real_2021.csv").read_bytes()
    made = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert made == "dcd7ceb3d382a1181798368bb15d8437de46c00f"


def test_wechat_fund_flow() -> None:
    text = (
        "\ufeff记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),"
        "账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n"
        "`2026-11-22 10:00:31,`420000,`9001,`交易,`交易,`收入,`118.00,`118.00,`a,`,`WOO-727\r\n"
        "`2026-11-22 10:00:31,`420000,`9002,`扣费,`扣除交易手续费,`支出,`0.71,`117.29,`a,`,"
        "`WOO-727\r\n"
        "`2026-11-22 23:00:00,`,`9003,`提现,`提现,`支出,`100.00,`17.29,`a,`,`\r\n"
        "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`3,`1,`118.00,`2,`100.71\r\n"
    )
    lines, totals = read("funds.csv", text.encode())
    assert totals.agree
    assert [line.kind.value for line in lines] == ["income", "fee", "transfer"]
    assert [str(line.amount.amount) for line in lines] == ["118.00", "-0.71", "-100.00"]


def test_stripe_keeps_its_minor_units() -> None:
    lines, totals = read("stripe_balance_transactions.json")
    assert [(line.kind.value, line.amount.minor, line.amount.currency) for line in lines] == [
        ("income", 5999, "USD"),
        ("refund", -1000, "USD"),
    ]
    assert totals.counted == {"line_count": "2", "amount_usd": "49.99"}


def test_a_changed_sum_is_seen() -> None:
    content = (SAMPLES / "alipay_trade_20261122.gbk.csv").read_bytes()
    _, totals = read("x.csv", content.replace(b"59.00,59.00", b"58.00,58.00", 1))
    assert not totals.agree
    assert (totals.counted["income"], totals.stated["income"]) == ("423.00", "424.00")


def test_a_month_in_parts_is_read_part_by_part() -> None:
    packed = io.BytesIO()
    log = (SAMPLES / "alipay_signcustomer_20261122.gbk.csv").read_bytes()
    summary = (SAMPLES / "alipay_trade_summary_20261122.gbk.csv").read_bytes()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a(summary).csv", summary)
        archive.writestr("log_2.csv", log)
        archive.writestr("log_1.csv", log)
    parts = open_statement("month.zip", packed.getvalue())
    assert [part.name for part in parts] == ["log_1.csv", "log_2.csv"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no merchant statement"),
        ("交易时间,交易分类\n2026,food".encode("gbk"), "no merchant statement"),
        (b"PK\x03\x04nonsense", "cannot be opened"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (b"\xef\xbb\xbfa,b\r\n", "no statement of WeChat"),
        (b"{}", "no list of Stripe"),
        (b"{", "no complete JSON"),
        ((SAMPLES / "alipay_trade_summary_20261122.gbk.csv").read_bytes(), "nothing in this file"),
        (b"\xff\xfe\xff\xff\x00", "neither UTF-8 nor GB18030"),
    ],
)
def test_what_is_no_statement_is_said_in_words(content: bytes, says: str) -> None:
    with pytest.raises(StatementError, match=says):
        read("x", content)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (b"59.00,59.00,0.00", b"59.oo,59.00,0.00", r"row 6, column 订单金额: '59.oo' is no amount"),
        (b"2026-11-22 09:00:10", b"2026-13-22 09:00:10", "row 6, column 完成时间"),
        ("交易\t".encode("gbk"), "转账\t".encode("gbk"), "row 6, column 业务类型"),
        (b",2026-11-22 09:00:00,2026-11-22", b"2026-11-22", "row 6: the row is too short"),
    ],
)
def test_a_broken_row_is_named(before: bytes, after: bytes, says: str) -> None:
    content = (SAMPLES / "alipay_trade_20261122.gbk.csv").read_bytes()
    assert before in content
    with pytest.raises(StatementError, match=says):
        read("x.csv", content.replace(before, after, 1))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["alipay_trade_20261122.gbk.csv", "wechat_tradebill_20261122.csv"])
    )
    content = bytearray((SAMPLES / name).read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    try:
        lines, _ = read(name, bytes(content))
    except StatementError:
        return
    assert all(line.at.tzinfo for line in lines)


def test_gzip_is_told_by_its_bytes_not_by_its_name() -> None:
    content = gzip.compress((SAMPLES / "wechat_tradebill_20261122.csv").read_bytes())
    lines, _ = read("bill.csv", content)
    assert len(lines) == 5
