"""Pictures of items that come with an import: kept once by their content, small enough to show.

A cell may name a file beside the sheet or an address; a picture may stand in the sheet itself.
"""

import io
import posixpath
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from PIL import Image, UnidentifiedImageError

from app.center.whole_file import write_whole

MOST_PIXELS: Final = 640
_MOST_BYTES: Final = 20_000_000
_ENDINGS: Final = ("", ".jpg", ".jpeg", ".png", ".webp")
_FOLDERS: Final = ("", "pictures", "images", "图片", "圖片")
_WEB: Final = ("http://", "https://")
_DRAWN_IN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EMBED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class NoPictureError(ValueError):
    """These bytes are no picture that can be shown."""


def keep(folder: Path, content: bytes) -> str:
    """Keeps a picture, made small; its name, which is its content's. Raises NoPictureError."""
    if len(content) > _MOST_BYTES:
        raise NoPictureError("the file is too big for a picture")
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.thumbnail((MOST_PIXELS, MOST_PIXELS))
            clear = image.mode in {"RGBA", "LA", "P"}
            made = io.BytesIO()
            image.convert("RGBA" if clear else "RGB").save(made, "PNG" if clear else "JPEG")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise NoPictureError(str(error)) from error
    small = made.getvalue()
    name = f"{sha256(small).hexdigest()}.{'png' if clear else 'jpg'}"
    path = folder / name
    if not path.exists():
        write_whole(path, small)
    return name


def is_address(text: str) -> bool:
    return text.casefold().startswith(_WEB)


def beside(sheet: Path, name: str) -> Path | None:
    """The file that a cell names, in the folder of the sheet or in one for pictures there."""
    if not name or is_address(name):
        return None
    for folder in _FOLDERS:
        for ending in _ENDINGS:
            path = (sheet.parent / folder / f"{name}{ending}").resolve()
            if path.is_relative_to(sheet.parent.resolve()) and path.is_file():
                return path
    return None


def embedded(path: Path) -> Mapping[tuple[str, int], bytes]:
    """Pictures that stand in a workbook, by sheet and row (as people count)."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return {}
    try:
        with ZipFile(path) as book:
            return {
                (sheet, row): content
                for sheet, part in _sheets(book)
                for row, content in _drawn(book, part)
            }
    except (BadZipFile, KeyError, OSError, ET.ParseError):
        return {}  # the reader of the sheet says what is wrong with the file


def _sheets(book: ZipFile) -> Iterable[tuple[str, str]]:
    """Each sheet's name and where it is in the file."""
    targets = _targets(book, "xl/workbook.xml")
    for sheet in _xml(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        yield sheet.attrib["name"], targets[sheet.attrib[_ID]]


def _drawn(book: ZipFile, sheet: str) -> Iterable[tuple[int, bytes]]:
    for drawing in _targets(book, sheet).values():
        if "/drawings/" not in drawing or not drawing.endswith(".xml"):
            continue
        media = _targets(book, drawing)
        for anchor in _xml(book, drawing):
            row = anchor.find(f"{_DRAWN_IN}from/{_DRAWN_IN}row")
            shown = next((one for one in anchor.iter() if _EMBED in one.attrib), None)
            if row is None or shown is None or not row.text:
                continue
            file = media.get(shown.attrib[_EMBED], "")
            if file in book.namelist() and book.getinfo(file).file_size <= _MOST_BYTES:
                yield int(row.text) + 1, book.read(file)


def _targets(book: ZipFile, part: str) -> dict[str, str]:
    """What a part of the file points at, by the ids it uses."""
    folder, name = posixpath.split(part)
    where = f"{folder}/_rels/{name}.rels"
    if where not in book.namelist():
        return {}
    return {
        one.attrib["Id"]: _joined(folder, one.attrib["Target"])
        for one in _xml(book, where)
        if one.attrib.get("TargetMode") != "External"
    }


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _xml(book: ZipFile, part: str) -> ET.Element:
    if book.getinfo(part).file_size > _MOST_BYTES:
        raise KeyError(part)
    return ET.fromstring(book.read(part))  # noqa: S314 - expat itself stops what grows; no entities are fetched
