"""A bench that cannot start says why: on the terminal and on the screen, in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from app.entrypoints import station
from app.ui import application
from app.ui.station.trouble_screen import TroubleScreen


def start(home: Path, *words: str) -> int:
    return station.main(["--home", str(home), *words])


def test_a_typing_mistake_in_the_settings_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secondpass.toml").write_text('[scale]\nprotocl = "st_gs"\n', encoding="utf-8")
    assert start(tmp_path) == 2
    said = capsys.readouterr().err
    assert "scale.protocl" in said
    assert "'protocol'" in said


def test_a_damaged_database_is_left_alone_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = bytes(range(256)) * 32
    (tmp_path / "bench.db").write_bytes(damaged)
    assert start(tmp_path) == 2
    assert "Do not delete it" in capsys.readouterr().err
    assert (tmp_path / "bench.db").read_bytes() == damaged


def test_two_benches_on_one_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = application.lock(tmp_path / "bench.lock")
    assert held is not None
    try:
        assert start(tmp_path) == 3
    finally:
        held.unlock()
    assert "open already" in capsys.readouterr().err


def test_the_screen_says_it_in_the_packers_language(qtbot: object) -> None:
    app = application.application()
    shown: list[str] = []

    def read() -> None:
        for widget in app.topLevelWidgets():
            if isinstance(widget, TroubleScreen) and widget.isVisible():
                shown.append(widget.advice.text())
                widget.findChildren(QPushButton)[0].click()

    QTimer.singleShot(100, read)
    advice = "The disk is full. Free some space on it; nothing was recorded until then."
    application.show_trouble("zh_Hant", advice, "bench.db")
    assert shown == ["磁碟已滿。請騰出空間；在那之前什麼都沒有記錄。"]
