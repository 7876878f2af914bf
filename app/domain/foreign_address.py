"""Country and postcode of an address abroad, from its last line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """``names`` as people write them, ``postcode`` the form that its post prints."""

    code: str
    names: tuple[str, ...]
    postcode: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ForeignAddress:
    country: str  # ISO 3166-1, two letters
    postcode: str  # empty where the country has none or none was found


def parse_foreign(text: str, countries: Iterable[Country]) -> ForeignAddress | None:
    """The country that the text ends or begins with; None when it names none we know."""
    folded = re.sub(r"[\s,，.]+$", "", text).casefold()
    for country in countries:
        for name in sorted(country.names, key=len, reverse=True):
            plain = name.casefold()
            ends = re.search(rf"(?:^|[\s,，.\d]){re.escape(plain)}$", folded) is not None
            if ends or (not plain.isascii() and folded.startswith(plain)):
                return ForeignAddress(country.code, _postcode(text, country))
    return None


def _postcode(text: str, country: Country) -> str:
    """The last text of the postcode's form that stands by itself."""
    if not country.postcode.pattern:
        return ""
    found = re.findall(rf"(?<![\w-])(?:{country.postcode.pattern})(?![\w-])", text.upper())
    return str(found[-1]) if found else ""
