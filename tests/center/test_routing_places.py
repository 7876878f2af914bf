"""Places of courier rules: as they are typed, looked up, refused, and written again."""

import pytest

from app.center.refusals import NotDoneError
from app.center.routing_places import places_of, places_text
from app.domain.place_index import PlaceIndex
from app.domain.places import Destination, ZoneLevel
from app.domain.rate_card import Zone, ZoneMember

P, C, D = ZoneLevel.PROVINCE, ZoneLevel.CITY, ZoneLevel.DISTRICT


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("新疆", ZoneMember(P, "新疆维吾尔自治区")),
        ("廣東", ZoneMember(P, "广东省")),
        ("吉林", ZoneMember(P, "吉林省")),
        ("吉林市", ZoneMember(C, "吉林省/吉林市")),
        ("四川/成都", ZoneMember(C, "四川省/成都市")),
        ("成都", ZoneMember(C, "四川省/成都市")),
        ("北京", ZoneMember(P, "北京市")),
        ("北京/朝阳区", ZoneMember(D, "北京市/朝阳区")),
        ("武侯区", ZoneMember(D, "四川省/成都市/武侯区")),
        ("610000", ZoneMember(ZoneLevel.POSTCODE, "610000", "", "CN")),
        ("610000-619999", ZoneMember(ZoneLevel.POSTCODE, "610000", "619999", "CN")),
        ("us 100-119", ZoneMember(ZoneLevel.POSTCODE, "100", "119", "US")),
        ("us", ZoneMember(ZoneLevel.COUNTRY, "US")),
    ],
)
def test_a_place_that_is_typed(text: str, member: ZoneMember) -> None:
    assert places_of(text) == (member,)
    assert places_of(places_text([member])) == (member,)


def test_many_with_any_comma_and_each_once() -> None:
    found = places_of(" 新疆，西藏、新疆;\n四川 ,")
    assert [one.value for one in found] == ["新疆维吾尔自治区", "西藏自治区", "四川省"]
    assert places_text(found) == "新疆维吾尔自治区, 西藏自治区, 四川省"
    assert places_of("") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Atlantis", "No place is called Atlantis"),
        ("四川/广州", "No place is called 四川/广州"),
        ("朝阳区", "several places: .*北京市/朝阳区"),
        ("zz", "No country has the code ZZ"),
        ("619999-610000", "no range"),
        ("6100-619999", "no range"),
    ],
)
def test_what_is_no_place_is_said(text: str, said: str) -> None:
    with pytest.raises(NotDoneError, match=said):
        places_of(text)


@pytest.mark.parametrize(
    ("text", "there", "elsewhere"),
    [
        ("武侯区", Destination("CN", "四川省", "成都市", "武侯区"),
         Destination("CN", "四川", "绵阳")),
        ("北京/朝阳区", Destination("CN", "北京", "市辖区", "朝阳区"),
         Destination("CN", "吉林省", "长春市", "朝阳区")),
        ("新疆", Destination("CN", "新疆", "乌鲁木齐"), Destination("CN", "西藏")),
        ("610000-619999", Destination("CN", postcode="614000"),
         Destination("IN", postcode="614000")),
        ("US", Destination("US"), Destination("CN")),
    ],
)  # fmt: skip
def test_it_holds_what_it_says(text: str, there: Destination, elsewhere: Destination) -> None:
    index = PlaceIndex((Zone("z", places_of(text)),))
    assert index.codes(there)
    assert not index.codes(elsewhere)
