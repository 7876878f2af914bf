"""A refund and the goods of a Pinduoduo shop, out of the platform's rows.

Source: the pages of pdd.refund.list.increment.get (amounts are texts in yuan) and
pdd.goods.list.get.
"""

from app.remote.channels.base import IncomingRefund, Listing
from app.remote.channels.json_values import Node, china_time, count, money, nodes, text

_REFUNDED = 10
_CLOSED = frozenset({9, 11, 12, 13, 16, 17, 24, 25})
"""Refused by the platform, taken back or let lapse by the buyer, ended without money (exchange,
repair). What the seller refused (6) waits for the buyer, so it is still open."""
_GOODS_COME_BACK = 3


def refund_of(one: Node) -> IncomingRefund:
    """No line: the platform gives the lines of an order no id."""
    status = count(one, "after_sales_status")
    state = "refunded" if status == _REFUNDED else "open"
    return IncomingRefund(
        number=text(one, "order_sn"),
        refund_id=text(one, "id"),
        state="closed" if status in _CLOSED else state,
        amount=money(one.get("refund_amount"), "CNY"),
        revision_at=china_time(text(one, "updated_time")),
        goods_back=one.get("after_sales_type") == _GOODS_COME_BACK,
        returning_waybill=text(one, "tracking_number"),
    )


def listings_of(goods: Node) -> list[Listing]:
    """One for each variant; one that was taken from sale by itself is not on sale."""
    on_sale = goods.get("is_onsale") == 1
    return [
        Listing(
            listing_id=text(goods, "goods_id"),
            variant_id=text(sku, "sku_id"),
            code=text(sku, "outer_id"),
            name=text(goods, "goods_name"),
            spec=text(sku, "spec"),
            stock=count(sku, "sku_quantity"),
            on_sale=on_sale and sku.get("is_sku_onsale", 1) == 1,
            picture=text(goods, "thumb_url", "image_url"),
        )
        for sku in nodes(goods, "sku_list")
    ]
