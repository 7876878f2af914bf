"""Which order a statement's line belongs to: by transaction, by number, and else only a guess.

The transaction that the shop names comes first, then the merchant's order number (without the mark
of Taobao's trades), then a transaction that another line has brought to an order. Amount and time
alone only suggest: nothing is cleared by them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.clearing import (
    NO_MONEY_OF_ORDERS,
    ClearedLine,
    ClearedOrder,
    DueOrder,
    Rules,
    judge,
    refund_failed,
    told_twice,
)
from app.domain.clearing import ident as _ident
from app.domain.money_states import WITHOUT_MONEY, LineState, MoneyState
from app.domain.statement import LineKind, StatementLine


@dataclass(frozen=True, slots=True)
class Clearing:
    """Every line and every order once, in the order they were given."""

    lines: tuple[ClearedLine, ...]
    orders: tuple[ClearedOrder, ...]


def clear(
    lines: Iterable[StatementLine],
    orders: Iterable[DueOrder],
    rules: Rules | None = None,
    *,
    guess: bool = True,
) -> Clearing:
    """Lines against orders, all in memory. The same line twice is one line.

    ``guess`` False: nothing is suggested, because only a part of the lines and orders is here.
    """
    rules = rules or Rules()
    known_lines = list({_ident(line): line for line in lines}.values())
    known_orders = {order.key: order for order in orders}
    home = assign(known_lines, known_orders.values())
    own: dict[str, list[StatementLine]] = {}
    for line in known_lines:
        own.setdefault(home.get(_ident(line), ""), []).append(line)
    strangers = own.pop("", [])
    judged = {key: judge(order, own.get(key, []), rules) for key, order in known_orders.items()}
    told = {_ident(one.line): one for _, some in judged.values() for one in some}
    done = {key: one for key, (one, _) in judged.items()}
    suggested = suggest(strangers, done, rules) if guess else {}
    again = told_twice(strangers)
    for line in strangers:
        key = suggested.get(_ident(line), "")
        state = LineState.TOLD_TWICE if _ident(line) in again else _alone(line, key)
        told[_ident(line)] = ClearedLine(line, state, key if state is _GUESS else "")
        if state is _GUESS:
            done[key] = replace(done[key], state=MoneyState.SUGGESTION)
    return Clearing(tuple(told[_ident(line)] for line in known_lines), tuple(done.values()))


_GUESS = LineState.SUGGESTION


def assign(
    lines: Sequence[StatementLine], orders: Iterable[DueOrder]
) -> Mapping[tuple[str, str], str]:
    """(provider, key) of a line -> key of its order, of those that have one.

    A transaction or number that two orders claim names none of them.
    """
    by_transaction: dict[str, str | None] = {}
    by_number: dict[str, str | None] = {}
    for order in orders:
        _claim(by_number, order.number, order.key)
        for transaction in order.transactions:
            _claim(by_transaction, transaction, order.key)
    found: dict[tuple[str, str], str] = {}
    brought: dict[str, str | None] = {}
    for line in lines:
        key = by_transaction.get(line.transaction) or by_number.get(line.order_number)
        if key and line.kind is not LineKind.TRANSFER:
            found[_ident(line)] = key
            _claim(brought, line.transaction, key)
    for line in lines:
        sibling = brought.get(line.transaction)
        if sibling and line.kind is not LineKind.TRANSFER:
            found.setdefault(_ident(line), sibling)
    return found


def _claim(names: dict[str, str | None], name: str, key: str) -> None:
    if name:
        names[name] = key if names.get(name, key) == key else None


def _alone(line: StatementLine, suggested: str) -> LineState:
    """The state of a line without an order."""
    if line.kind in NO_MONEY_OF_ORDERS:
        return NO_MONEY_OF_ORDERS[line.kind]
    if refund_failed(line):
        return LineState.REFUND_FAILED
    if line.kind is LineKind.REFUND:
        return LineState.REFUND_BUT_NO_ORDER
    return _GUESS if suggested else LineState.PAID_BUT_NO_ORDER


def suggest(
    lines: Sequence[StatementLine], done: Mapping[str, ClearedOrder], rules: Rules
) -> dict[tuple[str, str], str]:
    """Incomes without an order beside orders without money: the nearest in time, each once.

    (provider, key) of the line -> key of the order that may be meant.
    """
    waiting: dict[tuple[int, str], list[tuple[datetime, str]]] = {}
    for key, one in done.items():
        if one.state in WITHOUT_MONEY and one.order.paid_at is not None:
            amount = (one.order.due, one.order.currency)
            waiting.setdefault(amount, []).append((one.order.paid_at, key))
    for some in waiting.values():
        some.sort()
    found: dict[tuple[str, str], str] = {}
    again = told_twice(lines)
    for line in sorted(lines, key=lambda one: (one.at, _ident(one))):
        if line.kind is LineKind.INCOME and _ident(line) not in again:
            near = waiting.get((line.amount.minor, line.amount.currency), [])
            at = _nearest(near, line.at, rules)
            if at is not None:
                found[_ident(line)] = near.pop(at)[1]
    return found


def _nearest(some: Sequence[tuple[datetime, str]], at: datetime, rules: Rules) -> int | None:
    """The place of the nearest in ``some``, which is sorted by time."""
    after = bisect_left(some, (at, ""))
    places = [place for place in (after - 1, after) if 0 <= place < len(some)]
    fits = [place for place in places if abs(some[place][0] - at) <= rules.near]
    return min(fits, key=lambda place: abs(some[place][0] - at), default=None)
