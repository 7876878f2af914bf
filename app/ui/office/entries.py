"""What people type into forms, filters and grids, as values: numbers, money, moments. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final

from app.domain.card_key import PIN_DIGITS
from app.domain.values import MINOR_DIGITS, Money
from app.i18n import mark as _
from app.ui import figures


class Entry(Enum):
    """What a field holds, and what ``value_of`` makes of its text."""

    TEXT = "text"  # str
    NOTE = "note"  # str, several lines
    NUMBER = "number"  # int
    DECIMAL = "decimal"  # Decimal
    GRAMS = "grams"  # int; 1.2 kg is understood
    MONEY = "money"  # Money in the field's currency
    MOMENT = "moment"  # aware datetime; the clock on the wall is meant
    CHOICE = "choice"  # str, a key
    SWITCH = "switch"  # bool
    PIN = "pin"  # str of digits, shown as dots
    HIDDEN = "hidden"  # str, shown as dots; it is never filled in


class WrongEntryError(ValueError):
    """It cannot be that; the text is a message id that says what can."""


NEEDED: Final = _("This is needed")
_MOMENTS: Final = ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M")
_MOST_DIGITS: Final = 15
_TEXTS: Final = frozenset(
    {Entry.TEXT, Entry.NOTE, Entry.CHOICE, Entry.PIN, Entry.HIDDEN}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``label``, ``hint`` and the words of ``choices`` are message ids.

    ``check`` gets the value and answers a message id of what is wrong with it, or "".
    """

    key: str
    label: str
    kind: Entry = Entry.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    currency: str = ""
    check: Callable[[Any], str] | None = None


def value_of(field: FormField, text: str) -> Any:
    """The value of what was typed; None (or "") for nothing. Raises WrongEntryError."""
    text = text.strip()
    if not text:
        if field.required:
            raise WrongEntryError(NEEDED)
        return text if field.kind in _TEXTS else None
    value = _READERS[field.kind](text, field)
    wrong = field.check(value) if field.check else ""
    if wrong:
        raise WrongEntryError(wrong)
    return value


def text_of(field: FormField, value: Any) -> str:
    """A value as it stands in the field."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if field.kind is Entry.GRAMS:
        return f"{value} g"
    return str(value)


def moment_of(text: str) -> datetime:
    """The time that is meant by the clock on the wall here. Raises WrongEntryError."""
    for form in _MOMENTS:
        try:
            return datetime.strptime(text.strip(), form).astimezone()
        except ValueError:
            continue
    raise WrongEntryError(_("A day like 2026-11-24, or with a time: 2026-11-24 16:30"))


def _number(text: str, _field: FormField) -> int:
    plain = text.replace(",", "").replace(figures.MINUS, "-")
    try:
        number = int(plain)
    except ValueError:
        raise WrongEntryError(_("A whole number, like 120")) from None
    if len(plain) > _MOST_DIGITS:
        raise WrongEntryError(_("That number is too large"))
    return number


def _decimal(text: str, _field: FormField) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace(figures.MINUS, "-"))
    except InvalidOperation:
        raise WrongEntryError(_("A number, like 12.50")) from None
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise WrongEntryError(_("A number, like 12.50"))
    return number


def _grams(text: str, field: FormField) -> int:
    plain = text.lower().replace(" ", "")
    times = 1000 if plain.endswith("kg") else 1
    try:
        number = _decimal(plain.removesuffix("kg").removesuffix("g"), field) * times
    except WrongEntryError:
        raise WrongEntryError(_("A weight, like 250 g or 1.2 kg")) from None
    if number != int(number):
        raise WrongEntryError(_("Whole grams, please"))
    return int(number)


def _money(text: str, field: FormField) -> Money:
    amount = _decimal(text, field)
    digits = MINOR_DIGITS.get(field.currency, 2)
    if -int(amount.as_tuple().exponent) > digits and amount != round(amount, digits):
        raise WrongEntryError(_("That is finer than the smallest coin"))
    return Money.of(amount, field.currency)


def _pin(text: str, _field: FormField) -> str:
    if len(text) != PIN_DIGITS or not (text.isascii() and text.isdecimal()):
        raise WrongEntryError(_("A PIN has six digits"))
    return text


_READERS: Final[dict[Entry, Callable[[str, FormField], Any]]] = {
    Entry.TEXT: lambda text, _field: text,
    Entry.NOTE: lambda text, _field: text,
    Entry.CHOICE: lambda text, _field: text,
    Entry.SWITCH: lambda text, _field: text == "1",
    Entry.NUMBER: _number,
    Entry.DECIMAL: _decimal,
    Entry.GRAMS: _grams,
    Entry.MONEY: _money,
    Entry.MOMENT: lambda text, _field: moment_of(text),
    Entry.PIN: _pin,
    Entry.HIDDEN: lambda text, _field: text,
}
