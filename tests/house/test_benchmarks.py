"""The figures of `make bench`: stable names, one format, a page that explains each."""

import ast
import json
from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.figures import Figure, nearest_rank, spread
from benchmarks.registry import BENCHMARKS, GOALS, benchmarks_for

ROOT = Path(__file__).resolve().parents[2]
NAMES = [name for each in BENCHMARKS.values() for name in each]
STABLE = {
    "scan_to_snapshot_ms", "scan_to_painted_ms", "last_scan_to_label_ms", "cold_start_s",
    "rss_after_1000_parcels_mb", "rss_total_after_1000_parcels_mb", "push_single_per_s",
    "push_batch_per_s", "pull_rows_per_s", "quote_ms", "quotes_bulk_per_s", "label_pdf_ms",
    "label_native_ms",
}  # fmt: skip
"""Names that others compare over time: never renamed."""


def test_the_promised_names_are_there_and_each_once() -> None:
    assert set(NAMES) >= STABLE
    assert len(NAMES) == len(set(NAMES))
    assert set(GOALS) <= set(NAMES)


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_every_benchmark_is_a_module_that_measures(benchmark: str) -> None:
    tree = ast.parse((ROOT / "benchmarks" / f"{benchmark}.py").read_text("utf-8"))
    assert "measure" in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_explains_every_figure(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "benchmarks.md").read_text("utf-8")


def test_a_figure_is_found_by_its_own_name_and_by_its_benchmark() -> None:
    assert benchmarks_for(["pull_rows_per_s", "cold_start"]) == ("sync_rates", "cold_start")
    assert benchmarks_for([]) == tuple(BENCHMARKS)
    with pytest.raises(ValueError, match="no figure is called 'speed'"):
        benchmarks_for(["speed"])


def test_a_spread_becomes_percentiles_by_nearest_rank() -> None:
    row = spread("scan_to_painted_ms", [float(n) for n in range(200, 0, -1)]).row()
    assert row == {
        "name": "scan_to_painted_ms", "unit": "ms", "p50": 100.0, "p95": 190.0, "p99": 198.0,
        "max": 200.0, "count": 200, "goal": "p99 <= 16",
    }  # fmt: skip
    assert nearest_rank([5.0], 99) == 5.0


def test_a_spread_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        spread("quote_ms", [])


def test_a_value_has_neither_percentiles_nor_a_goal_that_nobody_set() -> None:
    row = Figure("pull_rows_per_s", "1/s", 6740.4321).row()
    assert row == {"name": "pull_rows_per_s", "unit": "1/s", "value": 6740.0, "goal": None}


def test_the_file_begins_with_the_machine_and_reads_back(tmp_path: Path) -> None:
    head = figures.head_row(xvfb=False, quick=True)
    assert {"name", "date", "cores", "load", "python", "libraries"} <= set(head)
    rows = [Figure("quotes_bulk_per_s", "1/s", 9.5).row()]
    path = tmp_path / "build" / "benchmarks.json"
    figures.write(path, [head, *rows])
    assert json.loads(path.read_text("utf-8")) == [head, *rows]
    assert figures.kept(path) == rows
    assert figures.kept(tmp_path / "none.json") == []


def test_the_table_says_what_was_missed() -> None:
    rows = [
        spread("scan_to_painted_ms", [40.0], note="beside a sync").row(),
        Figure("rss_after_1000_parcels_mb", "MB", 150.0).row(),
    ]
    text = figures.table([figures.head_row(xvfb=False, quick=False), *rows])
    assert "p99 <= 16  MISSED" in text
    assert "beside a sync" in text
    assert "value <= 200  met" in text
