"""A catalogue, what shops sell of it, and orders that wait for a binding: for pictures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from app.center.binding import words_of
from app.center.suggesting import rows_of
from app.domain.binding_index import Suggester
from app.domain.catalogue import BarcodeLevel, Item, ItemBarcode, KitPart
from app.domain.listing import ItemDetail, Offer, listing_key
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.order_shares import WHOLE, Share
from app.domain.stock import Level
from app.domain.trade import Trade, TradeLine
from app.domain.values import Grams, Money
from app.store.listings import ShopListing
from app.store.records import IntakeNote
from app.store.transaction import Transaction
from app.store.unbound import UnboundLine

_AT: Final = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
_ITEMS: Final = (
    ("MUG-350-WH", "陶瓷马克杯", "350ml 白色", 356, "杯具", 2900, "mug", 84),
    ("MUG-350-BK", "陶瓷马克杯", "350ml 黑色", 358, "杯具", 2900, "mug", 61),
    ("MUG-480-WH", "大号马克杯", "480ml 白色", 428, "杯具", 3900, "mug", 12),
    ("TEA-250", "高山绿茶", "250g 罐装", 312, "茶叶", 8800, "tea", 40),
    ("TEA-100", "高山绿茶", "100g 袋装", 124, "茶叶", 3900, "tea", 0),
    ("DRP-V60-01", "手冲滤杯", "01 陶瓷", 388, "咖啡器具", 7900, "dripper", 25),
    ("FLT-01-40", "滤纸", "01 40 张", 62, "咖啡器具", 1500, "filter", 300),
    ("SOAP-OLIVE", "橄榄手工皂", "100g", 108, "洗护", 1900, "soap", 77),
    ("CNDL-CEDAR", "香薰蜡烛", "雪松 200g", 540, "家居", 6900, "candle", 18),
    ("TS-BLK-L", "短袖 T 恤", "黑色 L", 190, "服装", 5900, "t-shirt", 33),
    ("SOCK-GRY", "中筒袜", "灰色 均码", 58, "服装", 1200, "socks", 210),
    ("KIT-COFFEE", "手冲咖啡套装", "滤杯 滤纸 马克杯", None, "套装", 11900, "box", None),
)  # fmt: skip
_FLOORS: Final = {"MUG-350-WH": 2500, "TEA-250": 7500, "DRP-V60-01": 6900, "KIT-COFFEE": 9500}
_LISTINGS: Final = (
    ("L01", "", "mug350wh", "【官方正品】陶瓷马克杯大容量", "颜色:白色;容量:350ml", 2900, 84, 0),
    ("L02", "", "MUG-350-BK", "陶瓷马克杯 黑色 北欧简约", "350ml 黑色", 3100, 75, 0),
    ("L03", "V1", "", "陶瓷马克杯 情侣杯 包邮", "容量:480毫升;颜色:白色", 3900, 20, 7),
    ("L04", "", "TB-88121", "高山绿茶 2026 新茶 罐装礼盒", "净含量:250g", 8800, 42, 12),
    ("L05", "V2", "", "高山绿茶 便携袋装", "100g", 3900, 15, 3),
    ("L06", "", "DRPV6001", "V60 手冲咖啡滤杯 陶瓷 家用", "01", 7900, 25, 1),
    ("L07", "", "", "手冲咖啡套装 滤杯滤纸马克杯 送礼", "标准套装", 12900, 8, 4),
    ("L08", "", "SOAP-OLIVE", "橄榄手工皂 洁面沐浴", "100g", 1900, 77, 0),
    ("L09", "", "", "雪松香薰蜡烛 卧室助眠", "200g", 6900, 30, 0),
    ("L10", "", "SK-09", "中筒袜男女同款 三双装", "灰色", 3300, 70, 2),
    ("L11", "", "", "店铺礼品卡 100 元", "", 10000, 999, 0),
)  # fmt: skip
_BOUND: Final = {"L01": "MUG-350-WH", "L02": "MUG-350-BK", "L08": "SOAP-OLIVE", "L05": "TEA-100"}
_SHOP: Final = {
    "en": "home shop", "zh_Hant": "示範家居旗艦店", "zh_Hans": "演示家居旗舰店",
}  # fmt: skip


_SECOND: Final = {"en": "tea shop", "zh_Hant": "示範茶葉店", "zh_Hans": "演示茶叶店"}


def catalogue(tx: Transaction, language: str) -> None:
    shop = _SHOP[language]
    items = [
        Item(sku, name, spec, Grams(grams) if grams else None, f"A-{at:02d}", picture,
             (ItemBarcode(f"0690000000{at:04d}"),
              ItemBarcode(f"1690000000{at:04d}", 12, BarcodeLevel.CARTON)))
        for at, (sku, name, spec, grams, _category, _price, picture, _stock)
        in enumerate(_ITEMS, start=1)
    ]  # fmt: skip
    tx.catalogue.put(items)
    by_sku = {one.sku: one for one in items}
    parts = (("DRP-V60-01", 1), ("FLT-01-40", 2), ("MUG-350-WH", 1))
    tx.catalogue.put_kit("KIT-COFFEE", [KitPart(by_sku[sku], pieces) for sku, pieces in parts])
    tx.items.put(
        ItemDetail(sku, category, Money(price, "CNY"), 120, 90, 95, picture,
                   Money(_FLOORS[sku], "CNY") if sku in _FLOORS else None)
        for sku, _name, _spec, _grams, category, price, picture, _stock in _ITEMS
    )  # fmt: skip
    stock = {sku: count for sku, *_rest, count in _ITEMS if count is not None}
    known = tx.stock.locked(stock)
    tx.stock.put(
        (Level(sku, on_hand=count, reserved=known[sku].reserved) for sku, count in stock.items()),
        _AT,
    )
    listings = [_listing(shop, *row[:7]) for row in _LISTINGS]
    tx.listings.told(listings)
    _bind(tx, shop)
    suggester = Suggester(tx.items.targets())
    names = {sku: (name, spec) for sku, name, spec, *_rest in _ITEMS}
    offers = [(one.id, Offer(one.code, one.name, one.spec)) for one in listings]
    tx.listings.suggest(rows_of(offers, suggester, names, _AT))
    _orders(tx, shop)


def statistics(tx: Transaction, language: str) -> None:
    """Two weeks of orders of two shops, already counted."""
    shops = (("taobao", _SHOP[language], 40), ("jd", _SECOND[language], 22))
    shares = []
    for day in range(14):
        date = f"2026-11-{day + 11:02d}"
        for place, (channel, shop, usual) in enumerate(shops):
            for at, (payment, part) in enumerate((("paid", 10), ("unpaid", 1), ("refunded", 1))):
                for category, each in (("杯具", 5), ("茶叶", 3), ("咖啡器具", 2)):
                    count = max(usual * part * each * (7 + (day * 3 + place) % 5) // 900, 1)
                    row = Share("", category, date, channel, shop, payment, "CNY", count,
                                count * 2, count * 4_800)  # fmt: skip
                    whole = replace(row, category=WHOLE)
                    shares += [replace(one, order_id=f"{day}-{place}-{at}-{category}-{n}")
                               for n, one in enumerate((row, whole))]  # fmt: skip
    tx.statistics.put((), shares)
    tx.statistics.changed(_AT, 1)


def _listing(
    shop: str, listing_id: str, variant_id: str, code: str, name: str, spec: str, price: int,
    stock: int,
) -> ShopListing:  # fmt: skip
    return ShopListing(
        id=_key(shop, listing_id, variant_id), channel="taobao", shop=shop, listing_id=listing_id,
        variant_id=variant_id, code=code, name=name, spec=spec, barcode="", price_minor=price,
        currency="CNY", stock=stock, on_sale=True, picture="", revision_at=_AT, seen_at=_AT,
        gone_at=None, words=words_of(code, name, spec, shop),
    )  # fmt: skip


def _key(shop: str, listing_id: str, variant_id: str) -> str:
    return listing_key("taobao", shop, listing_id, variant_id, "")


def _bind(tx: Transaction, shop: str) -> None:
    variants = {row[0]: row[1] for row in _LISTINGS}
    tx.listings.bind(
        {
            "id": _key(shop, listing, variants[listing]), "state": "bound", "sku": sku,
            "pieces": 1, "bound_by": "C1", "how": "person", "act": f"bind-{listing}",
            "bound_at": _AT - timedelta(days=2),
        }
        for listing, sku in _BOUND.items()
    )  # fmt: skip


def _orders(tx: Transaction, shop: str) -> None:
    """So many that wait for each listing as its row says."""
    made = list(_waiting(shop))
    tx.orders.upsert((order for order, _listing_id in made), _AT)
    for order, line in made:
        listing = _key(shop, line.listing_id, line.variant_id)
        tx.orders.keep_note(order.id, IntakeNote("no_item_code", "held", _AT))
        tx.trades.put([(order, Trade(created_at=_AT, paid_at=_AT, lines=(line,)))])
        tx.unbound.put(order.id, [UnboundLine(order.id, 1, listing, "approved")])
        tx.listings.recount((listing,))


def _waiting(shop: str) -> Iterator[tuple[Order, TradeLine]]:
    for listing_id, variant_id, code, name, spec, _price, _stock, waiting in _LISTINGS:
        for n in range(waiting):
            number = f"26{listing_id[1:]}{n:04d}"
            order = Order(
                id=f"wait-{number}", warehouse="W1", number=number, channel="taobao", shop=shop,
                state=OrderState.HELD, revision=1,
                lines=(OrderLine(1, Item(code, name, spec), 1),),
                recipient=Recipient(province="浙江省", city="杭州市"), courier="SF",
                paid=Money(5900, "CNY"),
            )  # fmt: skip
            yield order, TradeLine(1, "", listing_id, variant_id, code, name, spec, 1)
