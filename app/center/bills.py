"""A courier's bill taken over, worked off line by line, and argued with its evidence."""

from collections.abc import Mapping

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.bills import Bill, CauseSum, StoredLine
from app.store.transaction import Transaction

__all__ = ["Bill", "CauseSum", "StoredLine"]
"""Rows of the store that the pages show."""

NEXT: Mapping[str, frozenset[str]] = {
    "open": frozenset({"accepted", "disputed", "written_off"}),
    "accepted": frozenset({"open", "disputed"}),
    "disputed": frozenset({"open", "recovered", "written_off"}),
    "recovered": frozenset({"disputed"}),
    "written_off": frozenset({"disputed", "open"}),
}
"""What a line may become; the way back is the undo."""


def read(tx: Transaction, query: PageQuery) -> Page[Bill]:
    return tx.bills.page(query)


def read_lines(tx: Transaction, query: PageQuery) -> Page[StoredLine]:
    """Lines of all bills. Groups: all | claims | disputed | missing."""
    return tx.bills.line_page(query)


def causes(tx: Transaction, bill_id: str) -> tuple[CauseSum, ...]:
    return tx.bills.causes(bill_id)


def set_state(tx: Transaction, act: Act, *, line_id: str, state: str, reason: str = "") -> str:
    """Work a line off, or take that back; the state it was in. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.WORK_BILLS)
    known = tx.bills.line(line_id)
    if known is None:
        raise NotDoneError(_("This line is not there any more"))
    if state not in NEXT[known.state]:
        raise NotDoneError(
            _("A line that is {before} cannot become {after}"), before=known.state, after=state
        )
    tx.bills.set_state(line_id, known.state, state, reason)
    tx.audit.add(
        act.who, "bill.line", line_id, act.at,
        before={"state": known.state}, after={"state": state, "reason": reason},
    )  # fmt: skip
    return known.state
