"""The forms of waybill labels as data: one layout, in the sizes and words that couriers ask for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.labels.page import LabelError, PageSize
from app.labels.waybill import WaybillLabel
from app.labels.waybill_words import WORDS_EN, WORDS_ZH, WaybillWords

FILE = Path(__file__).resolve().parents[2] / "resources" / "labels" / "templates.toml"
USUAL = "100x150"
_WORDS = {"zh": WORDS_ZH, "en": WORDS_EN}


@dataclass(frozen=True, slots=True)
class LabelTemplate:
    """The size of a label, its words, and which of the lesser lines it has."""

    name: str
    page: PageSize
    words: WaybillWords
    goods: bool = True
    note: bool = True

    def dressed(self, label: WaybillLabel) -> WaybillLabel:
        """The label in this form."""
        items = label.items if self.goods else ()
        return replace(label, words=self.words, items=items, note=label.note if self.note else "")


@cache
def templates(path: Path = FILE) -> Mapping[str, LabelTemplate]:
    """Every form by name. Raises LabelError where the file is missing or says something else."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return MappingProxyType({name: _template(name, table) for name, table in tables.items()})
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise LabelError(f"the label templates cannot be read: {error}") from error


def template(name: str) -> LabelTemplate:
    """The form of that name, "" for the usual one. Raises LabelError for a name that is none."""
    found = templates().get(name or USUAL)
    if found is None:
        known = ", ".join(templates())
        raise LabelError(f"no label template {name!r}; there are: {known}")
    return found


def _template(name: str, table: Mapping[str, Any]) -> LabelTemplate:
    page = PageSize(float(table["width_mm"]), float(table["height_mm"]))
    goods, note = table.get("goods", True), table.get("note", True)
    return LabelTemplate(name, page, _WORDS[table["words"]], goods=goods, note=note)
