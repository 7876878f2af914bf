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
    HAND_OVER = "hand_over"  # couriers' lists at the office: look, print again, export
    REPRINT_LABELS = "reprint_labels"  # of packed parcels, from the office; the old ones are void
    MAKE_WAVES = "make_waves"  # of approved orders: release, print slips, lend to benches
    IMPORT = "import"  # orders, items, badges, numbers, rate cards
    HOLD_ORDERS = "hold_orders"  # hold and approve
    FORCE_APPROVE = "force_approve"  # release against the rules of the review, with a reason
    RELEASE_FINANCE = "release_finance"  # what the review keeps for finance
    MANAGE_RULES = "manage_rules"  # of the review
    END_ORDERS = "end_orders"  # refund and cancel
    SEE_RECIPIENTS = "see_recipients"
    SEE_PAYMENTS = "see_payments"
    WORK_STOCK = "work_stock"  # documents for the ERP, returns, shares of shops
    WORK_BILLS = "work_bills"  # couriers' bills: take over, accept, dispute
    MANAGE_COURIERS = "manage_couriers"  # contracts, rate cards, waybill numbers
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"  # badges, roles, PINs
    MANAGE_SHOPS = "manage_shops"  # add shops, give their keys
    MANAGE_STATIONS = "manage_stations"  # enrol and revoke benches
    MANAGE_KEYS = "manage_keys"  # rotate the keys of personal data, purge it


_P = Permission
_LISTS = frozenset({_P.HAND_OVER, _P.REPRINT_LABELS, _P.MAKE_WAVES})
_LEAD = frozenset({_P.PACK, _P.CONFIRM, _P.WORK_ALERTS}) | _LISTS
_CLERK = frozenset({_P.IMPORT, _P.HOLD_ORDERS, _P.END_ORDERS, _P.SEE_RECIPIENTS, _P.WORK_STOCK})

ALLOWED: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.PACKER: frozenset({_P.PACK}),
        Role.LEAD: _LEAD,
        Role.SUPERVISOR: _LEAD
        | {
            _P.FORCE_PASS,
            _P.HOLD_ORDERS,
            _P.SEE_AUDIT,
            _P.WORK_BILLS,
            _P.MANAGE_COURIERS,
            _P.WORK_STOCK,
            _P.FORCE_APPROVE,
            _P.RELEASE_FINANCE,
            _P.MANAGE_RULES,
        },
        Role.CLERK: _CLERK | _LISTS,
        Role.FINANCE: frozenset(
            {_P.HAND_OVER, _P.SEE_PAYMENTS, _P.SEE_AUDIT, _P.WORK_BILLS, _P.RELEASE_FINANCE}
        ),
        # Who manages people and keys packs nothing and pays nothing.
        Role.ADMIN: frozenset(
            {
                _P.IMPORT,
                _P.SEE_AUDIT,
                _P.MANAGE_PEOPLE,
                _P.MANAGE_STATIONS,
                _P.MANAGE_KEYS,
                _P.MANAGE_SHOPS,
            }
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
