"""Couriers' lists as the office sees them: how they stand, what is wrong, paper and files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Final

from app.center import handing, staff
from app.center.handing import ManifestSheet
from app.center.manifest_files import paper_of, write_lines, write_paper
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.hand_over import next_collection
from app.domain.manifest import ManifestState
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import Words
from app.i18n import mark as _
from app.store.engine import Store
from app.store.manifests import HandParcel, StoredManifest
from app.store.transaction import Transaction

MOST_MISSING: Final = 200
_EXTRA_KINDS: Final = frozenset({handing.HANDED_TWICE, handing.LOADED_UNKNOWN})
NO_LIST = _("There is no list {number} any more")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One list. An open one counts as it stands now; ``cut_off``: when the courier comes next."""

    number: str
    courier: str
    name: str
    account: str
    ship_date: date
    state: str
    station_id: str
    opened_at: datetime
    closed_at: datetime | None
    handed_at: datetime | None
    parcels: int
    missing: int
    grams: int
    copies: int
    cut_off: datetime | None = None


class Trouble(Enum):
    """What is wrong with a parcel of a list."""

    MISSING = "missing"  # should be on it, stands on none
    EXTRA = "extra"  # stands on another one too, or nobody knows it
    WRONG_COURIER = "wrong_courier"
    CANCELLED = "cancelled"
    VOID = "void"  # its number, or the whole parcel
    OLD_COPY = "old_copy"  # loaded by a label that was printed again since
    COPY_UNSAID = "copy_unsaid"  # printed again, and the code scanned did not say which copy


@dataclass(frozen=True, slots=True)
class Troubled:
    trouble: Trouble
    waybill: str
    order_number: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is on a list, and what is wrong. ``away``: its parcels were put away in time."""

    number: str
    parcels: tuple[HandParcel, ...]
    troubles: tuple[Troubled, ...]
    missing: int
    away: bool = False


def read(tx: Transaction, query: PageQuery, *, now: datetime) -> Page[ManifestRow]:
    """One page. Groups: all | open | closed | handed."""
    found = tx.hand_lists.manifests(query)
    names = tx.couriers.names()
    waits: dict[tuple[str, str], tuple[int, datetime | None]] = {}
    rows = []
    for one in found.rows:
        about = (one.courier, one.account)
        if one.state is ManifestState.OPEN and about not in waits:
            waits[about] = _waits(tx, one, now)
        rows.append(_row(tx, one, names.get(one.courier, one.courier), waits.get(about)))
    return Page(tuple(rows), found.total, found.offset, found.capped)


def _waits(tx: Transaction, one: StoredManifest, now: datetime) -> tuple[int, datetime | None]:
    """How many parcels wait for this courier and account, and when it comes."""
    missing, _oldest = tx.hand_lists.missing(one, now, most=1)
    contracts = tx.contracts.of_courier(one.courier, now.astimezone().date())
    return missing, next_collection(contracts, one.account, now)


def _row(
    tx: Transaction, one: StoredManifest, name: str, waits: tuple[int, datetime | None] | None
) -> ManifestRow:
    one, missing, cut_off = handing.as_it_stands(tx, one), one.missing, None
    if one.state is ManifestState.OPEN and waits is not None:
        missing, cut_off = waits
    return ManifestRow(
        one.number, one.courier, name, one.account, one.ship_date, one.state.value, one.station_id,
        one.opened_at, one.closed_at, one.handed_at, one.parcels, missing, int(one.grams),
        one.copies, cut_off,
    )  # fmt: skip


def contents(tx: Transaction, *, number: str, now: datetime) -> Contents | None:
    """What is on it, and every exception; None: there is no such list."""
    one = tx.manifests.get(number)
    if one is None:
        return None
    on = tx.hand_parcels.on(number)
    missing, oldest = tx.hand_lists.missing(one, now, most=MOST_MISSING)
    troubles = (
        *_extra(tx, number),
        *_wrong(tx, one, on),
        *(_troubled(Trouble.MISSING, each) for each in oldest),
    )
    away = one.state is not ManifestState.OPEN and len(on) < one.parcels
    return Contents(number, on, troubles, missing, away)


def _wrong(tx: Transaction, one: StoredManifest, on: Sequence[HandParcel]) -> Iterable[Troubled]:
    """What is on the list and should not be there, or not like that."""
    gone = tx.hand_lists.given_up([each.order_id for each in on])
    void = tx.hand_lists.voided(one.courier, [each.parcel.waybill for each in on])
    for each in on:
        parcel = each.parcel
        if each.order_id in gone:
            yield _troubled(Trouble.CANCELLED, each)
        if parcel.void or parcel.waybill in void:
            yield _troubled(Trouble.VOID, each)
        if (parcel.courier, parcel.account) != (one.courier, one.account):
            yield _troubled(Trouble.WRONG_COURIER, each)
        if parcel.copy > 1 and each.loaded_copy != parcel.copy:
            kind = Trouble.OLD_COPY if each.loaded_copy else Trouble.COPY_UNSAID
            yield _troubled(kind, each)


def _extra(tx: Transaction, number: str) -> Iterable[Troubled]:
    """Parcels that were scanned onto it and do not count there."""
    for task in tx.tasks.in_state("open"):
        if task.kind in _EXTRA_KINDS and task.details.get("manifest") == number:
            said = {name: str(value) for name, value in task.details.items()}
            yield Troubled(
                Trouble.EXTRA, said.get("waybill", ""), said.get("order_number", ""),
                said.get("first_manifest", ""),
            )  # fmt: skip


def _troubled(trouble: Trouble, one: HandParcel) -> Troubled:
    parcel = one.parcel
    return Troubled(trouble, parcel.waybill, parcel.order_number, parcel.place)


def print_again(store: Store, act: Act, *, number: str, folder: Path, words: Words) -> Path:
    """The paper of a closed list as a PDF, marked as the next copy; each one is in the audit.

    Raises NotDoneError, NotPermittedError, OSError.
    """

    def count(tx: Transaction) -> tuple[ManifestSheet, str, str, int]:
        staff.require(tx, act.who, Permission.HAND_OVER)
        sheet = _sheet(tx, number)
        if sheet.manifest.state is ManifestState.OPEN:
            raise NotDoneError(_("The list {number} is still open at its bench"), number=number)
        copy = max(sheet.manifest.copies, 1) + 1
        tx.manifests.printed(number, copy)
        tx.audit.add(act.who, "manifest.print", number, act.at, after={"copy": copy})
        return sheet, tx.warehouse, _name(tx, sheet), copy

    sheet, warehouse, courier, copy = store.transact(count)
    paper = paper_of(sheet, warehouse, courier, words, copy)
    return write_paper(folder / f"{number}-c{copy}.pdf", paper)


def write(store: Store, act: Act, *, number: str, path: Path, words: Words) -> Path:
    """Its lines as XLSX or CSV, by the ending of ``path``. Raises NotDoneError, OSError."""
    with store.read() as tx:
        staff.require(tx, act.who, Permission.HAND_OVER)
        sheet = _sheet(tx, number)
    return write_lines(path, sheet, words)


def _sheet(tx: Transaction, number: str) -> ManifestSheet:
    sheet = handing.sheet_of(tx, number)
    if sheet is None:
        raise NotDoneError(NO_LIST, number=number)
    if (
        sheet.manifest.state is not ManifestState.OPEN
        and len(sheet.parcels) < sheet.manifest.parcels
    ):
        raise NotDoneError(
            _("The parcels of {number} were put away: the paper cannot be made again"),
            number=number,
        )
    return sheet


def _name(tx: Transaction, sheet: ManifestSheet) -> str:
    known = tx.couriers.get(sheet.manifest.courier)
    return known.name if known else sheet.manifest.courier
