"""Alipay's statements: 业务明细 (trade) and 账务明细 (signcustomer).

GB18030 text with ``#`` lines around a table; cells end with a TAB; nothing is quoted, so a comma
in a name or remark makes a row too long. Source: the platform's bill files (see the samples);
columns are found by name, because their number and order changed over the years.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.statement import LineKind, StatementLine, StatementTotals
from app.remote.payments.base import (
    StatementError,
    Tally,
    china_moment,
    need_columns,
    row_amount,
    yuan,
)

PROVIDER = "alipay"
TRADE, ACCOUNT_LOG = "alipay_trade", "alipay_account"
_TRADE_KEY, _LOG_KEY, _SUMMARY_KEY = "支付宝交易号", "账务流水号", "交易订单总笔数"
_TRADE_NEEDS = (
    "商户订单号", "业务类型", "完成时间", "订单金额", "商家实收", "服务费", "退款批次号/请求号",
)  # fmt: skip
_LOG_NEEDS = ("业务流水号", "商户订单号", "发生时间", "收入金额", "支出金额", "业务类型")
_OVERFLOW = ("备注", "商品名称")  # where an unquoted comma may stand; the last column first
_ACCOUNT = re.compile(r"#账号[：:]\[(\w*)\]")
_TRADE_FOOT = re.compile(r"#(交易|退款)合计[：:](\d+)笔[，,]商家实收(?:退款)?共(-?[\d.]+)元.*")
_LOG_FOOT = re.compile(r"#(支出|收入)合计[：:](\d+)笔[，,]共(-?[\d.]+)元.*")
_FOOT_NAMES = {"交易": "income", "退款": "refund", "收入": "income", "支出": "outgo"}
_LOG_KINDS = {
    "交易付款": LineKind.INCOME,
    "在线支付": LineKind.INCOME,
    "交易退款": LineKind.REFUND,
    "退款": LineKind.REFUND,
    "收费": LineKind.FEE,
    "提现": LineKind.TRANSFER,
    "转账": LineKind.TRANSFER,
}
_DEDUCTED = re.compile("返点|积分|佣金|服务费|手续费")
"""What 其它 says where the platform took its fee: Taobao's points, commission, service."""


@dataclass(slots=True)
class _Table:
    """The text taken apart: what stands around the table, its header, its rows."""

    account: str = ""
    header: tuple[str, ...] = ()
    rows: list[tuple[int, str]] = field(default_factory=list)
    feet: list[str] = field(default_factory=list)


def read_alipay(text: str) -> "AlipayTrade | AlipayAccountLog | None":
    """The reader of a decoded file; None for a summary, which has no lines of its own.

    Raises StatementError for anything else.
    """
    table = _table(text)
    names = set(table.header)
    if _TRADE_KEY in names:
        need_columns(names, _TRADE_NEEDS)
        return AlipayTrade(table)
    if _LOG_KEY in names:
        need_columns(names, _LOG_NEEDS)
        return AlipayAccountLog(table)
    if _SUMMARY_KEY in names:
        return None
    raise StatementError(
        "this is no merchant statement of Alipay: download 业务明细 or 账务明细 at b.alipay.com"
    )


def _table(text: str) -> _Table:
    table = _Table()
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            found = _ACCOUNT.match(line)
            table.account = found[1] if found else table.account
            table.feet.append(line)
        elif line.strip() and not table.header:
            table.header = tuple(_name(cell) for cell in line.split(","))
        elif line.strip():
            table.rows.append((number, line))
    return table


def _name(cell: str) -> str:
    """A column's name without its unit: 收入金额（+元） is 收入金额."""
    return re.sub(r"[（(][+-]?元[)）]$", "", cell.strip())


def _cells(header: Sequence[str], line: str, number: int) -> Mapping[str, str]:
    """The row by column; cells beyond the header go back to the text that had the comma."""
    cells = [cell.strip() for cell in line.split(",")]
    extra = len(cells) - len(header)
    if extra == -1 and header[-1] == "备注":
        cells.append("")
    elif extra < 0:
        raise StatementError("the row is too short: download the file again", number)
    if extra > 0:
        column = next((name for name in _OVERFLOW if name in header), None)
        if column is None:
            raise StatementError("the row is too long: download the file again", number)
        at = list(header).index(column)
        cells[at : at + extra + 1] = [",".join(cells[at : at + extra + 1])]
    return dict(zip(header, cells, strict=True))


class AlipayTrade:
    """业务明细: deals made through the merchant's own products, not Taobao's."""

    provider = TRADE

    def __init__(self, table: _Table) -> None:
        self._table, self._tally = table, Tally()
        self.account = table.account

    def lines(self) -> Iterator[StatementLine]:
        for number, text in self._table.rows:
            yield self._line(_cells(self._table.header, text, number), number)

    def totals(self) -> StatementTotals:
        return self._tally.against(_stated(self._table.feet, _TRADE_FOOT))

    def _line(self, row: Mapping[str, str], number: int) -> StatementLine:
        kind = {"交易": LineKind.INCOME, "退款": LineKind.REFUND}.get(row["业务类型"])
        if kind is None:
            raise StatementError(
                f"{row['业务类型']!r} is neither 交易 nor 退款", number, "业务类型"
            )
        # Refunds were seen with either sign: the type says which way the money went.
        way = 1 if kind is LineKind.INCOME else -1
        amount = abs(row_amount(row, "订单金额", number)) * way
        settled = abs(row_amount(row, "商家实收", number)) * way
        fee = abs(row_amount(row, "服务费", number)) * -way
        self._tally.count(f"{kind.value}_count")
        self._tally.add(kind.value, settled)
        self._tally.add("fee", fee)
        return StatementLine(
            provider=TRADE,
            key="|".join((row[_TRADE_KEY], kind.value, row["退款批次号/请求号"])),
            kind=kind,
            at=china_moment(row, "完成时间", number),
            transaction=row[_TRADE_KEY],
            order_ref=row["商户订单号"],
            amount=yuan(amount),
            settled=yuan(settled),
            fee=yuan(fee),
            refund_ref=row["退款批次号/请求号"],
            text=row.get("商品名称", ""),
        )


class AlipayAccountLog:
    """账务明细: every movement of the account; Taobao's and Tmall's orders are here."""

    provider = ACCOUNT_LOG

    def __init__(self, table: _Table) -> None:
        self._table, self._tally = table, Tally()
        self.account = table.account

    def lines(self) -> Iterator[StatementLine]:
        for number, text in self._table.rows:
            yield self._line(_cells(self._table.header, text, number), number)

    def totals(self) -> StatementTotals:
        return self._tally.against(_stated(self._table.feet, _LOG_FOOT))

    def _line(self, row: Mapping[str, str], number: int) -> StatementLine:
        income = abs(row_amount(row, "收入金额", number))
        outgo = abs(row_amount(row, "支出金额", number))
        moved = income - outgo
        side = "income" if income else "outgo"
        self._tally.count(f"{side}_count")
        self._tally.add(side, moved)
        kind = _log_kind(row, paid_out=bool(outgo))
        fee = yuan(moved) if kind is LineKind.FEE else yuan(moved - moved)
        return StatementLine(
            provider=ACCOUNT_LOG,
            key=row[_LOG_KEY],
            kind=kind,
            at=china_moment(row, "发生时间", number),
            transaction=row["业务流水号"],
            order_ref=row.get("业务基础订单号") or row["商户订单号"],
            amount=yuan(moved),
            settled=yuan(moved),
            fee=fee,
            status=row["业务类型"],
            text=row.get("备注") or row.get("商品名称", ""),
        )


def _stated(feet: Sequence[str], form: re.Pattern[str]) -> dict[str, str]:
    stated: dict[str, str] = {}
    for line in feet:
        found = form.fullmatch(line.strip())
        if found:
            name = _FOOT_NAMES[found[1]]
            stated |= {f"{name}_count": found[2], name: found[3]}
    return stated


def _log_kind(row: Mapping[str, str], *, paid_out: bool) -> LineKind:
    """What went out and does not say that it is a fee may be a chargeback: a person must see it."""
    known = _LOG_KINDS.get(row["业务类型"])
    if known is not None:
        return known
    words = " ".join(row.get(name, "") for name in ("商品名称", "业务描述", "备注"))
    return LineKind.FEE if paid_out and _DEDUCTED.search(words) else LineKind.OTHER
