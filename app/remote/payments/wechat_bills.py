"""WeChat Pay's statements: 交易账单 (tradebill) and 资金账单 (fundflow).

UTF-8 with a byte order mark and CRLF; every value has a back-tick before it; amounts are yuan;
two more lines sum the table up. A comma in a buyer's text is a backslash and a blank. Columns are
found by name: the ALL, SUCCESS and REFUND files have different ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from app.domain.statement import LineKind, StatementLine, StatementTotals
from app.remote.payments.base import (
    StatementError,
    Tally,
    china_moment,
    need_columns,
    row_amount,
    yuan,
)

TRADE, FUNDS = "wechat_trade", "wechat_funds"
_STATES = {
    "SUCCESS": LineKind.INCOME,
    "REFUND": LineKind.REFUND,
    "REVOKED": LineKind.REVOKED,
}
_TRADE_STATED = {
    "总交易单数": "line_count",
    "应结订单总金额": "settled",
    "退款总金额": "refund",
    "充值券退款总金额": "coupon_refund",
    "手续费总金额": "fee",
    "订单总金额": "ordered",
    "申请退款总金额": "refund_asked",
}
_TRADE_SUMS = {
    "settled": "应结订单金额",
    "refund": "退款金额",
    "coupon_refund": "充值券退款金额",
    "fee": "手续费",
    "ordered": "订单金额",
    "refund_asked": "申请退款金额",
}
_FUND_STATED = {
    "资金流水总笔数": "line_count",
    "收入笔数": "income_count",
    "收入金额": "income",
    "支出笔数": "outgo_count",
    "支出金额": "outgo",
}


def read_wechat(text: str) -> "WechatTrade | WechatFunds":
    """The reader of a decoded file. Raises StatementError when it is none of WeChat Pay's."""
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
    ]
    header = tuple(cell.strip() for cell in lines[0][1].split(",")) if lines else ()
    names = set(header)
    if {"微信订单号", "商户订单号"} <= names:
        need_columns(names, ("交易时间",))
        return WechatTrade(header, lines[1:])
    if {"资金流水单号", "收支类型"} <= names:
        need_columns(names, ("记账时间",))
        return WechatFunds(header, lines[1:])
    raise StatementError(
        "this is no statement of WeChat Pay: download 交易账单 or 资金账单 at pay.weixin.qq.com"
    )


Numbered = Sequence[tuple[int, str]]


class _Table:
    """The rows of a file until its summary, and the summary."""

    def __init__(self, header: Sequence[str], lines: Numbered, stated: Mapping[str, str]) -> None:
        self._header = header
        foot = next(
            (at for at, (_, line) in enumerate(lines) if not line.startswith("`")), len(lines)
        )
        self._rows = lines[:foot]
        self.stated = _stated(lines[foot:], stated)

    def rows(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        for number, line in self._rows:
            cells = _cells(line)
            if len(cells) != len(self._header):
                raise StatementError("the row has other columns: download the file again", number)
            yield number, dict(zip(self._header, cells, strict=True))


def _cells(line: str) -> list[str]:
    """Values by their back-ticks, so that a comma in a text is no border."""
    return [cell.replace("\\ ", ",").strip() for cell in line.removeprefix("`").split(",`")]


def _stated(lines: Numbered, names: Mapping[str, str]) -> dict[str, str]:
    if len(lines) < 2:  # noqa: PLR2004 -- a header and its values
        return {}
    header = [cell.strip() for cell in lines[0][1].split(",")]
    values = _cells(lines[1][1])
    return {
        names[title]: value
        for title, value in zip(header, values, strict=False)
        if title in names and value
    }


class WechatTrade:
    """交易账单: payments, refunds and revoked payments of one day."""

    provider = TRADE

    def __init__(self, header: Sequence[str], lines: Numbered) -> None:
        self._table, self._tally = _Table(header, lines, _TRADE_STATED), Tally()
        self.account = ""

    def lines(self) -> Iterator[StatementLine]:
        for number, row in self._table.rows():
            self.account = self.account or row.get("商户号", "")
            yield self._line(row, number)

    def totals(self) -> StatementTotals:
        return self._tally.against(self._table.stated)

    def _line(self, row: Mapping[str, str], number: int) -> StatementLine:
        state = row.get("交易状态", "SUCCESS")
        kind = _STATES.get(state)
        if kind is None:
            raise StatementError(f"{state!r} is no state we know", number, "交易状态")
        sums = {name: row_amount(row, column, number) for name, column in _TRADE_SUMS.items()}
        self._tally.count("line_count")
        for name, value in sums.items():
            self._tally.add(name, value)
        refund = row.get("微信退款单号", "0").removeprefix("0")
        amount, settled = _moved(kind, sums, has_settled="应结订单金额" in row)
        return StatementLine(
            provider=TRADE,
            key="|".join((row["微信订单号"], kind.value, refund)),
            kind=kind,
            at=china_moment(row, _time_column(row, kind), number),
            transaction=row["微信订单号"],
            order_ref=row["商户订单号"],
            amount=yuan(amount),
            settled=yuan(settled),
            fee=yuan(-sums["fee"]),
            refund_ref=row.get("商户退款单号", "0").removeprefix("0"),
            status=row.get("退款状态") or state,
            text=row.get("商品名称", ""),
        )


def _moved(
    kind: LineKind, sums: Mapping[str, Decimal], *, has_settled: bool
) -> tuple[Decimal, Decimal]:
    """What the order is compared with, and what reached the account."""
    match kind:
        case LineKind.INCOME:
            return sums["ordered"], sums["settled"] if has_settled else sums["ordered"]
        case LineKind.REFUND:
            return -(sums["refund_asked"] or sums["refund"]), -sums["refund"]
        case _:
            return Decimal(0), Decimal(0)


def _time_column(row: Mapping[str, str], kind: LineKind) -> str:
    if kind is LineKind.REFUND and row.get("退款成功时间"):
        return "退款成功时间"
    return "交易时间"


class WechatFunds:
    """资金账单: every movement of the account."""

    provider = FUNDS

    def __init__(self, header: Sequence[str], lines: Numbered) -> None:
        self._table, self._tally = _Table(header, lines, _FUND_STATED), Tally()
        self.account = ""

    def lines(self) -> Iterator[StatementLine]:
        for number, row in self._table.rows():
            yield self._line(row, number)

    def totals(self) -> StatementTotals:
        return self._tally.against(self._table.stated)

    def _line(self, row: Mapping[str, str], number: int) -> StatementLine:
        column = next((name for name in row if name.startswith("收支金额")), "收支金额(元)")
        value = abs(row_amount(row, column, number))
        side = {"收入": "income", "支出": "outgo"}.get(row["收支类型"])
        if side is None:
            raise StatementError(
                f"{row['收支类型']!r} is neither 收入 nor 支出", number, "收支类型"
            )
        self._tally.count("line_count")
        self._tally.count(f"{side}_count")
        self._tally.add(side, value)
        moved = value if side == "income" else -value
        kind = _fund_kind(row.get("业务类型", ""), moved)
        return StatementLine(
            provider=FUNDS,
            key=row["资金流水单号"],
            kind=kind,
            at=china_moment(row, "记账时间", number),
            transaction=row.get("微信支付业务单号", ""),
            order_ref=row.get("业务凭证号", ""),
            amount=yuan(moved),
            settled=yuan(moved),
            fee=yuan(moved if kind is LineKind.FEE else Decimal(0)),
            status=row.get("业务类型", ""),
            text=row.get("备注", ""),
        )


def _fund_kind(business: str, moved: Decimal) -> LineKind:
    match business:
        case "交易":
            return LineKind.INCOME
        case "退款":
            return LineKind.REFUND
        case "扣除交易手续费" | "手续费":
            return LineKind.FEE
        case "提现" | "充值" | "转账":
            return LineKind.TRANSFER
        case _:
            return LineKind.FEE if "手续费" in business and moved < 0 else LineKind.OTHER
