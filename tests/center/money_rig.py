"""Statements and orders at a center: what the tests of payments say and ask."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from app.center import clearing_desk, clearing_run, statements
from app.center.office_center import Act, OfficeCenter
from app.domain.paging import PageQuery
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store
from app.store.money import OrderMoney
from app.store.statements import MoneyLine
from app.store.transaction import Transaction
from tests.builders import an_order

T = TypeVar("T")
SAMPLES = Path(__file__).parents[1] / "data" / "samples"
TRADES = SAMPLES / "alipay_trade_20261122.gbk.csv"
ZIPPED = SAMPLES / "alipay_trade_20261122.csv.zip"
TAOBAO = SAMPLES / "alipay_signcustomer_20261122.gbk.csv"
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PAID = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def bring(office: OfficeCenter, **paid: int) -> None:
    """Orders of a file, by number (WOO_729 is WOO-729), with what was paid, in fen."""
    orders = [
        replace(an_order(number=number.lstrip("_").replace("_", "-")), paid=Money(minor, "CNY"))
        for number, minor in paid.items()
    ]
    office.change(lambda tx, act: tx.orders.upsert(orders, act.at), "F1")


def sell(office: OfficeCenter, number: str, minor: int, **more: Any) -> str:
    """An order of a shop that says how it was paid: its id."""
    order = an_order(number=number)
    told = {"paid": Money(minor, "CNY"), "paid_at": PAID, **more}
    office.change(lambda tx, _act: tx.trades.put([(order, Trade(**told))]), "F1")
    return order.id


def take(office: OfficeCenter, path: Path, who: str = "F1") -> statements.TakenFile:
    return office.run(lambda store, act: statements.take(store, act, path), who)


def clear(office: OfficeCenter) -> int:
    return office.run(clearing_run.clear_all, "F1")


def lines(office: OfficeCenter, group: str = "all") -> list[MoneyLine]:
    query = PageQuery(group=group, limit=500)
    found = office.read(lambda tx: clearing_desk.read_lines(tx, query)).rows
    return sorted(found, key=lambda line: line.id)


def states(office: OfficeCenter, number: str) -> list[str]:
    return [line.state for line in lines(office) if line.order_number == number]


def money(office: OfficeCenter, *order_ids: str) -> dict[str, OrderMoney]:
    return office.read(lambda tx: clearing_desk.money_of(tx, order_ids))


def change(office: OfficeCenter, work: Callable[..., T], who: str = "F1", **more: Any) -> T:
    def run(tx: Transaction, act: Act) -> T:
        return work(tx, act, **more)

    return office.change(run, who)


def add_lines(store: Store, file: statements.TakenFile, some: Iterable[MoneyLine]) -> None:
    """Lines of a file that was never one on a disk; they wait for clearing."""
    many = tuple(some)
    with store.write() as tx:
        tx.statements.add(replace(file, lines=len(many), new_lines=len(many), stage="waiting"))
        tx.statements.add_lines(many)
