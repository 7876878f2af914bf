"""What a scanned code means at a packing bench: a control, a badge, an item, an order ..."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.card_key import Reason, read_digits, read_reason
from app.domain.catalogue import Box, ItemMatch, normalise_code
from app.domain.control_code import Control, MisreadError, read_control
from app.domain.order import Operator
from app.domain.pick_check import ItemScan
from app.domain.scanned_text import ScannedText

BADGE_PREFIX = "ZB"
"""Badges begin with ZB, re-pick tickets with ZR: codes that no item may have."""

TICKET_PREFIX = "ZR"


class Directory(Protocol):
    """What the bench's local store knows about codes. Every code is normalised."""

    def operator(self, badge: str) -> Operator | None: ...
    def orders(self, code: str) -> tuple[str, ...]: ...
    def items(self, code: str) -> tuple[ItemMatch, ...]: ...
    def box(self, code: str) -> Box | None: ...


@dataclass(frozen=True, slots=True)
class ControlMeant:
    control: Control


@dataclass(frozen=True, slots=True)
class DigitsMeant:
    """Digits of a PIN: one from the control card, or all that were typed."""

    digits: str


@dataclass(frozen=True, slots=True)
class ReasonMeant:
    reason: Reason


@dataclass(frozen=True, slots=True)
class BadgeMeant:
    """``operator`` is None for a badge that nobody here has."""

    operator: Operator | None


@dataclass(frozen=True, slots=True)
class ItemMeant:
    scan: ItemScan


@dataclass(frozen=True, slots=True)
class BoxMeant:
    box: Box


@dataclass(frozen=True, slots=True)
class OrderMeant:
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Misread:
    reason: str


@dataclass(frozen=True, slots=True)
class NothingMeant:
    """A clean code that nobody here knows."""

    scan: ItemScan


Meaning = (
    ControlMeant
    | DigitsMeant
    | ReasonMeant
    | BadgeMeant
    | ItemMeant
    | BoxMeant
    | OrderMeant
    | Misread
    | NothingMeant
)


def understand(scanned: ScannedText, directory: Directory, *, orders_first: bool) -> Meaning:
    """The one meaning of a code.

    ``orders_first``: while no order is open, a code that names an order opens it; while one is
    open, a code that is an item is that item (a tote number and a short item code may be equal).
    """
    code = normalise_code(scanned.gtin or scanned.text)
    if scanned.suspicious or not code:  # an order without a tote has an empty tote code
        return Misread(scanned.suspicious or "empty")
    if said := _on_the_card(code):
        return said
    if code.startswith(BADGE_PREFIX):
        return BadgeMeant(directory.operator(code))
    order_ids = directory.orders(code)
    if order_ids and orders_first:
        return OrderMeant(order_ids)
    matches = directory.items(code)
    if matches:
        return ItemMeant(_item_scan(scanned, code, matches))
    box = directory.box(code)
    if box:
        return BoxMeant(box)
    if order_ids:
        return OrderMeant(order_ids)
    if scanned.check_ok is False or scanned.gs1_check_error:
        return Misread("check_digit")
    return NothingMeant(_item_scan(scanned, code, ()))


def _on_the_card(code: str) -> ControlMeant | DigitsMeant | ReasonMeant | Misread | None:
    """What a code of the control card says; None for every other code."""
    digits, reason = read_digits(code), read_reason(code)
    if digits is not None:
        return DigitsMeant(digits)
    if reason is not None:
        return ReasonMeant(reason)
    try:
        control = read_control(code)
    except MisreadError:
        return Misread("control")
    return ControlMeant(control) if control else None


def _item_scan(scanned: ScannedText, code: str, matches: tuple[ItemMatch, ...]) -> ItemScan:
    return ItemScan(code, matches, scanned.lot, scanned.expiry, scanned.serial)
