"""What reaches a log file, in which form, and what must never."""

import json
import logging
import logging.handlers
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Hooks and handlers of the process are put back."""
    root = logging.getLogger()
    kept = (root.handlers[:], root.level)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    root.handlers[:] = []
    with warnings.catch_warnings():
        yield
    for handler in root.handlers:
        handler.close()
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = kept
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("postgresql://center:s3cret@db:5432/x", "postgresql://center:***@db:5432/x"),
        ("token=abc.def-123 next", "token=*** next"),
        ("station_token: 'a b c', n", "station_token: ***, n"),
        ('{"password": "p w", "n": 1}', '{"password": ***, "n": 1}'),
        ("PIN=1234", "PIN=***"),
        ("supervisor_pin=1234;", "supervisor_pin=***;"),
        ("Authorization: Bearer eyJhbGciOi.x.y", "Authorization: Bearer ***"),
        ("call 13800000000 now", "call (phone) now"),
        ("call 138-0000-0000.", "call (phone)."),
        ("tel +86 138 0000 0000", "tel (phone)"),
        ("tel 021-00000000", "tel (phone)"),
    ],
)
def test_secrets_are_blotted_out(text: str, instead: str) -> None:
    assert log.redacted(text) == instead


@pytest.mark.parametrize(
    "text",
    [
        "waybill SF1380000000001 printed",
        "item 06901234567892 counted 12",
        "order SO-13800000000 opened",
        "2026-03-01T08:00:00.000+00:00",
        "spinning = 3, shopping: yes",
        "o-000013, 13 of 20, 1,380,000",
    ],
)
def test_numbers_of_the_trade_stay(text: str) -> None:
    assert log.redacted(text) == text


def read(path: Path) -> list[str]:
    for handler in logging.getLogger().handlers:
        handler.flush()
    return path.read_text("utf-8").splitlines()


def test_a_plain_line(tmp_path: Path) -> None:
    path = log.set_up(tmp_path / "logs", "center")
    logging.getLogger("app.x").info("lent %d numbers to %s", 5, "b1")
    (line,) = read(path)
    assert line.endswith("INFO    MainThread app.x: lent 5 numbers to b1")
    assert "+00:00" in line


def test_a_line_for_machines(tmp_path: Path) -> None:
    path = log.set_up(tmp_path, "center", json_lines=True)
    logger = logging.getLogger("app.x")
    logger.info("told 茶", extra={"fields": {"facts": 3, "token": "abc", "at": tmp_path}})
    logger.error("it failed", exc_info=ValueError("password=abc"))
    first, second = map(json.loads, read(path))
    assert first["message"] == "told 茶"
    assert (first["level"], first["logger"], first["thread"]) == ("info", "app.x", "MainThread")
    assert first["fields"] == {"facts": 3, "token": "***", "at": str(tmp_path)}
    assert second["error"].endswith("ValueError: password=***")


def test_the_file_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 2_000)
    log.set_up(tmp_path, "center")
    for number in range(300):
        logging.getLogger("app.x").info("line %d", number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["center.log", *(f"center.log.{n}" for n in range(1, 6))]
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.iterdir())


def test_uncaught_exceptions_are_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log.set_up(tmp_path, "center")

    def fails() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    error = RuntimeError("at the top, token=abc")
    sys.excepthook(RuntimeError, error, None)
    text = "\n".join(read(path))
    assert "RuntimeError: in a thread" in text
    assert "RuntimeError: at the top, token=***" in text
    assert "in a thread" in capsys.readouterr().err


def test_a_key_press_is_no_fault(tmp_path: Path) -> None:
    path = log.set_up(tmp_path, "center")
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert read(path) == []


def test_warnings_are_logged(tmp_path: Path) -> None:
    path = log.set_up(tmp_path, "center")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", UserWarning, stacklevel=1)
    assert "UserWarning: old way" in "\n".join(read(path))
