"""The picture gallery."""

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.ui.gallery import render_gallery


def test_the_gallery_writes_pictures_of_the_wished_size(qtbot: QtBot, tmp_path: Path) -> None:
    scenes = ("accepted", "stop_wrong_size", "settings", "devices")

    files = render_gallery(tmp_path, ["zh_Hant"], ["dark"], [(1366, 768)], scenes)

    assert len(files) == len(scenes)
    for path in files:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1366, 768)
