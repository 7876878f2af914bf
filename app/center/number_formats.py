"""The table of waybill number formats that comes with the program, read once."""

import json
import re
from functools import cache

from app.domain.number_formats import NumberFormat
from app.i18n import RESOURCES

_ARGUMENTS = ("evens_multiplier", "odds_multiplier", "reverse", "weightings", "modulo1", "modulo2")


@cache
def number_formats() -> tuple[NumberFormat, ...]:
    """All rows of resources/couriers/number_formats.json."""
    rows = json.loads((RESOURCES / "couriers" / "number_formats.json").read_text("utf-8"))
    return tuple(
        NumberFormat(
            key=row["id"],
            courier=row["courier"],
            shape=re.compile(row["shape"]),
            check=row.get("check", ""),
            arguments={key: row[key] for key in _ARGUMENTS if key in row},
            prepend_if=re.compile(row["prepend_if"]) if "prepend_if" in row else None,
            prepend=row.get("prepend", ""),
            country=row.get("country", False),
        )
        for row in rows
    )
