"""Work beside the screen: what the screen handed over is let go in the screen's thread."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.office.work import Work

Start = Callable[[Work, Callable[[], int], Callable[[object], None]], None]


class Kept:
    """Stands for a widget: it must die where it was made."""

    def __init__(self, died: list[str]) -> None:
        self._died = died

    def take(self, _result: object) -> None:
        """As a page takes an answer."""

    def __del__(self) -> None:
        self._died.append(threading.current_thread().name)


def short(work: Work, ask: Callable[[], int], done: Callable[[object], None]) -> None:
    work.run(ask, done)


def long(work: Work, ask: Callable[[], int], done: Callable[[object], None]) -> None:
    work.start_long("export", lambda _go_on: ask(), done)


@pytest.mark.parametrize("start", [short, long])
@pytest.mark.parametrize("holds", ["question", "answer"])
def test_a_window_that_closes_meanwhile_dies_in_its_own_thread(
    qapp: QApplication, start: Start, holds: str
) -> None:
    died: list[str] = []
    work, gate, begun = Work(), threading.Event(), threading.Event()
    kept = Kept(died)

    def ask(_held: object) -> int:
        begun.set()
        gate.wait(10)
        return 1

    if holds == "question":
        start(work, partial(ask, kept), lambda _result: None)
    else:
        start(work, partial(ask, None), kept.take)
    assert begun.wait(10)
    del kept
    gate.set()
    work.stop()
    assert died == [threading.main_thread().name]


def test_what_was_answered_is_let_go(qapp: QApplication, qtbot: QtBot) -> None:
    died: list[str] = []
    work = Work()
    work.run(lambda: 1, Kept(died).take)
    assert not work.idle()
    qtbot.waitUntil(work.idle, timeout=10_000)
    assert died == [threading.main_thread().name]
    work.stop()


def test_an_answer_on_its_way_when_all_ends_is_dropped(qapp: QApplication) -> None:
    """Its event stands in the queue of the screen already, and no disconnecting takes it out."""
    answers: list[object] = []
    work, over = Work(), threading.Event()
    work.run(lambda: 1, answers.append)
    work.run(over.set, answers.append)
    assert over.wait(10)
    work.stop()
    qapp.processEvents()
    assert answers == []
