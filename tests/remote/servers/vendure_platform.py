"""Vendure on loopback: signs in, ends sessions, pages by skip and take over rows that move.

As measured with the real one (``make test-vendure``): paying and shipping leave an order's
``updatedAt`` where it was, the history has whole seconds, a new refund has no history.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.remote.servers.graphql_calls import operation
from tests.remote.servers.loopback import Call, Loopback, Reply

USER, PASSWORD = "superadmin", "a-password"
MOST_TAKE = 1000


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    """An ErrorResult."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.body = {"__typename": "Error", "errorCode": code, "message": code.lower()}


@dataclass
class Sold:
    id: int
    placed: datetime
    updated: datetime
    moved: datetime
    state: str = "PaymentSettled"
    pieces: int = 2
    refunds: list[dict[str, Any]] = field(default_factory=list)
    parcels: list[dict[str, Any]] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"CODE{self.id:06d}"

    def body(self) -> dict[str, Any]:
        product = {"id": "7", "name": "T-shirt", "enabled": True}
        line = {"id": f"{self.id}1", "quantity": self.pieces, "proratedLinePriceWithTax": 11800}
        payment = {"id": "1", "method": "card", "amount": 12300, "state": "Settled"}
        return {
            "id": str(self.id),
            "code": self.code,
            "state": self.state,
            "orderPlacedAt": _utc(self.placed),
            "updatedAt": _utc(self.updated),
            "currencyCode": "EUR",
            "totalWithTax": 12300,
            "shippingWithTax": 500,
            "customer": {"id": "3"},
            "shippingAddress": {"fullName": "Buyer 01", "countryCode": "CN", "city": "杭州市"},
            "lines": [{**line, "productVariant": {"id": "1", "sku": "TS", "product": product}}],
            "payments": [
                {**payment, "transactionId": "t1", "createdAt": _utc(self.placed),
                 "refunds": self.refunds}
            ],
            "fulfillments": self.parcels,
            "history": {"items": [{"createdAt": _utc(self.moved.replace(microsecond=0))}]},
        }  # fmt: skip


class VendurePlatform(Loopback):
    """Its orders by code. ``sessions``: the tokens that are good now."""

    path = ""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.sessions: set[str] = set()
        self.on_hand = {"1": 10, "2": 20}
        self.promised = 3
        self.prices = {"1": 5900, "2": 5900}  # as the channel keeps them
        self.with_tax = True
        self._tokens = 0

    def add(self, number: int, minutes_ago: float) -> Sold:
        """In a cart for a day already when it is placed."""
        at = self.now() - timedelta(minutes=minutes_ago)
        one = Sold(number + 1, at, at - timedelta(days=1), at)
        self.sold[one.code] = one
        return one

    def reply(self, call: Call) -> Reply:
        assert call.path == "/admin-api"
        name, given = operation(call)
        if name == "SignIn":
            return self._sign_in(given)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.sessions:
            fault = {"message": "not authorized", "extensions": {"code": "FORBIDDEN"}}
            return Reply({"errors": [fault], "data": None})
        return Reply({"data": getattr(self, f"_{name.lower()}")(given)})

    def _sign_in(self, given: dict[str, Any]) -> Reply:
        if (given["username"], given["password"]) != (USER, PASSWORD):
            refused = {"__typename": "InvalidCredentialsError"}
            return Reply({"data": {"login": {**refused, "errorCode": "INVALID_CREDENTIALS_ERROR"}}})
        self._tokens += 1
        self.sessions = {f"token-{self._tokens}"}
        head = {"vendure-auth-token": f"token-{self._tokens}"}
        return Reply({"data": {"login": {"__typename": "CurrentUser"}}}, headers=head)

    def _orders(self, given: dict[str, Any]) -> dict[str, Any]:
        options = given["options"]
        assert options["take"] <= MOST_TAKE
        assert options["sort"] == {"id": "ASC"}
        found = sorted(
            (one for one in self.sold.values() if _fits(one, options["filter"])),
            key=lambda one: one.id,
        )
        page = found[options["skip"] :][: options["take"]]
        bodies = [one.body() for one in page]
        for moved in self.some(self.sold):
            self._move(moved)
        return {"orders": {"totalItems": len(found), "items": bodies}}

    _moved = _orders

    def _move(self, one: Sold) -> None:
        """Buyers change an order itself, or only pay or cancel it."""
        one.moved = self.now()
        if one.id % 2:
            one.updated = self.now()

    def _parcels(self, given: dict[str, Any]) -> dict[str, Any]:
        one = self.sold.get(given["options"]["filter"]["code"]["eq"])
        return {"orders": {"items": [one.body()] if one else []}}

    def _ship(self, given: dict[str, Any]) -> dict[str, Any]:
        (line,) = given["input"]["lines"]
        method, code = (one["value"] for one in given["input"]["handler"]["arguments"])
        one = next(sold for sold in self.sold.values() if f"{sold.id}1" == line["orderLineId"])
        taken = [
            part["lines"][0]["quantity"] for part in one.parcels if part["state"] != "Cancelled"
        ]
        if sum(taken) + line["quantity"] > one.pieces:
            return {"addFulfillmentToOrder": Refusal("ITEMS_ALREADY_FULFILLED_ERROR").body}
        parcel = {"id": f"{one.code}/{len(one.parcels)}", "state": "Pending", "method": method}
        one.parcels.append({**parcel, "trackingCode": code, "lines": [line]})
        one.moved = self.now()
        return {"addFulfillmentToOrder": parcel}

    def _move_parcel(self, given: dict[str, Any]) -> dict[str, Any]:
        one = self.sold[given["id"].split("/")[0]]
        parcel = one.parcels[int(given["id"].split("/")[1])]
        allowed = {"Pending": {"Shipped", "Cancelled"}, "Shipped": {"Delivered", "Cancelled"}}
        if given["state"] not in allowed.get(parcel["state"], set()):
            return {
                "transitionFulfillmentToState": Refusal("FULFILLMENT_STATE_TRANSITION_ERROR").body
            }
        parcel["state"], one.moved = given["state"], self.now()
        return {"transitionFulfillmentToState": {"id": given["id"], "state": given["state"]}}

    def _variants(self, given: dict[str, Any]) -> dict[str, Any]:
        options = given["options"]
        wanted = options.get("filter", {}).get("id", {}).get("in", list(self.on_hand))
        found = [self._variant(each) for each in self.on_hand if each in wanted]
        page = found[options["skip"] :][: options["take"]]
        return {"productVariants": {"totalItems": len(found), "items": page}}

    def _variant(self, number: str) -> dict[str, Any]:
        level = {"stockLocationId": "1", "stockOnHand": self.on_hand[number]}
        return {
            "id": number, "sku": f"TS-{number}", "name": "T-shirt", "enabled": True,
            "priceWithTax": 5900, "currencyCode": "EUR", "updatedAt": "2026-03-02T00:00:00Z",
            "stockLevels": [{**level, "stockAllocated": self.promised}],
            "options": [{"name": "L"}], "product": {"id": "7", "enabled": number == "1"},
        }  # fmt: skip

    def _places(self, _given: dict[str, Any]) -> dict[str, Any]:
        return {"stockLocations": {"items": [{"id": "1"}]}}

    def _priced(self, given: dict[str, Any]) -> dict[str, Any]:
        channel = {"pricesIncludeTax": self.with_tax, "defaultCurrencyCode": "EUR"}
        wanted = given["options"]["filter"]["id"]["in"]
        found = [
            {"id": one, "taxRateApplied": {"value": 13}} for one in self.prices if one in wanted
        ]
        return {"activeChannel": channel, "productVariants": {"items": found}}

    def _setprices(self, given: dict[str, Any]) -> dict[str, Any]:
        assert all(isinstance(row["price"], int) for row in given["input"])
        self.prices |= {row["id"]: row["price"] for row in given["input"]}
        return {"updateProductVariants": [{"id": row["id"]} for row in given["input"]]}

    def _setstock(self, given: dict[str, Any]) -> dict[str, Any]:
        for row in given["input"]:
            (level,) = row["stockLevels"]
            assert level["stockLocationId"] == "1"
            self.on_hand[row["id"]] = level["stockOnHand"]
        return {"updateProductVariants": []}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fits(one: Sold, wanted: dict[str, Any]) -> bool:
    """Both ends of ``between`` are within it."""
    said = {"code": one.code, "orderPlacedAt": _utc(one.placed), "updatedAt": _utc(one.updated)}
    either = wanted.get("_or")
    if either and not any(_fits(one, part) for part in either):
        return False
    for name, asked in wanted.items():
        if "between" in asked and not (
            asked["between"]["start"] <= said[name] <= asked["between"]["end"]
        ):
            return False
        if name == "code" and asked["eq"] != one.code:
            return False
    return True
