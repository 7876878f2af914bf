"""A page of orders taken at once is what the same orders are, taken one after the other."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, event, select

from app.center import merging
from app.center.intake import Intake, IntakeCount
from app.center.intake_page import AT_ONCE, parts
from app.center.office_center import Act
from app.center.order_life import BY_HAND
from app.center.staff import CENTER
from app.domain.catalogue import KitPart
from app.domain.listing import listing_key
from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.records import IntakeNote
from app.store.refunds import Refund
from app.store.tables.listings import listing, order_unbound
from app.store.tables.orders import order_code, order_line, orders
from app.store.tables.shops import shipment_notice
from app.store.tables.trades import order_payment, order_trade
from app.store.tables.trouble import exception_task
from app.store.transaction import Transaction
from tests.builders import NOON, a_recipient, an_item, money

PAGE, SINGLE = "W1", "W2"
NUMBERS = "ABCDE"
MOST = 60
"""Statements for fifty orders of seven lines each."""
LINES = (
    IncomingLine("TEA", "tea", 2, line_id="1", listing_id="L1", variant_id="V1"),
    IncomingLine("", "bound", 1, line_id="2", listing_id="BOUND"),
    IncomingLine("SET", "a kit", 1, line_id="3"),
    IncomingLine("0690", "by its barcode", 1),
    IncomingLine("NEW", "unknown here", 1, listing_id="L2", variant_id="V2"),
    IncomingLine("", "by its variant", 3, variant_id="V2"),
    IncomingLine("", "no code", 1, gift=True),
)
UNCLEAR = Recipient(name="a", phone="1", address="somewhere 1")
LEARNT = Recipient(name="a", phone="1", address="nowhere 2")
TRADES = (
    None,
    Trade(buyer="b1", transactions=("T1", "T2")),
    Trade(buyer="b1", address_token="other"),
    Trade(digital=True),
)
TABLES = (
    orders, order_code, order_line, order_trade, order_payment, order_unbound, listing,
    shipment_notice, exception_task,
)  # fmt: skip
PLAIN = IncomingOrder(
    channel="pdd", shop="", number="A", state=OrderState.APPROVED, revision_at=NOON,
    lines=LINES[:2], recipient=a_recipient(), paid=money("10.01"), trade=TRADES[1],
)  # fmt: skip
_shops = count()

words = st.builds(
    lambda number, state, minutes, lines, **more: replace(
        PLAIN,
        number=number,
        state=state,
        revision_at=None if minutes is None else NOON + timedelta(minutes=minutes),
        lines=tuple(lines),
        **more,
    ),
    st.sampled_from(NUMBERS),
    st.sampled_from((*[OrderState.APPROVED] * 4, *OrderState)).filter(
        lambda state: state not in {OrderState.PARKED, OrderState.RETURNED, OrderState.PACKED}
    ),
    st.sampled_from((None, -1, 0, 1, 2)),
    st.one_of(st.just(LINES[:2]), st.lists(st.sampled_from(LINES), min_size=1, max_size=4)),
    reason=st.sampled_from(("", "risk_review")),
    recipient=st.sampled_from((a_recipient(), a_recipient(address="2 Road"), UNCLEAR, LEARNT)),
    buyer_note=st.sampled_from(("", "blue please")),
    tote=st.sampled_from(("", "T-1")),
    trade=st.sampled_from(TRADES),
)
events = st.lists(
    st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from(("packed", "parked", "by_hand", "refund", "refunded")),
    ),
    max_size=3,
)


@pytest.fixture
def both(store: Store) -> Store:
    """The same goods in two warehouses."""
    for warehouse in (PAGE, SINGLE):
        with store.write(warehouse) as tx:
            if warehouse != PAGE:
                tx.center.begin_epoch("epoch-1", NOON)
            tx.catalogue.put([an_item("TEA"), an_item("CUP", codes={"0690": 1}), an_item("SET")])
            tx.catalogue.put_kit("SET", [KitPart(an_item("TEA"), 2), KitPart(an_item("CUP"), 1)])
    return store


@pytest.mark.parametrize("merged", [False, True])
@given(first=st.lists(words, max_size=3), done=events, told=st.lists(words, max_size=8))
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_page_is_its_orders_one_by_one(
    both: Store,
    first: list[IncomingOrder],
    done: list[tuple[str, str]],
    told: list[IncomingOrder],
    *,
    merged: bool,
) -> None:
    shop = f"s{next(_shops)}"
    found = []
    for warehouse in (PAGE, SINGLE):
        ids = (f"{shop}-{n:04d}" for n in count())
        with both.write(warehouse) as tx:
            _before(tx, shop, ids, first, done, merged=merged)
            mine = [replace(one, shop=shop) for one in told]
            pages = [mine] if warehouse == PAGE else [[one] for one in mine]
            counts = [_take(tx, page, ids) for page in pages]
        with both.read(warehouse) as tx:
            found.append((_summed(counts), *_kept(tx, shop)))
    for page, single in zip(*found, strict=True):
        assert page == single


def _before(
    tx: Transaction,
    shop: str,
    ids: Iterator[str],
    first: list[IncomingOrder],
    done: list[tuple[str, str]],
    *,
    merged: bool,
) -> None:
    """Orders that are known, and what people, benches and shops did to them since."""
    key = listing_key("pdd", shop, "BOUND", "", "")
    for line in LINES[1:2]:
        _take(tx, [replace(PLAIN, shop=shop, number="Z", lines=(line,))], ids)
    tx.listings.bind([
        {"id": key, "state": "bound", "sku": "CUP", "pieces": 3, "bound_by": "", "how": "person",
         "act": "a", "bound_at": NOON}
    ])  # fmt: skip
    if merged:
        _take(tx, [replace(PLAIN, shop=shop, number=one) for one in "AB"], ids)
        wanted = [tx.orders.by_number("pdd", shop, one) for one in "AB"]
        act = Act(CENTER, NOON, lambda: next(ids))
        merging.merge(tx, act, order_ids=[one.order.id for one in wanted if one])
    for one in first:
        _take(tx, [replace(one, shop=shop)], ids)
    for number, what in done:
        known = tx.orders.by_number("pdd", shop, number)
        if what.startswith("refund"):
            state = "open" if what == "refund" else what
            tx.refunds.put([Refund("pdd", shop, number, number, state, line="1")])
        elif known and what == BY_HAND:
            note = tx.orders.note(known.order.id)
            tx.orders.set_state(known.order.id, OrderState.HELD, NOON)
            tx.orders.keep_note(known.order.id, IntakeNote(BY_HAND, note.told, note.told_at))
        elif known:
            tx.orders.set_state(known.order.id, OrderState(what), NOON)


def _take(tx: Transaction, page: list[IncomingOrder], ids: Iterator[str]) -> IntakeCount:
    return Intake(tx, lambda: next(ids), NOON, "sf").take(page)


def _summed(counts: list[IntakeCount]) -> dict[str, Any]:
    plain = {
        one.name: sum(getattr(each, one.name) for each in counts)
        for one in fields(IntakeCount)
        if one.name != "waiting"
    }
    reasons = sorted({reason for each in counts for reason in each.waiting})
    waiting = {reason: sum(each.waiting.get(reason, 0) for each in counts) for reason in reasons}
    return {**plain, "waiting": waiting}


def _kept(tx: Transaction, shop: str) -> tuple[Any, ...]:
    """Every row about the shop's orders, but for what a seal and a feed's counter make of it."""
    session = tx._session
    rows = []
    for table in TABLES:
        found = session.connection.execute(_rows(table, session.warehouse, shop)).all()
        rows.append(sorted(repr(row).replace(f'"{session.warehouse}"', '"here"') for row in found))
    ids = session.connection.execute(
        select(orders.c.id).where(orders.c.warehouse == session.warehouse, orders.c.shop == shop)
    ).scalars()
    people = {order_id: tx.orders.get(order_id) for order_id in ids}
    recipients = sorted((one, who.order.recipient) for one, who in people.items() if who)
    return (*rows, repr(recipients))


def _rows(table: Table, warehouse: str, shop: str) -> Any:
    names = [one for one in table.columns if one.name not in {"warehouse", "private", "seq"}]
    mine = table.c.shop == shop if "shop" in table.c else table.c.order_id.like(f"{shop}-%")
    return select(*names).where(table.c.warehouse == warehouse, mine)


def test_an_order_told_twice_is_never_in_one_page() -> None:
    told = [replace(PLAIN, number=one) for one in "ABACA"]
    assert [[one.number for one in part] for part in parts(told)] == [["A", "B"], ["A", "C"], ["A"]]
    many = [replace(PLAIN, number=str(n)) for n in range(AT_ONCE + 1)]
    assert [len(part) for part in parts(many)] == [AT_ONCE, 1]


def test_a_page_costs_a_handful_of_statements(both: Store) -> None:
    told = [
        replace(PLAIN, shop="many", number=f"{n}", lines=LINES, recipient=(UNCLEAR, LEARNT)[n % 2])
        for n in range(50)
    ]
    for _time in ("new", "known"):
        with both.write() as tx:
            asked = _asked(tx)
            _take(tx, told, iter(f"many-{n}" for n in range(len(told))))
        assert len(asked) < MOST, asked


def _asked(tx: Transaction) -> list[str]:
    """The statements of this transaction, as it goes on."""
    asked: list[str] = []

    def noted(*told: Any) -> None:
        asked.append(str(told[2]))

    event.listen(tx._session.connection, "before_cursor_execute", noted)
    return asked
