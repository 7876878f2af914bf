"""A person's own views of the tables, and what the office remembers, in one small file."""

import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from app.domain.paging import PageQuery

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named way to look at one table: what is asked, and which columns are shown."""

    table: str
    name: str
    query: PageQuery
    columns: tuple[str, ...]


class OfficeFile:
    """Read once, written at every change: first beside, then in its place.

    A file that cannot be read is left alone and counts as empty; one that cannot be written
    is said in the log: a view is not worth stopping for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._read()

    def get(self, name: str) -> str:
        found = self._values.get("kept", {}).get(name, "")
        return str(found)

    def keep(self, name: str, value: str) -> None:
        self._values.setdefault("kept", {})[name] = value
        self._write()

    def views(self, table: str) -> tuple[SavedView, ...]:
        """The views of a table by name; entries that make no sense are left out."""
        made = []
        for raw in self._values.get("views", []):
            try:
                view = msgspec.convert(raw, SavedView)
            except msgspec.ValidationError:
                _log.warning("a saved view is not understood: %r", raw)
                continue
            if view.table == table:
                made.append(view)
        return tuple(sorted(made, key=lambda view: view.name))

    def save(self, view: SavedView) -> None:
        """Adds a view, or replaces the one of its name."""
        first_page = replace(view, query=replace(view.query, offset=0))
        others = [raw for raw in self._values.get("views", []) if not _same(raw, view)]
        self._values["views"] = [*others, msgspec.to_builtins(first_page)]
        self._write()

    def forget(self, view: SavedView) -> None:
        self._values["views"] = [
            raw for raw in self._values.get("views", []) if not _same(raw, view)
        ]
        self._write()

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("%s is not read: %s", self._path, error)
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            part.write_text(json.dumps(self._values, ensure_ascii=False), encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            _log.warning("%s is not written: %s", self._path, error)


def _same(raw: Any, view: SavedView) -> bool:
    if not isinstance(raw, dict):
        return False
    return (raw.get("table"), raw.get("name")) == (view.table, view.name)
