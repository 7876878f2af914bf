"""Couriers' lists and packed parcels of the sample center; AT is when all samples stand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.domain.catalogue import Item
from app.domain.manifest import ReadyParcel
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.values import Grams, Money
from app.store.manifests import HandParcel, StoredManifest
from app.store.records import StoredParcel
from app.store.transaction import Transaction

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
_DAY: Final = date(2026, 11, 24)
_ACCOUNTS: Final = {"YUNDA": "ACC-0021", "SF": "ACC-0007"}
_PLACES: Final = (
    ("江苏", "苏州市", "姑苏区"), ("浙江", "杭州市", "西湖区"), ("四川", "成都市", "武侯区"),
    ("广东", "深圳市", "南山区"), ("北京", "北京市", "海淀区"),
)  # fmt: skip
_NAMES: Final = {
    "en": ("Receiver", "Item"), "zh_Hant": ("收件人", "商品"), "zh_Hans": ("收件人", "商品"),
}  # fmt: skip
_LISTS: Final = (  # number, courier, opened, closed, handed (minutes before AT), missing, copies
    ("MF261124-B03-01", "YUNDA", 320, 301, 295, 0, 1),
    ("MF261124-B01-01", "SF", 260, 252, 249, 1, 2),
    ("MF261124-B03-02", "YUNDA", 140, 118, None, 2, 1),
    ("MF261124-B07-01", "SF", 34, None, None, 0, 0),
)
_PARCELS: Final = 46
_EACH: Final = 9


def lists(tx: Transaction, language: str) -> None:
    """Four lists in three states; parcels that wait; one cancelled, one with a newer label."""
    for number, courier, opened, *_later in _LISTS:
        tx.manifests.open(
            StoredManifest(
                number, courier, _ACCOUNTS[courier], _DAY, number[9:12],
                AT - timedelta(minutes=opened),
            )
        )  # fmt: skip
    orders = tuple(_orders(language))
    tx.orders.upsert([order for order, _list in orders], AT - timedelta(hours=5))
    for n, (order, number) in enumerate(orders):
        _packed(tx, n, order, number)
    for number, _courier, _opened, closed, handed, missing, copies in _LISTS:
        if closed is not None:
            on = tx.hand_parcels.on(number)
            grams = sum(each.parcel.grams for each in on)
            tx.manifests.close(number, AT - timedelta(minutes=closed), len(on), grams, missing)
            tx.manifests.printed(number, copies)
        if handed is not None:
            tx.manifests.hand(number, AT - timedelta(minutes=handed))


def _orders(language: str) -> Iterator[tuple[Order, str]]:
    who, what = _NAMES[language]
    for n in range(_PARCELS):
        number, courier = _LISTS[n // _EACH % 4][:2]
        province, city, district = _PLACES[n % len(_PLACES)]
        to = Recipient(
            f"{who}{n:02d}", f"138{n:08d}", "CN", province, city, district, f"示例路{n}号2栋301室"
        )
        item = Item(f"SKU-{n % 7}", f"{what} {n % 7}", "")
        state = OrderState.CANCELLED if n == 2 * _EACH + 3 else OrderState.PACKED
        order = Order(
            f"list-order-{n:03d}", "W1", f"SO-20261124-{n:04d}", "shop", "shop-1", state,
            1, (OrderLine(1, item, 1 + n % 3),), to, courier, paid=Money(9_900 + n * 10, "CNY"),
        )  # fmt: skip
        waits = n >= len(_LISTS) * _EACH or n % _EACH == _EACH - 1
        yield order, "" if waits else number


def _packed(tx: Transaction, n: int, order: Order, on: str) -> None:
    at = AT - timedelta(minutes=400 - 8 * n)
    grams, waybill = Grams(380 + 37 * n), f"43{5_000_000_000 + n * 7:011d}"
    parcel = StoredParcel(
        f"list-parcel-{n:03d}", order.id, order.number, 1, 1, {order.lines[0].item.sku: 1}, grams,
        "F2", order.courier, waybill, "A", 360, "CNY", "card", f"B{1 + n % 4:02d}",
        f"P{1 + n % 9:02d}", f"list-fact-{n:03d}", at,
    )  # fmt: skip
    tx.parcels.accept(parcel, at, f"list-task-{n:03d}")
    to = order.recipient
    ready = ReadyParcel(
        parcel.id, waybill, order.courier, _ACCOUNTS[order.courier], order.number,
        f"{to.province} {to.city}", grams, parcel_no=1, parcel_of=1,
    )  # fmt: skip
    tx.hand_parcels.put(HandParcel(ready, order.id, at))
    if on:
        tx.hand_parcels.load(parcel.id, on, at + timedelta(minutes=5), 1)
    if n == 2 * _EACH + 5:  # its label was printed again where nobody heard of it in time
        known = tx.hand_parcels.get(parcel.id)
        if known is not None:
            tx.hand_parcels.put(replace(known, parcel=replace(known.parcel, copy=2)))
