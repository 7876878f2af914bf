"""The demo is the whole program at once: it must pass as a newcomer runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ("--language", "en")


@pytest.mark.timeout(400)
def test_the_demo_packs_its_day_and_leaves_its_papers(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "main.py",
        "demo",
        "--out",
        str(tmp_path / "out"),
        "--language",
        "en",
    ]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=380, check=False
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    out = tmp_path / "out"
    assert "| facts lost | 0 |" in (out / "summary.md").read_text(encoding="utf-8")
    for name in ("results.xlsx", "results.csv", "papers/control-card.pdf", "papers/badges.pdf"):
        assert (out / name).stat().st_size > 0
    assert len(list((out / "labels").glob("*.png"))) > 30
    assert len(list((out / "screens").glob("*.png"))) > 20
