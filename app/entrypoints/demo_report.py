"""What the demo leaves behind: papers, sheets, pictures of the labels, and a checked summary."""

import re
import shutil
import zlib
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from app.domain.catalogue import BarcodeLevel, Item
from app.domain.order import Order, OrderState
from app.entrypoints.demo_packer import DemoFailedError
from app.entrypoints.demo_rig import Rig
from app.entrypoints.demo_stage import Day
from app.entrypoints.printables import badge_sheet, control_card
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from app.store.records import StoredParcel
from app.store.transaction import Transaction

_PICTURE = re.compile(rb"\^GFA,(\d+),\d+,(\d+),:Z64:([^:]+):")


def fresh(folder: Path) -> Path:
    """An empty folder; only what an earlier demo left in it is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def orders_and_codes(center: Path) -> tuple[dict[str, Order], dict[str, tuple[str, str, int]]]:
    """The orders by tote, and for each SKU its piece code and its case code with its count."""
    store = open_store(center, warehouse="W1")
    try:
        with store.read() as tx:
            stored = tx.orders.listed(tuple(OrderState), limit=1000)
            orders = {each.order.tote: each.order for each in stored if each.order.tote}
    finally:
        store.close()
    codes: dict[str, tuple[str, str, int]] = {}
    for order in orders.values():
        for line in order.lines:
            for item in (line.item, *(part.item for part in line.parts)):
                if item.barcodes:
                    codes[item.sku] = _codes(item)
    return dict(sorted(orders.items())), codes


def _codes(item: Item) -> tuple[str, str, int]:
    each = next(b.code for b in item.barcodes if b.quantity == 1)
    case = next((b for b in item.barcodes if b.level is not BarcodeLevel.EACH), None)
    piece = each.removeprefix("0") if each.isdigit() else each
    return (piece, case.code, case.quantity) if case else (piece, "", 0)


def _accepted(tx: Transaction) -> list[StoredParcel]:
    ever = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    return [parcel for parcel in tx.parcels.packed_between(*ever) if parcel.accepted]


@dataclass(slots=True)
class Report:
    """Writes everything and checks that it agrees with itself."""

    rig: Rig
    out: Path
    language: str
    day: Day

    def write(self) -> str:
        """All files; the summary's text.

        Raises:
            DemoFailedError: something was lost, doubled or not as the day was.
        """
        labels = self._labels()
        papers = fresh(self.out / "papers")
        (papers / "control-card.pdf").write_bytes(control_card(self.language))
        (papers / "badges.pdf").write_bytes(badge_sheet(self.rig.center_db, self.language))
        for name in ("results.xlsx", "results.csv"):
            self.rig.run_center("export", str(self.out / name))
        facts = self._checked(labels)
        text = self._summary(facts)
        (self.out / "summary.md").write_text(text, encoding="utf-8")
        return text

    def _labels(self) -> int:
        """Every label that came out of the printer, as a picture of its dots."""
        folder = fresh(self.out / "labels")
        for number, sent in enumerate(self.rig.printer.printed, start=1):
            found = _PICTURE.search(sent)
            if found is None:
                raise DemoFailedError(f"label {number} at the printer holds no picture")
            size, row = int(found[1]), int(found[2])
            dots = zlib.decompress(b64decode(found[3]))
            picture = Image.frombytes("1", (row * 8, size // row), bytes(b ^ 0xFF for b in dots))
            picture.save(folder / f"label-{number:03d}.png")
        return len(self.rig.printer.printed)

    def _checked(self, labels: int) -> dict[str, int]:
        """Counts from both databases; each must say the same."""
        bench = open_store(self.rig.home / DATABASE, warehouse="W1", station="B07")
        center = open_store(self.rig.center_db, warehouse="W1")
        try:
            with bench.read() as here, center.read() as there:
                facts = here.journal.last("B07")[0]
                accepted = _accepted(there)
                numbers = [parcel.waybill for parcel in accepted]
                broken = here.journal.verify_chain("B07"), there.journal.verify_chain("B07")
                counts = {
                    "orders packed": len(self.day.waybills),
                    "facts in the bench's journal": facts,
                    "facts at the order center": there.journal.last("B07")[0],
                    "parcels accepted by the center": len(accepted),
                    "papers that came out of the printer": labels,
                    "of them reprinted labels": self.day.reprints,
                    "of them re-pick slips": self.day.slips,
                    "facts lost": facts - there.journal.last("B07")[0],
                }
        finally:
            bench.close()
            center.close()
        if broken != (None, None):
            raise DemoFailedError(f"a journal's hash chain is broken at {broken}")
        if counts["facts lost"]:
            raise DemoFailedError(f"facts are missing at the center: {counts}")
        if len(numbers) != len(set(numbers)):
            raise DemoFailedError(f"a waybill number was used twice: {sorted(numbers)}")
        pre_printed = 1  # T-0430 came with its label
        expected = len(numbers) - pre_printed + self.day.reprints + self.day.slips
        if labels != expected:
            raise DemoFailedError(f"{labels} papers came out, not {expected}: {counts}")
        return counts

    def _summary(self, counts: dict[str, int]) -> str:
        lines = ["", "# One day at the bench", "", "| what | how many |", "|---|---:|"]
        lines += [f"| {name} | {count} |" for name, count in counts.items()]
        lines += ["", "## What was caught", ""]
        lines += [
            f"- {what}" + (f" ({number})" if number else "") for number, what in self.day.caught
        ]
        lines += [
            "",
            f"Everything is in {self.out}:",
            "labels/ (as the printer's dots), papers/ (control card, badges), screens/,",
            "results.xlsx and results.csv (exported from the order center), summary.md, data/.",
            "",
        ]
        return "\n".join(lines)
