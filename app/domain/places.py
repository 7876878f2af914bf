"""Where a parcel goes, and when two spellings name the same place.

Shops, bills and rate cards write one province in many ways (四川省, 四川; 内蒙古自治区, 内蒙古,
内蒙). Names are compared without the word that says what kind of place it is.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class ZoneLevel(Enum):
    """How exactly a zone member names a place; written most specific first."""

    POSTCODE = "postal"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    COUNTRY = "country"


PROVINCE_SUFFIX = re.compile(r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|[省市]$")
PROVINCE_ALIASES = {"内蒙": "内蒙古"}
PEOPLES = "土家|哈萨克|柯尔克孜|朝鲜|蒙古|布依|景颇|傈僳|哈尼|苗|侗|壮|彝|白|傣|藏|羌|回"
# 州 alone ends many proper names (苏州, 兰州): it is a kind of place only after two more signs.
CITY_SUFFIX = re.compile(rf"(?:(?:{PEOPLES})族?)*自治州$|地区$|[市盟]$|(?<=..)州$")
MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})


def _clean(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def province_name(text: str) -> str:
    """The short name of a province: 广西壮族自治区 and 广西 are 广西. Empty stays empty."""
    short = PROVINCE_SUFFIX.sub("", _clean(text))
    return PROVINCE_ALIASES.get(short, short)


def city_name(text: str) -> str:
    """The short name of a city or prefecture: 恩施土家族苗族自治州 and 恩施州 are 恩施."""
    return CITY_SUFFIX.sub("", _clean(text))


@lru_cache(maxsize=65_536)
def place_names(text: str, level: ZoneLevel) -> frozenset[str]:
    """The form under which a place is compared on its level; none for an empty text."""
    match level:
        case ZoneLevel.PROVINCE:
            name = province_name(text)
        case ZoneLevel.CITY:
            name = city_name(text)
        case _:
            name = _clean(text)
    return frozenset({name} if name else ())


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a parcel goes, as the order says it; unknown parts are empty."""

    country: str = "CN"
    province: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""

    def named(self, level: ZoneLevel) -> str:
        """The text of one level as it stands in the address."""
        return {
            ZoneLevel.POSTCODE: self.postcode,
            ZoneLevel.DISTRICT: self.district,
            ZoneLevel.CITY: self.city,
            ZoneLevel.PROVINCE: self.province,
            ZoneLevel.COUNTRY: self.country,
        }[level]

    def names(self, level: ZoneLevel) -> frozenset[str]:
        """The names to look for on one level.

        A municipality is a province and its own city; addresses put 市辖区 in the city's place.
        """
        own = place_names(self.named(level), level)
        province = place_names(self.province, ZoneLevel.PROVINCE)
        return own | province & MUNICIPALITIES if level is ZoneLevel.CITY else own
