"""A page of the office by itself, over a real center: shown, settled, acted on."""

from typing import TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.office.context import Office
from app.ui.office.page import OfficePage

P = TypeVar("P", bound=OfficePage)
SIZE = (1366, 768)


def shown(qtbot: QtBot, office: Office, page: P, size: tuple[int, int] = SIZE) -> P:
    """Dressed, on the screen and with its first answers."""
    office.style.fit(*size)
    office.style.apply(QApplication.instance())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.setObjectName("office")
    page.dress()
    page.resize(*size)
    page.show()
    QApplication.processEvents()  # the layout finds its sizes: how many rows there is room for
    page.came_up()
    settled(qtbot, page)
    return page


def settled(qtbot: QtBot, page: OfficePage) -> None:
    """Every question is answered and shown."""
    qtbot.waitUntil(lambda: not page.busy() and page.office.work.idle())


def told(office: Office) -> list[str]:
    """What is said at the bottom of the window from now on."""
    said: list[str] = []
    office.tell = lambda text, _word, _undo: said.append(text)
    return said
