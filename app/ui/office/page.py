"""What a page of the office is: a widget that dresses itself, and a row in the list of pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.domain.permissions import Permission
from app.ui.office.asking import Asking
from app.ui.office.context import Office
from app.ui.office.palette import Command


class OfficePage(QWidget):
    """The base of all pages. What a page does not need, it does not override.

    ``office`` is what all pages share; ``asking`` puts this page's questions to the center.
    """

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.office = office
        self.asking = Asking(office)

    def came_up(self) -> None:
        """It is in front now: the first time, and every time after."""

    def receive(self, news: object) -> None:
        """What the watch brought (AlertBoard, WarehouseNow); also while another page is shown."""

    def render_now(self) -> None:
        """Once a second while it is in front: what goes with the clock."""

    def dress(self) -> None:
        """Sizes and words of the look of now: at first, and when look, size or language change."""

    def search(self, text: str) -> None:
        """Somebody looked for this from outside (Ctrl K, another page)."""

    def leave(self) -> bool:
        """Esc: close what is open, a drawer or a filter. False: there was nothing."""
        return False

    def busy(self) -> bool:
        """Whether it will ask for something by itself in a moment (a table whose size changed)."""
        return False

    def waiting(self) -> int:
        """How many things wait here for a person: the badge at the rail."""
        return 0

    def offers(self) -> Sequence[Command]:
        """What the palette offers for this page, besides opening it."""
        return ()

    def gone(self) -> None:
        """Somebody else signed in: this page is thrown away. Late answers are dropped."""
        self.asking.stop()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One row of the list of pages: ``title`` a message id, ``icon`` a name in resources/icons.

    ``needs``: one of these permissions shows it on the rail; none: everybody of the office.
    ``area``: the key of the page beside which it stands; empty: it has its own place on the rail.
    """

    key: str
    title: str
    icon: str
    needs: tuple[Permission, ...]
    make: Callable[[Office], OfficePage]
    area: str = ""

    @property
    def place(self) -> str:
        """The area it belongs to, named by its first page."""
        return self.area or self.key
