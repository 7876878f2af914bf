"""Names and specifications of goods as they are compared: folded, cut into pieces, measured.

Chinese has no spaces between words, so a name is told by its pairs of neighbouring signs; what
is written in Latin letters and digits ("350ml", "XL", "A4") counts as a whole.
"""

import re
import unicodedata
from dataclasses import dataclass

_LATIN = re.compile(r"[a-z0-9]+(?:[.*x/-][0-9]+)*")
_MEASURE = re.compile(
    r"([0-9]+(?:\.[0-9]+)?)\s*"
    r"(gb|tb|mah|pcs|ml|l|kg|g|mm|cm|m|w|v|毫升|升|千克|公斤|克|毫米|厘米|公分|米|寸|号|码|"
    r"片|个|只|支|瓶|包|袋|盒|件|条|双|套|粒|枚|抽|卷)?"
)
_BRACKETS = re.compile(r"[【\[][^】\]]{0,20}[】\]]")
_SAME_UNITS = {
    "毫升": "ml", "升": "l", "千克": "kg", "公斤": "kg", "克": "g", "毫米": "mm", "厘米": "cm",
    "公分": "cm", "米": "m",
}  # fmt: skip
_IN_SMALLER = {"l": ("ml", 1000), "kg": ("g", 1000), "cm": ("mm", 10), "m": ("mm", 1000)}
_KEYS = re.compile(r"[^:：;；,，/|\s]{1,8}[:：]")


def folded(text: str) -> str:
    """Full-width signs become plain, capitals small, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def plain_code(code: str) -> str:
    """A code without what people put between its parts: ``tea-250 / A`` and ``TEA250A``."""
    return "".join(sign for sign in folded(code) if sign.isalnum())


def plain_name(name: str) -> str:
    """A title without what shops put into brackets to be seen: ``【包邮】``."""
    bare = _BRACKETS.sub(" ", folded(name)).strip()
    return bare or folded(name)


def plain_spec(spec: str) -> str:
    """The values of a specification without their keys: ``颜色:白;容量:0.35L`` → ``白 350ml``."""
    values = " ".join(re.split(r"[;；,，/|\s]+", _KEYS.sub(" ", folded(spec)))).strip()
    return _MEASURE.sub(lambda found: "".join(_measure(*found.groups(""))), values)


def grams(text: str) -> frozenset[str]:
    """What a folded text is found by: pairs of signs, and Latin words as a whole."""
    found = set(_LATIN.findall(text))
    for run in re.split(r"[^\w]+|[a-z0-9_]+", text):
        if len(run) == 1:
            found.add(run)
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def measures(text: str) -> frozenset[tuple[str, str]]:
    """Numbers with their units, in one unit each: ``0.35L`` and ``350毫升`` are both 350 ml."""
    return frozenset(_measure(*found) for found in _MEASURE.findall(text))


def _measure(number: str, unit: str) -> tuple[str, str]:
    unit = _SAME_UNITS.get(unit, unit)
    if unit in _IN_SMALLER:
        smaller, times = _IN_SMALLER[unit]
        return f"{float(number) * times:g}", smaller
    return number, unit


@dataclass(frozen=True, slots=True)
class GoodsText:
    """The words of one thing, ready to be compared."""

    name: str
    spec: str
    grams: frozenset[str]
    name_grams: frozenset[str]
    measures: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, name: str, spec: str) -> "GoodsText":
        plain, values = plain_name(name), plain_spec(spec)
        both = f"{plain} {values}"
        return cls(plain, values, grams(both), grams(plain), measures(both))
