"""A manifest as files: paper, spreadsheet and plain file say the same."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from app.center.handing import ManifestSheet
from app.center.manifest_files import paper_of, write_files
from app.domain.manifest import ReadyParcel
from app.domain.values import Grams
from app.i18n import Words
from app.store.manifests import HandParcel, StoredManifest

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MANIFEST = StoredManifest("M1", "sf", "028", date(2026, 11, 24), "B01", AT, closed_at=AT, missing=1)


def a_sheet(count: int = 3) -> ManifestSheet:
    parcels = tuple(
        HandParcel(
            ReadyParcel(f"p{n}", f"SF{n}", "sf", "028", f"=SO-{n}", "四川", Grams(1250),
                        service="next" if n else "std"),
            f"o{n}", AT, AT,
        )
        for n in range(count)
    )  # fmt: skip
    return ManifestSheet(MANIFEST, parcels)


def test_the_three_files_hold_the_same_lines(tmp_path: Path) -> None:
    written = write_files(a_sheet(), "W1", "SF Express", tmp_path / "m", Words())
    assert [path.name for path in written] == ["M1.pdf", "M1.xlsx", "M1.csv"]
    assert written[0].read_bytes().startswith(b"%PDF")
    rows = CalamineWorkbook.from_path(str(written[1])).get_sheet_by_index(0).to_python()[1:]
    with written[2].open(encoding="utf-8-sig", newline="") as file:
        plain = list(csv.DictReader(file))
    assert [row[4] for row in rows] == [line["Waybill"] for line in plain] == ["SF0", "SF1", "SF2"]
    assert (rows[0][9], plain[0]["kg"]) == (1.25, "1.250")
    assert plain[0]["Order"] == "'=SO-0"  # no formula
    assert list(tmp_path.rglob("*.part")) == []


def test_totals_a_service_and_the_copy() -> None:
    paper = paper_of(a_sheet(), "W1", "SF Express", Words(), copy=2)
    totals = [(one.service, one.parcels, one.grams) for one in paper.totals]
    assert totals == [("std", 1, 1250), ("next", 2, 2500)]
    assert (paper.copy, paper.missing, len(paper.lines)) == (2, 1, 3)
