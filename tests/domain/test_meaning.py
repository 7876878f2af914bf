"""What a code means depends on the step of the bench; damaged codes mean nothing."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from app.domain.catalogue import Box, ItemMatch, normalise_code
from app.domain.control_code import Control, code_of
from app.domain.meaning import (
    BadgeMeant,
    BoxMeant,
    ControlMeant,
    ItemMeant,
    Meaning,
    Misread,
    NothingMeant,
    OrderMeant,
    understand,
)
from app.domain.order import Operator
from app.domain.scanned_text import parse_scan_text
from tests.builders import a_box, an_item, an_operator

GTIN = "6901234567892"
GTIN_8 = "12345670"


@dataclass
class Known:
    """A directory in memory. It is asked with normalised codes only."""

    items_by: dict[str, tuple[ItemMatch, ...]] = field(default_factory=dict)
    orders_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    badges: dict[str, Operator] = field(default_factory=dict)

    def items(self, code: str) -> tuple[ItemMatch, ...]:
        return self.items_by.get(asked(code), ())

    def orders(self, code: str) -> tuple[str, ...]:
        return self.orders_by.get(asked(code), ())

    def box(self, code: str) -> Box | None:
        return self.boxes.get(asked(code))

    def operator(self, badge: str) -> Operator | None:
        return self.badges.get(asked(badge))


def asked(code: str) -> str:
    assert code == normalise_code(code)
    assert code, "an empty code would find every order without a tote"
    return code


TEA = ItemMatch(an_item("TEA"), 1)
CUP = ItemMatch(an_item("CUP"), 1)
PACKER = an_operator("7", badge="ZB-0007")
KNOWN = Known(
    items_by={
        "0" + GTIN: (TEA,),
        GTIN_8.zfill(14): (CUP,),
        "MUG-1": (CUP,),
        "T-14": (TEA,),
        "DOUBLE": (TEA, CUP),
    },
    orders_by={
        "SO-1": ("id-1",),
        GTIN_8.zfill(14): ("id-8",),
        "T-14": ("id-14", "id-15"),
        "ZR1A2B3C4D": ("id-2",),
    },
    boxes={"B3": a_box("B3"), "MUG-1": a_box("MUG-1")},
    badges={"ZB-0007": PACKER},
)


def meaning(raw: str, *, orders_first: bool = False, keyed: bool = False) -> Meaning:
    return understand(parse_scan_text(raw, keyed=keyed), KNOWN, orders_first=orders_first)


def skus(meant: Meaning) -> list[str]:
    assert isinstance(meant, ItemMeant)
    return [match.item.sku for match in meant.scan.matches]


@pytest.mark.parametrize(
    "raw",
    [GTIN, f"0{GTIN}", f"]E0{GTIN}", f"(01)0{GTIN}".replace("(01)", "01"), f"]C1010{GTIN}"],
)
def test_one_trade_item_number_however_it_is_carried(raw: str) -> None:
    assert skus(meaning(raw)) == ["TEA"]


def test_a_gs1_message_also_gives_lot_expiry_and_serial() -> None:
    meant = meaning(f"]C1010{GTIN}1726053110A7\x1d21S-9")
    assert isinstance(meant, ItemMeant)
    assert meant.scan.lot == "A7"
    assert meant.scan.expires == date(2026, 5, 31)
    assert meant.scan.serial == "S-9"
    assert meant.scan.code == "0" + GTIN


def test_eight_digits_are_an_order_until_one_is_open_then_an_item() -> None:
    assert meaning(GTIN_8, orders_first=True) == OrderMeant(("id-8",))
    assert skus(meaning(GTIN_8)) == ["CUP"]


def test_a_short_code_that_is_a_tote_and_an_item() -> None:
    assert meaning("t-14", orders_first=True) == OrderMeant(("id-14", "id-15"))
    assert skus(meaning("t-14")) == ["TEA"]


def test_an_order_code_is_understood_while_another_order_is_open() -> None:
    assert meaning("so-1") == OrderMeant(("id-1",))
    assert meaning("zr1a2b3c4d") == OrderMeant(("id-2",))


def test_an_item_comes_before_a_box_of_the_same_code() -> None:
    assert skus(meaning("mug-1")) == ["CUP"]
    assert meaning("b3") == BoxMeant(a_box("B3"))


def test_a_code_of_two_items_keeps_both_meanings() -> None:
    assert skus(meaning("double")) == ["TEA", "CUP"]


@pytest.mark.parametrize("orders_first", [True, False])
@pytest.mark.parametrize("control", Control)
def test_a_control_is_a_control_at_any_step(control: Control, orders_first: bool) -> None:
    for text in (code_of(control), code_of(control).lower(), f"]C0{code_of(control)}"):
        assert meaning(text, orders_first=orders_first) == ControlMeant(control)


@pytest.mark.parametrize("control", Control)
def test_a_damaged_control_code_is_never_another_control(control: Control) -> None:
    code = code_of(control)
    for place in range(len(code)):
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
            damaged = code[:place] + letter + code[place + 1 :]
            if damaged != code:
                assert isinstance(meaning(damaged), Misread | NothingMeant | BadgeMeant)


def test_badges() -> None:
    assert meaning("zb-0007") == BadgeMeant(PACKER)
    assert meaning("ZB-0008") == BadgeMeant(None)


def test_no_item_can_hide_behind_our_own_prefixes() -> None:
    greedy = Known(items_by={"ZB1": (TEA,), "ZZACK": (TEA,)})
    assert understand(parse_scan_text("ZB1"), greedy, orders_first=False) == BadgeMeant(None)
    assert understand(parse_scan_text("ZZACK"), greedy, orders_first=False) == Misread("control")


@pytest.mark.parametrize("raw", ["", "   ", "]C1", "\r\n", "\x1d"])
@pytest.mark.parametrize("orders_first", [True, False])
def test_an_empty_scan_is_a_misread_and_asks_nobody(raw: str, orders_first: bool) -> None:
    assert meaning(raw, orders_first=orders_first) == Misread("empty")


def test_a_number_with_a_wrong_check_digit_is_read_again_unless_somebody_knows_it() -> None:
    assert meaning("6901234567893") == Misread("check_digit")
    known = Known(items_by={"06901234567893": (TEA,)})
    scanned = parse_scan_text("6901234567893")
    assert isinstance(understand(scanned, known, orders_first=False), ItemMeant)


def test_a_clean_code_that_nobody_knows() -> None:
    meant = meaning("4006381333931")
    assert isinstance(meant, NothingMeant)
    assert (meant.scan.code, meant.scan.matches) == ("04006381333931", ())


def test_what_an_input_method_typed_means_nothing() -> None:
    assert meaning("茶SO-1", keyed=True) == Misread("input_method")
    assert meaning("ＳＯ-1", keyed=True) == OrderMeant(("id-1",)), "full width is brought back"
