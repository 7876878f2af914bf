"""The command line as a script uses it: JSON lines, exit codes, papers."""

import json
import subprocess
import sys
from pathlib import Path

from pypdfium2 import PdfDocument

ROOT = Path(__file__).resolve().parents[2]


def tool(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "tools", *words]
    return subprocess.run(
        command, cwd=ROOT, input=given, capture_output=True, text=True, timeout=60, check=False
    )


def test_decode_scale_answers_line_by_line_and_refuses_by_line() -> None:
    good = json.dumps({"protocol": "st_gs", "hex": b"ST,GS,+  1.234kg\r\n".hex()})
    run = tool("decode-scale", given=f"{good}\nno json\n[]\n{good}\n")
    assert run.returncode == 0
    first, second, third, fourth = map(json.loads, run.stdout.splitlines())
    assert first == fourth
    assert first["readings"][0]["weight"] == "1.234"
    assert second["error"]["code"] == third["error"]["code"] == "bad_json"


def test_a_file_that_is_not_there_is_an_exit_code_and_a_sentence(tmp_path: Path) -> None:
    run = tool("decode-scan", str(tmp_path / "missing.jsonl"))
    assert run.returncode == 2
    assert "missing.jsonl" in run.stderr


def test_the_control_card_is_printed_in_each_language(tmp_path: Path) -> None:
    for language in ("zh_Hant", "zh_Hans", "en"):
        out = tmp_path / f"{language}.pdf"
        assert tool("control-card", str(out), "--language", language).returncode == 0
        assert len(PdfDocument(out)) >= 1


def test_replay_of_an_unknown_parcel_says_so(tmp_path: Path) -> None:
    run = tool("replay", "NOBODY", "--database", str(tmp_path / "bench.db"))
    assert json.loads(run.stdout)["error"]["code"] == "not_found"
