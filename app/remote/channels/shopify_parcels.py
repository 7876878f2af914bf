"""Parcels told to a Shopify shop: fulfilments of what its fulfilment orders still hold.

A shop with several locations has a fulfilment order for each, and one fulfilment belongs to one
location: a parcel of both is told as two fulfilments with one number. What is told twice is found
by its number before anything is made. Source: the pages of fulfillmentCreate and
fulfillmentTrackingInfoUpdate.
"""

from collections.abc import Mapping
from typing import Any

from app.remote.channels.base import Pushed, RefusedError, Shipment
from app.remote.channels.json_values import Node, count, dig, nodes, text
from app.remote.channels.shopify import by_name, tail
from app.remote.channels.shopify_client import ShopifyClient

_FIND = "query Find($q:String!){orders(first:2,query:$q){nodes{id name cancelledAt}}}"
_PARCELS = """query Parcels($id:ID!){order(id:$id){
 fulfillments(first:50){id status trackingInfo(first:5){number}}
 fulfillmentOrders(first:8){nodes{id status assignedLocation{location{id}}
  lineItems(first:80){nodes{id remainingQuantity lineItem{id}}}}}}}"""
_CREATE = """mutation Ship($fulfillment:FulfillmentInput!){
 fulfillmentCreate(fulfillment:$fulfillment){fulfillment{id} userErrors{field message}}}"""
_RENUMBER = """mutation Renumber($id:ID!,$tracking:FulfillmentTrackingInput!,$notify:Boolean){
 fulfillmentTrackingInfoUpdate(fulfillmentId:$id,trackingInfoInput:$tracking,notifyCustomer:$notify){
  fulfillment{id} userErrors{field message}}}"""
_OPEN, _GONE = frozenset({"OPEN", "IN_PROGRESS"}), frozenset({"CANCELLED", "ERROR", "FAILURE"})

_Part = dict[str, Any]


class ShopifyParcels:
    def __init__(self, client: ShopifyClient, *, tell_buyer: bool) -> None:
        self._client, self._tell = client, tell_buyer

    def push(self, shipment: Shipment) -> Pushed:
        """Safe to repeat. Raises RefusedError where another parcel took the goods."""
        order = self._order(shipment.number)
        if order is None:
            raise RefusedError("unknown_order", f"order {shipment.number} is not in the shop")
        by_place = _left(order, shipment)
        told = shipment.waybill in _waybills(order) if shipment.waybill else not by_place
        if told and (shipment.lines or not by_place):
            return Pushed(already=True)
        old = [one for one in _kept(order) if shipment.replaces in _numbers(one)]
        if shipment.replaces and old:
            for one in old:
                self._renumber(one, shipment)
            return Pushed()
        if not by_place:
            raise RefusedError("already_shipped", f"nothing of order {shipment.number} is left")
        for parts in by_place.values():
            self._create(parts, shipment)
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        order = self._order(number)
        return () if order is None else _waybills(order)

    def _order(self, number: str) -> Node | None:
        answer = self._client.ask("orders", _FIND, {"q": by_name(number)})
        found = nodes(answer, "orders", "nodes")
        ids = [text(one, "id") for one in found if text(one, "name") == number]
        if not ids:
            return None
        order: Node = self._client.ask("order", _PARCELS, {"id": ids[0]})["order"]
        return order

    def _create(self, parts: list[_Part], shipment: Shipment) -> None:
        given: _Part = {"lineItemsByFulfillmentOrder": parts, "notifyCustomer": self._tell}
        if not shipment.digital:
            given["trackingInfo"] = _tracking(shipment)
        self._client.change("fulfillmentCreate", _CREATE, {"fulfillment": given})

    def _renumber(self, fulfilment: Node, shipment: Shipment) -> None:
        given = {
            "id": text(fulfilment, "id"),
            "tracking": _tracking(shipment),
            "notify": self._tell,
        }
        self._client.change("fulfillmentTrackingInfoUpdate", _RENUMBER, given)


def _tracking(shipment: Shipment) -> Mapping[str, str]:
    return {"number": shipment.waybill, "company": shipment.courier}


def _kept(order: Node) -> list[Node]:
    return [one for one in nodes(order, "fulfillments") if text(one, "status") not in _GONE]


def _numbers(fulfilment: Node) -> list[str]:
    return [text(one, "number") for one in nodes(fulfilment, "trackingInfo")]


def _waybills(order: Node) -> tuple[str, ...]:
    told = (number for one in _kept(order) for number in _numbers(one))
    return tuple(dict.fromkeys(number for number in told if number))


def _left(order: Node, shipment: Shipment) -> dict[str, list[_Part]]:
    """What the parcel takes of the open fulfilment orders, by their location."""
    wanted = {one.line: one.quantity for one in shipment.lines}
    by_place: dict[str, list[_Part]] = {}
    for holder in nodes(order, "fulfillmentOrders", "nodes"):
        if text(holder, "status") not in _OPEN:
            continue
        part: _Part = {"fulfillmentOrderId": text(holder, "id")}
        if shipment.lines:
            part["fulfillmentOrderLineItems"] = _taken(holder, wanted)
            if not part["fulfillmentOrderLineItems"]:
                continue
        place = str(dig(holder, "assignedLocation", "location", "id") or "")
        by_place.setdefault(place, []).append(part)
    return by_place


def _taken(holder: Node, wanted: dict[str, int]) -> list[_Part]:
    """Takes from one holder what is wanted still; ``wanted`` is less by it."""
    taken = []
    for line in nodes(holder, "lineItems", "nodes"):
        own = tail(text(dig(line, "lineItem") or {}, "id"))
        pieces = min(wanted.get(own, 0), count(line, "remainingQuantity"))
        if pieces:
            wanted[own] -= pieces
            taken.append({"id": text(line, "id"), "quantity": pieces})
    return taken
