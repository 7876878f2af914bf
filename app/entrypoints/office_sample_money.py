"""Payments of a sample center: two weeks of statements, cleared, with something of everything."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.center import clearing_run, receipts
from app.center.office_center import Act
from app.domain.money_days import day_of, day_start
from app.domain.order import Order, OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store
from app.store.statements import MoneyLine, TakenFile, line_id
from app.store.transaction import Transaction

_DAYS: Final = 14
_LINES: Final = 48
_DIFFERS: Final = 21  # the day of the month whose sums do not agree
_WHO: Final = "F1"
_GIVEN_BACK: Final = 0.06
_RIGHT: Final = 0.94
_KNOWN: Final = 0.97
"""Shares of the lines: the others are nobody's."""


def money(store: Store, now: datetime) -> None:
    """Shops' orders with their payments, the platforms' files, a clearing, and two receipts."""
    last = day_of(now) - timedelta(days=1)
    for back in range(_DAYS):
        day = last - timedelta(days=back)
        with store.write() as tx:
            _day(tx, day)
    act = Act(_WHO, now, lambda: "sample-receipt-2")
    clearing_run.clear_all(store, act)
    first = last - timedelta(days=9)
    with store.write() as tx:
        known = Act(_WHO, now - timedelta(days=2), lambda: "sample-receipt-1")
        made = receipts.make(tx, known, first=first, last=first + timedelta(days=6))
        receipts.post(tx, known, receipt_id=made.id, erp_number="SK-2026-0118")
        receipts.make(tx, act, first=last, last=last)


def _day(tx: Transaction, day: date) -> None:
    stamp = f"{day:%Y%m%d}"
    chance = random.Random(stamp)  # noqa: S311 -- a sample
    provider = "alipay_trade" if day.day % 2 else "wechat_trade"
    file, taken = f"sample-{stamp}", day_start(day + timedelta(days=1)) + timedelta(hours=10)
    lines = tuple(_lines(tx, day, file, provider, chance))
    agree = day.day != _DIFFERS
    tx.statements.add(
        TakenFile(
            file, f"{provider}-{stamp}.csv", file, provider, "2088 0156", taken, _WHO, len(lines),
            len(lines), _sums(lines, agree=agree), agree=agree, stage="waiting",
        )
    )  # fmt: skip
    tx.statements.add_lines(lines)


def _sums(lines: Sequence[MoneyLine], *, agree: bool) -> str:
    """What the file would state; one that does not agree lacks a line."""
    counted, stated = (
        {
            "line_count": str(len(some)),
            "settled": f"{sum(one.settled_minor for one in some) / 100:.2f}",
            "fee": f"{sum(one.fee_minor for one in some) / 100:.2f}",
        }
        for some in (lines, lines if agree else lines[1:])
    )
    return json.dumps([{"part": "bill.csv", "counted": counted, "stated": stated}])


def _lines(
    tx: Transaction, day: date, file: str, provider: str, chance: random.Random
) -> Iterator[MoneyLine]:
    start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    sold = [_sold(f"{day:%m%d}9{n:02d}", 6600 + n, start + timedelta(hours=n)) for n in range(2)]
    for n in range(_LINES):
        number, trade = f"{day:%m%d}{n:03d}", f"4200{day:%Y%m%d}{n:010d}"
        minor = chance.choice((3900, 5900, 8800, 12800))
        at = start + timedelta(minutes=12 * n)
        fate = chance.random()
        if fate < _KNOWN:
            sold.append(_sold(number, minor if fate < _RIGHT else minor + 500, at))
        yield _line(file, provider, n * 2, f"WOO-{number}", trade, minor, at)
        if fate < _GIVEN_BACK:
            later = at + timedelta(minutes=3)
            yield _line(file, provider, n * 2 + 1, f"WOO-{number}", trade, -minor, later)
    tx.trades.put(sold)


def _sold(number: str, minor: int, at: datetime) -> tuple[Order, Trade]:
    return _order(f"WOO-{number}"), Trade(paid_at=at, paid=Money(minor, "CNY"))


def _line(
    file: str, provider: str, place: int, number: str, trade: str, minor: int, at: datetime
) -> MoneyLine:
    kind = "income" if minor > 0 else "refund"
    return MoneyLine(
        line_id(file, place), file, provider, f"{trade}-{place}", kind, at, trade, number, number,
        "CNY", minor, minor, -(minor * 6 // 1000), "", "SUCCESS", "",
    )  # fmt: skip


def _order(number: str) -> Order:
    return Order(
        f"sample-{number}", "W1", number, "woo", "shop-1", OrderState.APPROVED, 1, (), Recipient(),
        "YUNDA",
    )  # fmt: skip
