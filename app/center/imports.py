"""An import as one act: files are read and judged as a whole, then written in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.center import pool, read_catalogue
from app.center.intake import Intake, IntakeCount
from app.center.item_details import check_floors, keep_pictures, put_details
from app.center.listings import Reading, waiting_again
from app.center.problems import Problem
from app.center.read_catalogue import CatalogueRead
from app.center.read_files import read_files
from app.domain.catalogue import Item, KitPart
from app.store.engine import Store
from app.store.transaction import Transaction


@dataclass(slots=True)
class ImportReport:
    """``written`` counts what is new or different, by kind; unchanged things are not written."""

    written: dict[str, int] = field(default_factory=dict)
    orders: IntakeCount = field(default_factory=IntakeCount)
    warnings: tuple[Problem, ...] = ()
    dry_run: bool = False


class _DryRun(Exception):  # noqa: N818 - no error: it ends the transaction without a trace
    """Everything went well; nothing is to be kept."""


def import_files(
    store: Store,
    paths: Iterable[Path],
    *,
    now: datetime,
    new_id: Callable[[], str],
    channel: str = "",
    shop: str = "",
    courier: str = "",
    dry_run: bool = False,
    pictures: Path | None = None,
) -> ImportReport:
    """Import files of any known kind together: orders may name items of the same import.

    ``pictures``: the folder that pictures of items are kept in.

    Raises:
        ImportRefusedError: something is wrong; nothing was written.
        StoreError: the store could not; nothing was written.
    """
    files = tuple(paths)
    read = read_files(files, channel, shop)
    report = ImportReport(dry_run=dry_run)
    shown = keep_pictures(read.catalogue, files, None if dry_run else pictures)
    try:
        with store.write() as tx:
            read_catalogue.finish(read.catalogue, _known(tx, read.catalogue))
            check_floors(tx, read.catalogue)
            read.findings.refuse_if_any()
            report.written = _catalogue(tx, read.catalogue, shown)
            if read.catalogue.items:
                waiting_again(tx, now, Reading(new_id))
            report.orders = Intake(tx, new_id, now, courier).take(read.orders)
            _leave_if(dry_run)
    except _DryRun:
        pass
    report.warnings = tuple(read.findings.warnings)
    return report


def _leave_if(dry_run: bool) -> None:
    if dry_run:
        raise _DryRun


def _named(read: CatalogueRead) -> set[str]:
    return (
        {sku for _, sku, _ in read.code_rows}
        | set(read.kits)
        | {part for parts in read.kits.values() for part in parts}
    )


def _known(tx: Transaction, read: CatalogueRead) -> dict[str, Item]:
    found = ((sku, tx.catalogue.get(sku)) for sku in _named(read))
    return {sku: item for sku, item in found if item is not None}


def _catalogue(tx: Transaction, read: CatalogueRead, shown: Mapping[str, str]) -> dict[str, int]:
    items = [item for item in read.items.values() if tx.catalogue.get(item.sku) != item]
    boxes = [box for box in read.boxes.values() if tx.boxes.by_code(box.code) != box]
    people = [one for one in read.operators.values() if tx.operators.get(one.id) != one]
    if items:
        tx.catalogue.put(items)
    if boxes:
        tx.boxes.put(boxes)
    if people:
        tx.operators.put(people)
    kits = sum(_kit(tx, sku, parts) for sku, parts in read.kits.items())
    numbers: dict[str, list[str]] = {}
    for courier, number in read.numbers:
        numbers.setdefault(courier, []).append(number)
    added = sum(pool.stock_up(tx, courier, tuple(each)) for courier, each in numbers.items())
    counts = {
        "items": len(items),
        "details of items": len(put_details(tx, read, shown) - {item.sku for item in items}),
        "kits": kits,
        "boxes": len(boxes),
        "operators": len(people),
        "waybill numbers": added,
    }
    return {kind: count for kind, count in counts.items() if count}


def _kit(tx: Transaction, sku: str, told: dict[str, int]) -> bool:
    """Writes a kit's parts if they differ; ``told`` maps a part's code to its pieces."""
    known = {part.item.sku: part.quantity for part in tx.catalogue.kit(sku)}
    if known == told:
        return False
    parts = []
    for part, pieces in told.items():
        item = tx.catalogue.get(part)
        assert item is not None  # finish() has looked
        parts.append(KitPart(item, pieces))
    tx.catalogue.put_kit(sku, parts)
    return True
