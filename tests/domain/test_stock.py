"""What each event does to the figures of the stock."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Item, KitPart
from app.domain.order import OrderLine
from app.domain.stock import (
    Cause,
    Change,
    Level,
    Share,
    moved,
    needs,
    read_anew,
    reserved_anew,
    seen,
    shipped,
    shortages,
)
from tests.builders import an_order


def after(level: Level, *changes: Change) -> Level:
    for change in changes:
        level = moved(level, change)
    return level


def test_a_kit_needs_its_parts() -> None:
    kit = OrderLine(1, Item("KIT", "set"), 2, parts=(KitPart(Item("A", "a"), 3),))
    more = OrderLine(2, Item("A", "a"), 1, gift=True)
    assert needs(an_order((kit, more))) == {"A": 7}


def test_what_is_available_is_what_the_erp_says_less_what_it_does_not_know() -> None:
    level = Level("A", on_hand=10, gone=3, reserved=2)
    assert level.available == 5
    assert Level("A").available is None
    assert Level("A").can_give(1_000_000)
    assert replace(level, reserved=9).available == -2


def test_an_order_that_lacks_one_item_lacks_it_by_name() -> None:
    levels = {"A": Level("A", 5), "B": Level("B", 1)}
    (lack,) = shortages({"A": 5, "B": 2}, {}, levels)
    assert (lack.sku, lack.wanted, lack.available) == ("B", 2, 1)
    assert not shortages({"A": 5, "B": 2}, {"B": 1}, levels)


def test_from_the_order_to_the_erp_and_back() -> None:
    level = after(Level("A", 10, expected=10), *reserved_anew("o", {"A": 3}, {}))
    assert (level.reserved, level.available) == (3, 7)
    level = after(level, *shipped("o", {"A": 3}, {"A": 2}))
    assert (level.gone, level.reserved, level.available) == (2, 0, 8)
    changes, known = read_anew(level, 8, [("D-o", 2)], "read-1")
    assert (known.on_hand, known.gone, known.available, known.unexplained) == (8, 0, 8, 0)
    assert [one.cause for one in changes] == [Cause.ABSORBED, Cause.READ]
    assert replace(after(level, *changes), expected=8) == known


def test_what_no_document_explains_stands_out() -> None:
    _changes, level = read_anew(Level("A", 10, gone=2), 7, [("D-o", 2)], "read-1")
    assert level.unexplained == -1


def test_a_difference_stays_until_somebody_has_seen_it() -> None:
    level = Level("A", 10, expected=10)
    for told, unexplained in ((8, -2), (8, -2), (7, -3), (7, -3)):
        _changes, level = read_anew(level, told, [], "read")
        assert level.unexplained == unexplained
    known = seen(level, -3)
    assert (known.unexplained, known.on_hand, known.available) == (0, 7, level.available)
    _changes, later = read_anew(known, 7, [], "read")
    assert later.unexplained == 0
    assert seen(known, 3) == level
    assert seen(Level("A", 10), 0) == Level("A", 10)


def test_a_document_that_the_figure_knew_before_us_is_no_difference_afterwards() -> None:
    """It was posted while the ERP was asked: the reading has it, its row comes after it."""
    level = Level("A", 10, gone=3, expected=10)
    _changes, level = read_anew(level, 7, [], "read-1")
    assert (level.unexplained, level.gone) == (-3, 3)
    _changes, level = read_anew(level, 7, [("D-o", 3)], "read-2")
    assert (level.unexplained, level.gone, level.available) == (0, 0, 7)


@given(
    readings=st.lists(
        st.tuples(st.integers(0, 99), st.lists(st.integers(-9, 9), max_size=3)), max_size=6
    )
)
def test_over_all_readings_the_difference_is_what_no_document_explains(
    readings: list[tuple[int, list[int]]],
) -> None:
    first = level = Level("A", 50, expected=50)
    ledger: list[Change] = []
    for told, outs in readings:
        changes, level = read_anew(level, told, [("D", n) for n in outs], "read")
        ledger += changes
    out = sum(n for _told, outs in readings for n in outs)
    assert level.unexplained == (level.on_hand or 0) - 50 + out
    assert replace(after(first, *ledger), expected=level.expected) == level


def test_the_first_reading_has_nothing_to_be_compared_with() -> None:
    changes, level = read_anew(Level("A", gone=4), 50, [], "read-1")
    assert (level.on_hand, level.available, level.unexplained) == (50, 46, 0)
    assert changes == (Change("A", Cause.READ, "read-1", on_hand=50),)


def test_the_same_figure_once_more_is_no_movement() -> None:
    changes, level = read_anew(Level("A"), 0, [], "read-1")
    assert changes == (Change("A", Cause.READ, "read-1"),)
    assert read_anew(level, 0, [], "read-2") == ((), level)


def test_what_is_on_its_way_is_a_figure_of_its_own() -> None:
    changes, level = read_anew(Level("A", 10, in_transit=4), 10, [], "read-1", in_transit=9)
    assert changes == (Change("A", Cause.EXPECTED, "read-1", in_transit=5),)
    assert (level.in_transit, level.available, level.unexplained) == (9, 10, 0)
    assert replace(after(Level("A", 10, in_transit=4), *changes), expected=10) == level
    assert read_anew(level, 10, [], "read-2", in_transit=9) == ((), level)
    assert read_anew(level, 10, [], "read-3") == ((), level)


def test_goods_that_arrive_are_no_longer_on_their_way() -> None:
    changes, level = read_anew(Level("A", 10, in_transit=4), 14, [], "read-1", in_transit=0)
    assert [(one.cause, one.on_hand, one.in_transit) for one in changes] == [
        (Cause.READ, 4, 0),
        (Cause.ARRIVED, 0, -4),
    ]
    assert (level.on_hand, level.in_transit, level.unexplained) == (14, 0, 0)


COUNTS = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9))


@given(first=COUNTS, second=COUNTS, packed=COUNTS)
def test_whatever_an_order_held_nothing_stays_reserved(
    first: dict[str, int], second: dict[str, int], packed: dict[str, int]
) -> None:
    changes = (
        *reserved_anew("o", first, {}),
        *reserved_anew("o", second, first),
        *shipped("o", second, packed),
    )
    for sku in "ABC":
        mine = [one for one in changes if one.sku == sku]
        level = after(Level(sku, 100), *mine)
        assert (level.reserved, level.gone) == (0, packed.get(sku, 0))


def test_a_shop_sells_its_share_and_never_less_than_nothing() -> None:
    share = Share("s", percent=50, keep=4, most=10)
    assert [share.offered(n) for n in (-3, 4, 11, 100)] == [0, 0, 3, 10]


def test_a_rule_from_before_its_fields_were_checked_never_gives_less_than_nothing() -> None:
    for share in (Share("s", percent=-7), Share("s", most=-1)):
        assert share.offered(100) == 0


@pytest.mark.parametrize(
    ("share", "wrong"),
    [
        (Share("s", percent=0, keep=0, most=0), ()),
        (Share("s", "TEA", 100, 3, None), ()),
        (Share("", percent=101, keep=-1, most=-1), ("shop", "percent", "keep", "most")),
        (Share("s", percent=-1), ("percent",)),
    ],
)
def test_the_fields_of_a_rule_have_their_ranges(share: Share, wrong: tuple[str, ...]) -> None:
    assert share.wrong == wrong


def test_what_was_on_its_way_and_is_on_hand_now_has_arrived() -> None:
    level = Level("A", 10, in_transit=30, expected=10)
    changes, after = read_anew(level, 35, (), "r1", 5)
    assert [(one.cause, one.on_hand, one.in_transit) for one in changes] == [
        (Cause.READ, 25, 0), (Cause.ARRIVED, 0, -25),
    ]  # fmt: skip
    assert (after.unexplained, after.in_transit) == (0, 5)
    _changes, lost = read_anew(level, 33, (), "r1", 5)  # two of those that came are not there
    assert (lost.unexplained, lost.in_transit) == (0, 5)
    _changes, more = read_anew(level, 37, (), "r1", 5)
    assert more.unexplained == 2
    _changes, sold = read_anew(level, 33, (("D1", 2),), "r1", 5)
    assert sold.unexplained == 0
    _changes, gone = read_anew(level, 8, (), "r1", 5)  # nothing arrived: a purchase was called off
    assert (gone.unexplained, gone.in_transit) == (-2, 5)
