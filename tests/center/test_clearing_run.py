"""Clearing at a center: engine and judge agree on any mix; what the orders know is used."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.center import clearing_desk, clearing_run
from app.center.office_center import Act, OfficeCenter
from app.center.statements import TakenFile
from app.domain.clearing_keys import clear as judged
from app.domain.money_days import DAY
from app.domain.order import Order, Role
from app.domain.paging import PageQuery
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store
from app.store.statements import MoneyLine, line_id
from app.store.transaction import Transaction
from tests.builders import an_operator, an_order
from tests.center.money_rig import NOW, PAID, add_lines, change, clear, lines, money, sell, states

FILE = TakenFile("file-1", "a.csv", "sha", "alipay_trade", "", NOW, "F1")
_numbers = count()


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    ids = count()
    _people(store)
    return OfficeCenter(store, lambda: NOW, lambda: f"id-{next(ids):03d}")


def _people(store: Store) -> None:
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE)])


def a_line(
    number: int, minor: int, order: str = "", trade: str = "", *, kind: str = "", fee: int = 0,
    provider: str = "alipay_trade", at: datetime = PAID, status: str = "", file: str = "file-1",
) -> MoneyLine:  # fmt: skip
    kind = kind or ("income" if minor >= 0 else "refund")
    return MoneyLine(
        line_id(file, number), file, provider, f"{file}-{number}", kind, at, trade, order, order,
        "CNY", minor, minor, minor if kind == "fee" else fee, "", status, "",
    )  # fmt: skip


_TIMES = (PAID, PAID + timedelta(minutes=10), PAID + timedelta(hours=3))
_USUAL = 0.85  # so often everything is as it should be


class Mix:
    """Orders and lines as chance gives them: most of them plain, the others in each other's way."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.orders = [self._order(n) for n in range(self._chance.randint(1, 8))]
        told = [one for place, one in enumerate(self.orders) if self._often() or not place]
        self.lines = [self._line(n, *one) for n, one in enumerate(told)]
        more = self._chance.choice([0, 0, 1, 3])
        self.lines += [self._line(len(told) + n, *self._some()) for n in range(more)]
        self.cut = self._chance.choice([len(self.lines), self._chance.randint(0, len(self.lines))])

    def _often(self) -> bool:
        return self._chance.random() < _USUAL

    def _order(self, place: int) -> tuple[Order, Trade]:
        pick = self._chance.choice
        number = f"A-{place if self._often() else pick(range(4))}"
        claims = () if self._often() else pick([(f"T{place}",), ("T0",), ("T0", "T1"), ("T2",)])
        trade = Trade(
            paid=Money(5900 if self._often() else pick([0, 900, 5900]), "CNY"),
            platform=Money(0 if self._often() else 100, "CNY"),
            paid_at=pick(_TIMES) if self._often() else pick([None, PAID - 9 * DAY]),
            transactions=claims,
            cash_on_delivery=pick([False, False, True]),
        )
        order = replace(an_order(number=number), id=f"o{place}", shop=f"s{place}")
        return order, trade

    def _some(self) -> tuple[Order, Trade]:
        return self._chance.choice(self.orders)

    def _line(self, place: int, order: Order, trade: Trade) -> MoneyLine:
        pick = self._chance.choice
        own = trade.transactions[0] if trade.transactions else f"U{place}"
        due = (trade.paid.minor if trade.paid else 0) + (trade.platform or Money(0, "")).minor
        plain = self._often()
        return a_line(
            place,
            due if plain else pick([due, 5900, 6000, 900, -5900, -900]),
            order.number if self._often() else pick(["", "B-1", "A-0", "A-1"]),
            own if self._often() else pick(["T0", "T1", "T2", "U0", "U1", ""]),
            kind="" if plain else pick(["", "", "fee", "transfer", "other"]),
            provider="alipay_trade" if plain else pick(["alipay_account", "wechat_trade"]),
            at=pick(_TIMES),
            status="" if plain else pick(["", "FAIL"]),
        )


@pytest.fixture(params=[1, 1000], autouse=True)
def ranges(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of a range: a server clears several ranges side by side."""
    monkeypatch.setattr(clearing_run, "PLAIN_AT_ONCE", request.param)


def _fresh(store: Store) -> Store:
    """The same database, a warehouse that nothing is in."""
    return Store(store._reading, store.place, f"X{next(_numbers)}", "", 10.0, store.vault)


@given(st.integers(0, 2**40))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_engine_and_the_judge_agree(store: Store, seed: int) -> None:
    mix = Mix(seed)
    # In two files, cleared one after the other: what comes later changes what was judged before.
    _must_agree(store, mix.orders, (mix.lines[: mix.cut], mix.lines[mix.cut :]))


_A_PAYMENT = a_line(0, 5900, "A-0", "T0")
_ENTANGLED: dict[str, tuple[dict[str, tuple[str, ...]], list[MoneyLine]]] = {
    "another order claims the transaction": ({"A-0": (), "A-1": ("T0",)}, [_A_PAYMENT]),
    "the order claims another transaction too": (
        {"A-0": ("T0", "T1")}, [_A_PAYMENT, a_line(1, 5900, "", "T1")],
    ),
    "the order claims another transaction instead": (
        {"A-0": ("T1",)}, [_A_PAYMENT, a_line(1, 5900, "", "T1")],
    ),
    "one line by its transaction, one by its number": (
        {"A-0": ("T0",)}, [a_line(0, 5900, "x", "T0"), a_line(1, 5900, "A-0", "U1")],
    ),
    "two orders claim one transaction": (
        {"A-0": ("T0",), "A-1": ("T0",)}, [a_line(0, 5900, "x", "T0")],
    ),
    "two lines without a name": ({"A-0": ()}, [a_line(0, 5900), a_line(1, 5900)]),
}  # fmt: skip


@pytest.mark.parametrize("name", _ENTANGLED)
def test_what_is_not_plain_is_the_judges(store: Store, name: str) -> None:
    claims, some = _ENTANGLED[name]
    paid = {"paid": Money(5900, "CNY"), "paid_at": PAID}
    told = [
        (replace(an_order(number=number), id=f"o{n}"), Trade(**paid, transactions=known))  # type: ignore[arg-type]
        for n, (number, known) in enumerate(claims.items())
    ]
    _must_agree(store, told, (some,))


def _must_agree(
    store: Store, orders: list[tuple[Order, Trade]], files: Sequence[Sequence[MoneyLine]]
) -> None:
    fresh = _fresh(store)
    _people(fresh)
    with fresh.write() as tx:
        tx.trades.put(orders)
    for file, part in zip(("file-1", "file-2"), files, strict=False):
        if part:
            moved = [replace(one, id=line_id(file, n), file_id=file) for n, one in enumerate(part)]
            add_lines(fresh, replace(FILE, id=file, file_sha256=file), moved)
            clearing_run.clear_all(fresh, Act("F1", NOW, lambda: "id"))
    _all_agree(fresh)


def _all_agree(fresh: Store) -> None:
    with fresh.read() as tx:
        found = {one.line_key: one for one in tx.statements.line_page(PageQuery(limit=99)).rows}
        dues = tx.money.dues(order_ids=[f"o{n}" for n in range(9)])
        rules = tx.money.covered()
        orders = tx.money.of([due.order.key for due in dues])
    known = sorted(found.values(), key=lambda one: one.id)
    expected = judged(map(clearing_run.told, known), [due.order for due in dues], rules)
    for line in expected.lines:
        stored = found[line.line.key]
        assert (stored.state, stored.order_id) == (line.state.value, line.order_key), stored
    for order in expected.orders:
        one = orders[order.order.key]
        assert one.state == order.state.value, (one, order)
        assert (one.received_minor, one.refunded_minor, one.fees_minor) == (
            order.received, order.refunded, order.fees,
        ), order  # fmt: skip


@pytest.fixture
def cleared(office: OfficeCenter, store: Store) -> OfficeCenter:
    """A day with something of everything."""
    sell(office, "PLAIN", 5900, transactions=("T1",))
    sell(office, "COUPON", 5400, platform=Money(500, "CNY"))
    sell(office, "PRESALE", 9000, transactions=("T3", "T4"))
    sell(office, "DOOR", 7000, cash_on_delivery=True, paid_at=None)
    sell(office, "LACKS", 4200)
    sell(office, "LATER", 4300, paid_at=PAID + 3 * DAY)
    sell(office, "UNPAID", 4400, paid_at=None)
    sell(office, "OLD", 5000, paid_at=PAID - 9 * DAY)
    add_lines(store, FILE, [
        a_line(0, 5900, "x-1", "T1", fee=-35),
        a_line(1, 5900, "COUPON", "T2"),
        a_line(2, 1000, "", "T3"),
        a_line(3, 8000, "", "T4"),
        a_line(4, -5000, "OLD", "T5"),
        a_line(5, 4200, "", "T6", at=PAID + timedelta(minutes=5)),
        a_line(6, 777, "NOBODY", "T7"),
    ])  # fmt: skip
    clear(office)
    return office


def test_what_the_shops_say_of_the_payment_is_used(cleared: OfficeCenter) -> None:
    found = [(one.state, one.order_id.removeprefix("id-")) for one in lines(cleared)]
    assert found == [
        ("cleared", "PLAIN"),
        ("cleared", "COUPON"),
        ("cleared", "PRESALE"),
        ("cleared", "PRESALE"),
        ("other_period", "OLD"),
        ("suggestion", "LACKS"),
        ("paid_but_no_order", ""),
    ]


def test_every_order_has_one_state_of_money(cleared: OfficeCenter) -> None:
    names = ("PLAIN", "COUPON", "PRESALE", "DOOR", "LACKS", "LATER", "UNPAID", "OLD", "NOBODY")
    found = money(cleared, *(f"id-{name}" for name in names))
    assert {one.number: one.state for one in found.values()} == {
        "PLAIN": "cleared",
        "COUPON": "cleared",
        "PRESALE": "cleared",
        "DOOR": "cash_on_delivery",
        "LACKS": "suggestion",
        "LATER": "other_period",
        "UNPAID": "not_paid",
        "OLD": "refunded",
    }
    plain = found["id-PLAIN"]
    assert (plain.due_minor, plain.received_minor, plain.fees_minor) == (5900, 5900, -35)


def test_a_suggestion_is_taken_and_given_back(cleared: OfficeCenter) -> None:
    line = lines(cleared)[5]
    change(cleared, clearing_desk.assign, line_id=line.id, number="LACKS")
    clear(cleared)
    assert states(cleared, "LACKS") == ["cleared"]
    assert money(cleared, "id-LACKS")["id-LACKS"].state == "cleared"
    change(cleared, clearing_desk.assign, line_id=line.id, number="")
    clear(cleared)
    assert lines(cleared)[5].state == "suggestion"
    assert money(cleared, "id-LACKS")["id-LACKS"].state == "suggestion"


def test_orders_without_money_are_listed_with_their_age(office: OfficeCenter, store: Store) -> None:
    sell(office, "NEW", 4200)
    sell(office, "OLDER", 100, paid_at=PAID - 5 * DAY)
    add_lines(store, FILE, [a_line(0, 1, "x", "T1"), a_line(1, 1, "y", "T2", at=PAID - 6 * DAY)])
    clear(office)
    page = office.read(lambda tx: clearing_desk.read_orders(tx, PageQuery(group="open")))
    assert [(one.number, one.state) for one in page.rows] == [
        ("NEW", "order_paid_no_money"),
        ("OLDER", "order_paid_no_money"),
    ]
    aged = office.read(lambda tx: clearing_desk.ages(tx, now=NOW))
    assert {(one.days, one.due_minor) for one in aged} == {(3, 4200), (7, 100)}
    sell(office, "NEW", 4200, paid_at=None)  # the shop takes it back: it was never paid
    clear(office)
    assert money(office, "id-NEW")["id-NEW"].state == "not_paid"


def test_a_clearing_that_is_stopped_goes_on_later(office: OfficeCenter, store: Store) -> None:
    for number in range(30):
        sell(office, f"N-{number}", 100)
    add_lines(store, FILE, [a_line(n, 100, f"N-{n}", f"T{n}") for n in range(30)])
    stopped = office.run(
        lambda inner, act: clearing_run.clear_all(inner, act, lambda _done, _all: False), "F1"
    )
    assert stopped == -1
    clear(office)
    assert {one.state for one in lines(office)} == {"cleared"}
    with store.read() as tx:
        assert not tx.statements.waiting_files()


def test_counts_and_tabs(cleared: OfficeCenter) -> None:
    def counted(tx: Transaction) -> dict[str, int]:
        return clearing_desk.counts(tx)

    assert cleared.read(counted) == {"cleared": 4, "open": 2}
    assert [one.state for one in lines(cleared, "open")] == ["suggestion", "paid_but_no_order"]
    assert not lines(cleared, "new")
    assert [one.id for one in cleared.read(lambda tx: clearing_desk.lines_of(tx, "id-OLD"))] == [
        line_id("file-1", 4)
    ]
