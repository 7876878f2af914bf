"""Pictures of the office's pages: for looking at, for the manual, for comparing versions."""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, cast

from PySide6.QtWidgets import QApplication

from app.center.office_center import Center
from app.i18n import Words
from app.ui.office import gallery_data as data
from app.ui.office.context import LeadDesk, Office
from app.ui.office.form import Form
from app.ui.office.gallery_bills import BILL_SCENES
from app.ui.office.gallery_bills import open_row as _open
from app.ui.office.gallery_couriers import COURIER_SCENES
from app.ui.office.gallery_lists import LIST_SCENES
from app.ui.office.gallery_money import MONEY_SCENES
from app.ui.office.gallery_rules import RULE_SCENES
from app.ui.office.gallery_waves import WAVE_SCENES
from app.ui.office.list_page import ListPage
from app.ui.office.look import OfficeStyle
from app.ui.office.page import OfficePage
from app.ui.office.pages import PAGES
from app.ui.office.saved_views import OfficeFile
from app.ui.office.shares_page import SharesPage
from app.ui.office.window import OfficeWindow
from app.ui.office.work import LongTask, Work
from app.ui.pictures import Pictures

SCENES = ("overview", "alerts", "alert_open", "alerts_away", "alerts_calm", "wall", "wall_calm",
          "palette")  # fmt: skip
PAGE_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "people": lambda _page: None,
    "people_open": lambda page: _open(page, "LB"),
    "people_form": lambda page: _form(page, "P03"),
    "jobs_open": lambda page: _open(page, "doctor"),
    "shops_open": lambda page: _open(page, "outlet"),
    **BILL_SCENES,
    "orders_open": lambda page: _open_first(page),  # noqa: PLW0108 - it stands further down
    "holds": lambda _page: None,
    "stock_open": lambda page: _open(page, "CUP-WHITE"),
    "stock_seen": lambda page: _pressed(page, "TRAY-OAK", "seen"),
    "shares": lambda _page: None,
    "shares_open": lambda page: _open(page, "flagship\nTEA-500"),
    "shares_add": lambda page: page.add() if isinstance(page, SharesPage) else None,
    "documents_open": lambda page: _open(page, "D-3"),
    "catalogue_open": lambda page: _open(page, "KIT-COFFEE"),
    "binding_open": lambda page: _open_first(page),  # noqa: PLW0108 - it stands further down
    "statistics": lambda _page: None,
    "differences": lambda _page: None,
    **COURIER_SCENES,
    **MONEY_SCENES,
    **LIST_SCENES,
    **RULE_SCENES,
    **WAVE_SCENES,
}
"""Pictures of pages that ask a center: the page's key and more behind a "_", what is done first."""

CenterOf = Callable[[Path, str], AbstractContextManager[Center]]
"""Makes a filled center in a folder, in a language."""


def render_office(
    folder: Path,
    languages: Iterable[str],
    themes: Iterable[str],
    sizes: Iterable[tuple[int, int]],
    scenes: Iterable[str] = SCENES,
    center_of: CenterOf | None = None,
) -> list[Path]:
    """Write a PNG for every scene, language, theme and size; gives the files.

    With ``center_of`` the pages that ask a center are shown too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cast("QApplication", QApplication.instance() or QApplication([]))
    wanted, looks, shapes, written = tuple(scenes), tuple(themes), tuple(sizes), list[Path]()
    with tempfile.TemporaryDirectory(prefix="secondpass-office-") as kept:
        for language in languages:
            made = center_of(Path(kept), language) if center_of else nullcontext(None)
            with made as center:
                for theme in looks:
                    for size in shapes:
                        office = _office(Path(kept), language, theme, center)
                        written += _render(folder, office, size, wanted)
    return written


def _office(kept: Path, language: str, theme: str, center: Center | None) -> Office:
    return Office(
        words=Words(language),
        style=OfficeStyle(theme),
        pictures=Pictures(),
        work=Work(),
        desk=cast("LeadDesk", data.SampleDesk(language)),
        kept=OfficeFile(kept / "office.json"),
        now=lambda: data.AT,
        center=center,
        expected_hour=52,
        me="LA",
    )


def _render(
    folder: Path, office: Office, size: tuple[int, int], scenes: tuple[str, ...]
) -> list[Path]:
    desk = cast("data.SampleDesk", office.desk)
    language, theme = desk.language, office.style.theme
    shown_scenes = (*scenes, *PAGE_SCENES) if office.center else scenes
    written = []
    window = OfficeWindow(office, place=data.place(language))
    window.resize(*size)
    window.wall.resize(*size)
    window.show()
    settle(window)
    for scene in shown_scenes:
        if scene in PAGE_SCENES:
            _stage_page(window, scene)
        else:
            _stage(window, desk, scene)
        settle(window)
        shown = window.wall if scene.startswith("wall") else window
        path = folder / f"office-{scene}-{theme}-{language}-{size[0]}.png"
        shown.grab().save(str(path))
        written.append(path)
    window.close()
    window.deleteLater()
    office.work.stop()
    QApplication.processEvents()
    return written


def settle(window: OfficeWindow) -> None:
    """Until every question that the pages asked is answered and shown."""
    for _round in range(4):
        QApplication.processEvents()
        while any(page.busy() for page in window.made()) or not window.office.work.idle():
            QApplication.processEvents()


def _stage_page(window: OfficeWindow, scene: str) -> None:
    keys = (spec.key for spec in PAGES if f"{scene}_".startswith(f"{spec.key}_"))
    key = max(keys, key=len)
    window.palette_box.hide()
    window.wall.hide()
    window.show_page(key)
    page = window.page_of(key)
    while page.leave():
        continue
    settle(window)
    PAGE_SCENES[scene](page)


def _open_first(page: OfficePage) -> None:
    """Opens the first row of a list in its drawer."""
    if isinstance(page, ListPage):
        page.table.view.select(0)
        page.open(page.rows()[0])


def _pressed(page: OfficePage, row_key: str, action: str) -> None:
    """A row in the drawer, and the form that one of its actions asks with."""
    if isinstance(page, ListPage):
        page.search(row_key)
        while page.busy() or not page.office.work.idle():
            QApplication.processEvents()
        _open(page, row_key)
        page.drawer.press(action)


def _form(page: OfficePage, row_key: str) -> None:
    _open(page, row_key)
    if isinstance(page, ListPage):
        page.filters.show()
        page.drawer.press("change")
        form = page.drawer.own()
        if isinstance(form, Form):
            form.show_values({"name": page.drawer.model.title if page.drawer.model else ""})
            form.submit()


def _stage(window: OfficeWindow, desk: data.SampleDesk, scene: str) -> None:
    """Bring the window into a scene from wherever it is."""
    language = desk.language
    quiet = scene.endswith("calm")
    desk.empty = quiet
    board = data.calm(language) if quiet else data.board(language, away=scene.endswith("away"))
    window.palette_box.hide()
    window.alerts.aside.shut()
    window.receive(board)
    window.receive(data.warehouse(language))
    window.office.work.task.emit(LongTask(1, window.office.words.say("Export"), 62, 100))
    window.show_page("overview" if scene == "overview" else "alerts")
    settle(window)
    if scene.startswith("alert") and not quiet:
        window.alerts.table.view.select(0)
    if scene == "alert_open":
        window.alerts.table.view.select(3)
        window.alerts.aside.open(data.alerts(language)[3])
    elif scene == "palette":
        window.open_palette()
    elif scene.startswith("wall"):
        window.show_wall(full=False)
