"""Columns as data: what a field is decides how it looks, sorts, filters and is exported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from app.center.alert_sheet import Column as SheetColumn
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.paging import Cell, Column
from app.ui.office.present_alerts import stamp, when

NOTHING: Final = "–"


class Kind(Enum):
    """What a column holds: the type of its value in the row."""

    TEXT = "text"  # str
    NUMBER = "number"  # int or Decimal
    MONEY = "money"  # Money
    GRAMS = "grams"  # int
    MOMENT = "moment"  # aware datetime
    STATE = "state"  # a key of ``states``
    CHECK = "check"  # bool


@dataclass(frozen=True, slots=True)
class State:
    """How one state looks: word (a message id), icon and tone (quiet, ok, warn, stop, brand)."""

    word: str
    icon: str = "info"
    tone: str = "quiet"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``title`` is a message id. A value of None shows as a dash.

    ``value`` finds it in a row; without one it is the row's attribute that is named like ``key``.
    ``sort`` and ``filter``: whether the center can, under ``key``. ``sub`` is a quiet second
    line; ``tone`` colours one value (``stop``: red) of this row; ``picture`` names an item's
    picture, which stands before it. ``wide`` is a share of the room that is left, ``least`` the
    design pixels it needs. ``hidden`` until it is chosen.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    sub: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    picture: Callable[[Any], str] | None = None
    states: Mapping[str, State] = field(default_factory=dict)
    wide: int = 10
    least: int = 110
    sort: bool = True
    filter: bool = False
    hidden: bool = False
    bold: bool = False
    currency: str = ""  # of what a filter of money means

    def of(self, row: Any) -> Any:
        return self.value(row) if self.value else getattr(row, self.key)


def minor_field(
    key: str,
    title: str,
    *,
    filter: bool = False,  # noqa: A002 - the field's name
    least: int = 120,
) -> Field:
    """A column of money: minor units of the row's ``currency``. A filter means yuan."""
    return Field(
        key, title, Kind.MONEY, value=lambda one: Money(getattr(one, key), one.currency),
        filter=filter, least=least, currency="CNY" if filter else "",
    )  # fmt: skip


RIGHT: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.GRAMS})


def columns(
    words: Words, now: Callable[[], datetime], fields: Sequence[Field]
) -> tuple[Column, ...]:
    """The fields as columns of a table, in the language of now."""
    return tuple(_column(words, now, one) for one in fields)


def sheet_columns(words: Words, fields: Sequence[Field]) -> tuple[SheetColumn, ...]:
    """The fields as columns of a spreadsheet: numbers as numbers, money beside its currency."""
    made: list[SheetColumn] = []
    for one in fields:
        title = words.say(one.title)
        if one.kind is Kind.MONEY:
            made.append(SheetColumn(title, _exact(one), number=True))
            made.append(SheetColumn(words.say(_("{title}, currency"), title=title), _currency(one)))
            continue
        unit = " (g)" if one.kind is Kind.GRAMS else ""
        number = one.kind in RIGHT
        made.append(SheetColumn(f"{title}{unit}", _plain(words, one), number=number))
    return tuple(made)


def text(words: Words, one: Field, value: Any, now: datetime | None = None) -> str:
    """A value as it is read. With ``now`` moments are short: without the date of today."""
    if value is None:
        return ""
    match one.kind:
        case Kind.MONEY:
            return figures.money(value)
        case Kind.GRAMS:
            return figures.weight(value)
        case Kind.MOMENT:
            return when(value, now) if now else stamp(value)
        case Kind.STATE:
            known = one.states.get(str(value))
            return words.say(known.word) if known else str(value)
        case Kind.CHECK:
            return words.say(_("yes")) if value else words.say(_("no"))
        case Kind.NUMBER:
            return f"{value:,}"
        case Kind.TEXT:
            return str(value)


def _column(words: Words, now: Callable[[], datetime], one: Field) -> Column:
    def cell(row: Any) -> Cell:
        value = one.of(row)
        shown = text(words, one, value, now())
        tone = one.tone(row) if one.tone else ""
        sub = one.sub(row) if one.sub else ""
        if one.kind is Kind.STATE and value is not None:
            known = one.states.get(str(value), State(str(value)))
            bold = known.tone in {"stop", "warn"}
            return Cell(shown, sub, icon=known.icon, tone=known.tone, bold=bold)
        if one.kind is Kind.CHECK:
            return Cell("", icon="check") if value else Cell(NOTHING, dim=True)
        bold = one.bold or bool(tone)
        right, empty = one.kind in RIGHT, value is None or shown == ""
        shows = one.picture(row) if one.picture else None
        return Cell(
            shown or NOTHING, sub, tone=tone, picture=shows, bold=bold, right=right, dim=empty
        )

    sort = one.key if one.sort else ""
    return Column(
        one.key, words.say(one.title), cell, _plain(words, one), one.wide, one.least, sort,
        one.hidden,
    )  # fmt: skip


def _plain(words: Words, one: Field) -> Callable[[Any], str]:
    """The value for a spreadsheet: numbers without their unit."""

    def value(row: Any) -> str:
        found = one.of(row)
        if found is not None and one.kind in {Kind.NUMBER, Kind.GRAMS}:
            return f"{found:f}" if isinstance(found, Decimal) else str(found)
        return text(words, one, found)

    return value


def _exact(one: Field) -> Callable[[Any], str]:
    def value(row: Any) -> str:
        found: Money | None = one.of(row)
        return "" if found is None else f"{found.amount:f}"

    return value


def _currency(one: Field) -> Callable[[Any], str]:
    def value(row: Any) -> str:
        found: Money | None = one.of(row)
        return "" if found is None else found.currency

    return value
