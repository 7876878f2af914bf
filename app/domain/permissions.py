"""Who may do what: one table of roles and permissions, and when a second badge is needed."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from app.domain.order import Operator, Role
from app.domain.values import Money


class Permission(Enum):
    PACK = "pack"  # sign in at a bench
    FORCE_PASS = "force_pass"  # noqa: S105 - let a parcel pass whose weight is out of the band
    CONFIRM = "confirm"  # be the second badge
    WORK_ALERTS = "work_alerts"  # acknowledge, assign and close what the benches report
    IMPORT = "import"  # orders, items, badges, numbers, rate cards
    HOLD_ORDERS = "hold_orders"  # hold and approve
    END_ORDERS = "end_orders"  # refund and cancel
    SEE_RECIPIENTS = "see_recipients"
    SEE_PAYMENTS = "see_payments"
    WORK_BILLS = "work_bills"  # couriers' bills: take over, accept, dispute
    MANAGE_COURIERS = "manage_couriers"  # contracts, rate cards, waybill numbers
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"  # badges, roles, PINs
    MANAGE_STATIONS = "manage_stations"  # enrol and revoke benches
    MANAGE_KEYS = "manage_keys"  # rotate the keys of personal data, purge it


_P = Permission
_LEAD = frozenset({_P.PACK, _P.CONFIRM, _P.WORK_ALERTS})
_CLERK = frozenset({_P.IMPORT, _P.HOLD_ORDERS, _P.END_ORDERS, _P.SEE_RECIPIENTS})

ALLOWED: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.PACKER: frozenset({_P.PACK}),
        Role.LEAD: _LEAD,
        Role.SUPERVISOR: _LEAD
        | {_P.FORCE_PASS, _P.HOLD_ORDERS, _P.SEE_AUDIT, _P.WORK_BILLS, _P.MANAGE_COURIERS},
        Role.CLERK: _CLERK,
        Role.FINANCE: frozenset({_P.SEE_PAYMENTS, _P.SEE_AUDIT, _P.WORK_BILLS}),
        # Who manages people and keys packs nothing and pays nothing.
        Role.ADMIN: frozenset(
            {_P.IMPORT, _P.SEE_AUDIT, _P.MANAGE_PEOPLE, _P.MANAGE_STATIONS, _P.MANAGE_KEYS}
        ),
    }
)
"""The one table. What is not in it is not allowed."""


def may(role: Role, permission: Permission) -> bool:
    return permission in ALLOWED.get(role, frozenset())


def needs_second(value: Money | None, limits: Mapping[str, int]) -> bool:
    """Whether one badge is too little for an order of this value.

    ``limits``: currency -> minor units that one badge alone may let pass; empty: no limit at all.
    A value that is not known, or in a currency without a limit, needs the second badge.
    """
    if not limits:
        return False
    return value is None or value.minor > limits.get(value.currency, -1)


def is_second(first: Operator, second: Operator) -> bool:
    """Whether ``second`` may confirm what ``first`` does: another person, with another badge."""
    other = first.id != second.id and first.badge.casefold() != second.badge.casefold()
    return other and may(second.role, Permission.CONFIRM)
