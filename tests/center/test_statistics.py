"""Orders counted by day, shop, payment and category; changed orders are counted anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.center import statistics
from app.domain.listing import ItemDetail
from app.domain.order import OrderState
from app.domain.order_shares import Payment, day_of, payment_of, shares_of
from app.domain.paging import ColumnFilter, PageQuery
from app.domain.trade import Trade, TradeLine
from app.domain.values import Money
from app.store.engine import Store
from tests.builders import NOON, a_line, an_item, an_order

PAID = Trade(created_at=NOON, paid_at=NOON, paid=Money(10_000, "CNY"))


@pytest.fixture
def filled(store: Store) -> Store:
    """Three orders of two shops and two days."""
    with store.write() as tx:
        tx.catalogue.put([an_item("TEA"), an_item("CUP"), an_item("BAG")])
        tx.items.put([ItemDetail("TEA", "tea"), ItemDetail("CUP", "cups")])
        orders = [
            an_order({"TEA": 2, "CUP": 1}, number="SO-1", paid=Money(9_000, "CNY")),
            an_order({"TEA": 1}, number="SO-2", shop="shop-2", paid=Money(3_000, "CNY")),
            an_order({"BAG": 4}, number="SO-3", paid=Money(800, "CNY"), state=OrderState.PENDING),
        ]
        tx.orders.upsert(orders, NOON)
        later = replace(PAID, created_at=NOON + timedelta(days=1))
        unpaid = replace(PAID, paid_at=None)
        tx.trades.put(list(zip(orders, (PAID, later, unpaid), strict=True)))
    assert statistics.refresh(store, NOON) == 3
    return store


def table(store: Store, group: str, *filters: ColumnFilter) -> dict[str, tuple[int, int, int]]:
    query = PageQuery("orders", group=group, filters=filters)
    with store.read() as tx:
        rows = statistics.read(tx, query).rows
    return {
        one.shop or one.channel or one.payment or one.category or one.day or one.month:
        (one.orders, one.pieces, one.paid.minor) for one in rows
    }  # fmt: skip


def test_every_table_counts_the_same_orders(filled: Store) -> None:
    assert table(filled, "shop") == {"shop-1": (2, 7, 9_800), "shop-2": (1, 1, 3_000)}
    assert table(filled, "channel") == {"files": (3, 8, 12_800)}
    assert table(filled, "payment") == {"paid": (2, 4, 12_000), "unpaid": (1, 4, 800)}
    assert table(filled, "day") == {"2026-03-02": (2, 7, 9_800), "2026-03-03": (1, 1, 3_000)}
    assert table(filled, "month") == {"2026-03": (3, 8, 12_800)}
    assert table(filled, "category") == {
        "tea": (2, 3, 9_000), "cups": (1, 1, 3_000), "": (1, 4, 800),
    }  # fmt: skip


def test_a_changed_order_is_taken_out_and_counted_anew(filled: Store) -> None:
    with filled.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.REFUNDED, NOON)
    assert statistics.refresh(filled, NOON) == 1
    assert statistics.refresh(filled, NOON) == 0
    assert table(filled, "payment") == {
        "paid": (1, 1, 3_000), "unpaid": (1, 4, 800), "refunded": (1, 3, 9_000),
    }  # fmt: skip


def test_filters_narrow_table_and_chart_alike(filled: Store) -> None:
    first = datetime(2026, 3, 2, 4, tzinfo=UTC)
    day = ColumnFilter("period", since=first, until=first + timedelta(hours=1))
    assert table(filled, "shop", day) == {"shop-1": (2, 7, 9_800)}
    tea = ColumnFilter("category", text="TEA")
    assert table(filled, "shop", tea) == {"shop-1": (1, 2, 6_000), "shop-2": (1, 1, 3_000)}
    paid = ColumnFilter("payment", values=("paid",))
    assert table(filled, "channel", paid) == {"files": (2, 4, 12_000)}
    with filled.read() as tx:
        found = statistics.series(tx, PageQuery(group="shop", filters=(paid,)))
    assert found.labels == ("2026-03-02", "2026-03-03")
    assert dict(found.lines) == {"shop-1": (1, 0), "shop-2": (0, 1)}
    assert (found.as_of, found.behind) == (NOON, 0)


def test_what_is_not_counted_yet_is_said(filled: Store) -> None:
    with filled.write() as tx:
        tx.orders.upsert([an_order(number="SO-9")], NOON)
    with filled.read() as tx:
        assert statistics.series(tx, PageQuery(group="day")).behind == 1


@pytest.mark.parametrize(
    ("state", "trade", "reason", "payment"),
    [
        (OrderState.APPROVED, PAID, "", Payment.PAID),
        (OrderState.PENDING, None, "unpaid", Payment.UNPAID),
        (OrderState.HELD, replace(PAID, paid_at=None), "no_item_code", Payment.UNPAID),
        (OrderState.APPROVED, replace(PAID, paid_at=None, cash_on_delivery=True), "",
         Payment.ON_DELIVERY),
        (OrderState.REFUNDED, PAID, "refunded", Payment.REFUNDED),
        (OrderState.CANCELLED, PAID, "cancelled", Payment.CANCELLED),
        (OrderState.PACKED, None, "", Payment.PAID),
    ],
)  # fmt: skip
def test_whether_there_is_money(
    state: OrderState, trade: Trade | None, reason: str, payment: Payment
) -> None:
    assert payment_of(an_order(state=state), trade, reason) is payment


def test_no_cent_is_lost_among_the_categories() -> None:
    lines = tuple(a_line(no, sku) for no, sku in enumerate(("A", "B", "C"), start=1))
    order = an_order(lines, paid=Money(1_000, "CNY"))
    kinds = {"A": "x", "B": "y", "C": "z"}
    assert parts_of(order, None, kinds) == [1_000, 334, 333, 333]
    costs = tuple(TradeLine(no, paid=Money(minor, "CNY")) for no, minor in enumerate((0, 0, 0), 1))
    assert sum(parts_of(order, replace(PAID, lines=costs), kinds)[1:]) == 1_000
    costs = tuple(TradeLine(no, paid=Money(minor, "CNY")) for no, minor in enumerate((5, 0, 15), 1))
    assert parts_of(order, replace(PAID, lines=costs), kinds) == [1_000, 250, 0, 750]


def parts_of(order: Any, trade: Trade | None, kinds: dict[str, str]) -> list[int]:
    day = day_of(trade, None, NOON)
    return [one.paid_minor for one in shares_of(order, trade, day, Payment.PAID, kinds)]


def test_a_day_is_one_where_the_shops_are() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert day_of(None, late, NOON) == "2026-03-02"
