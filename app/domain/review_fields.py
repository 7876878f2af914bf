"""What a rule may ask about: each field's name, its kind, and how values for it are written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType
from typing import Final

from app.domain.places import ZoneLevel, city_name, place_names, province_name
from app.domain.review import Op


class Kind(Enum):
    """What a field's value is, in an order and in an expression."""

    TEXT = "text"
    TEXTS = "texts"  # a list of texts
    PLACES = "places"  # a list of the places that hold the destination
    AMOUNT = "amount"  # in major units of the order's currency
    WHOLE = "whole"
    GRAMS = "grams"
    YES = "yes"  # true or false
    CLOCK = "clock"  # minutes since midnight, by the clock on the center's wall


class BadValueError(ValueError):
    """A text that is no value of the field's kind; the message is that text."""


@dataclass(frozen=True, slots=True)
class ReviewField:
    """``words``: free text of people, which no trace may keep."""

    name: str
    kind: Kind
    words: bool = False
    also: tuple[str, ...] = ()  # other names by which a file may call it


_K = Kind
FIELDS: Final = (
    ReviewField("channel", _K.TEXT, also=("platform",)),
    ReviewField("shop", _K.TEXT),
    ReviewField("paid", _K.AMOUNT, also=("paid_amount", "amount", "total")),
    ReviewField("currency", _K.TEXT),
    ReviewField("items", _K.TEXTS, also=("item", "sku", "skus")),
    ReviewField("categories", _K.TEXTS, also=("category",)),
    ReviewField("quantity", _K.WHOLE, also=("pieces",)),
    ReviewField("line_count", _K.WHOLE),
    ReviewField("weight", _K.GRAMS, also=("grams", "weight_g")),
    ReviewField("region", _K.PLACES, also=("regions", "place", "places", "destination")),
    ReviewField("country", _K.TEXT),
    ReviewField("province", _K.TEXT),
    ReviewField("city", _K.TEXT),
    ReviewField("district", _K.TEXT),
    ReviewField("has_buyer_note", _K.YES, also=("buyer_note_present",)),
    ReviewField("has_seller_note", _K.YES, also=("seller_note_present",)),
    ReviewField("buyer_note", _K.TEXT, words=True),
    ReviewField("seller_note", _K.TEXT, words=True),
    ReviewField("first_order", _K.YES, also=("first_time_buyer", "first_buyer")),
    ReviewField("blacklisted", _K.YES, also=("black_list", "blacklist")),
    ReviewField("time", _K.CLOCK, also=("time_window",)),
    ReviewField("weekday", _K.WHOLE),
    ReviewField("minutes_since_paid", _K.WHOLE, also=("minutes_since_payment",)),
    ReviewField("below_floor", _K.YES, also=("price_below_floor",)),
    ReviewField("stock_enough", _K.YES, also=("in_stock",)),
    ReviewField("courier_reachable", _K.YES, also=("reachable",)),
    ReviewField("courier", _K.TEXT),
    ReviewField("cod", _K.YES, also=("cash_on_delivery",)),
    ReviewField("presale", _K.YES, also=("pre_sale",)),
    ReviewField("digital", _K.YES, also=("virtual",)),
)
BY_NAME: Final[Mapping[str, ReviewField]] = MappingProxyType({one.name: one for one in FIELDS})
JOINED: Final[Mapping[str, str]] = MappingProxyType(
    {one.name: f"{one.name}_joined" for one in FIELDS if one.kind in {Kind.TEXTS, Kind.PLACES}}
)
"""A list is also one text, each entry between two ``GAP``: that is four times as fast to ask."""

FIELD_OF: Final[Mapping[str, str]] = MappingProxyType({text: one for one, text in JOINED.items()})
GAP: Final = "\x1f"
NAMES: Final = frozenset((*BY_NAME, *JOINED.values()))
WORDS: Final = frozenset(one.name for one in FIELDS if one.words)
CANONICAL: Final[Mapping[str, str]] = MappingProxyType(
    {name: one.name for one in FIELDS for name in (one.name, *one.also)}
)

_ORDERED: Final = (Op.IS, Op.NOT, Op.MORE, Op.AT_LEAST, Op.LESS, Op.AT_MOST, Op.BETWEEN)
OPS: Final[Mapping[Kind, tuple[Op, ...]]] = MappingProxyType(
    {
        Kind.TEXT: (Op.IN, Op.NOT_IN, Op.IS, Op.NOT, Op.CONTAINS, Op.LACKS),
        Kind.TEXTS: (Op.IN, Op.NOT_IN, Op.ONLY, Op.CONTAINS),
        Kind.PLACES: (Op.IN, Op.NOT_IN),
        Kind.AMOUNT: _ORDERED,
        Kind.WHOLE: _ORDERED,
        Kind.GRAMS: _ORDERED,
        Kind.YES: (Op.IS, Op.NOT),
        Kind.CLOCK: (Op.BETWEEN, Op.AT_LEAST, Op.LESS),
    }
)
"""The comparisons that make sense for a kind; the first is the usual one."""

MANY: Final = frozenset({Op.IN, Op.NOT_IN, Op.ONLY, Op.CONTAINS, Op.LACKS})
"""These take one value or more; BETWEEN takes two, the others one."""

_YES: Final = {"yes": True, "true": True, "1": True, "是": True,
               "no": False, "false": False, "0": False, "否": False}  # fmt: skip
_CLOCK: Final = re.compile(r"(\d{1,2})[:：](\d{2})")
_HOURS, _MINUTES, _DIGITS = 24, 60, 15
Value = str | int | float | bool


def _amount(text: str) -> float:
    """A decimal as the nearest double: two of up to 15 digits compare as the decimals do."""
    return float(_decimal(text))


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise BadValueError(text)
    return int(number)


def _grams(text: str) -> int:
    plain = text.lower().replace(" ", "")
    times = 1000 if plain.endswith("kg") else 1
    number = _decimal(plain.removesuffix("kg").removesuffix("g")) * times
    if number != int(number):
        raise BadValueError(text)
    return int(number)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "").lstrip("¥￥"))
    except InvalidOperation:
        raise BadValueError(text) from None
    if not number.is_finite() or number.adjusted() >= _DIGITS:
        raise BadValueError(text)
    return number


def _yes(text: str) -> bool:
    try:
        return _YES[text.strip().casefold()]
    except KeyError:
        raise BadValueError(text) from None


def _clock(text: str) -> int:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise BadValueError(text)
    hours, minutes = int(match[1]), int(match[2])
    if minutes >= _MINUTES or hours * _MINUTES + minutes > _HOURS * _MINUTES:
        raise BadValueError(text)
    return hours * _MINUTES + minutes


def _text(text: str) -> str:
    if not text.strip():
        raise BadValueError(text)
    return text.strip()


READERS: Final[Mapping[Kind, Callable[[str], Value]]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.TEXTS: _text,
        Kind.PLACES: _text,
        Kind.AMOUNT: _amount,
        Kind.WHOLE: _whole,
        Kind.GRAMS: _grams,
        Kind.YES: _yes,
        Kind.CLOCK: _clock,
    }
)
"""By kind: what a typed text means. Each raises BadValueError."""


def places_of(country: str, province: str, city: str, district: str) -> tuple[str, ...]:
    """The places that hold a destination, the spelling of each level evened out."""
    short = (province_name(province), city_name(city), _district(district))
    found = [f"{level}:{name}" for level, name in zip("pcd", short, strict=True) if name]
    found += ["/".join(short[:count]) for count in (2, 3) if all(short[:count])]
    return (f"n:{country.strip().upper()}", *found)


def place_values(text: str) -> tuple[str, ...]:
    """What a typed place may be called in ``places_of``: 广东省, 深圳, 广东/深圳, CN."""
    parts = [part.strip() for part in re.split(r"[/／]", text) if part.strip()]
    if len(parts) > 1:
        short = (province_name(parts[0]), city_name(parts[1]), *map(_district, parts[2:3]))
        return ("/".join(short),)
    if text.strip().isascii():
        return (f"n:{text.strip().upper()}", f"c:{city_name(text)}", f"p:{province_name(text)}")
    return (f"p:{province_name(text)}", f"c:{city_name(text)}", f"d:{_district(text)}")


def _district(text: str) -> str:
    return next(iter(place_names(text, ZoneLevel.DISTRICT)), "")
