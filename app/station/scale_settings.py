"""A learnt scale written into the bench's settings file, beside what others wrote there."""

import json
import os
import re
from dataclasses import fields
from enum import Enum
from pathlib import Path

from app.config import ScaleSettings, parse
from app.domain.scale_profile import ColumnFrame, PatternFrame, ScaleProfile

_HEADER = re.compile(r"^\s*\[+\s*(?P<name>[A-Za-z0-9_]+)[^\]]*\]", re.MULTILINE)


def scale_section(scale: ScaleSettings) -> str:
    """``[scale]`` as TOML: what differs from the defaults, and the profile as its own tables."""
    return "\n".join(_table("scale", scale)) + "\n"


def save_scale(path: Path, scale: ScaleSettings) -> None:
    """Puts the scale in place of the one in the file; everything else stays as it is written.

    The new file takes the place of the old one at once, or not at all.

    Raises:
        ConfigError: the settings would not be understood; the file is as it was.
        OSError: it cannot be written.
    """
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = _without(old, "scale").rstrip("\n")
    new = f"{kept}\n\n{scale_section(scale)}".lstrip("\n")
    parse(new, str(path))
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _without(text: str, section: str) -> str:
    """The file without a section and the tables in it, comments of other sections untouched."""
    headers = list(_HEADER.finditer(text))
    kept = text[: headers[0].start()] if headers else text
    for at, header in enumerate(headers):
        end = headers[at + 1].start() if at + 1 < len(headers) else len(text)
        if header["name"] != section:
            kept += text[header.start() : end]
    return kept


def _table(name: str, of: ScaleSettings | ScaleProfile | ColumnFrame | PatternFrame) -> list[str]:
    lines = [f"[{name}]"]
    tables: list[str] = []
    for field in fields(of):
        value = getattr(of, field.name)
        if value is None or value == field.default:
            continue
        if isinstance(value, ScaleProfile | ColumnFrame | PatternFrame):
            tables += ["", *_table(f"{name}.{field.name}", value)]
            continue
        said = value.value if isinstance(value, Enum) else value
        # JSON's texts, whole numbers and booleans are TOML's too, but for one character.
        text = json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
        lines.append(f"{field.name} = {text}")
    return lines + tables
