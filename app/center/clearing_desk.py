"""What a person does about lines: work off, assign, look at orders without money and their age."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.money_days import AGES, DAY
from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.statement import TAOBAO_MARK
from app.domain.trade import Trade
from app.i18n import mark as _
from app.store.money import Aged, OrderMoney
from app.store.statements import OPEN, MoneyLine
from app.store.transaction import Transaction

__all__ = ["OPEN", "Aged", "MoneyLine", "OrderMoney"]
"""Rows of the store that the pages show, and the states of lines that a person works off."""

_KEPT: Final = ("order_number", "worked", "note")


def read_lines(tx: Transaction, query: PageQuery) -> Page[MoneyLine]:
    """Lines of all files. Groups: all | open | worked | new | cleared."""
    return tx.statements.line_page(query)


def read_orders(tx: Transaction, query: PageQuery) -> Page[OrderMoney]:
    """Orders with anything but one plain payment. Groups: all | open | each open state."""
    return tx.money.page(query)


def counts(tx: Transaction) -> dict[str, int]:
    """Lines by tab."""
    return tx.clearing.counts()


def money_of(tx: Transaction, order_ids: tuple[str, ...]) -> dict[str, OrderMoney]:
    """The collection state of orders, for whoever shows an order."""
    return tx.money.of(order_ids)


def lines_of(tx: Transaction, order_id: str) -> tuple[MoneyLine, ...]:
    """The lines that were given to an order, by their time."""
    return tx.clearing.lines_of(order_id)


def ages(tx: Transaction, *, now: datetime) -> tuple[Aged, ...]:
    """Open orders by state and by how many days their money has been missing."""
    return tx.money.ages({days: now - days * DAY for days in AGES})


def work_off(tx: Transaction, act: Act, *, line_id: str, note: str, worked: bool = True) -> None:
    """A person has dealt with the line; ``worked=False`` takes that back. Raises NotDoneError."""
    before = _line(tx, act, line_id)
    if worked and not note.strip():
        raise NotDoneError(_("Say in a note what was done about it"))
    if before.state == "new":
        raise NotDoneError(_("This line waits for clearing"))
    after = replace(before, worked=worked, note=note.strip())
    tx.clearing.put_work(after)
    _say(tx, act, before, after)


def assign(tx: Transaction, act: Act, *, line_id: str, number: str) -> None:
    """The line belongs to this order; "" takes that back. It waits for clearing then.

    Raises NotDoneError when no order has this number.
    """
    before = _line(tx, act, line_id)
    wanted = number.strip() or own_number(before)
    if number.strip() and not tx.money.dues(numbers=[wanted]):
        raise NotDoneError(_("There is no order {number}"), number=wanted)
    after = replace(before, order_number=wanted)
    tx.statements.set_number(after)
    tx.clearing.wait_again(
        orders=(before.order_id,), numbers=(before.order_number, wanted), ids=(before.id,)
    )
    tx.money.forget((before.order_id,))
    _say(tx, act, before, after)


def retold(tx: Transaction, told: Iterable[tuple[Order, Trade]]) -> None:
    """What shops are about to say; where money changes, what was judged by it waits for clearing.

    Called before it is kept.
    """
    some = tuple(told)
    known = tx.trades.of(order.id for order, _trade in some)
    orders, numbers, claims = [], [], set[str]()
    for order, trade in some:
        before = known.get(order.id)
        if before is not None and _of_money(before) != _of_money(trade):
            orders.append(order.id)
            numbers.append(order.number)
            claims |= {*before.transactions, *trade.transactions}
    if orders:
        tx.clearing.wait_again(orders=orders, numbers=numbers, trades=sorted(claims))
        tx.money.forget(orders)


def _of_money(trade: Trade) -> tuple[object, ...]:
    paid = (trade.paid_at, trade.paid, trade.platform, trade.cash_on_delivery)
    return (*paid, frozenset(trade.transactions))


def own_number(line: MoneyLine) -> str:
    """The order's number as the platform told it."""
    return line.order_ref.removeprefix(TAOBAO_MARK)


def _line(tx: Transaction, act: Act, line_id: str) -> MoneyLine:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    known = tx.statements.line(line_id)
    if known is None:
        raise NotDoneError(_("This line is not there any more"))
    return known


def _say(tx: Transaction, act: Act, before: MoneyLine, after: MoneyLine) -> None:
    tx.audit.add(
        act.who, "statement.line", before.id, act.at,
        before={name: getattr(before, name) for name in _KEPT},
        after={name: getattr(after, name) for name in _KEPT},
    )  # fmt: skip
