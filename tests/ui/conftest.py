"""A window on a bridge, with a clock that is moved by hand."""

import gc
import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.i18n import Words
from app.ui.bridge import Bridge
from app.ui.gallery_data import MONO_MS
from app.ui.station.window import BenchWindow
from app.ui.style import Style


class Clock:
    """A monotonic clock that moves when told."""

    def __init__(self) -> None:
        self.ms = MONO_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture(autouse=True)
def _garbage_waits() -> Iterator[None]:
    """No worker's thread may collect the widgets of a test (see app/ui/collector.py)."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def style(qapp: QApplication) -> Style:
    made = Style()
    made.apply(qapp)
    return made


@pytest.fixture
def words() -> Words:
    return Words("en")


@pytest.fixture
def posted() -> list[object]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bridge(qapp: QApplication) -> Bridge:
    return Bridge()


@pytest.fixture
def window(
    qapp: QApplication,
    bridge: Bridge,
    words: Words,
    style: Style,
    posted: list[object],
    clock: Clock,
) -> Iterator[BenchWindow]:
    """Truly gone afterwards: a style sheet is worked out for every widget that lives."""
    made = BenchWindow(bridge, words, style, posted.append, clock=clock)
    made.resize(1920, 1080)
    made.show()
    yield made
    made.close()
    qapp.processEvents()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
