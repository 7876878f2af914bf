"""One item of Taobao's with two variants on loopback: prices are changed as the platform allows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.remote.servers.top_platform import Fault, Handler

ITEM, PLAIN = "1", "2"


class Shelf:
    """``skus``: the prices of the item's variants by their properties; ``items`` by number."""

    def __init__(self) -> None:
        self.items = {ITEM: Decimal("59.00"), PLAIN: Decimal("20.00")}
        self.skus = {"1627207:28341": Decimal("59.00"), "1627207:28332": Decimal("69.00")}
        self.numbers = dict(zip(("11", "12"), self.skus, strict=True))

    def handlers(self) -> dict[str, Handler]:
        return {
            "taobao.item.skus.get": self._skus,
            "taobao.item.seller.get": self._item,
            "taobao.item.price.update": self._set_item,
            "taobao.item.sku.price.update": self._set_sku,
        }

    def _skus(self, sent: Mapping[str, str]) -> dict[str, Any]:
        found = [
            {"sku_id": int(number), "properties": properties, "status": "normal",
             "price": str(self.skus[properties])}
            for number, properties in self.numbers.items()
        ]  # fmt: skip
        return {"skus": {"sku": found}} if sent["num_iids"] == ITEM else {}

    def _item(self, sent: Mapping[str, str]) -> dict[str, Any]:
        assert sent["fields"] == "num_iid,price"
        number = sent["num_iid"]
        return {"item": {"num_iid": int(number), "price": str(self.items[number])}}

    def _set_item(self, sent: Mapping[str, str]) -> dict[str, Any]:
        if sent["num_iid"] not in self.items:
            raise Fault(530, "isv.item-not-exist:update", "商品不存在")
        self.items[sent["num_iid"]] = Decimal(sent["price"])
        return {"item": {"num_iid": int(sent["num_iid"])}}

    def _set_sku(self, sent: Mapping[str, str]) -> dict[str, Any]:
        """The item's own price stays among those of its variants."""
        new = {**self.skus, sent["properties"]: Decimal(sent["price"])}
        item = Decimal(sent.get("item_price", str(self.items[ITEM])))
        if not min(new.values()) <= item <= max(new.values()):
            raise Fault(530, "isv.item-update-service-error:IC_PRICE", "商品价格不在sku价格区间内")
        self.skus, self.items[ITEM] = new, item
        return {"sku": {"num_iid": int(ITEM)}}
