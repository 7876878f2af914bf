"""The floors of the program hold: imports only run downward, and there are no circles."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_run_downward_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken" in done.stdout


def test_a_bench_loads_nothing_that_the_center_alone_works_with() -> None:
    """Its store is the center's, so what tables carry must not bring the center's engines along."""
    told = "import sys, app.entrypoints.station; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "app" in loaded
    assert not loaded & {"rapidfuzz", "cel"}
