"""Differences of the stock that somebody has seen: with a note, in the audit trail, undoable.

Until then what no document explains adds up from reading to reading (app/domain/stock.py). No
figure that is sold from moves by it, so the ledger has no row of it.
"""

from dataclasses import dataclass
from datetime import datetime

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.permissions import Permission
from app.domain.stock import seen
from app.i18n import mark as _
from app.store.audit import AuditEntry
from app.store.transaction import Transaction

SEEN = "stock.difference_seen"
UNSEEN = "stock.difference_unseen"


@dataclass(frozen=True, slots=True)
class SeenDifference:
    """So many pieces were unexplained, and what was found. ``n``: its audit entry."""

    n: int
    at: datetime
    who: str
    pieces: int
    note: str


def see(tx: Transaction, act: Act, *, sku: str, pieces: int, note: str) -> int:
    """The unexplained pieces that the person saw are so no more; the number of the entry.

    Raises NotDoneError where it is another difference by now.
    """
    staff.require(tx, act.who, Permission.WORK_STOCK)
    if not note.strip():
        raise NotDoneError(_("Say what was found"))
    level = tx.stock.locked([sku])[sku]
    if not pieces or level.unexplained != pieces:
        raise NotDoneError(
            _("The difference is {pieces} by now: look again"), pieces=f"{level.unexplained:+,}"
        )
    tx.stock.put([seen(level, pieces)])
    entry = tx.audit.add(
        act.who, SEEN, sku, act.at,
        before={"unexplained": pieces},
        after={"unexplained": 0, "note": note.strip()},
    )  # fmt: skip
    return entry.n


def unsee(tx: Transaction, act: Act, *, sku: str, n: int) -> None:
    """Takes entry ``n`` back: its pieces are unexplained again. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.WORK_STOCK)
    level = tx.stock.locked([sku])[sku]
    pieces = next((one.pieces for one in found(tx, sku) if one.n == n), None)
    if pieces is None:
        raise NotDoneError(_("That was taken back already"))
    after = seen(level, -pieces)
    tx.stock.put([after])
    tx.audit.add(
        act.who, UNSEEN, sku, act.at,
        before={"unexplained": level.unexplained, "entry": n},
        after={"unexplained": after.unexplained},
    )  # fmt: skip


def found(tx: Transaction, sku: str) -> tuple[SeenDifference, ...]:
    """What was seen of an item and not taken back, newest first."""
    entries: dict[int, AuditEntry] = {}
    for one in tx.audit.read(about=sku):
        if one.action == SEEN:
            entries[one.n] = one
        elif one.action == UNSEEN:
            entries.pop(int(one.before["entry"]), None)
    names = {one.id: one.name for one in tx.operators.every()} if entries else {}
    return tuple(
        SeenDifference(
            one.n, one.at, names.get(one.who, one.who), int(one.before["unexplained"]),
            str(one.after["note"]),
        )
        for one in reversed(entries.values())
    )  # fmt: skip
