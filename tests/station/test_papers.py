"""What goes on paper: names and phones hidden by the national rule for express labels."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import Words
from app.station.effects import PrintLabel, PrintSlip
from app.station.papers import Sender, mask_name, mask_phone, repick_slip, waybill_label
from tests.builders import a_kit, a_line, a_recipient, an_item, an_order

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("", ""), ("张", "*"), ("张三", "张*"), ("欧阳小明", "欧***"), (" Ann ", "A**"), ("  ", "")],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(min_size=1))
def test_at_least_one_character_of_a_name_is_hidden(name: str) -> None:
    masked = mask_name(name)
    shown = name.strip()
    assert len(masked) == len(shown)
    assert not shown or masked.endswith("*")
    assert masked.count("*") >= min(1, len(shown))


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("", ""),
        ("00012345678", "*******5678"),
        ("000-1234-5678", "*******5678"),
        ("1234567", "******7"),
        ("123456", "******"),
        ("123", "***"),
        ("+86 000 1234 5678", "*********5678"),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text(alphabet="0123456789 +-()", max_size=30))
def test_at_least_six_digits_of_a_phone_are_hidden(phone: str) -> None:
    digits = sum(char.isdigit() for char in phone)
    masked = mask_phone(phone)
    assert masked.count("*") >= min(6, digits)
    assert sum(char.isdigit() for char in masked) <= 4


def test_the_label_of_a_parcel() -> None:
    order = an_order(
        {"TEA": 2}, recipient=a_recipient(name="Recipient", phone="00012345678"), service="air"
    )
    effect = PrintLabel("job", order, "WB1", "sf", 2, 3, 512, 2)
    label = waybill_label(effect, "SF Express", Sender("Warehouse", "000", "1 Gate"), AT)
    assert (label.waybill_number, label.courier, label.service) == ("WB1", "SF Express", "air")
    assert (label.parcel, label.parcels, label.weight_g, label.copy_number) == (2, 3, 512, 2)
    assert (label.recipient.name, label.recipient.phone) == ("R********", "*******5678")
    assert label.sender.name == "Warehouse"
    assert label.sorting_code == "C"


def test_a_label_without_a_weight_shows_none() -> None:
    effect = PrintLabel("job", an_order(), "WB1", "sf", 1, 1, 0, 1)
    assert waybill_label(effect, "SF", Sender(), AT).weight_g is None


def test_the_slip_leads_to_the_shelf() -> None:
    tea = an_item("TEA", name="Tea", spec="green", location="A-1")
    order = an_order((a_line(1, tea, 3), a_kit(2, "SET", {"CUP": 1})), tote="T-1", cut_off=AT)
    slip = repick_slip(
        PrintSlip("ZR1", order, {"TEA": 2, "CUP": 1}, ("OTHER",)), "Bench 1", AT, Words("en")
    )
    assert (slip.code, slip.order_number, slip.slot) == ("ZR1", "SO-1", "T-1")
    assert [(line.quantity, line.name, line.place) for line in slip.missing] == [
        (2, "Tea", "A-1"),
        (1, "cup", ""),
    ]
    assert [line.name for line in slip.foreign] == ["OTHER"]
    assert slip.cut_off == AT.astimezone().strftime("%H:%M")
