"""Clearing: the engine decides the plain lines, the judge the others; then what lacks is found.

Short transactions throughout: it may be stopped after any of them, and what is done stays done.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from app.center import staff
from app.center.office_center import Act
from app.center.statements import Progress, on
from app.domain.clearing import ClearedOrder, DueOrder, ident
from app.domain.clearing_keys import clear, suggest
from app.domain.money_days import days_between
from app.domain.money_states import LineState, MoneyState
from app.domain.permissions import Permission
from app.domain.statement import LineKind, StatementLine
from app.domain.values import Money
from app.store.engine import Store
from app.store.money import Due, OrderMoney, money_of
from app.store.statements import MoneyLine
from app.store.transaction import Transaction

AT_ONCE: Final = 500  # lines for the judge
PLAIN_AT_ONCE: Final = 50_000  # lines for the engine: a third of a second
LOOK_BACK: Final = timedelta(days=120)
"""Orders paid longer ago keep the state that they have."""


@dataclass(slots=True)
class _Run:
    store: Store
    go_on: Progress
    all: int = 0
    done: int = 0

    def told(self, some: int) -> bool:
        self.done += some
        return self.go_on(self.done, max(self.all, self.done))


def clear_all(store: Store, act: Act, go_on: Progress = on) -> int:
    """Give every waiting line and every order its state; how many lines, -1 when it was stopped.

    Lines that stand out are judged once more: their order may have come since.
    """
    run = _Run(store, go_on)
    again = store.transact(lambda tx: _renew(tx, act))
    with store.read() as tx:
        files = tx.statements.waiting_files()
    run.all = again + sum(file.new_lines for file in files)
    for file in files:
        if not _clear_file(run, file.id, file.lines):
            return -1
    while some := store.transact(lambda tx: _judge(tx, tx.clearing.waiting(AT_ONCE))):
        if not run.told(some):
            return -1
    return run.done if _find_lacking(run, act.at) and _guess(run) else -1


def _renew(tx: Transaction, act: Act) -> int:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    tx.money.forget_lacking(act.at - LOOK_BACK)
    return tx.clearing.renew()


def _clear_file(run: _Run, file_id: str, lines: int) -> bool:
    """All lines of a file: whole ranges by the engine, and what is left of each by the judge."""
    some_left = False
    for plain, left in _plain_ranges(run.store, file_id, lines):
        if not run.told(plain):
            return False
        some_left = some_left or left > 0
    if some_left and not _judge_file(run, file_id):
        return False
    run.store.transact(lambda tx: tx.statements.set_stage(file_id, "cleared"))
    return True


def _plain_ranges(store: Store, file_id: str, lines: int) -> Iterator[tuple[int, int]]:
    """What came of each range of a file; a server works at several side by side."""

    def one(first: int) -> tuple[int, int]:
        last = first + PLAIN_AT_ONCE
        return store.transact(lambda tx: tx.clearing.clear_plain(file_id, first, last))

    firsts = range(0, lines, PLAIN_AT_ONCE)
    if store.writers == 1 or len(firsts) == 1:
        yield from map(one, firsts)
        return
    pool = ThreadPoolExecutor(store.writers, thread_name_prefix="clearing")
    try:
        yield from pool.map(one, firsts)
    finally:
        pool.shutdown(cancel_futures=True)


def _judge_file(run: _Run, file_id: str) -> bool:
    after = ""
    while True:
        some, last = run.store.transact(lambda tx, after=after: _judge_next(tx, file_id, after))  # type: ignore[misc]
        if not some:
            return True
        after = last
        if not run.told(some):
            return False


def _judge_next(tx: Transaction, file_id: str, after: str) -> tuple[int, str]:
    lines = tx.clearing.unstated(file_id, after, AT_ONCE)
    return _judge(tx, lines), max((line.id for line in lines), default=after)


def _judge(tx: Transaction, lines: Iterable[MoneyLine]) -> int:
    """Some waiting lines, with all that belongs to their orders and payments."""
    found = {line.id: line for line in lines}
    if not found:
        return 0
    dues: dict[str, Due] = {}
    asked_numbers: set[str] = set()
    asked_trades: set[str] = set()
    while True:
        numbers = {line.order_number for line in found.values()}
        trades = {line.trade_no for line in found.values()}
        numbers |= {due.order.number for due in dues.values()}
        trades |= {one for due in dues.values() for one in due.order.transactions}
        numbers -= asked_numbers | {""}
        trades -= asked_trades | {""}
        if not numbers and not trades:
            break
        found |= {line.id: line for line in tx.clearing.beside(sorted(numbers), sorted(trades))}
        some = tx.money.dues(numbers=numbers, transactions=trades)
        dues |= {due.order.key: due for due in some}
        asked_numbers |= numbers
        asked_trades |= trades
    _put_judged(tx, list(found.values()), dues)
    return len(found)


def _put_judged(tx: Transaction, lines: list[MoneyLine], dues: dict[str, Due]) -> None:
    known = {(line.provider, line.line_key): line for line in sorted(lines, key=lambda one: one.id)}
    orders = [due.order for due in dues.values()]
    done = clear(map(told, known.values()), orders, tx.money.covered(), guess=False)
    states = [(known[ident(one.line)], one.state.value, one.order_key) for one in done.lines]
    tx.clearing.put_states(states)
    paid = {order for _line, _state, order in states}
    tx.money.forget(set(dues) - paid)
    tx.money.put(_money(one, dues) for one in done.orders if one.order.key in paid)


def _money(one: ClearedOrder, dues: dict[str, Due]) -> OrderMoney:
    due = dues[one.order.key]
    return money_of(due, one.state.value, one.received, one.refunded, one.fees)


def _find_lacking(run: _Run, now: datetime) -> bool:
    """Orders paid in the time of the statements, for which nothing came."""
    run.store.transact(lambda tx: tx.money.settle())
    with run.store.read() as tx:
        covered = tx.money.covered()
    if covered.start is None or covered.end is None:
        return True
    for start, end in days_between(max(covered.start, now - LOOK_BACK), covered.end):
        run.store.transact(lambda tx, span=(start, end): tx.money.find_lacking(*span))  # type: ignore[misc]
        if not run.told(0):
            return False
    return True


def _guess(run: _Run) -> bool:
    """Incomes without an order beside orders without money: by amount and time, only suggested."""
    after: tuple[Any, str] | None = None
    while True:
        after = run.store.transact(lambda tx, after=after: _guess_some(tx, after))  # type: ignore[misc]
        if after is None:
            return True
        if not run.told(0):
            return False


def _guess_some(tx: Transaction, after: tuple[Any, str] | None) -> tuple[Any, str] | None:
    lines = tx.clearing.strangers(after, AT_ONCE)
    if not lines:
        return None
    rules = tx.money.covered()
    first, last = lines[0].happened_at - rules.near, lines[-1].happened_at + rules.near
    amounts = {line.amount_minor for line in lines}
    lacking = {one.order_id: one for one in tx.money.lacking(first, last, amounts)}
    if lacking:
        done = {key: _cleared(one) for key, one in lacking.items()}
        by_ident = {(line.provider, line.line_key): line for line in lines}
        found = suggest([told(line) for line in lines], done, rules)
        guess = LineState.SUGGESTION.value
        tx.clearing.put_states((by_ident[one], guess, key) for one, key in found.items())
        tx.money.put(replace(lacking[key], state=guess) for key in found.values())
    return lines[-1].happened_at, lines[-1].id


def _cleared(one: OrderMoney) -> ClearedOrder:
    order = DueOrder(one.order_id, one.number, one.due_minor, one.currency, paid_at=one.paid_at)
    return ClearedOrder(order, MoneyState.ORDER_PAID_NO_MONEY)


def told(line: MoneyLine) -> StatementLine:
    """The line as the domain judges it; its number is the one it is matched by."""
    return StatementLine(
        provider=line.provider,
        key=line.line_key,
        kind=LineKind(line.kind),
        at=line.happened_at,
        transaction=line.trade_no,
        order_ref=line.order_number,
        amount=Money(line.amount_minor, line.currency),
        settled=Money(line.settled_minor, line.currency),
        fee=Money(line.fee_minor, line.currency),
        refund_ref=line.refund_ref,
        status=line.platform_state,
        text=line.words,
    )
