"""Who may do what: the table is whole, and a second badge is another person's."""

import pytest

from app.domain.order import Role
from app.domain.permissions import ALLOWED, Permission, is_second, may, needs_second
from tests.builders import a_supervisor, an_operator, money


def test_every_role_is_in_the_table_and_every_permission_is_somebodys() -> None:
    assert set(ALLOWED) == set(Role)
    assert set().union(*ALLOWED.values()) == set(Permission)


@pytest.mark.parametrize("permission", [Permission.SEE_PAYMENTS])
def test_money_is_for_finance_alone(permission: Permission) -> None:
    assert [role for role in Role if may(role, permission)] == [Role.FINANCE]


def test_who_manages_people_and_keys_does_nothing_else_with_parcels() -> None:
    managing = {Permission.MANAGE_PEOPLE, Permission.MANAGE_KEYS, Permission.MANAGE_STATIONS}
    for role in Role:
        if ALLOWED[role] & managing:
            assert role is Role.ADMIN
            assert not may(role, Permission.PACK)
            assert not may(role, Permission.FORCE_PASS)
            assert not may(role, Permission.SEE_PAYMENTS)


def test_a_packer_packs_and_nothing_else() -> None:
    assert ALLOWED[Role.PACKER] == {Permission.PACK}


def test_only_a_supervisor_lets_a_parcel_pass() -> None:
    assert [role for role in Role if may(role, Permission.FORCE_PASS)] == [Role.SUPERVISOR]


@pytest.mark.parametrize(
    ("value", "limits", "needed"),
    [
        (money("1000"), {}, False),
        (None, {}, False),
        (money("500"), {"CNY": 500_00}, False),
        (money("500.01"), {"CNY": 500_00}, True),
        (money("1", "USD"), {"CNY": 500_00}, True),
        (None, {"CNY": 500_00}, True),
    ],
)
def test_when_one_badge_is_too_little(value: object, limits: dict[str, int], needed: bool) -> None:
    assert needs_second(value, limits) is needed  # type: ignore[arg-type]


def test_the_second_badge_is_another_persons_and_may_confirm() -> None:
    first = a_supervisor("op-9")
    assert is_second(first, an_operator("op-2", Role.LEAD))
    assert is_second(first, a_supervisor("op-8"))
    assert not is_second(first, first)
    assert not is_second(first, a_supervisor("op-8", badge=first.badge.lower()))
    assert not is_second(first, an_operator("op-1"))
    assert not is_second(first, an_operator("op-3", Role.ADMIN))
