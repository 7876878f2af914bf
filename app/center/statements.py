"""Payment platforms' statements: taken once, cleared against orders, worked off, taken back."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.clearing import DueOrder
from app.domain.clearing_keys import clear
from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.statement import TAOBAO_MARK, LineKind, StatementLine
from app.domain.values import Money
from app.i18n import mark as _
from app.remote.payments.base import StatementError
from app.remote.payments.files import Part, open_statement
from app.store.engine import Store
from app.store.statements import MoneyLine, StateSum, TakenFile
from app.store.transaction import Transaction

__all__ = ["MoneyLine", "StateSum", "TakenFile"]
"""Rows of the store that the pages show."""

AT_ONCE = 500
Progress = Callable[[int, int], bool]


def read(tx: Transaction, query: PageQuery) -> Page[TakenFile]:
    return tx.statements.page(query)


def read_lines(tx: Transaction, query: PageQuery) -> Page[MoneyLine]:
    """Lines of all files. Groups: all | open | worked | new."""
    return tx.statements.line_page(query)


def sums(tx: Transaction) -> tuple[StateSum, ...]:
    return tx.statements.sums()


def take(store: Store, act: Act, path: Path) -> TakenFile:
    """Read and store a file; its lines wait for clearing. All of it or nothing.

    Sums that do not agree with the file's own are kept and shown, not refused. Raises NotDoneError
    (taken already, or no statement we know), NotPermittedError, OSError.
    """
    content = path.read_bytes()
    try:
        return store.transact(lambda tx: _take(tx, act, path.name, content))
    except StatementError as error:
        raise NotDoneError(_("{name}: {fault}"), name=path.name, fault=str(error)) from error


def _take(tx: Transaction, act: Act, name: str, content: bytes) -> TakenFile:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    sha256 = hashlib.sha256(content).hexdigest()
    before = tx.statements.known(sha256)
    if before is not None:
        raise NotDoneError(_("This file was taken over already, as {name}"), name=before.name)
    parts = open_statement(name, content)
    file = TakenFile(act.id(), name, sha256, "", "", act.at, act.who)
    if not tx.statements.add(file):
        raise NotDoneError(_("This file was taken over already, as {name}"), name=name)
    read_in = _Reading(file.id)
    for part in parts:
        tx.statements.add_lines(read_in.lines(part))
    file = replace(
        file,
        providers=", ".join(dict.fromkeys(part.reader.provider for part in parts)),
        account=", ".join(dict.fromkeys(filter(None, (part.reader.account for part in parts)))),
        lines=read_in.count,
        new_lines=tx.statements.count_lines(file.id),
        sums=json.dumps(read_in.sums, ensure_ascii=False),
        agree=read_in.agree,
    )
    tx.statements.keep_sums(file)
    after = {"file": name, "lines": file.lines, "new_lines": file.new_lines}
    tx.audit.add(act.who, "statement.take", file.id, act.at, after=after)
    return file


class _Reading:
    """The lines of a file, one by one, and what they come to."""

    def __init__(self, file_id: str) -> None:
        self._file_id = file_id
        self.count = 0
        self.sums: list[dict[str, object]] = []
        self.agree = True

    def lines(self, part: Part) -> Iterator[MoneyLine]:
        for line in part.reader.lines():
            yield _stored(line, self._file_id, self.count)
            self.count += 1
        totals = part.reader.totals()
        self.agree = self.agree and totals.agree
        counted, stated = dict(totals.counted), dict(totals.stated)
        self.sums.append({"part": part.name, "counted": counted, "stated": stated})


def take_back(tx: Transaction, act: Act, *, file_id: str) -> int:
    """The undo of ``take``: the file and its lines go; how many lines. Raises NotDoneError.

    Lines of other files that were judged with them wait for clearing again.
    """
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    known = tx.statements.get(file_id)
    if known is None:
        raise NotDoneError(_("This file is not there any more"))
    gone = tx.statements.remove(file_id)
    before = {"file": known.name, "sha256": known.file_sha256, "lines": gone}
    tx.audit.add(act.who, "statement.take_back", file_id, act.at, before=before)
    return gone


def clear_all(store: Store, act: Act, go_on: Progress) -> int:
    """Give every waiting line its state; how many were judged, -1 when it was stopped.

    Lines that stand out are judged once more: their order may have come since. What was judged
    until a stop stays judged.
    """
    waiting = store.transact(lambda tx: _renew(tx, act))
    done = 0
    while some := store.transact(_clear_some):
        done += some
        if not go_on(done, max(waiting, done)):
            return -1
    return done


def _renew(tx: Transaction, act: Act) -> int:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    return tx.statements.renew()


def _clear_some(tx: Transaction) -> int:
    """Some waiting lines, with all that belongs to their orders and payments."""
    found = {line.id: line for line in tx.statements.waiting(AT_ONCE)}
    asked_numbers: set[str] = set()
    asked_trades: set[str] = set()
    while True:
        numbers = {line.order_number for line in found.values()} - asked_numbers - {""}
        trades = {line.trade_no for line in found.values()} - asked_trades - {""}
        if not numbers and not trades:
            break
        found |= {line.id: line for line in tx.statements.beside(sorted(numbers), sorted(trades))}
        asked_numbers |= numbers
        asked_trades |= trades
    tx.statements.put_states(_judged(found.values(), tx.statements.orders_of(asked_numbers)))
    return len(found)


def _judged(lines: Iterable[MoneyLine], orders: Iterable[Order]) -> Iterator[tuple[str, str, str]]:
    known = {(line.provider, line.line_key): line for line in sorted(lines, key=lambda one: one.id)}
    done = clear(map(_told, known.values()), map(_due, orders))
    for one in done.lines:
        line = known[one.line.provider, one.line.key]
        if (line.state, line.order_id) != (one.state.value, one.order_key):
            yield line.id, one.state.value, one.order_key


def _due(order: Order) -> DueOrder:
    """An order whose amount is not known is due nothing: its money stands out as different."""
    paid = order.paid or Money(0, "CNY")
    return DueOrder(order.id, order.number, paid.minor, paid.currency)


def work_off(tx: Transaction, act: Act, *, line_id: str, note: str, worked: bool = True) -> None:
    """A person has dealt with the line; ``worked=False`` takes that back. Raises NotDoneError."""
    before = _line(tx, act, line_id)
    if worked and not note.strip():
        raise NotDoneError(_("Say in a note what was done about it"))
    _put(tx, act, before, replace(before, worked=worked, note=note.strip()))


def assign(tx: Transaction, act: Act, *, line_id: str, number: str) -> None:
    """The line belongs to this order; "" takes that back. It waits for clearing then.

    Raises NotDoneError when no order has this number.
    """
    before = _line(tx, act, line_id)
    wanted = number.strip() or before.order_ref.removeprefix(TAOBAO_MARK)
    if number.strip() and not any(tx.statements.orders_of([wanted])):
        raise NotDoneError(_("There is no order {number}"), number=wanted)
    tx.statements.wait_again(
        [one for one in (before.order_id,) if one],
        [one for one in (before.order_number, wanted) if one],
    )
    _put(tx, act, before, replace(before, order_number=wanted, state="new"))


def _line(tx: Transaction, act: Act, line_id: str) -> MoneyLine:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    known = tx.statements.line(line_id)
    if known is None:
        raise NotDoneError(_("This line is not there any more"))
    return known


def _put(tx: Transaction, act: Act, before: MoneyLine, after: MoneyLine) -> None:
    tx.statements.put_work(after)
    names = ("order_number", "worked", "note")
    tx.audit.add(
        act.who, "statement.line", before.id, act.at,
        before={name: getattr(before, name) for name in names},
        after={name: getattr(after, name) for name in names},
    )  # fmt: skip


def _stored(line: StatementLine, file_id: str, number: int) -> MoneyLine:
    return MoneyLine(
        id=f"{file_id}-{number:07d}",
        file_id=file_id,
        provider=line.provider,
        line_key=line.key,
        kind=line.kind.value,
        happened_at=line.at,
        trade_no=line.transaction,
        order_ref=line.order_ref,
        order_number=line.order_number,
        currency=line.amount.currency,
        amount_minor=line.amount.minor,
        settled_minor=line.settled.minor,
        fee_minor=line.fee.minor,
        refund_ref=line.refund_ref,
        platform_state=line.status,
        words=line.text,
    )


def _told(line: MoneyLine) -> StatementLine:
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
