"""What stands in the cells of a bill: amounts, weights, places, numbers of waybills.

Few texts come again and again, so most of them are read once.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from app.center.gazetteer import regions
from app.domain.address import parse_address
from app.domain.places import Destination

_KEPT = 1 << 16
_LOSSLESS_DIGITS = 15  # a double keeps so many digits of a number
_MONEY = re.compile(r"[¥￥$元,\s]")
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_DIRT = re.compile(r"[\s'’`]")
_NOUGHT = re.compile(r"\.0+$")


@lru_cache(_KEPT)
def folded(text: str) -> str:
    """A text without width, case and blanks: 费用（元） and 费用(元) are one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(_KEPT)
def amount(text: str) -> int | None:
    """Minor units; None for what is no amount."""
    value = _decimal(text)
    return None if value is None else int((value * 100).to_integral_value(ROUND_HALF_UP))


@lru_cache(_KEPT)
def grams(text: str, per_unit: int) -> int | None:
    """A weight in units of so many grams; None for what is no weight."""
    value = _decimal(text)
    return None if value is None else int((value * per_unit).to_integral_value(ROUND_HALF_UP))


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(_MONEY.sub("", unicodedata.normalize("NFKC", text)))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


@lru_cache(_KEPT)
def place(province: str, city: str, text: str) -> Destination | None:
    """Where it went: from its own columns, or out of one text; None where nothing is said."""
    if province or city:
        return Destination(province=province, city=city)
    if not text:
        return None
    found = parse_address(text, regions())
    if not found.province:
        return Destination(province=text, city=text)
    return Destination(province=found.province, city=found.city, district=found.district)


def number(text: str, *, numeric: bool) -> tuple[str, str]:
    """A waybill as it is on the label, without width, apostrophes, blanks; what is wrong with it.

    ``numeric``: a spreadsheet kept it as a number.
    """
    if not numeric and text.isdecimal() and text.isascii():
        return text, ""
    plain = _DIRT.sub("", unicodedata.normalize("NFKC", text)).upper()
    says = ""
    if numeric and len(plain) > _LOSSLESS_DIGITS:
        says = f"{plain} was kept as a number and has lost digits"
    elif _SHORTENED.fullmatch(plain):
        says = f"{plain} was made of a longer number by a spreadsheet"
    return _NOUGHT.sub("", plain), says


def yuan(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"
