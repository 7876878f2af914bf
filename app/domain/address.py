"""An address written in one line: which province, city and district it means, and how surely.

Read from the left: province, city, district, each of which may be missing, short (广东, 深圳) or
said twice (上海市上海市). What fits a district in several cities is not guessed: the candidates
are given and a person is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.places import MUNICIPALITIES, province_name
from app.domain.regions import (
    CITY_DIGITS,
    DISTRICT_DIGITS,
    NO_PLACE,
    PROVINCE_DIGITS,
    Division,
    Regions,
)

SURE = 80
"""Confidence (percent) from which an address may be used without asking."""

_BETWEEN = re.compile(
    r"(?:[\s,，、;；:：/|\-_.·]|[(（][沪京津渝][)）]|市辖区|省直辖县级行政区划|(?<=市)县(?=..县))*"
)
_HEAD = re.compile(r"[\s,，]*(?:\d{6}(?!\d)[\s,，]*)?(?:中国|中华人民共和国|[Cc]hina)?")
# After a short name these make it a street or a village: 南山大道, 朝阳路.
_STREET = re.compile(
    r"[东西南北中]?(?:[路街巷弄村镇乡山桥里]|大道|大街|大厦|广场|公园|小区|新村|花园)"
)
_FURTHEST = 40  # characters of something else (a name, a phone) that may stand before the place


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """``confidence`` in percent; below SURE a person is asked. Codes have six digits or are empty.

    ``candidates`` are the places that fit equally well, as (province, city, district).
    """

    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""
    codes: tuple[str, str, str] = ("", "", "")
    confidence: int = 0
    candidates: tuple[tuple[str, str, str], ...] = ()

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the beginning of the text."""

    deepest: Division
    end: int
    said: tuple[int, ...] = ()  # the levels that were written
    short: int = 0  # names without their kind of place
    start: int = 0

    def rank(self) -> tuple[int, int, int, int]:
        return (self.end - self.start, len(self.said), -self.short, -self.start)


@dataclass(slots=True)
class _Reader:
    regions: Regions
    text: str  # folded, as long as the original
    found: list[_Reading] = field(default_factory=list)

    def names_at(self, at: int) -> Iterator[tuple[int, Division, bool]]:
        """Names that begin here: where they end, what they name, whether in full."""
        for length in range(min(self.regions.longest, len(self.text) - at), 1, -1):
            end = at + length
            for spelling in self.regions.spellings.get(self.text[at:end], ()):
                province = spelling.division.level == PROVINCE_DIGITS  # 江苏 before 镇江 is no town
                if spelling.full or province or not _STREET.match(self.text, end):
                    yield end, spelling.division, spelling.full

    def read_from(self, start: int) -> None:
        for end, division, full in self.names_at(start):
            reading = _Reading(division, end, (division.level,), int(not full), start)
            self.found.append(reading)
            self._go_on(reading)

    def _go_on(self, reading: _Reading) -> None:
        gap = _BETWEEN.match(self.text, reading.end)
        at = gap.end() if gap else reading.end
        for end, division, full in self.names_at(at):
            short = reading.short + int(not full)
            if division == reading.deepest and full:
                deeper = _Reading(division, end, reading.said, reading.short, reading.start)
            elif division.within(reading.deepest):
                said = (*reading.said, division.level)
                deeper = _Reading(division, end, said, short, reading.start)
            else:
                continue
            self.found.append(deeper)
            self._go_on(deeper)


def parse_address(text: str, regions: Regions) -> ParsedAddress:
    """The place that an address in China names; ``confidence`` 0 when none was found."""
    head = _HEAD.match(text)
    begin = head.end() if head else 0
    reader = _Reader(regions, regions.fold(text))
    for start in range(begin, min(len(text), begin + _FURTHEST)):
        reader.read_from(start)
        # Further to the right only a province or a whole chain is believed.
        if start == begin and reader.found:
            break
    readings = [one for one in reader.found if one.start == begin or _believable(one)]
    if not readings:
        return ParsedAddress(detail=text.strip())
    best = max(reading.rank() for reading in readings)
    equal = [reading for reading in readings if reading.rank() == best]
    places = {_place(regions, reading.deepest): reading for reading in equal}
    reading = equal[0]
    rest = text[reading.end :]
    detail = rest[_gap(rest) :].rstrip()
    if len(places) > 1:
        return ParsedAddress(
            detail=detail, confidence=100 // (2 * len(places)), candidates=tuple(sorted(places))
        )
    province, city, district = _place(regions, reading.deepest)
    return ParsedAddress(
        province,
        city,
        district,
        detail,
        _codes(reading.deepest, regions),
        _confidence(reading, regions, begin),
        ((province, city, district),),
    )


def _gap(text: str) -> int:
    found = _BETWEEN.match(text)
    return found.end() if found else 0


def _believable(reading: _Reading) -> bool:
    return reading.said[0] == PROVINCE_DIGITS and reading.short < len(reading.said)


def _confidence(reading: _Reading, regions: Regions, begin: int) -> int:
    """100 when all levels are written in full; less for each thing that had to be concluded."""
    levels = _levels_needed(reading.deepest, regions)
    missing = len(levels - set(reading.said))
    # Without any parent a lone name may be something else; a lone full district less so.
    alone = 15 if reading.said[0] != PROVINCE_DIGITS and reading.short == len(reading.said) else 0
    undistricted = 15 if regions.has_districts(reading.deepest) else 0
    only_province = 55 if reading.deepest.level == PROVINCE_DIGITS else 0
    moved = 5 if reading.start > begin else 0
    doubts = 5 * missing + 3 * reading.short + alone + undistricted + only_province + moved
    return max(1, 100 - doubts)


def _levels_needed(division: Division, regions: Regions) -> set[int]:
    """The levels that an address writes for it: none for 市辖区 and its like."""
    return {one.level for one in regions.chain(division) if not NO_PLACE.fullmatch(one.name)}


def _place(regions: Regions, division: Division) -> tuple[str, str, str]:
    """Province, city, district as shops write them.

    A municipality is its own city (北京市 北京市 朝阳区); a county that no city governs stands in
    the city's place (湖北省 仙桃市).
    """
    names = {one.level: one.name for one in regions.chain(division)}
    province = names[PROVINCE_DIGITS]
    city, district = names.get(CITY_DIGITS, ""), names.get(DISTRICT_DIGITS, "")
    if province_name(province) in MUNICIPALITIES:
        return province, province, district
    if city and NO_PLACE.fullmatch(city):
        return province, district, ""
    return province, city, district


def _codes(division: Division, regions: Regions) -> tuple[str, str, str]:
    code = division.code
    province, city = code[:PROVINCE_DIGITS], code[:CITY_DIGITS]
    district = code if division.level == DISTRICT_DIGITS else ""
    named = regions.by_code(city)
    whole = named is not None and NO_PLACE.fullmatch(named.name) is not None
    municipal = province_name(regions.chain(division)[0].name) in MUNICIPALITIES
    if whole and not municipal:
        city, district = district, ""
    elif municipal:
        city = f"{province}01"
    elif division.level == PROVINCE_DIGITS:
        city = ""
    return province.ljust(6, "0"), city.ljust(6, "0") if city else "", district
