"""What the catalogue says of an order: categories, and prices below the floor, to the cent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.item_facts import below_floor, categories_of
from app.domain.listing import ItemDetail
from app.domain.order import Order
from app.domain.trade import Presale, Trade, TradeLine
from app.domain.values import Money
from tests.builders import a_kit, a_line, an_order

TEA, CUP = a_line(1, "TEA"), a_line(2, "CUP")
AT_50 = {"TEA": 5_000, "CUP": 5_000}


def yuan(minor: int | None, currency: str = "CNY") -> Money | None:
    return None if minor is None else Money(minor, currency)


def floors(floor: dict[str, int], *without: str) -> dict[str, ItemDetail]:
    known = {sku: ItemDetail(sku, floor=yuan(minor)) for sku, minor in floor.items()}
    return known | {sku: ItemDetail(sku) for sku in without}


def sold(*paid: int | None, **more: Any) -> Trade:
    lines = tuple(TradeLine(n, paid=yuan(minor)) for n, minor in enumerate(paid, start=1))
    return Trade(lines=lines, **more)


def order(*lines: Any, **more: Any) -> Order:
    return an_order(lines=lines or (TEA,), **more)


@pytest.mark.parametrize(
    ("quantity", "paid", "below"),
    [(1, 4_999, True), (1, 5_000, False), (3, 14_999, True), (3, 15_000, False), (1, 0, True)],
)
def test_all_pieces_of_a_line_against_their_floors(quantity: int, paid: int, below: bool) -> None:
    one = order(a_line(1, "TEA", quantity))
    assert below_floor(one, sold(paid), floors(AT_50)) is below


def test_one_line_is_enough_and_a_dear_one_does_not_make_up_for_it() -> None:
    assert below_floor(order(TEA, CUP), sold(4_000, 90_000), floors(AT_50)) is True
    assert below_floor(order(TEA, CUP), sold(4_000, 90_000), floors({"CUP": 1}, "TEA")) is False


def test_without_a_floor_nothing_is_below_it() -> None:
    assert below_floor(order(), None, floors({}, "TEA")) is False
    assert below_floor(order(), None, {}) is None  # nobody knows the item


def test_gifts_are_sold_for_nothing() -> None:
    gifts = (a_line(2, "CUP", gift=True), a_line(901, "MUG", gift=True))
    assert below_floor(order(TEA, *gifts), sold(5_000, 0), floors(AT_50)) is False


def test_a_kit_has_a_floor_of_its_own() -> None:
    kit = a_kit(1, "SET", {"TEA": 2}, quantity=2)
    assert below_floor(order(kit), sold(17_999), floors({"SET": 9_000, "TEA": 99_000})) is True
    assert below_floor(order(kit), sold(18_000), floors({"SET": 9_000, "TEA": 99_000})) is False


def test_what_nobody_told_is_not_known_unless_something_is_below_for_sure() -> None:
    both = order(TEA, CUP)
    assert below_floor(order(), None, floors(AT_50)) is None
    assert below_floor(both, sold(None, 9_000), floors(AT_50)) is None
    assert below_floor(both, sold(None, 4_999), floors(AT_50)) is True
    dollars = Trade(lines=(TradeLine(1, paid=yuan(9_000, "USD")),))
    assert below_floor(order(), dollars, floors(AT_50)) is None
    assert below_floor(order(), sold(4_000, platform=yuan(9, "USD")), floors(AT_50)) is None
    assert below_floor(order(TEA, a_line(2, "NEW")), sold(5_000, 1), floors(AT_50)) is None


def test_a_coupon_of_the_platform_is_paid_to_the_seller_too() -> None:
    coupon = yuan(300)
    assert below_floor(order(), sold(4_700, platform=coupon), floors(AT_50)) is False
    assert below_floor(order(), sold(4_699, platform=coupon), floors(AT_50)) is True
    both = order(TEA, CUP)  # for which of them was it?
    assert below_floor(both, sold(4_900, 9_000, platform=coupon), floors(AT_50)) is None
    assert below_floor(both, sold(4_800, 4_899, platform=coupon), floors(AT_50)) is True
    assert below_floor(both, sold(5_000, 9_000, platform=coupon), floors(AT_50)) is False


def test_where_no_line_has_a_price_the_whole_order_may_say_it() -> None:
    whole = order(TEA, CUP, paid=yuan(9_999))
    assert below_floor(whole, sold(None, None), floors(AT_50)) is True  # postage or not
    assert below_floor(whole, sold(None, None, platform=yuan(1)), floors(AT_50)) is None
    left = sold(None, None, presale=Presale.BALANCE_DUE)
    assert below_floor(whole, left, floors(AT_50)) is None
    at_the_door = order(TEA, CUP, paid=yuan(0), cod=yuan(20_000))
    assert below_floor(at_the_door, sold(None, None), floors(AT_50)) is None


@pytest.mark.parametrize(
    ("paid", "postage", "below"),
    [(5_800, 800, False), (5_799, 800, True), (5_800, None, None), (4_999, None, True)],
)
def test_an_item_sold_alone_cost_what_the_order_did(
    paid: int, postage: int | None, below: bool | None
) -> None:
    alone, trade = order(paid=yuan(paid)), sold(None, postage=yuan(postage))
    assert below_floor(alone, trade, floors(AT_50)) is below


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.integers(1, 9), st.integers(0, 900)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 200),
)
def test_it_is_right_however_the_coupon_was_shared(
    lines: list[tuple[int, int, int]], coupon: int
) -> None:
    """With all of it on one line, each in turn: what is sure must hold for every such sharing."""
    bought = order(*(a_line(n, f"I{n}", many) for n, (_f, many, _p) in enumerate(lines, start=1)))
    known = floors({f"I{n}": floor for n, (floor, *_rest) in enumerate(lines, start=1)})
    said = below_floor(bought, sold(*(p for *_r, p in lines), platform=yuan(coupon)), known)
    shared = {
        any(
            paid + (coupon if n == lucky else 0) < floor * many
            for n, (floor, many, paid) in enumerate(lines)
        )
        for lucky in range(len(lines))
    }
    assert said is None or shared == {said}


def test_categories_are_those_of_kits_and_parts_each_once() -> None:
    details = {
        "TEA": ItemDetail("TEA", "tea"),
        "CUP": ItemDetail("CUP", "cups"),
        "MUG": ItemDetail("MUG", "cups"),
        "SET": ItemDetail("SET"),
    }
    kit = a_kit(1, "SET", {"TEA": 1, "CUP": 1})
    assert categories_of(order(kit, a_line(2, "MUG")), details) == ("tea", "cups")
    assert categories_of(order(a_line(1, "SET")), details) is None
    assert categories_of(order(TEA, a_line(2, "NEW")), details) is None
