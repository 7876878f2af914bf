"""The set-up, the Makefile and the lock files keep their promises."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SCRIPTS = ("installer/setup.sh", ".ci/run")

needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="bash scripts are for Linux")


def run(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        env={**os.environ, **environment},
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what setup.sh reads, in a folder with spaces, with a `.venv` that looks made."""
    place = tmp_path / "Second Pass (copy)"
    (place / "installer").mkdir(parents=True)
    shutil.copy(ROOT / "installer" / "setup.sh", place / "installer")
    for lock in LOCKS:
        shutil.copy(ROOT / lock, place)
    python = place / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return place


def setup(checkout: Path, word: str) -> subprocess.CompletedProcess[str]:
    return run("bash", str(checkout / "installer" / "setup.sh"), word, cwd=checkout.parent)


def mark_ready(checkout: Path) -> None:
    (checkout / ".venv" / ".ready").write_text(setup(checkout, "--stamp").stdout)


@needs_bash
@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_have_right_syntax_and_may_be_run(script: str) -> None:
    assert run("bash", "-n", script).stderr == ""
    assert os.access(ROOT / script, os.X_OK)


@needs_bash
def test_a_ready_environment_is_left_alone_in_a_moment(checkout: Path) -> None:
    mark_ready(checkout)
    before = sorted(path.name for path in checkout.rglob("*"))
    best = 10.0
    for _ in range(3):
        start = time.monotonic()
        done = setup(checkout, "--quiet")
        best = min(best, time.monotonic() - start)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in checkout.rglob("*")) == before
    assert best < 0.2


@needs_bash
def test_a_ready_environment_says_so(checkout: Path) -> None:
    mark_ready(checkout)
    assert setup(checkout, "--no-system").stdout == "setup: .venv is ready\n"


@needs_bash
@pytest.mark.parametrize("changed", [*LOCKS, "installer/setup.sh"])
def test_a_changed_lock_or_script_makes_the_environment_stale(checkout: Path, changed: str) -> None:
    mark_ready(checkout)
    assert setup(checkout, "--check").returncode == 0
    with (checkout / changed).open("a") as file:
        file.write("\n# changed\n")
    assert setup(checkout, "--check").returncode == 1


@needs_bash
def test_a_moved_checkout_is_stale_because_its_scripts_hold_the_old_path(checkout: Path) -> None:
    mark_ready(checkout)
    moved = checkout.rename(checkout.with_name("moved"))
    assert setup(moved, "--check").returncode == 1


@needs_bash
def test_a_half_made_environment_is_not_ready(checkout: Path) -> None:
    assert setup(checkout, "--check").returncode == 1
    mark_ready(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()
    assert setup(checkout, "--check").returncode == 1


@needs_bash
def test_an_unknown_word_is_refused_with_the_usage(checkout: Path) -> None:
    done = setup(checkout, "--everything")
    assert done.returncode == 1
    assert "usage: installer/setup.sh" in done.stderr


@needs_bash
def test_ci_run_ends_with_the_closing_line_and_keeps_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    makefile = tmp_path / "Makefile"
    makefile.write_text("test:\n\t@echo '== 1 failed, 2 passed in 0.10s =='; exit 1\n")
    done = run("bash", "-c", "exec .ci/run <&-", cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "== 1 failed, 2 passed in 0.10s =="
    assert done.returncode != 0
    makefile.write_text("test:\n\t@echo 'lint: line too long'; exit 1\n")
    done = run("bash", ".ci/run", cwd=tmp_path)
    assert "***" in done.stdout.splitlines()[-1]
    assert done.returncode != 0
    makefile.write_text("test:\n\t@echo '== 3 passed in 0.10s =='\n")
    assert run("bash", ".ci/run", cwd=tmp_path).returncode == 0


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_is_the_default_and_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony is not None
    targets = set(phony.group(1).split()) - {"ready"}
    assert targets == set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))
    helped = run("make", "--no-print-directory", MAKEFLAGS="", MFLAGS="")
    assert helped.returncode == 0
    assert set(re.findall(r"make ([a-z-]+) ", helped.stdout)) == targets


def test_every_target_that_needs_the_environment_asks_for_it() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    for target, needs in re.findall(r"^([a-z-]+):([^#\n=]*)## ", text, re.MULTILINE):
        if target not in {"help", "setup", "clean"}:
            assert needs.split() in (["ready"], ["test"]), target


def pins(lock: str) -> dict[str, list[str]]:
    """`name==version` of each pin, with its hashes."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        pin, *rest = line.split()
        found[pin] = [word for word in rest if word.startswith("--hash=sha256:")]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_place_of_origin(lock: str) -> None:
    for pin, hashes in pins(lock).items():
        assert re.fullmatch(r"[a-zA-Z0-9._-]+(\[[a-z,]+\])?==[^=\s]+", pin), pin
        assert hashes, pin
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_qt_is_the_version_that_does_not_lose_references(lock: str) -> None:
    names = {pin.lower().replace("_", "-") for pin in pins(lock)}
    assert "pyside6-essentials==6.11.3" in names
    assert "shiboken6==6.11.3" in names
    assert not [name for name in names if name.startswith(("pyside6-addons", "pyside6=="))]


def test_the_dev_lock_holds_the_product_lock() -> None:
    product, development = pins(LOCKS[0]), pins(LOCKS[1])
    assert product.items() <= development.items()


def test_every_dependency_is_explained_and_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    locked = " ".join(pins(LOCKS[1])).lower()
    extras = project["optional-dependencies"]
    for wanted in (*project["dependencies"], *extras["dev"], *extras["build"]):
        name = re.split(r"[\[<>=;~! ]", wanted, maxsplit=1)[0]
        assert name in explained, f"docs/dependencies.md does not say why {name}"
        if wanted not in extras["build"]:
            assert f"{name.lower()}==" in locked, name


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_bytes()
    known = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
    assert hashlib.sha256(text).hexdigest() == known
