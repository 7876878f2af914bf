"""A measured figure, and how figures become a table and a file."""

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.registry import GOALS

LIBRARIES = (
    "PySide6-Essentials", "SQLAlchemy", "pysqlite3", "psycopg", "msgspec", "reportlab",
    "pypdfium2", "pillow", "pyserial",
)  # fmt: skip
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value, or the spread of many samples. ``note``: what a reader must know beside it."""

    name: str
    unit: str
    value: float | None = None
    samples: tuple[float, ...] = ()
    note: str = ""

    def row(self) -> Row:
        """As written to the file. A spread has p50, p95, p99, max and the count of samples."""
        row: Row = {"name": self.name, "unit": self.unit}
        if self.samples:
            ordered = sorted(self.samples)
            row |= {f"p{share}": _round(nearest_rank(ordered, share)) for share in (50, 95, 99)}
            row |= {"max": _round(ordered[-1]), "count": len(ordered)}
        else:
            row["value"] = _round(self.value or 0.0)
        goal = GOALS.get(self.name)
        row["goal"] = goal.text if goal else None
        if self.note:
            row["note"] = self.note
        return row


def spread(name: str, samples: Sequence[float], unit: str = "ms", note: str = "") -> Figure:
    if not samples:
        raise ValueError(f"{name}: nothing was measured")
    return Figure(name, unit, samples=tuple(samples), note=note)


def nearest_rank(ordered: Sequence[float], share: int) -> float:
    """The smallest sample that ``share`` percent of all samples do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def _round(value: float) -> float:
    """Four significant digits: more than that is noise."""
    return float(f"{value:.4g}")


def head_row(xvfb: bool, quick: bool) -> Row:
    """The computer, its load at this moment, and what runs on it."""
    return {
        "name": "machine",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
        "load": [round(one, 2) for one in psutil.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "screen": "offscreen and xvfb" if xvfb else "offscreen",
        "quick": quick,
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    lines = info.read_text("utf-8").splitlines()
    return next((one.split(":", 1)[1].strip() for one in lines if "model name" in one), "")


def table(rows: Sequence[Row]) -> str:
    """Rows as text for people; the head row is not shown."""
    lines = [f"{'figure':34}{'unit':>6}{'p50':>10}{'p95':>10}{'p99':>10}{'max':>10}  goal"]
    for row in rows:
        if "cores" in row:
            continue
        if "value" in row:
            cells = f"{_cell(row['value']):>10}{'':30}"
        else:
            cells = "".join(f"{_cell(row[key]):>10}" for key in ("p50", "p95", "p99", "max"))
        lines.append(f"{row['name']:34}{row['unit']:>6}{cells}  {_judged(row)}")
        if row.get("note"):
            lines.append(f"    {row['note']}")
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) and value < 10_000 else f"{value:,.0f}"


def _judged(row: Row) -> str:
    goal = GOALS.get(str(row["name"]))
    if goal is None:
        return ""
    return f"{goal.text}  {'met' if goal.met(row) else 'MISSED'}"


def write(path: Path, rows: Sequence[Row]) -> None:
    """The file of all figures; what was not measured this time stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")


def kept(path: Path) -> list[Row]:
    """The rows of an earlier run, without its head."""
    if not path.exists():
        return []
    rows: list[Row] = json.loads(path.read_text("utf-8"))
    return [row for row in rows if "cores" not in row]
