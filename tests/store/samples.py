"""Things to store, with defaults for all that a test does not care about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.domain.catalogue import BarcodeLevel, Item, ItemBarcode
from app.domain.events import (
    Fact,
    ItemChecked,
    ParcelPacked,
)
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.rate_card import RateCard, RateRow, WeightStep, Zone
from app.domain.recorded import (
    Recorded,
)
from app.domain.values import Grams, Moment

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

TEA = Item(
    "TEA",
    "green tea",
    "250 g",
    Grams(260),
    "A-01",
    "",
    (
        ItemBarcode("06901234567892"),
        ItemBarcode("16901234567899", 12, BarcodeLevel.CARTON),
    ),
)
CUP = Item("CUP", "cup", "white", Grams(310), "B-07", "", (ItemBarcode("CUP-1"),))


def a_fact(
    n: int = 1, station: str = "b1", order: str = "o1", fact: Fact | None = None
) -> Recorded:
    return Recorded(
        n=n,
        id=f"{station}-{n:06d}",
        station_id=station,
        boot_id="boot-1",
        moment=Moment(NOW, 1_000 + n),
        operator_id="op1",
        order_id=order,
        fact=fact or ItemChecked("06901234567892", "TEA", {"1": 1}),
    )


def an_order(number: int = 1, **changes: Any) -> Order:
    order = Order(
        id=f"o{number}",
        warehouse="w1",
        number=f"SO-{number:06d}",
        channel="shop-channel",
        shop="shop one",
        state=OrderState.APPROVED,
        revision=1,
        lines=(OrderLine(1, TEA, 2), OrderLine(2, CUP, 1, gift=True)),
        recipient=Recipient(province="浙江省", city="杭州市"),
        courier="sf",
        tote=f"T{number}",
        slip=f"PS{number}",
    )
    return replace(order, **changes)


def packed(parcel: str = "p1", **changes: Any) -> ParcelPacked:
    result = ParcelPacked(
        parcel_id=parcel,
        order_id="o1",
        order_number="SO-000001",
        parcel_no=1,
        parcel_of=1,
        courier="sf",
        waybill="SF1",
        grams=Grams(812),
        box="BOX-2",
        contents={"TEA": 2, "CUP": 1},
        charge_minor=1250,
        currency="CNY",
        card_hash="hash",
        zone="east",
    )
    return replace(result, **changes)


def a_card(courier: str = "sf", starts: date | None = None, ends: date | None = None) -> RateCard:
    return RateCard(
        id="card",
        courier=courier,
        currency="CNY",
        weight_unit="kg",
        weight_steps=(WeightStep(None, Decimal("0.5")),),
        zones=(Zone("east"),),
        rows=(RateRow("east", Decimal(0), None, Decimal("12.50")),),
        valid_from=starts,
        valid_to=ends,
    )
