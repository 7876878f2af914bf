"""Made-up orders, items and moments for tests: every value has a default, say only what counts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.domain.catalogue import (
    BarcodeLevel,
    Box,
    Item,
    ItemBarcode,
    ItemMatch,
    KitPart,
    normalise_code,
)
from app.domain.order import Operator, Order, OrderLine, OrderState, Recipient, Role
from app.domain.pick_check import ItemScan, PickCheck, check_lines
from app.domain.policy import BenchPolicy
from app.domain.readings import Scan
from app.domain.values import Grams, Moment, Money
from app.domain.weighing_record import Weighing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def a_moment(ms: int = 0) -> Moment:
    """``ms`` after noon of the test's day, on both clocks."""
    return Moment(NOON + timedelta(milliseconds=ms), ms)


def an_item(
    sku: str = "TEA",
    *,
    grams: int | None = 100,
    codes: Mapping[str, int] | None = None,
    **more: Any,
) -> Item:
    """``codes``: barcode -> pieces it counts as; by default the SKU itself, counting as one."""
    barcodes = tuple(
        ItemBarcode(
            normalise_code(code), pieces, BarcodeLevel.EACH if pieces == 1 else BarcodeLevel.CARTON
        )
        for code, pieces in (codes or {sku: 1}).items()
    )
    weight = None if grams is None else Grams(grams)
    return Item(sku, more.pop("name", sku.lower()), weight_g=weight, barcodes=barcodes, **more)


def a_line(line_no: int = 1, item: Item | str = "TEA", quantity: int = 1, **more: Any) -> OrderLine:
    bought = an_item(item) if isinstance(item, str) else item
    return OrderLine(line_no, bought, quantity, **more)


def a_kit(
    line_no: int = 1,
    sku: str = "SET",
    parts: Mapping[str, int] | None = None,
    quantity: int = 1,
    **more: Any,
) -> OrderLine:
    """An order line for kits; ``parts``: SKU -> pieces in one kit."""
    inside = (parts or {"TEA": 1, "CUP": 1}).items()
    kit_parts = tuple(KitPart(an_item(part), pieces) for part, pieces in inside)
    return a_line(line_no, sku, quantity, parts=kit_parts, **more)


def an_order(
    lines: Mapping[str, int] | tuple[OrderLine, ...] | None = None,
    *,
    number: str = "SO-1",
    **more: Any,
) -> Order:
    """``lines``: SKU -> pieces, or ready order lines."""
    if lines is None:
        lines = {"TEA": 1}
    if isinstance(lines, Mapping):
        pairs = enumerate(lines.items(), start=1)
        lines = tuple(a_line(no, sku, pieces) for no, (sku, pieces) in pairs)
    order = Order(
        id=f"id-{number}",
        warehouse="W1",
        number=number,
        channel="files",
        shop="shop-1",
        state=OrderState.APPROVED,
        revision=1,
        lines=lines,
        recipient=a_recipient(),
        courier="sf",
    )
    return replace(order, **more)


def a_recipient(**more: Any) -> Recipient:
    plain = Recipient(
        name="Recipient", phone="000 0000", province="P", city="C", district="D", address="1 Road"
    )
    return replace(plain, **more)


def a_box(code: str = "B3", *, tare: int = 140, name: str = "", **more: Any) -> Box:
    return Box(code, name or f"box {code}", Grams(tare), **more)


def an_operator(id: str = "op-1", role: Role = Role.PACKER, **more: Any) -> Operator:  # noqa: A002
    """Badge ``ZB-<id>`` and a name that says the role, unless said otherwise."""
    badge = more.pop("badge", f"ZB-{id}".upper())
    return Operator(id, badge, more.pop("name", role.value.title()), role)


def a_supervisor(id: str = "op-9", **more: Any) -> Operator:  # noqa: A002
    return an_operator(id, Role.SUPERVISOR, **more)


def a_policy(**more: Any) -> BenchPolicy:
    return BenchPolicy(**more)


def money(amount: str = "1.00", currency: str = "CNY") -> Money:
    return Money.of(amount, currency)


def a_scan(text: str = "TEA", *, ms: int = 0, device_id: str = "scanner-1", **more: Any) -> Scan:
    """What a scanner sends."""
    return Scan(text, device_id, ms, **more)


def an_item_scan(
    sku: str | tuple[str, ...] = "TEA",
    pieces: int = 1,
    *,
    lot: str | None = None,
    expires: date | None = None,
    serial: str | None = None,
) -> ItemScan:
    """A scan that was understood as ``pieces`` of one item, of several, or (``()``) of none."""
    skus = (sku,) if isinstance(sku, str) else sku
    matches = tuple(ItemMatch(an_item(one), pieces) for one in skus)
    return ItemScan("+".join(skus) or "?", matches, lot, expires, serial)


def a_check(*lines: OrderLine) -> PickCheck:
    """The check of an order with these lines, nothing scanned yet."""
    return PickCheck(check_lines(an_order(lines or None)))


def a_weighing(grams: int = 500, **more: Any) -> Weighing:
    plain = Weighing(
        grams=Grams(grams),
        shown=f"{grams / 1000:.3f}",
        unit="kg",
        raw=b"ST,GS".hex(),
        device_id="scale-1",
        stable_for_ms=800,
    )
    return replace(plain, **more)
