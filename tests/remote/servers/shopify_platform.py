"""Shopify on loopback: its token, the cost of a query, a bucket of points, cursors, moving rows.

Which operation is asked is read from the query's first words; the cost is counted from its
variables, as the platform does before it runs anything.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.remote.servers.graphql_calls import operation
from tests.remote.servers.loopback import Call, Loopback, Reply

TOKEN = "shpat_a_token"
PATH = "/admin/api/2026-07/graphql.json"
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "shopify_orders_p1.json"
MOST_COST, BUCKET, DRIP = 1000, 2000.0, 100.0
PLACE = "gid://shopify/Location/1"
_SPAN = re.compile(r"updated_at:>='([^']+)' AND updated_at:<'([^']+)'")


@dataclass
class Sold:
    """``left`` pieces of each line wait at a place; ``parcels``: numbers with their state."""

    id: int
    updated: datetime
    lines: int = 1
    pieces: int = 2
    left: dict[str, int] = field(default_factory=dict)
    parcels: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    financial: str = "PAID"

    @property
    def name(self) -> str:
        return f"#{self.id}"

    @property
    def gid(self) -> str:
        return f"gid://shopify/Order/{self.id}"


class ShopifyPlatform(Loopback):
    """Its orders by name. ``points``: what the bucket holds; ``None`` is never empty."""

    path = ""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.points: float | None = None
        self.stock = {"1": 10, "2": 20}
        self.prices = {"1": "59.00", "2": "59.00"}
        self.shape = json.loads(SAMPLE.read_text("utf-8"))["_response"]["data"]["orders"]["nodes"][
            0
        ]
        self.asked: list[str] = []
        self._keys: set[str] = set()

    def add(self, number: int, minutes_ago: float, lines: int = 1) -> Sold:
        at = self.now() - timedelta(minutes=minutes_ago)
        one = Sold(5000 + number, at.replace(microsecond=0), lines)
        one.left = {str(one.id * 100 + at): one.pieces for at in range(lines)}
        self.sold[one.name] = one
        return one

    def reply(self, call: Call) -> Reply:
        if call.headers.get("x-shopify-access-token") != TOKEN:
            return Reply({"errors": "[API] Invalid API key or access token"}, 401)
        assert call.path == PATH
        name, given = operation(call)
        self.asked.append(name)
        cost = _cost(name, given)
        if cost > MOST_COST:
            return _fault("MAX_COST_EXCEEDED", f"Query cost is {cost}")
        if self.points is not None:
            if cost > self.points:
                return _throttled(cost, self.points)
            self.points -= cost
        return Reply({"data": getattr(self, f"_{name.lower()}")(given)})

    def _orders(self, given: dict[str, Any]) -> dict[str, Any]:
        rows, more, end = self._found(given)
        lines, start = given["lines"], int(given["from"] or 0)
        bodies = [self._body(one, start, lines) for one in rows]
        for moved in self.some(self.sold):
            moved.updated = self.now().replace(microsecond=0)
        return {"orders": {"pageInfo": {"hasNextPage": more, "endCursor": end}, "nodes": bodies}}

    def _refunds(self, given: dict[str, Any]) -> dict[str, Any]:
        rows, more, end = self._found(given)
        bodies = [{"name": one.name, "refunds": one.refunds} for one in rows]
        return {"orders": {"pageInfo": {"hasNextPage": more, "endCursor": end}, "nodes": bodies}}

    def _find(self, given: dict[str, Any]) -> dict[str, Any]:
        rows, _more, _end = self._found({**given, "first": 2, "after": None})
        return {"orders": {"nodes": [{"id": one.gid, "name": one.name} for one in rows]}}

    def _found(self, given: dict[str, Any]) -> tuple[list[Sold], bool, str]:
        """A cursor stands behind its row, wherever the others go. A name finds the like too."""
        span = _SPAN.search(given["q"])
        if span is None:
            wanted = given["q"].removeprefix("name:'").removesuffix("'")
            return [one for one in self.sold.values() if one.name.startswith(wanted)][:2], False, ""
        since, until = (datetime.fromisoformat(word) for word in span.groups())
        rows = sorted(
            (one for one in self.sold.values() if since <= one.updated < until), key=_place
        )
        if given["after"]:
            rows = [one for one in rows if _cursor(one) > given["after"]]
        page = rows[: given["first"]]
        return page, len(rows) > len(page), _cursor(page[-1]) if page else ""

    def _body(self, one: Sold, start: int, most: int) -> dict[str, Any]:
        numbers = list(one.left)[start : start + most]
        line = self.shape["lineItems"]["nodes"][0]
        more = start + most < len(one.left)
        done = not any(one.left.values())
        return {
            **self.shape,
            "id": one.gid,
            "name": one.name,
            "updatedAt": one.updated.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "displayFinancialStatus": one.financial,
            "displayFulfillmentStatus": "FULFILLED" if done else "UNFULFILLED",
            "lineItems": {
                "pageInfo": {"hasNextPage": more, "endCursor": str(start + most)},
                "nodes": [{**line, "id": f"gid://shopify/LineItem/{each}"} for each in numbers],
            },
        }

    def _parcels(self, given: dict[str, Any]) -> dict[str, Any]:
        one = next(sold for sold in self.sold.values() if sold.gid == given["id"])
        lines = [
            {"id": f"L{each}", "remainingQuantity": left,
             "lineItem": {"id": f"gid://shopify/LineItem/{each}"}}
            for each, left in one.left.items()
        ]  # fmt: skip
        holder = {
            "id": f"H{one.name}",
            "status": "OPEN" if any(one.left.values()) else "CLOSED",
            "assignedLocation": {"location": {"id": PLACE}},
            "lineItems": {"nodes": lines},
        }
        return {"order": {"fulfillments": one.parcels, "fulfillmentOrders": {"nodes": [holder]}}}

    def _ship(self, given: dict[str, Any]) -> dict[str, Any]:
        asked = given["fulfillment"]
        (part,) = asked["lineItemsByFulfillmentOrder"]
        one = self.sold[part["fulfillmentOrderId"].removeprefix("H")]
        lines = part.get("fulfillmentOrderLineItems")
        wanted = {row["id"].removeprefix("L"): row["quantity"] for row in lines or []} or one.left
        if not any(one.left.values()) or any(one.left[each] < wanted[each] for each in wanted):
            words = f"Fulfillment order {one.id} has an unfulfillable status= closed."
            error = {"field": ["fulfillment"], "message": words}
            return {"fulfillmentCreate": {"fulfillment": None, "userErrors": [error]}}
        one.left |= {each: one.left[each] - pieces for each, pieces in wanted.items()}
        number = asked.get("trackingInfo", {}).get("number")
        parcel = {"id": f"{one.name}/{len(one.parcels)}", "status": "SUCCESS"}
        one.parcels.append({**parcel, "trackingInfo": [{"number": number}] if number else []})
        one.updated = self.now().replace(microsecond=0)
        return {"fulfillmentCreate": {"fulfillment": parcel, "userErrors": []}}

    def _renumber(self, given: dict[str, Any]) -> dict[str, Any]:
        found = (one for sold in self.sold.values() for one in sold.parcels)
        parcel = next(one for one in found if one["id"] == given["id"])
        parcel["trackingInfo"] = [{"number": given["tracking"]["number"]}]
        return {"fulfillmentTrackingInfoUpdate": {"fulfillment": parcel, "userErrors": []}}

    def _variants(self, given: dict[str, Any]) -> dict[str, Any]:
        at = int(given["after"] or 0)
        names = list(self.stock)[at : at + 1]  # a page of one, to have pages
        product = {"id": "gid://shopify/Product/9", "title": "T-shirt", "status": "ACTIVE"}
        variants = [
            {"id": f"gid://shopify/ProductVariant/{each}", "sku": f"TS-{each}", "barcode": None,
             "title": f"Size {each}", "price": self.prices[each],
             "inventoryQuantity": self.stock[each], "updatedAt": "2026-03-02T00:00:00Z",
             "image": None, "product": product}
            for each in names
        ]  # fmt: skip
        info = {"hasNextPage": at + 1 < len(self.stock), "endCursor": str(at + 1)}
        return {
            "shop": {"currencyCode": "EUR"},
            "productVariants": {"pageInfo": info, "nodes": variants},
        }

    def _items(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [
            {"id": gid, "inventoryItem": {"id": f"item-{gid.rsplit('/', 1)[1]}"}}
            if gid.rsplit("/", 1)[1] in self.stock
            else None
            for gid in given["ids"]
        ]
        return {"nodes": found}

    def _currency(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"shop": {"currencyCode": "EUR"}}

    def _setprices(self, given: dict[str, Any]) -> dict[str, Any]:
        """All or nothing, of one product; a price is a text."""
        assert given["product"] == "gid://shopify/Product/9"
        new = {one["id"].rsplit("/", 1)[1]: one["price"] for one in given["variants"]}
        assert all(isinstance(price, str) for price in new.values())
        errors = []
        if any(price.startswith("-") for price in new.values()):
            errors = [{"code": "NEGATIVE_PRICE_VALUE", "field": ["variants"], "message": "no"}]
        if new.keys() - self.prices.keys():
            code = "PRODUCT_VARIANT_DOES_NOT_EXIST"
            errors = [{"code": code, "field": ["variants"], "message": "no such variant"}]
        if not errors:
            self.prices |= new
        return {"productVariantsBulkUpdate": {"userErrors": errors}}

    def _places(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"locations": {"nodes": [{"id": PLACE}]}}

    def _setstock(self, given: dict[str, Any]) -> dict[str, Any]:
        """All or nothing; a key that was used is refused."""
        rows, errors = given["input"]["quantities"], list[dict[str, Any]]()
        if given["key"] in self._keys or any("changeFromQuantity" not in row for row in rows):
            errors = [{"code": "IDEMPOTENCY", "field": ["input"], "message": "no"}]
        if any(row["quantity"] < 0 or row["locationId"] != PLACE for row in rows):
            errors = [{"code": "INVALID_QUANTITY_NEGATIVE", "field": ["input"], "message": "no"}]
        if not errors:
            self._keys.add(given["key"])
            self.stock |= {
                row["inventoryItemId"].removeprefix("item-"): row["quantity"] for row in rows
            }
        return {"inventorySetQuantities": {"userErrors": errors}}


def _place(one: Sold) -> tuple[datetime, int]:
    return one.updated, one.id


def _cursor(one: Sold) -> str:
    return f"{one.updated.isoformat()}/{one.id}"


def _cost(name: str, given: dict[str, Any]) -> int:
    """An order with its money and its payments is 15 points, a line of it 4."""
    if name == "Orders":
        return 2 + int(given["first"]) * (15 + int(given["lines"]) * 4)
    return 10 if name in {"Ship", "Renumber", "SetStock", "SetPrices"} else 5


def _fault(code: str, words: str) -> Reply:
    return Reply({"errors": [{"message": words, "extensions": {"code": code}}]})


def _throttled(cost: int, points: float) -> Reply:
    status = {"maximumAvailable": BUCKET, "currentlyAvailable": points, "restoreRate": DRIP}
    asked = {"requestedQueryCost": cost, "actualQueryCost": None, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return Reply({"errors": errors, "extensions": {"cost": asked}})
