"""Pictures of every screen: for looking at, for the manual, and for comparing two versions."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from app.i18n import Words
from app.station.settings_view import ScreenSettings, SettingsView
from app.ui.bridge import Bridge
from app.ui.gallery_data import MONO_MS
from app.ui.gallery_devices import LESSONS, device_page
from app.ui.gallery_scenes import SCENES
from app.ui.station.window import BenchWindow
from app.ui.style import Style

FORMS = ("devices", "devices-scale", "settings", *LESSONS)


def render_gallery(
    folder: Path,
    languages: Iterable[str],
    themes: Iterable[str],
    sizes: Iterable[tuple[int, int]],
    scenes: Iterable[str] = (*SCENES, *FORMS),
    scale_percent: int = 100,
) -> list[Path]:
    """Write a PNG for every scene, language, theme and size; gives the files."""
    app = cast("QApplication", QApplication.instance() or QApplication([]))
    wanted, shapes, looks, written = tuple(scenes), tuple(sizes), tuple(themes), list[Path]()
    folder.mkdir(parents=True, exist_ok=True)
    style, words, bridge = Style(), Words(), Bridge()
    style.apply(app)
    window = BenchWindow(bridge, words, style, lambda _command: None, clock=lambda: MONO_MS)
    window.show()
    for language in languages:
        for theme in looks:
            screen = ScreenSettings(language, theme, scale_percent)
            for width, height in shapes:
                window.resize(width, height)
                window.apply_settings(SettingsView(screen, "Bench 07", "W1"))
                window.render_snapshot(SCENES["accepted"](language))
                for scene in wanted:
                    path = folder / f"{scene}-{theme}-{language}-{width}.png"
                    _show(window, scene, language)
                    window.grab().save(str(path))
                    written.append(path)
    window.close()
    window.deleteLater()
    return written


def _show(window: BenchWindow, scene: str, language: str) -> None:
    window.close_page()
    window.close_page()  # the wizard goes back to the devices first
    if scene in ("devices", "devices-scale"):
        window.show_devices(device_page(works=scene == "devices-scale"))
        window.open_devices()
        window.device_page.choose("w1")
    elif scene in LESSONS:
        window.forms.open_lesson()
        window.forms.made.learn.show_view(LESSONS[scene])
    elif scene == "settings":
        window.open_settings()
    else:
        window.render_snapshot(SCENES[scene](language))
    QApplication.processEvents()
