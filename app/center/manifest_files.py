"""A manifest as paper, spreadsheet and plain file: the same lines in all three."""

from datetime import datetime
from pathlib import Path

from app.center.alert_sheet import Column, write_sheet
from app.center.handing import ManifestSheet
from app.center.plain_sheet import write_csv
from app.center.whole_file import write_whole
from app.i18n import Words
from app.i18n import mark as _
from app.labels.manifest_paper import (
    ManifestLine,
    ManifestPaper,
    ManifestTotal,
    ManifestWords,
    render_manifest,
)

LINES = (".xlsx", ".csv")
"""The endings of files with the lines of a manifest."""


def paper_of(
    sheet: ManifestSheet, warehouse: str, courier: str, words: Words, copy: int = 0
) -> ManifestPaper:
    """The paper of a manifest. ``courier``: as it is called here. ``copy`` 0: as it was printed."""
    one = sheet.manifest
    totals: dict[str, tuple[int, int]] = {}
    for each in sheet.parcels:
        count, grams = totals.get(each.parcel.service, (0, 0))
        totals[each.parcel.service] = (count + 1, grams + each.parcel.grams)
    return ManifestPaper(
        number=one.number,
        courier=courier,
        account=one.account,
        warehouse=warehouse,
        ship_date=one.ship_date.isoformat(),
        opened=_clock(one.opened_at),
        closed=_clock(one.closed_at),
        lines=tuple(
            ManifestLine(p.waybill, p.order_number, p.place, p.pieces, p.grams)
            for p in (each.parcel for each in sheet.parcels)
        ),
        totals=tuple(ManifestTotal(name, *sums) for name, sums in totals.items()),
        missing=one.missing,
        copy=copy or sheet.copies,
        words=_paper_words(words),
    )


def write_files(
    sheet: ManifestSheet, warehouse: str, courier: str, folder: Path, words: Words
) -> tuple[Path, ...]:
    """``NUMBER.pdf`` (A4), ``.xlsx`` and ``.csv`` in the folder, which is made. Raises OSError."""
    name = sheet.manifest.number
    pdf = write_paper(folder / f"{name}.pdf", paper_of(sheet, warehouse, courier, words))
    lines = [write_lines(folder / f"{name}{ending}", sheet, words) for ending in LINES]
    return (pdf, *lines)


def write_paper(path: Path, paper: ManifestPaper) -> Path:
    """The paper as a PDF on A4, there whole or not at all. Raises OSError, LabelError."""
    return write_whole(path, render_manifest(paper))


def write_lines(path: Path, sheet: ManifestSheet, words: Words) -> Path:
    """Its lines as a spreadsheet or a plain table, by the ending of ``path``. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write = write_csv if path.suffix == ".csv" else write_sheet
    write(path, columns_of(sheet, words), sheet.parcels, _all)
    return path


def columns_of(sheet: ManifestSheet, words: Words) -> tuple[Column, ...]:
    """The columns of a manifest's lines; weights in kilograms."""
    one, say = sheet.manifest, words.say
    return (
        Column(say(_("List")), lambda _each: one.number),
        Column(say(_("Courier")), lambda _each: one.courier),
        Column(say(_("Account")), lambda _each: one.account),
        Column(say(_("Ship date")), lambda _each: one.ship_date.isoformat(), 12),
        Column(say(_("Waybill")), lambda each: each.parcel.waybill, 22),
        Column(say(_("Order")), lambda each: each.parcel.order_number, 22),
        Column(say(_("Place")), lambda each: each.parcel.place, 22),
        Column(say(_("Service")), lambda each: each.parcel.service),
        Column(say(_("Pieces")), lambda each: str(each.parcel.pieces), 8, number=True),
        Column(say(_("kg")), lambda each: f"{each.parcel.grams / 1000:.3f}", 10, number=True),
        Column(say(_("Scanned at")), lambda each: _clock(each.loaded_at), 10),
    )


def _paper_words(words: Words) -> ManifestWords:
    say = words.say
    return ManifestWords(
        title=say(_("Hand-over list")),
        courier=say(_("Courier")),
        account=say(_("Account")),
        warehouse=say(_("Warehouse")),
        ship_date=say(_("Ship date")),
        opened=say(_("Opened at")),
        closed=say(_("Closed at")),
        waybill=say(_("Waybill")),
        order=say(_("Order")),
        place=say(_("Place")),
        pieces=say(_("Pieces")),
        kilograms=say(_("kg")),
        service=say(_("Service")),
        total=say(_("Total")),
        parcels=say(_("Parcels")),
        missing=say(_("Expected, not handed over")),
        discrepancy=say(_("Differences")),
        handed_by=say(_("Handed over by")),
        received_by=say(_("Received by")),
        count=say(_("Count")),
        time=say(_("Time")),
        vehicle=say(_("Vehicle")),
        copy=say(_("COPY")),
    )


def _clock(at: datetime | None) -> str:
    return at.astimezone().strftime("%H:%M") if at else ""


def _all(_rows: int) -> bool:
    return True
