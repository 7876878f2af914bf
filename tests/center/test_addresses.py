"""Addresses as shops and people write them, and every place of the table in several spellings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.center.gazetteer import countries, regions
from app.domain.address import ParsedAddress, parse_address
from app.domain.foreign_address import ForeignAddress, parse_foreign
from app.domain.regions import DISTRICT_DIGITS, NO_PLACE, Division


def parsed(text: str) -> ParsedAddress:
    return parse_address(text, regions())


def place(text: str) -> tuple[str, str, str, str]:
    found = parsed(text)
    return found.province, found.city, found.district, found.detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广东省深圳市南山区科技园1号", ("广东省", "深圳市", "南山区", "科技园1号")),
        (
            "518000 广东省 深圳市 福田区 福华路 1 号 A 座",
            ("广东省", "深圳市", "福田区", "福华路 1 号 A 座"),
        ),
        ("广东，深圳，南山，科技园1号", ("广东省", "深圳市", "南山区", "科技园1号")),
        ("恩施州利川市东城街道", ("湖北省", "恩施土家族苗族自治州", "利川市", "东城街道")),
        ("上海市上海市浦东新区张江路", ("上海市", "上海市", "浦东新区", "张江路")),
        ("上海(沪)市辖区浦东新区张江路", ("上海市", "上海市", "浦东新区", "张江路")),
        ("北京朝阳区建国路1号", ("北京市", "北京市", "朝阳区", "建国路1号")),
        ("吉林省吉林市船营区", ("吉林省", "吉林市", "船营区", "")),
        ("吉林长春市朝阳区", ("吉林省", "长春市", "朝阳区", "")),
        ("湖北省仙桃市干河街道", ("湖北省", "仙桃市", "", "干河街道")),
        ("重庆市县城口县", ("重庆市", "重庆市", "城口县", "")),
        ("内蒙包头市昆都仑区", ("内蒙古自治区", "包头市", "昆都仑区", "")),
        ("新疆省乌鲁木齐市天山区", ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "")),
        ("臺北市大安區信義路1號", ("台湾省", "台北市", "大安区", "信義路1號")),
        ("香港九龍觀塘區開源道1號", ("香港特别行政区", "九龙", "观塘区", "開源道1號")),
        ("澳门大堂区", ("澳门特别行政区", "澳门半岛", "大堂区", "")),
        ("广东省东莞市虎门镇", ("广东省", "东莞市", "", "虎门镇")),
        ("景宁县鹤溪街道", ("浙江省", "丽水市", "景宁畲族自治县", "鹤溪街道")),
        ("张先生 13800000000 四川省成都市武侯区一环路", ("四川省", "成都市", "武侯区", "一环路")),
    ],
)
def test_written_as_people_write(text: str, expected: tuple[str, str, str, str]) -> None:
    assert place(text) == expected
    assert parsed(text).sure


def test_a_district_of_several_cities_is_asked_about() -> None:
    found = parsed("朝阳区建国路1号")
    assert found.candidates == (("北京市", "北京市", "朝阳区"), ("吉林省", "长春市", "朝阳区"))
    assert (found.province, found.detail) == ("", "建国路1号")
    assert not found.sure


@pytest.mark.parametrize("text", ["广东", "", "xyz", "1 Main Street"])
def test_too_little_is_not_believed(text: str) -> None:
    assert not parsed(text).sure


def test_a_street_is_no_district() -> None:
    assert place("广东省深圳市南山大道1号") == ("广东省", "深圳市", "", "南山大道1号")


def test_the_codes_are_those_of_the_standard() -> None:
    assert parsed("广东省深圳市南山区").codes == ("440000", "440300", "440305")
    assert parsed("北京市朝阳区").codes == ("110000", "110100", "110105")
    assert parsed("湖北省仙桃市").codes == ("420000", "429004", "")


DISTRICTS = [one for one in regions().divisions if one.level == DISTRICT_DIGITS]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(DISTRICTS), st.sampled_from(["", " ", ",", "-"]), st.booleans())
def test_every_district_comes_back(district: Division, between: str, short: bool) -> None:
    chain = [one for one in regions().chain(district) if not NO_PLACE.fullmatch(one.name)]
    names = [one.name for one in chain]
    if short:
        names[0] = names[0].removesuffix("省").removesuffix("市")
    found = parsed(between.join(names) + " 人民路 1 号")
    code = found.codes[2] or found.codes[1]
    assert code == district.code
    assert found.detail == "人民路 1 号"
    assert found.sure


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parsed(text)
    assert 0 <= found.confidence <= 100
    assert found.detail in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 Main St, Phoenix, AZ 85001, USA", ForeignAddress("US", "85001")),
        ("10 Downing Street, London SW1A 2AA, United Kingdom", ForeignAddress("GB", "SW1A 2AA")),
        ("日本 東京都千代田区 100-0001", ForeignAddress("JP", "100-0001")),
        ("Dubai Marina, Dubai, UAE", ForeignAddress("AE", "")),
        ("广东省深圳市南山区", None),
    ],
)
def test_abroad(text: str, expected: ForeignAddress | None) -> None:
    assert parse_foreign(text, countries()) == expected
