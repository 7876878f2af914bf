"""What leaves the house of a bill: claims and their evidence, settlement, payable document.

The first is the courier's, the second for accounts, the third for the ERP.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from app.center import bill_closing
from app.center.alert_sheet import Column, Leaf, write_book
from app.center.bill_cells import yuan
from app.center.bill_evidence import Evidence, Witness
from app.center.bill_words import CAUSES, KINDS, STATES
from app.center.office_center import SHEET_ROWS, Act, at_most, every_row
from app.center.refusals import NotDoneError
from app.domain.paging import ColumnFilter, Page, PageQuery
from app.domain.payable import KEPT_BACK, CostKind, Settlement
from app.i18n import Words
from app.i18n import mark as _
from app.store.bills import Bill, StoredLine
from app.store.engine import Store
from app.store.payables import Payable

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    line: StoredLine
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of the settlement: what it is, and its amount in minor units."""

    what: str
    amount: int
    lines: int | None = None


def write_claims(
    store: Store, _act: Act, go_on: Progress, *, bill_id: str, folder: Path, words: Words
) -> int:
    """``BILL-claims.xlsx`` for the courier, the dearest claim first; how many, -1 when stopped.

    Raises NotDoneError, OSError.
    """
    bill = _bill(store, bill_id)
    path = folder / f"{Path(bill.name).stem}-claims.xlsx"
    wanted = (ColumnFilter("claim_minor", least=1), ColumnFilter("state", values=_CLAIMED))
    every = _count(store, bill_id, wanted)
    rows = at_most(_with_evidence(store, _lines(store, bill_id, wanted)), SHEET_ROWS)
    leaf = Leaf(words.say(_("Claims")), _claim_columns(words), rows)
    return write_book(path, (leaf,), lambda done: go_on(done, max(every, done)))


def write_settlement(
    store: Store, _act: Act, go_on: Progress, *, bill_id: str, folder: Path, words: Words
) -> int:
    """``BILL-settlement.xlsx`` for accounts; how many rows, -1 when stopped.

    A closed bill's document is written beside it, ``NUMBER.json`` and ``NUMBER.xlsx``, as it was
    when the bill was closed. Raises NotDoneError, OSError.
    """
    bill = _bill(store, bill_id)
    with store.read() as tx:
        settled = bill_closing.settlement(tx, bill_id)
        causes = tx.bills.causes(bill_id)
        document = bill_closing.payable(tx, bill_id)
    kept = (ColumnFilter("claim_minor", least=1), ColumnFilter("state", values=_KEPT))
    waiting = (ColumnFilter("row", most=0), ColumnFilter("state", values=("open",)))
    say = words.say
    sums, lines = _sum_columns(words, bill.currency), _line_columns(words)
    leaves = (
        Leaf(say(_("Settlement")), sums, _sums(bill, settled, words)),
        Leaf(
            say(_("By cause")), sums,
            [Sum(say(CAUSES.get(one.cause, one.cause)), one.billed_minor, one.lines)
             for one in causes],
        ),
        Leaf(say(_("Kept back")), lines, at_most(_lines(store, bill_id, kept), SHEET_ROWS)),
        Leaf(say(_("Not billed yet")), lines,
             at_most(_lines(store, bill_id, waiting), SHEET_ROWS)),
    )  # fmt: skip
    every = _count(store, bill_id, kept) + _count(store, bill_id, waiting)
    path = folder / f"{Path(bill.name).stem}-settlement.xlsx"
    written = write_book(path, leaves, lambda done: go_on(done, max(every, done)))
    if written >= 0 and document is not None:
        _write_document(folder, document, words)
    return written


def _write_document(folder: Path, document: Payable, words: Words) -> None:
    said = json.loads(document.document)
    part = folder / f"{document.id}.json.part"
    part.write_text(f"{json.dumps(said, ensure_ascii=False, indent=1)}\n", "utf-8")
    part.replace(folder / f"{document.id}.json")
    columns = (
        Column(words.say(_("What")), lambda row: row[0], 44),
        Column(words.say(_("Text")), lambda row: row[1], 30),
        Column(f"{words.say(_('Amount'))} ({document.currency})", lambda row: row[2], 14,
               number=True),
    )  # fmt: skip
    leaf = Leaf(document.id, columns, _document_rows(said, words))
    write_book(folder / f"{document.id}.xlsx", (leaf,), lambda _rows: True)


def _document_rows(said: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str, str]]:
    """What the document says, as it was when it was made."""
    say = words.say
    for key, word in _FIELDS.items():
        yield say(word), str(said[key]), ""
    for kind, amount in said["kinds"].items():
        yield say(KINDS[CostKind(kind)]), "", amount
    for one in said["claims"]:
        word = say(CAUSES.get(one["cause"], one["cause"]))
        yield say(_("Kept back: {cause}"), cause=word), str(one["lines"]), f"-{one['amount']}"
    for one in said["carried_over"]:
        yield say(_("Come over from {number}"), number=one["number"]), one["month"], one["amount"]
    yield say(_("To be paid")), said["currency"], said["amount"]


_FIELDS: Final = {
    "number": _("Document"),
    "courier": _("Courier"),
    "account": _("Account"),
    "bill": _("Bill"),
    "month": _("Month"),
    "made_at": _("Made at"),
    "made_by": _("Made by"),
}


_CLAIMED: Final = ("open", "disputed")
_KEPT: Final = tuple(sorted(KEPT_BACK))


def _bill(store: Store, bill_id: str) -> Bill:
    with store.read() as tx:
        bill = tx.bills.get(bill_id)
    if bill is None:
        raise NotDoneError(_("This bill is not there any more"))
    return bill


def _query(bill_id: str, wanted: Sequence[ColumnFilter]) -> PageQuery:
    filters = (ColumnFilter("bill_id", values=(bill_id,)), *wanted)
    return PageQuery("claim_minor", limit=1, filters=filters)


def _page(store: Store, query: PageQuery) -> Page[StoredLine]:
    with store.read() as tx:
        return tx.bills.line_page(query)


def _count(store: Store, bill_id: str, wanted: Sequence[ColumnFilter]) -> int:
    return _page(store, _query(bill_id, wanted)).total


def _lines(store: Store, bill_id: str, wanted: Sequence[ColumnFilter]) -> Iterator[StoredLine]:
    """The dearest claim first."""
    return every_row(partial(_page, store), _query(bill_id, wanted))


def _with_evidence(store: Store, lines: Iterator[StoredLine]) -> Iterator[Claim]:
    witness = Witness()
    for line in lines:
        with store.read() as tx:
            yield Claim(line, witness.about(tx, line.parcel_id))


def _money(title: str, amount: Callable[[Any], int | None]) -> Column:
    def value(row: Any) -> str:
        found = amount(row)
        return "" if found is None else yuan(found)

    return Column(title, value, 12, number=True)


def _kilograms(grams: int | None) -> str:
    return "" if grams is None else f"{grams / 1000:.3f}"


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else ""


def _line_columns(words: Words) -> tuple[Column, ...]:
    say = words.say
    return (
        Column(say(_("Waybill")), lambda one: one.waybill, 22),
        Column(say(_("Shipped")), lambda one: one.ship_date or "", 12),
        Column(say(_("Cause")), lambda one: say(CAUSES.get(one.cause, one.cause)), 24),
        Column(say(_("State")), lambda one: say(STATES.get(one.state, one.state)), 14),
        _money(say(_("Billed")), lambda one: one.billed_minor),
        _money(say(_("Expected")), lambda one: one.expected_minor),
        _money(say(_("Claim")), lambda one: one.claim_minor),
        Column(say(_("Our place")), lambda one: one.our_place, 22),
        Column(say(_("Their place")), lambda one: one.their_place, 22),
        Column(say(_("Our weight (kg)")), lambda one: _kilograms(one.our_grams), 14, number=True),
        Column(
            say(_("Their weight (kg)")), lambda one: _kilograms(one.their_grams), 14, number=True
        ),
        Column(say(_("Sheet")), lambda one: one.sheet, 12),
        Column(say(_("Row")), lambda one: str(one.row or ""), 8, number=True),
        Column(say(_("Reason")), lambda one: one.reason, 24),
    )


def _claim_columns(words: Words) -> tuple[Column, ...]:
    say = words.say

    def of_line(column: Column) -> Column:
        return Column(
            column.title, lambda one: column.value(one.line), column.wide, number=column.number
        )

    return (
        *map(of_line, _line_columns(words)),
        Column(say(_("Order")), lambda one: one.evidence.order_number, 20),
        Column(say(_("Weighed at")), lambda one: _clock(one.evidence.weighed_at), 20),
        Column(say(_("Bench")), lambda one: one.evidence.station, 10),
        Column(say(_("The scale showed")), lambda one: one.evidence.shown, 16),
        Column(say(_("Scale")), lambda one: one.evidence.device, 20),
        Column(say(_("Frame of the scale (hex)")), lambda one: one.evidence.raw, 36),
        Column(say(_("Scale checked at")), lambda one: _clock(one.evidence.checked_at), 20),
        Column(say(_("Check: weight and reading")), lambda one: _check(one.evidence), 24),
        Column(say(_("Parcel")), lambda one: one.line.parcel_id, 36),
    )


def _check(evidence: Evidence) -> str:
    check = evidence.check
    return f"{check.known_g} g → {check.grams} g" if check else ""


def _sum_columns(words: Words, currency: str) -> tuple[Column, ...]:
    say = words.say
    return (
        Column(say(_("What")), lambda one: one.what, 44),
        _money(f"{say(_('Amount'))} ({currency})", lambda one: one.amount),
        Column(
            say(_("Lines")), lambda one: "" if one.lines is None else str(one.lines), 10,
            number=True,
        ),
    )  # fmt: skip


def _sums(bill: Bill, settled: Settlement, words: Words) -> Iterator[Sum]:
    say = words.say
    title = say(_("{bill}, {courier}, {month}"), bill=bill.name, courier=bill.courier,
                month=bill.month)  # fmt: skip
    yield Sum(title, bill.billed_minor, bill.lines)
    for kind, amount in settled.kinds.items():
        yield Sum(say(KINDS[kind]), amount)
    for kept in settled.kept:
        word = say(CAUSES.get(kept.cause, kept.cause))
        yield Sum(say(_("Kept back: {cause}"), cause=word), -kept.amount, kept.lines)
    for one in settled.carried:
        yield Sum(say(_("Come over from {number}"), number=one.number), one.amount)
    yield Sum(say(_("To be paid")), settled.amount)
