"""Orders by shop, channel, payment, category and time: as a table, as a chart, as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.order_shares import SHOPS_TIME, Payment, Share, day_of, payment_of, shares_of
from app.domain.paging import ColumnFilter, Page, PageQuery
from app.domain.values import Money
from app.store.engine import Store
from app.store.statistics import Changed, StatSum
from app.store.transaction import Transaction

__all__ = ["Payment"]

AT_ONCE: Final = 1_000
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "shop": ("channel", "shop"),
    "channel": ("channel",),
    "payment": ("payment",),
    "category": ("category",),
    "day": ("day",),
    "month": ("month",),
    "all": ("day", "channel", "shop", "payment", "category"),
}
"""What each table is grouped by."""
LINES: Final = 5
DAYS: Final = 62
"""Over a longer time the chart goes by month."""
_FILTERED: Final = ("channel", "shop", "payment", "category")


@dataclass(frozen=True, slots=True)
class StatRow:
    """One row of a table. What it is not grouped by is empty."""

    id: str
    day: str
    month: str
    channel: str
    shop: str
    payment: str
    category: str
    orders: int
    pieces: int
    paid: Money


@dataclass(frozen=True, slots=True)
class Series:
    """Orders over time, a line each for the biggest; ``labels`` are days or months."""

    labels: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    as_of: datetime | None
    behind: int


def refresh(store: Store, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Counts what changed since, some orders a transaction; how many. Safe to run twice at once."""
    done = 0
    while go_on():
        many = store.transact(lambda tx: _count(tx, now))
        done += many
        if many < AT_ONCE:
            break
    return done


def read(tx: Transaction, query: PageQuery) -> Page[StatRow]:
    """Groups: see TABLES. ``period`` filters by day, the others by what stands there."""
    found = tx.statistics.page(TABLES[query.group], _wanted(query), query)
    return Page(tuple(_row(one) for one in found.rows), found.total, found.offset)


def series(tx: Transaction, query: PageQuery) -> Series:
    """The same question over time."""
    wanted, dimensions = _wanted(query), TABLES[query.group]
    what = tuple(one for one in dimensions if one not in {"day", "month"})
    what = () if query.group == "all" else what
    days = {one.day for one in tx.statistics.sums(("day",), wanted)}
    step = "month" if len(days) > DAYS or query.group == "month" else "day"
    sums = tx.statistics.sums((step, *what), wanted)
    labels = tuple(sorted({getattr(one, step) for one in sums}))
    lines: dict[str, dict[str, int]] = {}
    for one in sums:
        name = one.shop or one.channel or one.payment or one.category
        line = lines.setdefault(name, {})
        label = getattr(one, step)
        line[label] = line.get(label, 0) + one.orders
    biggest = sorted(lines, key=lambda name: (-sum(lines[name].values()), name))[:LINES]
    return Series(
        labels,
        tuple((one, tuple(lines[one].get(label, 0) for label in labels)) for one in biggest),
        tx.statistics.as_of(),
        tx.statistics.behind(),
    )


def _count(tx: Transaction, now: datetime) -> int:
    changed = tx.statistics.changed(now, AT_ONCE)
    skus = {line.item.sku for one in changed for line in one.order.lines}
    categories = tx.items.categories(skus)
    shares = [each for one in changed for each in _shares(one, categories)]
    tx.statistics.put((one.order.id for one in changed), shares)
    return len(changed)


def _shares(one: Changed, categories: Mapping[str, str]) -> tuple[Share, ...]:
    if one.made:  # the orders that it was made of are counted
        return ()
    payment = payment_of(one.order, one.trade, one.reason)
    day = day_of(one.trade, one.told_at, one.updated_at)
    return shares_of(one.order, one.trade, day, payment, categories)


def _wanted(query: PageQuery) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    for one in query.filters:
        if one.key == "period":
            wanted |= _period(one)
        elif one.key in _FILTERED and (one.values or one.text):
            wanted[one.key] = one.values or one.text
    return wanted


def _period(one: ColumnFilter) -> dict[str, str]:
    edges = {"since": one.since, "until": one.until}
    return {name: at.astimezone(SHOPS_TIME).date().isoformat() for name, at in edges.items() if at}


def _row(one: StatSum) -> StatRow:
    named = (one.day, one.month, one.channel, one.shop, one.payment, one.category)
    return StatRow(
        "|".join((*named, one.currency)), *named, one.orders, one.pieces,
        Money(one.paid_minor, one.currency or "CNY"),
    )  # fmt: skip
