"""`python main.py center ...` as a person or a script uses it, in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "resources" / "seeds"


def center(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", "center", *words, "--home", str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )


def test_a_whole_day(tmp_path: Path) -> None:
    assert "run `center init` first" in center(tmp_path, "status").stderr
    assert center(tmp_path, "init").stdout.startswith("made the center")
    assert center(tmp_path, "init").stdout.startswith("found the center")
    files = [str(path) for path in sorted(SEEDS.glob("*.csv"))]
    Image.new("RGB", (8, 8), "red").save(tmp_path / "lamp.png")
    (tmp_path / "items.csv").write_text("sku,name,picture\nLAMP-1,lamp,lamp.png\n")
    files.append(str(tmp_path / "items.csv"))
    assert "orders: 46 new" in center(tmp_path, "import-orders", *files).stdout
    assert len(list((tmp_path / "pictures").iterdir())) == 1
    assert "added" in center(tmp_path, "import-cards", str(SEEDS / "cards")).stdout
    assert center(tmp_path, "refund", "T-0401").stdout.endswith("approved -> refunded\n")
    assert "orders refunded: 2" in center(tmp_path, "status").stdout
    assert center(tmp_path, "serve", "--once").returncode == 0
    out = tmp_path / "out.xlsx"
    assert "0 parcels written" in center(tmp_path, "export", str(out)).stdout
    assert out.exists()


def test_refusals(tmp_path: Path) -> None:
    center(tmp_path, "init")
    bad = tmp_path / "bad.csv"
    bad.write_text("sku,name\nZZ1,x\n")
    refused = center(tmp_path, "import-orders", str(bad))
    assert refused.returncode == 1
    assert "bad.csv, row 2, column sku" in refused.stderr
    unknown = center(tmp_path, "refund", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no order nothing" in unknown.stderr
    wrong = center(tmp_path, "status", "--database", str(tmp_path / "no" / "such.db"))
    assert wrong.returncode == 1


def test_a_shop_is_added_and_asked(tmp_path: Path) -> None:
    center(tmp_path, "init")
    assert "no shop yet" in center(tmp_path, "shops").stdout
    assert "next: center shops keys demo" in center(tmp_path, "shops", "add", "demo", "pdd").stdout
    keys = tmp_path / "keys.json"
    keys.write_text('{"client_id": "1", "secret": "hush", "token": "t"}')
    given = center(tmp_path, "shops", "keys", "demo", "--file", str(keys))
    assert given.returncode == 0
    assert "hush" not in given.stdout + (tmp_path / "center.db").read_bytes().decode("latin-1")
    assert "jobs of demo rest" in center(tmp_path, "shops", "off", "demo").stdout
    assert center(tmp_path, "shops").stdout == "demo (pdd) off\n"
    refused = center(tmp_path, "shops", "test", "other")
    assert (refused.returncode, "no shop other" in refused.stderr) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_cleanly(how: signal.Signals, tmp_path: Path) -> None:
    center(tmp_path, "init")
    words = [sys.executable, "main.py", "center", "serve", "--home", str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        assert "runs on" in serving.stdout.readline()
        serving.send_signal(how)
        assert "center stopped" in serving.stdout.read()
        assert serving.wait(10) == 0
