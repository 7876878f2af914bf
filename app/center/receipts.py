"""Receipts for the ERP: settled money by day, shop and account; numbered, each line on one only."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from app.center import staff
from app.center.alert_sheet import Column, write_sheet
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.money_days import DAY, day_of, day_start
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.store.receipts import DaySum, Receipt
from app.store.transaction import Transaction

__all__ = ["DaySum", "Receipt"]
"""Rows of the store that the pages show."""

VERSION: Final = 1
MOST_DAYS: Final = timedelta(days=31)
_PARTS: Final = ("received", "refunded", "fees")
_KEYS: Final = ("day", "provider", "account", "shop", "currency")
_SHOWN: Final = (
    "day", "provider", "lines", "currency", "received_minor", "refunded_minor", "fees_minor",
    "net_minor",
)  # fmt: skip


def read(tx: Transaction, query: PageQuery) -> Page[Receipt]:
    return tx.receipts.page(query)


def days_to(tx: Transaction, *, clock: Callable[[], datetime]) -> tuple[DaySum, ...]:
    """All money of the 31 days up to now, by day, provider and currency."""
    end = day_start(day_of(clock())) + DAY
    return tx.receipts.days(end - MOST_DAYS, end)


def read_days(tx: Transaction, query: PageQuery, *, clock: Callable[[], datetime]) -> Page[DaySum]:
    """The same as a page of rows."""
    return page_of(days_to(tx, clock=clock), query, {name: attrgetter(name) for name in _SHOWN})


def day_from(text: str) -> date:
    """A day as it is typed: 2026-12-01. Raises ValueError."""
    return date.fromisoformat(text)


def make(tx: Transaction, act: Act, *, first: date, last: date) -> Receipt:
    """A receipt of all settled lines of these days that no receipt has yet. Raises NotDoneError.

    What stands out is not on it; once it is explained, a later receipt of these days has it.
    """
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    start, end = day_start(first), day_start(last) + DAY
    if not timedelta(0) < end - start <= MOST_DAYS:
        raise NotDoneError(_("A receipt has one day to 31 days"))
    if last >= day_of(act.at):
        raise NotDoneError(_("The last day is not over yet"))
    number = tx.receipts.next_number()
    lines = tx.receipts.mark(act.id(), start, end)
    if not lines:
        raise NotDoneError(_("These days have nothing that no receipt has"))
    sums = tx.receipts.sums_of(act.id(), start, end)
    made = Receipt(
        act.id(), number, "made", first.isoformat(), last.isoformat(), lines,
        json.dumps(_document(number, first, last, sums), ensure_ascii=False), act.at, act.who,
    )  # fmt: skip
    tx.receipts.add(made)
    _say(tx, act, "receipt.make", made, {"lines": lines})
    return made


def undo(tx: Transaction, act: Act, *, receipt_id: str) -> None:
    """Its lines may go on another receipt; its number is not given again. Raises NotDoneError."""
    known = _made(tx, act, receipt_id)
    start = day_start(date.fromisoformat(known.first_day))
    tx.receipts.unmark(known.id, start, day_start(date.fromisoformat(known.last_day)) + DAY)
    tx.receipts.set_state(known.id, "undone")
    _say(tx, act, "receipt.undo", known, {})


def post(tx: Transaction, act: Act, *, receipt_id: str, erp_number: str) -> None:
    """The ERP has it, under this number: it cannot be undone any more. Raises NotDoneError."""
    known = _made(tx, act, receipt_id)
    if not erp_number.strip():
        raise NotDoneError(_("Which number does it have in the ERP?"))
    tx.receipts.set_state(known.id, "posted", erp_number.strip())
    _say(tx, act, "receipt.post", known, {"erp_number": erp_number.strip()})


def sums_of(one: Receipt) -> tuple[DaySum, ...]:
    """The rows of a receipt, as they were when it was made."""
    return tuple(map(_day_sum, json.loads(one.document)["rows"]))


def _day_sum(row: dict[str, Any]) -> DaySum:
    day, provider, account, shop, currency = (row[name] for name in _KEYS)
    received, refunded, fees = (Money.of(row[part], currency).minor for part in _PARTS)
    return DaySum(day, provider, account, shop, currency, row["lines"], received, refunded, fees)


def write_file(tx: Transaction, *, receipt_id: str, path: Path, titles: Sequence[str] = ()) -> None:
    """The document as the ERP gets it (.json), or as a spreadsheet (.xlsx).

    ``titles``: TITLES in the reader's language. Raises NotDoneError, OSError.
    """
    document = json.loads(_known(tx, receipt_id).document)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".json":
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    columns = tuple(
        Column(title, _cell(name), number=name in _NUMBERS)
        for name, title in zip(COLUMNS, titles, strict=True)
    )
    write_sheet(path, columns, document["rows"], lambda _rows: True)


_NUMBERS: Final = frozenset({*_PARTS, "lines", "net"})
COLUMNS: Final = ("day", "shop", "provider", "account", "currency", "lines", *_PARTS, "net")
TITLES: Final = (
    _("Day"), _("Shop"), _("Platform"), _("Account"), _("Currency"), _("Lines"), _("Received"),
    _("Refunded"), _("Fees"), _("Net"),
)  # fmt: skip


def _cell(name: str) -> Any:
    return lambda row: str(row[name])


def _document(number: int, first: date, last: date, sums: Iterable[DaySum]) -> dict[str, Any]:
    """Amounts are decimal text in the currency's own digits, signed as the account sees them."""
    return {
        "document": "receipt",
        "version": VERSION,
        "number": number,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "rows": [_row(one) for one in sums],
    }


def _row(one: DaySum) -> dict[str, Any]:
    parts = {name: getattr(one, f"{name}_minor") for name in _PARTS}
    amounts = {**parts, "net": sum(parts.values())}
    kept = {name: value for name, value in asdict(one).items() if not name.endswith("_minor")}
    return kept | {
        name: f"{Money(minor, one.currency).amount:f}" for name, minor in amounts.items()
    }


def _known(tx: Transaction, receipt_id: str) -> Receipt:
    known = tx.receipts.get(receipt_id)
    if known is None:
        raise NotDoneError(_("This receipt is not there"))
    return known


def _made(tx: Transaction, act: Act, receipt_id: str) -> Receipt:
    staff.require(tx, act.who, Permission.SEE_PAYMENTS)
    known = _known(tx, receipt_id)
    if known.state != "made":
        raise NotDoneError(_("Receipt {number} is {state} already"), number=known.number,
                           state=known.state)  # fmt: skip
    return known


def _say(tx: Transaction, act: Act, action: str, one: Receipt, after: dict[str, Any]) -> None:
    tx.audit.add(act.who, action, one.id, act.at, after={"number": one.number, **after})
