"""Places of a courier rule as a person writes them, and back.

A comma parts them. 新疆, 四川/成都, 武侯区 are looked up in the table of China's divisions; 610000
or 610000-619999 are postcodes, with a country before them where it is another (US 100-119);
two letters alone are a country.
"""

import re
from collections.abc import Sequence
from typing import Final

from app.center.gazetteer import regions
from app.center.refusals import NotDoneError
from app.domain.number_formats import COUNTRIES
from app.domain.places import ZoneLevel
from app.domain.rate_card import ZoneMember
from app.domain.regions import NO_PLACE, Division
from app.i18n import mark as _

HOME: Final = "CN"
_COMMA: Final = re.compile(r"[,，、;；\n]")
_CODES: Final = re.compile(r"(?:([A-Z]{2})\s+)?(\d{2,10})(?:\s*[-–]\s*(\d{2,10}))?")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_LEVELS: Final = {2: ZoneLevel.PROVINCE, 4: ZoneLevel.CITY, 6: ZoneLevel.DISTRICT}
_SHOWN: Final = 4


def places_of(text: str) -> tuple[ZoneMember, ...]:
    """What was written, each place once. Raises NotDoneError for the first that is none."""
    parts = (part.strip() for part in _COMMA.split(text))
    return tuple(dict.fromkeys(_place(part) for part in parts if part))


def places_text(places: Sequence[ZoneMember]) -> str:
    """The same text again."""
    return ", ".join(_text(one) for one in places)


def _text(one: ZoneMember) -> str:
    if one.level is ZoneLevel.COUNTRY:
        return one.value
    before = f"{one.country} " if one.country not in {"", HOME} else ""
    return before + one.value + (f"-{one.value_to}" if one.value_to else "")


def _place(text: str) -> ZoneMember:
    codes = _CODES.fullmatch(text.upper())
    if codes is not None:
        return _postcodes(text, *codes.groups(""))
    if _COUNTRY.fullmatch(text):
        _refuse_country(text.upper())
        return ZoneMember(ZoneLevel.COUNTRY, text.upper())
    pieces = [piece.strip() for piece in re.split(r"[/／]", text)]
    found = _found(pieces)
    if not found:
        raise NotDoneError(_("No place is called {name}"), name=text)
    if len(found) > 1:
        places = ", ".join(_path(one) for one in found[:_SHOWN])
        raise NotDoneError(_("{name} is several places: {places}"), name=text, places=places)
    return ZoneMember(_LEVELS[found[0].level], _path(found[0]))


def _postcodes(text: str, country: str, low: str, high: str) -> ZoneMember:
    country = country or HOME
    _refuse_country(country)
    if high and (len(high) != len(low) or high < low):
        raise NotDoneError(_("{name} is no range of postcodes"), name=text)
    return ZoneMember(ZoneLevel.POSTCODE, low, high if high != low else "", country)


def _refuse_country(code: str) -> None:
    if code not in COUNTRIES:
        raise NotDoneError(_("No country has the code {name}"), name=code)


def _found(pieces: Sequence[str]) -> list[Division]:
    """The divisions that the last piece names within the others, of the widest level alone."""
    *around, last = pieces
    named = [one for one in _named(last) if _within(one, around)]
    widest = min((one.level for one in named), default=0)
    return [one for one in named if one.level == widest]


def _named(text: str) -> list[Division]:
    spellings = regions().spellings.get(regions().fold(text), ())
    return [one.division for one in spellings]


def _within(division: Division, around: Sequence[str]) -> bool:
    chain = regions().chain(division)[:-1]
    return all(any(one in chain for one in _named(piece)) for piece in around)


def _path(division: Division) -> str:
    """With all that it lies in, as the table calls it: 四川省/成都市/武侯区."""
    names = (one.name for one in regions().chain(division))
    return "/".join(name for name in names if not NO_PLACE.fullmatch(name))
