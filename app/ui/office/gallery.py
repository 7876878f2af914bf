"""Pictures of the office's pages: for looking at, for the manual, for comparing versions."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from app.i18n import Words
from app.ui.office import gallery_data as data
from app.ui.office.context import LeadDesk, Office
from app.ui.office.look import OfficeStyle
from app.ui.office.saved_views import OfficeFile
from app.ui.office.window import OfficeWindow
from app.ui.office.work import LongTask, Work
from app.ui.pictures import Pictures

SCENES = ("overview", "alerts", "alert_open", "alerts_away", "alerts_calm", "wall", "wall_calm",
          "palette")  # fmt: skip


def render_office(
    folder: Path,
    languages: Iterable[str],
    themes: Iterable[str],
    sizes: Iterable[tuple[int, int]],
    scenes: Iterable[str] = SCENES,
) -> list[Path]:
    """Write a PNG for every scene, language, theme and size; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    cast("QApplication", QApplication.instance() or QApplication([]))
    wanted, looks, shapes, written = tuple(scenes), tuple(themes), tuple(sizes), list[Path]()
    with tempfile.TemporaryDirectory(prefix="secondpass-office-") as kept:
        for language in languages:
            for theme in looks:
                for size in shapes:
                    written += _render(folder, Path(kept), language, theme, size, wanted)
    return written


def _render(
    folder: Path,
    kept: Path,
    language: str,
    theme: str,
    size: tuple[int, int],
    scenes: tuple[str, ...],
) -> list[Path]:
    work, desk = Work(), data.SampleDesk(language)
    office = Office(
        words=Words(language),
        style=OfficeStyle(theme),
        pictures=Pictures(),
        work=work,
        desk=cast("LeadDesk", desk),
        kept=OfficeFile(kept / "office.json"),
        now=lambda: data.AT,
        me="LA",
    )
    written = []
    window = OfficeWindow(office, place=data.place(language), expected_hour=52)
    window.resize(*size)
    window.wall.resize(*size)
    window.show()
    settle(window)
    for scene in scenes:
        _stage(window, desk, scene)
        settle(window)
        shown = window.wall if scene.startswith("wall") else window
        path = folder / f"office-{scene}-{theme}-{language}-{size[0]}.png"
        shown.grab().save(str(path))
        written.append(path)
    window.close()
    window.deleteLater()
    work.stop()
    QApplication.processEvents()
    return written


def settle(window: OfficeWindow) -> None:
    """Until every question that the pages asked is answered and shown."""
    for _round in range(4):
        QApplication.processEvents()
        while window.alerts.table.pending() or not window.office.work.idle():
            QApplication.processEvents()


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
