"""Waves of the sample center: one under way with exceptions, fresh ones, and some to come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from app.center import wave_desk, waving
from app.center.office_center import Act
from app.center.staff import CENTER
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.values import Grams, Money
from app.domain.waving import WavePolicy
from app.store.transaction import Transaction

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
_GOODS: Final = {
    "en": ("White cup", "Green tea 250 g", "Tea pot", "Oak tray", "Canvas bag"),
    "zh_Hant": ("白瓷杯", "綠茶 250 克", "茶壺", "橡木托盤", "帆布袋"),
    "zh_Hans": ("白瓷杯", "绿茶 250 克", "茶壶", "橡木托盘", "帆布袋"),
}
_WHERE: Final = ("A-02-1", "A-11-3", "A-04-2", "B-01-4", "B-07-2")
_PLACES: Final = (("浙江", "杭州市"), ("四川", "成都市"), ("广东", "深圳市"))
_WAVED: Final = 44
_PACKED, _UNDER_WAY = "W261124-001", "W261124-003"
_STATES: Final = (*[OrderState.PACKED] * 3, OrderState.HELD, OrderState.CANCELLED)
_LATER: Final = 13


def waves(tx: Transaction, language: str) -> None:
    """Three parts of one afternoon, and orders that were approved since."""
    parts = {"SF": timedelta(minutes=70), "YUNDA": timedelta(hours=3), "ZTO": timedelta(hours=5)}
    for n, (courier, due) in enumerate(parts.items()):
        at = AT - timedelta(minutes=150 - 50 * n)
        tx.orders.upsert(_orders(language, courier, AT + due, n * 100, _WAVED // 3 + n), at)
        wanted = waving.plan(tx, WavePolicy(orders=16), at)
        waving.release(tx, Act(CENTER, at, str), wanted.waves)
    for one in tx.wave_book.members([_PACKED])[_PACKED]:
        tx.orders.set_state(one.order_id, OrderState.PACKED, AT, by_station="B02")
    _under_way(tx, _UNDER_WAY)
    tx.orders.upsert(_orders(language, "SF", AT + timedelta(hours=6), 900, _LATER), AT)
    tx.orders.upsert([replace(one, courier="") for one in _orders(language, "", None, 950, 2)], AT)


def _under_way(tx: Transaction, number: str) -> None:
    """A part is packed; one waits, one is cancelled, one was changed after its slip."""
    act = Act("LA", AT, str)
    wave_desk.pick_by(tx, act, number=number, picker="P02")
    members = tx.wave_book.members([number])[number]
    slips = {one.order_id: f"{number}-{one.slot:02d}" for one in members}
    tx.wave_book.slips_printed(number, {one.order_id: 1 for one in members})
    tx.wave_book.rewrite(
        (one.order_id for one in members),
        lambda order: replace(order, slip=slips[order.id], slip_revision=1),
    )
    tx.wave_book.list_printed(number)
    ids = [one.order_id for one in members]
    for order_id, state in zip(ids, _STATES, strict=False):
        tx.orders.set_state(order_id, state, AT, by_station="B03")
    stored = tx.orders.get(ids[-1])
    if stored is not None:
        tx.orders.upsert([replace(stored.order, revision=2)], AT)


def _orders(
    language: str, courier: str, cut_off: datetime | None, first: int, count: int
) -> Iterator[Order]:
    names = _GOODS[language]
    for n in range(first, first + count):
        lines = []
        for line_no in range(1, 2 + n % 3):
            kind = (n + line_no * 2) % (3 if n % 4 else 5)
            item = Item(f"WV-{kind}", names[kind], "", Grams(300 + 90 * kind), _WHERE[kind])
            lines.append(OrderLine(line_no, item, 1 + (n + line_no) % 2 * (line_no > 1)))
        province, city = _PLACES[n % len(_PLACES)]
        yield Order(
            f"wave-order-{n:03d}", "W1", f"SO-20261124-7{n:03d}", "shop", "shop-1",
            OrderState.APPROVED, 1, tuple(lines), Recipient("Receiver", "", "CN", province, city),
            courier, cut_off=cut_off, paid=Money(8_800 + n * 10, "CNY"),
        )  # fmt: skip
