"""Money against orders: every line and every order has one state, and the sums are kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.clearing import ClearedOrder, DueOrder, Rules
from app.domain.clearing_keys import Clearing, clear
from app.domain.money_states import LineState, MoneyState
from app.domain.statement import LineKind, StatementLine
from app.domain.values import Money

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAY = Rules(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


def a_line(
    key: str, minor: int, transaction: str = "", order: str = "A-1", *,
    kind: LineKind | None = None,
    provider: str = "alipay_trade", at: datetime = NOON, status: str = "", fee: int = 0,
) -> StatementLine:  # fmt: skip
    kind = kind or (LineKind.INCOME if minor > 0 else LineKind.REFUND)
    return StatementLine(
        provider=provider, key=key, kind=kind, at=at, transaction=transaction or key,
        order_ref=order, amount=Money(minor, "CNY"), settled=Money(minor, "CNY"),
        fee=Money(minor if kind is LineKind.FEE else fee, "CNY"), status=status,
    )  # fmt: skip


def an_order(
    paid: int = 5900, number: str = "A-1", *, platform: int = 0, paid_at: datetime | None = NOON,
    transactions: tuple[str, ...] = (), cod: bool = False,
) -> DueOrder:  # fmt: skip
    return DueOrder(
        f"id-{number}", number, paid, "CNY", platform, paid_at, transactions, cash_on_delivery=cod
    )


def states(done: Clearing) -> tuple[str, str]:
    return (
        " ".join(one.state.value for one in done.lines),
        " ".join(one.state.value for one in done.orders),
    )


OLD = NOON - timedelta(days=9)
CASES: dict[str, tuple[Sequence[StatementLine], Sequence[DueOrder], str, str]] = {
    "paid as due": ([a_line("1", 5900)], [an_order()], "cleared", "cleared"),
    "Taobao's mark is no part of the number": (
        [a_line("1", 5900, order="T200PA-1")], [an_order()], "cleared", "cleared",
    ),
    "the shop's transaction goes before the number": (
        [a_line("1", 5900, "tx", order="A-2")],
        [an_order(transactions=("tx",)), an_order(number="A-2")],
        "cleared", "cleared order_paid_no_money",
    ),
    "deposit and balance add up": (
        [a_line("1", 900), a_line("2", 5000)], [an_order()], "cleared cleared", "cleared",
    ),
    "the platform's coupon is settled too": (
        [a_line("1", 5900)], [an_order(5400, platform=500)], "cleared", "cleared",
    ),
    "the coupon is lacking": (
        [a_line("1", 5400)], [an_order(5400, platform=500)], "amount_differs", "amount_differs",
    ),
    "too little": ([a_line("1", 5800)], [an_order()], "amount_differs", "amount_differs"),
    "no money": ([], [an_order()], "", "order_paid_no_money"),
    "no order": ([a_line("1", 5900)], [], "paid_but_no_order", ""),
    "a refund nobody knows": ([a_line("1", -5900)], [], "refund_but_no_order", ""),
    "paid twice by two transactions": (
        [a_line("1", 5900), a_line("2", 5900)], [an_order()], "cleared duplicate", "duplicate",
    ),
    "the shop names the second of two": (
        [a_line("1", 5900), a_line("2", 5900)], [an_order(transactions=("2",))],
        "duplicate cleared", "duplicate",
    ),
    "balance paid twice": (
        [a_line("1", 900), a_line("2", 5000), a_line("3", 5000)], [an_order()],
        "cleared cleared duplicate", "duplicate",
    ),
    "the duplicate was given back": (
        [a_line("1", 5900), a_line("2", 5900), a_line("3", -5900, "2")], [an_order()],
        "cleared duplicate refunded", "cleared",
    ),
    "one transaction in two parts that are too much is no duplicate": (
        [a_line("1", 5900, "tx"), a_line("2", 100, "tx")], [an_order()],
        "amount_differs amount_differs", "amount_differs",
    ),
    "given back wholly": (
        [a_line("1", 5900, "t"), a_line("2", -5900, "t")], [an_order()],
        "cleared refunded", "refunded",
    ),
    "given back in parts, wholly": (
        [a_line("1", 5900, "t"), a_line("2", -900, "t"), a_line("3", -5000, "t")], [an_order()],
        "cleared refunded refunded", "refunded",
    ),
    "given back in part": (
        [a_line("1", 5900, "t"), a_line("2", -900, "t")], [an_order()],
        "cleared partly_refunded", "partly_refunded",
    ),
    "more given back than came": (
        [a_line("1", 5900, "t"), a_line("2", -6000, "t")], [an_order()],
        "cleared amount_differs", "amount_differs",
    ),
    "a refund that failed changes nothing": (
        [a_line("1", 5900, "t"), a_line("2", -900, "t", status="FAIL")], [an_order()],
        "cleared refund_failed", "cleared",
    ),
    "a refund of an older order": (
        [a_line("1", -5900)], [an_order(paid_at=OLD)], "other_period", "refunded",
    ),
    "a refund of a part of an older order": (
        [a_line("1", -900)], [an_order(paid_at=OLD)], "other_period", "partly_refunded",
    ),
    "a refund without its income": (
        [a_line("1", -5900)], [an_order()], "amount_differs", "amount_differs",
    ),
    "paid before these statements": ([], [an_order(paid_at=OLD)], "", "other_period"),
    "the courier brings the money": ([], [an_order(cod=True)], "", "cash_on_delivery"),
    "the courier need not: it was paid": (
        [a_line("1", 5900)], [an_order(cod=True)], "cleared", "cleared",
    ),
    "a gift": ([], [an_order(0)], "", "nothing_due"),
    "money for a gift": ([a_line("1", 100)], [an_order(0)], "amount_differs", "amount_differs"),
    "a fee is beside the money": (
        [a_line("1", 5900, "t"), a_line("2", -35, "t", order="", kind=LineKind.FEE)],
        [an_order()], "cleared fee", "cleared",
    ),
    "revoked: nothing came": (
        [a_line("1", 0, kind=LineKind.REVOKED)], [an_order()], "revoked", "order_paid_no_money",
    ),
    "to our bank": ([a_line("1", -9, order="", kind=LineKind.TRANSFER)], [], "transfer", ""),
    "nobody knows this kind": ([a_line("1", -9, kind=LineKind.OTHER)], [], "unknown_kind", ""),
    "the account's log tells it once more": (
        [
            a_line("1", 5900, "t", fee=-35),
            a_line("2", 5900, "t", order="v-1", provider="alipay_account"),
            a_line("3", -35, "t", order="", provider="alipay_account", kind=LineKind.FEE),
        ],
        [an_order()], "cleared told_twice told_twice", "cleared",
    ),
    "amount and time only suggest": (
        [a_line("1", 5900, order="")], [an_order(), an_order(number="A-2", paid_at=OLD)],
        "suggestion", "suggestion other_period",
    ),
    "two shops have this number: nobody is cleared": (
        [a_line("1", 5900, at=NOON + timedelta(hours=2))],
        [an_order(), DueOrder("other", "A-1", 5900, "CNY", paid_at=NOON)],
        "paid_but_no_order", "order_paid_no_money order_paid_no_money",
    ),
    "other currency": (
        [a_line("1", 5900)], [DueOrder("k", "A-1", 5900, "USD")],
        "amount_differs", "amount_differs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_state_a_line_and_an_order(name: str) -> None:
    lines, orders, line_states, order_states = CASES[name]
    assert states(clear(lines, orders, DAY)) == (line_states, order_states)


def test_sums_are_told_once_and_fees_beside_them() -> None:
    lines, orders, _, _ = CASES["the account's log tells it once more"]
    (order,) = clear(lines, orders).orders
    assert order == ClearedOrder(orders[0], MoneyState.CLEARED, 5900, 0, -35)
    assert order.difference == 0


def test_a_suggestion_goes_to_the_nearest_in_time_and_to_one_only() -> None:
    orders = [an_order(number=f"A-{n}", paid_at=NOON + timedelta(minutes=n)) for n in range(3)]
    late = NOON + timedelta(minutes=2)
    done = clear([a_line(str(n), 5900, order="?", at=late) for n in range(4)], orders)
    assert sorted((one.order_key, one.state.value) for one in done.lines) == [
        ("", "paid_but_no_order"),
        *((f"id-A-{n}", "suggestion") for n in range(3)),
    ]
    assert done.lines[0].order_key == "id-A-2"


SOME_LINES = st.lists(
    st.builds(
        a_line,
        st.integers(0, 30).map(str),
        st.sampled_from([5900, 900, 5000, -5900, -900, 1]),
        st.sampled_from(["", "t1", "t2", "t3"]),
        st.sampled_from(["", "A-1", "T200PA-2", "A-3", "?"]),
        kind=st.sampled_from([None, None, None, *LineKind]),
        provider=st.sampled_from(["alipay_trade", "alipay_account", "wechat_trade"]),
        at=st.integers(-900, 900).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        status=st.sampled_from(["", "", "FAIL"]),
        fee=st.sampled_from([0, -35]),
    ),
    max_size=12,
    unique_by=lambda line: (line.provider, line.key),
)
SOME_ORDERS = st.lists(
    st.builds(
        an_order,
        st.sampled_from([5900, 5400, 0]),
        st.sampled_from(["A-1", "A-2", "A-3"]),
        platform=st.sampled_from([0, 500]),
        paid_at=st.sampled_from([None, NOON, OLD]),
        transactions=st.sampled_from([(), ("t1",), ("t1", "t2")]),
        cod=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda order: order.key,
)
_NO_MONEY = {LineState.TOLD_TWICE, LineState.REFUND_FAILED}


@settings(max_examples=60, deadline=None)
@given(SOME_LINES, SOME_ORDERS, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_nothing_counts_twice(
    lines: list[StatementLine], orders: list[DueOrder], chance: object
) -> None:
    done = clear([*lines, *lines], orders, DAY)
    assert [one.line for one in done.lines] == lines
    assert [one.order for one in done.orders] == orders
    keys = {order.key for order in orders}
    assert {one.order_key for one in done.lines} <= keys | {""}
    for order in done.orders:
        own = [
            one.line.amount.minor
            for one in done.lines
            if one.order_key == order.order.key
            and one.state not in _NO_MONEY | {LineState.SUGGESTION}
            and one.line.kind in {LineKind.INCOME, LineKind.REFUND}
        ]
        income = Counter(
            one.line.kind for one in done.lines
            if one.order_key == order.order.key and one.state is LineState.CLEARED
        )  # fmt: skip
        assert order.received + order.refunded == sum(own)
        if order.state is MoneyState.CLEARED:
            assert order.received + order.refunded == order.order.due
            assert income[LineKind.INCOME]
        if order.state is MoneyState.SUGGESTION:
            assert not own
    again = list(lines)
    chance.shuffle(again)  # type: ignore[attr-defined]
    mixed = clear(again, orders, DAY)
    assert {(one.line.key, one.line.provider, one.state) for one in mixed.lines} == {
        (one.line.key, one.line.provider, one.state) for one in done.lines
    }
    assert mixed.orders == done.orders
