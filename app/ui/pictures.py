"""Icons in any colour and pictures of items, rendered from SVG and kept as pixmaps."""

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.i18n import RESOURCES

ICONS: Final = RESOURCES / "icons"
_KEPT: Final = 800

_log = logging.getLogger(__name__)


@cache
def _source(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        _log.warning("picture %s is missing", path.name)
        return b""


def _render(svg: bytes, pixels: int) -> QPixmap:
    """A square pixmap of an SVG; transparent when it cannot be drawn."""
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    if svg:
        renderer = QSvgRenderer(QByteArray(svg))
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
    return pixmap


def _rounded(pixmap: QPixmap) -> QPixmap:
    """The middle square of a picture with round corners: cut once, not at every painting."""
    side = min(pixmap.width(), pixmap.height())
    cut = QPixmap(side, side)
    cut.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, side, side), side * 0.09, side * 0.09)
    painter = QPainter(cut)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(path)
    painter.drawPixmap((side - pixmap.width()) // 2, (side - pixmap.height()) // 2, pixmap)
    painter.end()
    return cut


class Pictures:
    """Pixmaps by name, size and colour. ``find`` turns an item's picture name into a file."""

    def __init__(self, find: Callable[[str], Path | None] | None = None) -> None:
        self._find = find
        self._kept: dict[tuple[str, int, int], QPixmap] = {}

    def icon(self, name: str, pixels: float, colour: QColor) -> QPixmap:
        """A stroke icon in one colour."""
        key = (name, max(round(pixels), 1), colour.rgba())
        if key not in self._kept:
            svg = _source(ICONS / f"{name}.svg")
            painted = svg.replace(b"currentColor", colour.name().encode())
            self._keep(key, _render(painted, key[1]))
        return self._kept[key]

    def product(self, name: str, pixels: float) -> QPixmap:
        """The picture of an item; a plain box where there is none."""
        key = (f"product:{name}", max(round(pixels), 1), 0)
        if key not in self._kept:
            self._keep(key, _rounded(self._product(name, key[1])))
        return self._kept[key]

    def _product(self, name: str, pixels: int) -> QPixmap:
        path = self._find(name) if self._find and name else None
        if path is not None and path.suffix.lower() != ".svg":
            photo = QPixmap(str(path))
            if not photo.isNull():
                return photo.scaled(
                    pixels,
                    pixels,
                    Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                    Qt.TransformationMode.SmoothTransformation,
                )
        own = ICONS / "products" / f"{Path(name).stem}.svg"
        return _render(_source(own if name and own.exists() else _FALLBACK), pixels)

    def _keep(self, key: tuple[str, int, int], pixmap: QPixmap) -> None:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[key] = pixmap


_FALLBACK: Final = ICONS / "products" / "box.svg"
