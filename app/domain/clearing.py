"""What became of the money of an order: exactly one state for the order and for each of its lines.

Source: the platforms' bill rules. A payment is its transaction; two payments of one order are a
deposit and a balance when they add up to what is due, a duplicate when one alone did. Amounts are
minor units of one currency, signed as our account sees them: income positive, refunds negative.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.money_states import LineState, MoneyState
from app.domain.statement import LineKind, StatementLine

ACCOUNT_LOGS = frozenset({"alipay_account", "wechat_funds"})
"""Statements of the account: they tell once more what a statement of trades tells."""
FAILED_REFUNDS = frozenset({"FAIL", "CHANGE"})
"""WeChat Pay's refunds that did not reach the buyer; the amount stands in the line all the same."""


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order as the shop tells it. ``paid``: by the buyer; ``platform``: the platform's coupons.

    ``transactions``: those the shop names, none or several (deposit and balance). ``key`` is ours
    and unique; numbers of different shops may be alike.
    """

    key: str
    number: str
    paid: int
    currency: str
    platform: int = 0
    paid_at: datetime | None = None
    transactions: tuple[str, ...] = ()
    cash_on_delivery: bool = False
    unpaid: bool = False  # the shop says that nobody has paid yet

    @property
    def due(self) -> int:
        """What the statement must show: the platform pays its own coupons."""
        return self.paid + self.platform


@dataclass(frozen=True, slots=True)
class Rules:
    """``start`` <= time < ``end`` is what the statements cover; None: without that border."""

    start: datetime | None = None
    end: datetime | None = None
    near: timedelta = timedelta(minutes=30)  # how far apart a suggestion's times may be

    def covers(self, at: datetime | None) -> bool:
        """A time that is not known is taken as covered: missing money must not hide."""
        if at is None:
            return True
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class ClearedLine:
    """``order_key`` names its order; of a SUGGESTION the order that may be meant."""

    line: StatementLine
    state: LineState
    order_key: str = ""


@dataclass(frozen=True, slots=True)
class ClearedOrder:
    """Sums of the order's lines in its currency, told once: ``refunded`` and ``fees`` as signed."""

    order: DueOrder
    state: MoneyState
    received: int = 0
    refunded: int = 0
    fees: int = 0

    @property
    def difference(self) -> int:
        """What came in beyond what is due; negative: what lacks."""
        return self.received - self.order.due


NO_MONEY_OF_ORDERS = {
    LineKind.REVOKED: LineState.REVOKED,
    LineKind.FEE: LineState.FEE,
    LineKind.TRANSFER: LineState.TRANSFER,
    LineKind.OTHER: LineState.UNKNOWN_KIND,
}
"""Kinds whose line has its state whether it has an order or not."""
Ident = tuple[str, str]


def ident(line: StatementLine) -> Ident:
    return (line.provider, line.key)


def told_twice(lines: Iterable[StatementLine]) -> frozenset[Ident]:
    """Lines of account logs that a statement of trades tells too, among lines of any orders.

    An income is told by its transaction; refunds and fees of one transaction may be many, so
    theirs are paired by the amount that moved.
    """
    known = sorted(lines, key=lambda one: one.key)
    trades = Counter(
        told for line in known if line.provider not in ACCOUNT_LOGS for told in _tells(line)
    )
    again = set()
    for line in known:
        if line.provider in ACCOUNT_LOGS and line.transaction:
            told = next(iter(_tells(line)), None)
            if told and trades[told]:
                again.add(ident(line))
                trades[told] -= line.kind is not LineKind.INCOME
    return frozenset(again)


_MONEY = frozenset({LineKind.INCOME, LineKind.REFUND})
Told = tuple[LineKind, str, str, int]


def _tells(line: StatementLine) -> Iterator[Told]:
    """What money the line tells of, itself first, then the fee that stands in it."""
    name, currency = line.transaction, line.amount.currency
    if line.kind is LineKind.INCOME:
        yield LineKind.INCOME, name, currency, 0
    elif line.kind is LineKind.REFUND:
        yield LineKind.REFUND, name, currency, line.settled.minor
    if line.fee.minor:
        yield LineKind.FEE, name, line.fee.currency, line.fee.minor


def judge(
    order: DueOrder, lines: Sequence[StatementLine], rules: Rules
) -> tuple[ClearedOrder, tuple[ClearedLine, ...]]:
    """An order with all lines that are its own, in their order. Pure; any order of lines."""
    again = told_twice(lines)
    counted = [line for line in lines if ident(line) not in again]
    payments = _Payments(order, counted)
    fees = sum(line.fee.minor for line in counted if line.fee.currency == order.currency)
    state = _state(order, payments, rules)
    done = ClearedOrder(order, state, payments.received, payments.refunded, fees)
    own = tuple(
        ClearedLine(line, _line_state(line, payments, done, told=ident(line) in again),
                    order.key)
        for line in lines
    )  # fmt: skip
    return done, own


def refund_failed(line: StatementLine) -> bool:
    return line.kind is LineKind.REFUND and line.status in FAILED_REFUNDS


class _Payments:
    """The order's lines as payments: which of them pay it, which are beyond."""

    def __init__(self, order: DueOrder, lines: Sequence[StatementLine]) -> None:
        money = [one for one in lines if one.kind in _MONEY and not refund_failed(one)]
        own = [one for one in money if one.amount.currency == order.currency]
        incomes = [one for one in own if one.kind is LineKind.INCOME]
        self.other_currency = len(own) < len(money)
        self.has_income = any(one.kind is LineKind.INCOME for one in money)
        self.has_refund = any(one.kind is LineKind.REFUND for one in money)
        self.received = sum(one.amount.minor for one in incomes)
        self.refunded = sum(one.amount.minor for one in own if one.kind is LineKind.REFUND)
        self.matched, self.duplicates = self._paired(order, incomes)
        self.excess = sum(one.amount.minor for one in incomes if ident(one) in self.duplicates)

    @staticmethod
    def _paired(order: DueOrder, incomes: Sequence[StatementLine]) -> tuple[bool, frozenset[Ident]]:
        """Payments the shop names come first, then the earlier ones, until what is due is in."""
        by_payment: dict[str, list[StatementLine]] = {}
        ordered = sorted(
            incomes, key=lambda one: (one.transaction not in order.transactions, one.at, one.key)
        )
        for one in ordered:
            by_payment.setdefault(one.transaction or f"\0{ident(one)}", []).append(one)
        total = sum(one.amount.minor for one in incomes)
        payments = list(by_payment.values())
        reached = 0
        for number, payment in enumerate(payments, start=1):
            reached += sum(one.amount.minor for one in payment)
            if reached == order.due and total != order.due:
                beyond = payments[number:]
                return True, frozenset(ident(one) for some in beyond for one in some)
        return total == order.due, frozenset()


def _state(order: DueOrder, payments: _Payments, rules: Rules) -> MoneyState:
    back = -payments.refunded
    if payments.other_currency:
        return MoneyState.AMOUNT_DIFFERS
    if not payments.has_income:
        return _without_income(order, back if payments.has_refund else None, rules)
    if back > payments.received:
        return MoneyState.AMOUNT_DIFFERS
    if payments.has_refund and back == payments.received:
        return MoneyState.REFUNDED
    if not payments.matched:
        return MoneyState.AMOUNT_DIFFERS
    if back < payments.excess:
        return MoneyState.DUPLICATE
    return MoneyState.CLEARED if back == payments.excess else MoneyState.PARTLY_REFUNDED


def _without_income(order: DueOrder, back: int | None, rules: Rules) -> MoneyState:
    if back is not None and not rules.covers(order.paid_at):
        if back > order.due:
            return MoneyState.AMOUNT_DIFFERS
        return MoneyState.REFUNDED if back == order.due else MoneyState.PARTLY_REFUNDED
    if back is not None:
        return MoneyState.AMOUNT_DIFFERS  # given back, and never seen coming in
    if order.cash_on_delivery:
        return MoneyState.CASH_ON_DELIVERY
    if order.due == 0:
        return MoneyState.NOTHING_DUE
    if order.unpaid:
        return MoneyState.NOT_PAID
    if not rules.covers(order.paid_at):
        return MoneyState.OTHER_PERIOD
    return MoneyState.ORDER_PAID_NO_MONEY


def _line_state(
    line: StatementLine, payments: _Payments, done: ClearedOrder, *, told: bool
) -> LineState:
    if told:
        return LineState.TOLD_TWICE
    if line.kind in NO_MONEY_OF_ORDERS:
        return NO_MONEY_OF_ORDERS[line.kind]
    if refund_failed(line):
        return LineState.REFUND_FAILED
    if line.amount.currency != done.order.currency:
        return LineState.AMOUNT_DIFFERS
    if line.kind is LineKind.REFUND:
        return _refund_state(payments, done)
    if ident(line) in payments.duplicates:
        return LineState.DUPLICATE
    fits = payments.matched or done.state is MoneyState.REFUNDED
    return LineState.CLEARED if fits else LineState.AMOUNT_DIFFERS


def _refund_state(payments: _Payments, done: ClearedOrder) -> LineState:
    if not payments.has_income and done.state is not MoneyState.AMOUNT_DIFFERS:
        return LineState.OTHER_PERIOD
    if -done.refunded > done.received:
        return LineState.AMOUNT_DIFFERS
    if done.state in {MoneyState.REFUNDED, MoneyState.CLEARED}:
        return LineState.REFUNDED
    return LineState.PARTLY_REFUNDED
