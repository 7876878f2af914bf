"""Which item a listing is: certain by a code, likely by its words, never by a wrong measure."""

import pytest

from app.domain.binding import Asked, Known, Why, lead, ranked, score
from app.domain.binding_index import Suggester
from app.domain.listing import Offer, Target, listing_key
from app.domain.listing_text import grams, measures, plain_code, plain_name, plain_spec

MUG = Target("MUG-350-WH", "陶瓷马克杯", "350ml 白色", ("06900000001011",))
BIG = Target("MUG-480-WH", "陶瓷马克杯", "480ml 白色")
BLACK = Target("MUG-350-BK", "陶瓷马克杯", "350ml 黑色")
TEA = Target("TEA-250", "高山绿茶", "250g 罐装")
GOODS = (MUG, BIG, BLACK, TEA)


def first(offer: Offer) -> str:
    found = Suggester(GOODS).suggest(offer)
    return found[0].sku if found else ""


@pytest.mark.parametrize(
    ("offer", "sku"),
    [
        (Offer("", "【包邮】陶瓷马克杯 大容量 办公室", "颜色分类:白色;容量:350ml"), "MUG-350-WH"),
        (Offer("", "陶瓷马克杯", "容量:0.48L;颜色:白色"), "MUG-480-WH"),
        (Offer("", "北欧风陶瓷马克杯350ml黑色"), "MUG-350-BK"),
        (Offer("mug480wh", "杯子"), "MUG-480-WH"),
        (Offer("", "２５０ｇ 高山绿茶 新茶"), "TEA-250"),
        (Offer("", "礼品卡"), ""),
    ],
)
def test_the_right_item_is_first(offer: Offer, sku: str) -> None:
    assert first(offer) == sku


def test_every_suggestion_says_why() -> None:
    found = Suggester(GOODS).suggest(Offer("MUG350WH-NEW", "陶瓷马克杯", "350ml 白色"))
    assert [one.why for one in found[0].reasons] == [Why.CODE, Why.NAME, Why.SPEC]
    assert found[0].score > found[1].score >= found[-1].score
    apart = next(one for one in found if one.sku == "MUG-480-WH").reasons[-1]
    assert (apart.why, apart.theirs, apart.ours) == (Why.MEASURE, "350 ml", "480 ml")


def test_two_alike_have_no_lead_and_nothing_is_never_quite_certain_without_a_code() -> None:
    twins = (Target("A", "绿茶", "罐装"), Target("B", "绿茶", "罐装"))
    found = Suggester(twins).suggest(Offer("", "绿茶", "罐装"))
    assert lead(found) == 0
    assert found[0].score == 95
    assert (lead(()), lead(found[:1])) == (0, 95)
    assert ranked(()) == ()


def test_a_code_that_is_hardly_alike_says_nothing() -> None:
    asked = Asked.of(Offer("ZQ-9", "高山绿茶"))
    assert all(one.why is not Why.CODE for one in score(asked, Known.of(TEA)).reasons)


def test_texts_are_compared_as_people_read_them() -> None:
    assert plain_spec("颜色:白色;容量:0.35L") == "白色 350ml"
    assert plain_name("【官方正品】Ｍug 杯") == "mug 杯"
    assert plain_name("【包邮】") == "【包邮】"
    assert plain_code("tea-250 / A") == "tea250a"
    assert measures("16gb 1.5米 350毫升") == {("16", "gb"), ("1500", "mm"), ("350", "ml")}
    assert grams("绿茶 v60") == {"绿茶", "v60"}
    assert grams("茶") == {"茶"}


def test_a_listing_is_named_by_the_shops_ids_and_by_its_code_where_it_has_none() -> None:
    assert listing_key("t", "s", "1", "", "A") == listing_key("t", "s", "1", "", "B")
    assert listing_key("t", "s", "", "", "A") != listing_key("t", "s", "", "", "B")
    assert listing_key("t", "s1", "", "", "A") != listing_key("t", "s", "1", "", "A")
