"""Prices told to a Taobao shop: of an item, or of one of its variants.

A variant is named by its properties, not by its number. The item has a price too, which must lie
between the lowest and the highest of its variants; where the new price leaves it outside, it goes
along to the nearer end. Source: pages of taobao.item.price.update, taobao.item.sku.price.update,
taobao.item.skus.get, taobao.item.seller.get.
"""

from app.domain.values import Money
from app.remote.channels.base import PriceLevel, RefusedError
from app.remote.channels.calls import in_money_of
from app.remote.channels.json_values import Node, dig, money, nodes, text
from app.remote.channels.top import TopClient

_YUAN = "CNY"


def push(client: TopClient, level: PriceLevel) -> None:
    """Raises RefusedError, and whatever ``TopClient.call`` raises."""
    price = in_money_of(level, _YUAN)
    given = {"num_iid": level.listing_id, "price": str(price.amount)}
    if not level.variant_id:
        client.call("taobao.item.price.update", given, changes=True)
        return
    asked = {"fields": "sku_id,properties,price,status", "num_iids": level.listing_id}
    answer = client.call("taobao.item.skus.get", asked)
    skus = [one for one in nodes(answer, "skus", "sku") if text(one, "status") != "delete"]
    ours = next((one for one in skus if text(one, "sku_id") == level.variant_id), None)
    if ours is None:
        raise RefusedError("unknown_variant", "no such variant in the shop")
    given["properties"] = text(ours, "properties")
    others = [found for one in skus if one is not ours and (found := _price(one)) is not None]
    moved = _item_price(_price_of_item(client, level.listing_id), [price, *others])
    if moved is not None:
        given["item_price"] = str(moved.amount)
    client.call("taobao.item.sku.price.update", given, changes=True)


def _price_of_item(client: TopClient, number: str) -> Money | None:
    asked = {"fields": "num_iid,price", "num_iid": number}
    item = dig(client.call("taobao.item.seller.get", asked), "item")
    return None if item is None else _price(item)


def _item_price(now: Money | None, variants: list[Money]) -> Money | None:
    """What the item must cost from now on; None: what it costs is good."""
    low, high = min(variants), max(variants)
    if now is None or low <= now <= high:
        return None
    return low if now < low else high


def _price(node: Node) -> Money | None:
    return money(node.get("price"), _YUAN)
