"""Parcels told to a Vendure shop: a fulfilment is made, then moved to Shipped.

Both steps may be cut apart: a fulfilment that has our waybill and is not shipped yet is taken up
where it stands. A number cannot be changed: the old fulfilment is cancelled and a new one made.
"""

from collections.abc import Mapping
from typing import Any

from app.remote.channels.base import Pushed, RefusedError, Shipment
from app.remote.channels.json_values import Node, count, nodes, text
from app.remote.channels.vendure_client import VendureClient

_ORDER = """query Parcels($options:OrderListOptions){orders(options:$options){items{id code state
 lines{id quantity}
 fulfillments{id state method trackingCode lines{orderLineId quantity}}}}}"""
_ADD = """mutation Ship($input:FulfillOrderInput!){addFulfillmentToOrder(input:$input){__typename
 ... on Fulfillment{id state} ... on ErrorResult{errorCode message}}}"""
_MOVE = """mutation Move_Parcel($id:ID!,$state:String!){
 transitionFulfillmentToState(id:$id,state:$state){__typename
 ... on Fulfillment{id state} ... on ErrorResult{errorCode message}}}"""
_GONE = "Cancelled"
_SENT = frozenset({"Shipped", "Delivered"})
_DIGITAL = "digital"


class VendureParcels:
    def __init__(self, client: VendureClient) -> None:
        self._client = client

    def push(self, shipment: Shipment) -> Pushed:
        """Safe to repeat. Raises RefusedError where another parcel took the goods."""
        order = self._order(shipment.number)
        if order is None:
            raise RefusedError("unknown_order", f"order {shipment.number} is not in the shop")
        ours = [one for one in _kept(order) if _carries(one, shipment)]
        for one in ours:
            if text(one, "state") in _SENT:
                return Pushed(already=True)
            self._ship(text(one, "id"))
            return Pushed()
        if shipment.replaces:
            self._cancel(order, shipment.replaces)
            order = self._order(shipment.number) or order
        lines = _lines(order, shipment)
        if not lines:
            raise RefusedError("already_shipped", f"nothing of order {shipment.number} is left")
        made = self._client.change("addFulfillmentToOrder", _ADD, _fulfilment(lines, shipment))
        self._ship(text(made, "id"))
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        order = self._order(number)
        found = _kept(order) if order is not None else ()
        sent = (text(one, "trackingCode") for one in found if text(one, "state") in _SENT)
        return tuple(dict.fromkeys(waybill for waybill in sent if waybill))

    def _order(self, number: str) -> Node | None:
        asked = {"options": {"filter": {"code": {"eq": number}}, "take": 1}}
        answer = self._client.ask("orders", _ORDER, asked)
        return next(iter(nodes(answer, "orders", "items")), None)

    def _ship(self, fulfilment: str) -> None:
        self._move(fulfilment, "Shipped")

    def _cancel(self, order: Node, waybill: str) -> None:
        for one in _kept(order):
            if text(one, "trackingCode") == waybill:
                self._move(text(one, "id"), _GONE)

    def _move(self, fulfilment: str, state: str) -> None:
        given = {"id": fulfilment, "state": state}
        self._client.change("transitionFulfillmentToState", _MOVE, given)


def _kept(order: Node) -> tuple[Node, ...]:
    return tuple(one for one in nodes(order, "fulfillments") if text(one, "state") != _GONE)


def _carries(fulfilment: Node, shipment: Shipment) -> bool:
    if shipment.digital:
        return text(fulfilment, "method") == _DIGITAL
    return text(fulfilment, "trackingCode") == shipment.waybill


def _lines(order: Node, shipment: Shipment) -> list[dict[str, Any]]:
    if shipment.lines:
        return [{"orderLineId": one.line, "quantity": one.quantity} for one in shipment.lines]
    left = {text(line, "id"): count(line, "quantity") for line in nodes(order, "lines")}
    for one in _kept(order):
        for line in nodes(one, "lines"):
            left[text(line, "orderLineId")] -= count(line, "quantity")
    return [{"orderLineId": line, "quantity": more} for line, more in left.items() if more > 0]


def _fulfilment(lines: list[dict[str, Any]], shipment: Shipment) -> Mapping[str, Any]:
    method = _DIGITAL if shipment.digital else shipment.courier
    arguments = [
        {"name": "method", "value": method},
        {"name": "trackingCode", "value": shipment.waybill},
    ]
    handler = {"code": "manual-fulfillment", "arguments": arguments}
    return {"input": {"lines": lines, "handler": handler}}
