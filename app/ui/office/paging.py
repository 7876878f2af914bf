"""What a table of the office asks for and shows: cells and columns. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.domain.paging import Page, PageQuery

Row = TypeVar("Row")


class PageSource(Protocol[Row]):
    """Whoever has the rows. Called in a worker's thread; may raise DeskAwayError."""

    def page(self, query: PageQuery) -> Page[Row]: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. ``tone``: "" | quiet | stop | warn | ok | brand.

    ``lead`` stands bold before the text; ``avatar`` is an initial in a circle, "-" an empty
    one; ``button`` is an action's word, ``primary`` the one that is due.
    """

    text: str = ""
    sub: str = ""
    icon: str = ""
    tone: str = ""
    sub_tone: str = "quiet"
    picture: str | None = None
    avatar: str = ""
    lead: str = ""
    bold: bool = False
    right: bool = False
    button: str = ""
    primary: bool = False
    dim: bool = False
    ends: bool = False  # a long text keeps its end, which says size or colour

    @property
    def spoken(self) -> str:
        """The cell as one line, for copying and for screen readers."""
        first = " ".join(part for part in (self.lead, self.text) if part)
        return ", ".join(part for part in (first, self.sub, self.button) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """``wide`` is its share of the room, ``least`` the design pixels it needs.

    ``sort`` names the key that the source sorts by ("" : not sortable); ``value`` is the
    text for copying and exporting. ``hidden``: not shown until it is chosen.
    """

    key: str
    title: str
    cell: Callable[[Any], Cell]
    value: Callable[[Any], str]
    wide: int = 10
    least: int = 80
    sort: str = ""
    hidden: bool = False
