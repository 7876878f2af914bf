"""China's divisions down to county, and every spelling by which shops and bills name them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.places import MUNICIPALITIES, PEOPLES, city_name, province_name

# Rows of the table that name no place: 市辖区, 县, 省直辖县级行政区划, 自治区直辖县级行政区划.
NO_PLACE = re.compile(r"市辖区|县|(?:省|自治区)直辖县级行政区划")
PROVINCE_DIGITS, CITY_DIGITS, DISTRICT_DIGITS = 2, 4, 6
_DISTRICT_KIND = re.compile(rf"(?:(?:{PEOPLES}|[一-鿿])族)*自治[县旗]$|[区县市旗]$")
_SHORTEST = 2
_BILL_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "15": ("内蒙",),
    "45": ("广西省",),
    "54": ("西藏省",),
    "64": ("宁夏省",),
    "65": ("新疆省",),
    "81": ("香港",),
    "82": ("澳门",),
}


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the table: ``code`` has 2, 4 or 6 digits for province, city, district."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """Digits of the code: 2 province, 4 city, 6 district."""
        return len(self.code)

    def within(self, other: "Division") -> bool:
        """Whether this division lies in the other one."""
        return len(self.code) > len(other.code) and self.code.startswith(other.code)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text that may mean a division; ``full`` when it says the kind of place too."""

    division: Division
    full: bool


class Regions:
    """All divisions, found by code or by spelling.

    ``rows`` are (code, name); ``simplified`` maps traditional characters of the names, so that
    臺北市 is 台北市.
    """

    def __init__(
        self, rows: Iterable[tuple[str, str]], simplified: Mapping[str, str] | None = None
    ) -> None:
        self._by_code = {code: Division(code, name) for code, name in rows}
        self._fold = str.maketrans(dict(simplified or {}))

    def fold(self, text: str) -> str:
        """The text in the characters of the table; as long as it was."""
        return text.translate(self._fold)

    def by_code(self, code: str) -> Division | None:
        return self._by_code.get(code)

    def chain(self, division: Division) -> tuple[Division, ...]:
        """Province, city and district that the division lies in, itself last."""
        codes = (division.code[:digits] for digits in range(2, len(division.code) + 1, 2))
        return tuple(self._by_code[code] for code in codes)

    def has_districts(self, city: Division) -> bool:
        """Whether the table knows districts of it; 东莞 has none."""
        return city.code in self._governing

    @cached_property
    def _governing(self) -> frozenset[str]:
        codes = (code for code in self._by_code if len(code) == DISTRICT_DIGITS)
        return frozenset(code[:CITY_DIGITS] for code in codes)

    @property
    def divisions(self) -> tuple[Division, ...]:
        return tuple(self._by_code.values())

    @cached_property
    def spellings(self) -> Mapping[str, tuple[Spelling, ...]]:
        """Every text that may name a division, with all divisions it may name."""
        found: dict[str, dict[Division, bool]] = defaultdict(dict)
        for division in self._by_code.values():
            for text, full in _spellings(division):
                kinds = found[text]
                kinds[division] = kinds.get(division, False) or full
        return {
            text: tuple(Spelling(division, full) for division, full in kinds.items())
            for text, kinds in found.items()
        }

    @cached_property
    def longest(self) -> int:
        """Characters of the longest spelling."""
        return max(map(len, self.spellings), default=0)


def _spellings(division: Division) -> Iterable[tuple[str, bool]]:
    name = division.name
    if NO_PLACE.fullmatch(name):
        return
    yield name, True
    if division.level == PROVINCE_DIGITS:
        yield province_name(name), province_name(name) in MUNICIPALITIES
        for text in _BILL_SPELLINGS.get(division.code, ()):
            yield text, True
        return
    if division.level == CITY_DIGITS:
        short = city_name(name)
        if name.endswith("自治州"):
            yield f"{short}州", True
    else:
        short = _DISTRICT_KIND.sub("", name)
        if name.endswith(("自治县", "自治旗")):
            yield f"{short}{name[-1]}", True
    if len(short) >= _SHORTEST:
        yield short, False
