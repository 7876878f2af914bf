"""A made-up warehouse: the same items, orders and numbers on every computer, every time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.center.cards import read_cards
from app.domain.catalogue import Item, ItemBarcode, normalise_code
from app.domain.order import Operator, Order, OrderLine, OrderState, Recipient
from app.domain.rate_card import RateCard
from app.domain.values import Grams

ITEMS = 20_000
ORDERS = 100_000
LONG_ORDERS = 60_000
"""Orders before this one have twelve lines; the others one to six, as on a usual day."""

NUMBERS = 5_000
WAREHOUSE = "W1"
STATION = "B07"
COURIER = "SF"
BADGE = "ZB0001"
OPERATOR = Operator("P01", BADGE, "打包員 01")
START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CARDS = Path(__file__).resolve().parents[1] / "resources" / "seeds" / "cards"
_WORDS = ("陶瓷马克杯", "方格笔记本", "香薰蜡烛", "棉圆领 T 恤", "锥形滤纸 40 张", "V60 滤杯")
_SPECS = ("350 ml 白色", "A5 紫灰", "60 g 无花果", "米白 / M", "原色", "胡桃木")
_PICTURES = ("mug", "notebook", "candle", "t-shirt", "filter", "dripper")
_PLACES = (
    ("四川省", "成都市", "武侯区"), ("重庆市", "重庆市", "渝中区"), ("北京市", "北京市", "朝阳区"),
    ("江苏省", "苏州市", "吴中区"), ("湖北省", "武汉市", "洪山区"), ("贵州省", "贵阳市", "云岩区"),
)  # fmt: skip


def ean13(number: int) -> str:
    """A barcode with its check digit."""
    body = f"69{number:010d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-total % 10}"


def item(number: int) -> Item:
    kind = number % len(_WORDS)
    return Item(
        sku=f"SKU-{number:05d}",
        name=f"{_WORDS[kind]} {number:05d}",
        spec=_SPECS[kind],
        weight_g=Grams(20 + number * 37 % 380),
        location=f"{'ABCDEFGH'[number % 8]}-{number % 40:02d}-{number % 17:02d}",
        picture=_PICTURES[kind],
        barcodes=(ItemBarcode(normalise_code(ean13(number))),),
    )


def items() -> Iterator[Item]:
    return map(item, range(ITEMS))


def order(number: int) -> Order:
    """Order ``number``; every fourth line wants two pieces."""
    rng = random.Random(number)
    count = 12 if number < LONG_ORDERS else rng.randint(1, 6)
    province, city, district = _PLACES[number % len(_PLACES)]
    lines = tuple(
        OrderLine(line, item(one), 2 if line % 4 == 0 else 1)
        for line, one in enumerate(rng.sample(range(ITEMS), count), start=1)
    )
    return Order(
        id=f"o-{number:06d}",
        warehouse=WAREHOUSE,
        number=f"SO-{number:08d}",
        channel="files",
        shop="旗舰店",
        state=OrderState.APPROVED,
        revision=1,
        lines=lines,
        recipient=Recipient(
            "收件人", "000-0000-0000", "CN", province, city, district, f"演示路 {number} 号"
        ),
        courier=COURIER,
        slip=f"PS-{number:08d}",
        wave=f"W{number // 500:04d}",
    )


def orders(first: int, last: int) -> Iterator[Order]:
    return map(order, range(first, last))


def scan_codes(wanted: Order) -> list[str]:
    """What a packer scans for an order, second pieces first: no code comes twice in a row."""
    most = max(line.quantity for line in wanted.lines)
    return [
        line.item.barcodes[0].code.lstrip("0")
        for again in reversed(range(most))
        for line in wanted.lines
        if line.quantity > again
    ]


def weight_g(wanted: Order) -> int:
    return sum((line.item.weight_g or 0) * line.quantity for line in wanted.lines)


def waybill_numbers() -> list[str]:
    return [f"SF{number:013d}" for number in range(1, NUMBERS + 1)]


def cards() -> tuple[RateCard, ...]:
    return read_cards(CARDS)
