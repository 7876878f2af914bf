"""`python -m benchmarks [NAME...]`: measure, print a table, write build/benchmarks.json.

Every benchmark has a fresh process of its own, one after the other. With names (of figures or of
benchmarks) only those are measured again; the other rows of the file stay.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from benchmarks import cache, figures
from benchmarks.registry import BENCHMARKS, benchmarks_for

RESULT = cache.ROOT / "build" / "benchmarks.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="figures (default: all)")
    parser.add_argument("--quick", action="store_true", help="few samples: does it still work?")
    parser.add_argument("--xvfb", action="store_true", help="also in a window of an X server")
    options = parser.parse_args()
    try:
        wanted = benchmarks_for(options.names)
    except ValueError as error:
        parser.error(f"{error}; there are: {', '.join(sum(BENCHMARKS.values(), ()))}")
    head = figures.head_row(xvfb=options.xvfb, quick=options.quick)
    cache.store_file()
    before = figures.kept(RESULT) if options.names else []
    rows: list[figures.Row] = []
    failed: list[str] = []
    for name in wanted:
        print(f"{name} ...", file=sys.stderr, flush=True)
        measured = _run(name, quick=options.quick, xvfb=options.xvfb)
        rows += measured
        failed += [] if measured else [name]
        _keep(head, rows, before)  # at once: an hour's figures do not hang on the last of them
    print(f"{head['cores']} cores, load {head['load']}, Python {head['python']}")
    print(figures.table(rows))
    print(f"written to {RESULT.relative_to(cache.ROOT)}")
    if failed:
        print(f"not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _keep(head: figures.Row, rows: list[figures.Row], before: list[figures.Row]) -> None:
    fresh = {row["name"] for row in rows}
    every = rows + [row for row in before if row["name"] not in fresh]
    figures.write(RESULT, [head, *sorted(every, key=_place)])


def _run(name: str, *, quick: bool, xvfb: bool) -> list[figures.Row]:
    """The rows of one benchmark with the load of its last minute; none when it failed."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "rows.json"
        words = [sys.executable, "-m", "benchmarks.one", name, str(result)]
        words += [flag for flag, on in (("--quick", quick), ("--xvfb", xvfb)) if on]
        done = subprocess.run(words, check=False, cwd=cache.ROOT)
        if done.returncode or not result.exists():
            print(f"{name} ended with {done.returncode} (-9: killed)", file=sys.stderr, flush=True)
            return []
        rows: list[figures.Row] = json.loads(result.read_text("utf-8"))
        return [row | {"load": round(psutil.getloadavg()[0], 2)} for row in rows]


def _place(row: figures.Row) -> int:
    """Rows stand in the order of the registry."""
    names = [figure for each in BENCHMARKS.values() for figure in each]
    return names.index(str(row["name"])) if row["name"] in names else len(names)


if __name__ == "__main__":
    sys.exit(main())
