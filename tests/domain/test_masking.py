"""What a label may show of a person, by the national rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import mask_address, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳小明", "欧**明"),
        ("李", "*"),
        ("John Smith", "J** S**"),
        ("张**", "张**"),
        ("", ""),
    ],
)
def test_name(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138******78"),
        ("+86 138 1234 5678", "+86 1** **** **78"),
        ("18877771111-123", "188******11-123"),
        ("02812345678", "028******78"),
        ("12345", "*****"),
        ("138****1234", "138****1234"),
    ],
)
def test_phone(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("天府大道1号3栋2单元1203室", "天府大道1号3栋***"),
        ("科技园1号A座1203", "科技园1号A座***"),
        ("人民路88号", "人民路88号"),
        ("幸福小区5号楼601", "幸福小区5号楼***"),
        ("信義路1號12樓", "信義路1號***"),
        ("1 Main Street, Apt 5B", "1 Main Street, ***"),
        ("花园路12号院3-2-501", "花园路12号院***"),
        ("虎门镇", "虎门镇"),
    ],
)
def test_address(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@given(st.text("0123456789", min_size=6, max_size=15))
def test_six_digits_of_every_phone_are_hidden(phone: str) -> None:
    assert mask_phone(phone).count("*") >= 6


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=8))
def test_a_character_of_every_name_is_hidden(name: str) -> None:
    assert "*" in mask_name(name)
    assert mask_name(mask_name(name)) == mask_name(name)
