"""GS1 element strings and Digital Links: pairs, check digits, dates. biip knows the table."""

import calendar
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message

Pairs = tuple[tuple[str, str], ...]
"""(application identifier, value) in the order printed."""

GS = "\x1d"
_CONFIG = ParseConfig(separator_chars=(GS,))
_CHECKED = re.compile(r"0[0-3]|41[0-7]|8006|801[78]|402")
"""Identifiers whose value ends with, or begins with, a number with a mod 10 check digit."""
_DATES = frozenset({"11", "12", "13", "15", "16", "17"})
_DECIMALS = re.compile(r"3[1-6]\d[0-9]|39[0-5][0-9]")
_WITH_CURRENCY = re.compile(r"39[13]\d")
_YEAR = 2000
"""A date has two digits of the year. Nothing on a bench bears a date of another century."""


def check_digit_ok(digits: str) -> bool:
    """True if the last digit is the mod 10 check digit of those before it."""
    weights = (3 if at % 2 else 1 for at in range(len(digits)))
    total = sum(
        int(digit) * weight for digit, weight in zip(reversed(digits), weights, strict=True)
    )
    return total % 10 == 0


@lru_cache(maxsize=512)  # the codes of a bench are scanned over and over
def element_strings(text: str) -> Pairs | None:
    """The pairs, if the whole text is GS1 element strings; None otherwise.

    A leading separator is tolerated: some scanners send the first FNC1 as one. The form for
    people, ``(01)...(10)...``, is read too. A wrong check digit is no reason to refuse:
    ``check_errors`` tells.
    """
    body = text.lstrip(GS)
    if not body or not body.isascii():
        return None
    read = GS1Message.parse_hri if body.startswith("(") else GS1Message.parse
    try:
        message = read(body, config=_CONFIG)
    except ParseError:
        return None
    return tuple((element.ai.ai, element.value) for element in message.element_strings) or None


def digital_link(text: str) -> Pairs | None:
    """The pairs of a GS1 Digital Link address; None for any other address."""
    try:
        link = GS1DigitalLinkURI.parse(text, config=_CONFIG)
    except ParseError:
        return None
    return tuple((element.ai.ai, element.value) for element in link.element_strings) or None


def check_errors(pairs: Pairs) -> bool:
    """True if any number in the pairs has a wrong check digit: then none of them is a key."""
    return any(_CHECKED.fullmatch(ai) and not _value_ok(ai, value) for ai, value in pairs)


def dates(pairs: Pairs) -> dict[str, date]:
    """The dates by identifier; day 00 means the last day of the month. No date, no entry."""
    read = ((ai, _date(value)) for ai, value in pairs if ai in _DATES)
    return {ai: day for ai, day in read if day is not None}


def decimals(pairs: Pairs) -> dict[str, Decimal]:
    """Measures and prices by identifier; its last digit is the number of decimals."""
    found = {}
    for ai, value in pairs:
        if _DECIMALS.fullmatch(ai):
            digits = value[3:] if _WITH_CURRENCY.fullmatch(ai) else value
            found[ai] = Decimal(int(digits)).scaleb(-int(ai[3]))
    return found


def _value_ok(ai: str, value: str) -> bool:
    number = value[:14] if ai == "8006" else value
    return number.isdecimal() and check_digit_ok(number)


def _date(value: str) -> date | None:
    year, month, day = _YEAR + int(value[:2]), int(value[2:4]), int(value[4:6])
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        return None
