"""Payment platforms' statements: taken once, shown, taken back. Cleared: ``clearing_run.py``."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from app.center import staff, statement_profiles
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.statement import StatementLine
from app.i18n import mark as _
from app.remote.payments.base import StatementError
from app.remote.payments.files import Part, open_statement
from app.store.engine import Store
from app.store.statements import MoneyLine, TakenFile, line_id
from app.store.transaction import Transaction

__all__ = ["MoneyLine", "TakenFile"]
"""Rows of the store that the pages show."""

Progress = Callable[[int, int], bool]
AT_ONCE: Final = 5_000
"""Lines a transaction: a million lines in one would keep everybody waiting."""


def read(tx: Transaction, query: PageQuery) -> Page[TakenFile]:
    return tx.statements.page(query)


def on(_done: int, _all: int) -> bool:
    """Progress that nobody watches and nobody stops."""
    return True


def take(store: Store, act: Act, path: Path, go_on: Progress = on) -> TakenFile:
    """Read and store a file; its lines wait for clearing. All of it or nothing.

    Sums that do not agree with the file's own are kept and shown, not refused. Raises NotDoneError
    (taken already, no statement we know, stopped), NotPermittedError, OSError.
    """
    with store.read() as tx:
        profiles = statement_profiles.kept(tx)
    mapped = statement_profiles.open_mapped(path, profiles)
    return take_content(store, act, path.name, path.read_bytes(), go_on, mapped)


def take_file(store: Store, act: Act, go_on: Progress, *, path: Path) -> int:
    """The same for the tray: how many lines, -1 when it was stopped."""
    try:
        return take(store, act, path, go_on).lines
    except _StoppedError:
        return -1


class _StoppedError(NotDoneError):
    """A person stopped it; nothing of the file is left."""


def take_content(
    store: Store,
    act: Act,
    name: str,
    content: bytes,
    go_on: Progress = on,
    mapped: Sequence[Part] = (),
) -> TakenFile:
    """The same for a file that was downloaded. Its parts go in by parts, and out again by them.

    ``mapped``: its parts, where a person told how they are laid out.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    file = TakenFile(act.id(), name, sha256, "", "", act.at, act.who)
    left = store.transact(lambda tx: _unfinished(tx, act, sha256))
    if left is not None:
        _remove(store, left.id)
    try:
        parts = mapped or open_statement(name, content)
        store.transact(lambda tx: _begin(tx, file))
        return _fill(store, act, file, parts, go_on)
    except StatementError as error:
        _remove(store, file.id)
        raise NotDoneError(_("{name}: {fault}"), name=name, fault=str(error)) from error
    except BaseException:
        _remove(store, file.id)
        raise


def _unfinished(tx: Transaction, act: Act, sha256: str) -> TakenFile | None:
    """What a reading that was cut off left of this file. Raises NotDoneError: taken already."""
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    before = tx.statements.known(sha256)
    if before is not None and before.stage != "reading":
        raise NotDoneError(_("This file was taken over already, as {name}"), name=before.name)
    return before


def _begin(tx: Transaction, file: TakenFile) -> None:
    if not tx.statements.add(file) and tx.statements.get(file.id) is None:
        raise NotDoneError(_("This file was taken over already, as {name}"), name=file.name)


def _fill(
    store: Store, act: Act, file: TakenFile, parts: Sequence[Part], go_on: Progress
) -> TakenFile:
    read_in = _Reading(file.id)
    new = 0
    for part in parts:
        told = read_in.lines(part)
        while some := tuple(islice(told, AT_ONCE)):
            new += store.transact(lambda tx, some=some: tx.statements.add_lines(some))  # type: ignore[misc]
            if not go_on(read_in.count, read_in.count):
                raise _StoppedError(_("Stopped"))
    done = replace(
        file,
        providers=", ".join(dict.fromkeys(part.reader.provider for part in parts)),
        account=", ".join(dict.fromkeys(filter(None, (part.reader.account for part in parts)))),
        lines=read_in.count,
        new_lines=new,
        sums=json.dumps(read_in.sums, ensure_ascii=False),
        agree=read_in.agree,
        stage="waiting",
    )
    store.transact(lambda tx: _finish(tx, act, done))
    return done


def _finish(tx: Transaction, act: Act, file: TakenFile) -> None:
    tx.statements.keep_sums(file)
    after = {"file": file.name, "lines": file.lines, "new_lines": file.new_lines}
    tx.audit.add(act.who, "statement.take", file.id, act.at, after=after)
    if file.new_lines > AT_ONCE:
        tx.statements.learn_size()


class _Reading:
    """The lines of a file, one by one, and what they come to."""

    def __init__(self, file_id: str) -> None:
        self._file_id = file_id
        self.count = 0
        self.sums: list[dict[str, object]] = []
        self.agree = True

    def lines(self, part: Part) -> Iterator[MoneyLine]:
        for line in part.reader.lines():
            yield _stored(line, line_id(self._file_id, self.count), self._file_id)
            self.count += 1
        totals = part.reader.totals()
        self.agree = self.agree and totals.agree
        counted, stated = dict(totals.counted), dict(totals.stated)
        self.sums.append({"part": part.name, "counted": counted, "stated": stated})


def take_back(store: Store, act: Act, go_on: Progress = on, *, file_id: str) -> int:
    """The undo of ``take``: the file and its lines go; how many lines. Raises NotDoneError.

    Lines of other files that were judged with them wait for clearing again. Once begun it is
    done to the end; ``go_on`` only hears of it.
    """
    lines = store.transact(lambda tx: _begin_back(tx, act, file_id))
    return _remove(store, file_id, lambda done: go_on(done, max(lines, done)))


def _begin_back(tx: Transaction, act: Act, file_id: str) -> int:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    known = tx.statements.get(file_id)
    if known is None:
        raise NotDoneError(_("This file is not there any more"))
    if tx.receipts.has_lines_of(file_id):
        raise NotDoneError(_("A receipt has lines of this file: take the receipt back first"))
    tx.statements.set_stage(file_id, "reading")
    before = {"file": known.name, "sha256": known.file_sha256, "lines": known.new_lines}
    tx.audit.add(act.who, "statement.take_back", file_id, act.at, before=before)
    return known.new_lines


def _remove(store: Store, file_id: str, told: Callable[[int], object] = bool) -> int:
    gone = 0
    while some := store.transact(lambda tx: _remove_some(tx, file_id)):
        gone += some
        told(gone)
    store.transact(lambda tx: tx.statements.remove(file_id))
    return gone


def _remove_some(tx: Transaction, file_id: str) -> int:
    """Some lines of a file; their siblings in other files wait for clearing."""
    ids = tx.statements.first_ids(file_id, AT_ONCE)
    lines = tuple(tx.clearing.lines(ids))
    orders = tx.clearing.orders_of(ids)
    tx.clearing.wait_again(
        orders=sorted(orders),
        numbers=sorted({line.order_number for line in lines}),
        trades=sorted({line.trade_no for line in lines}),
    )
    tx.money.forget(orders)
    tx.statements.remove_lines(ids)
    return len(ids)


def _stored(line: StatementLine, id: str, file_id: str) -> MoneyLine:  # noqa: A002
    return MoneyLine(
        id=id,
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
