"""The waybills of a JD order: those of one carrier behind commas, the carriers behind bars.

``logisticsId`` 2100|467 with ``waybill`` 1,2|3 are two parcels with 2100 and one with 467. Source:
the page of order.sop.waybill.update.
"""

from app.remote.channels.base import Shipment
from app.remote.channels.json_values import Node, text


def numbers_of(order: Node | None) -> tuple[str, ...]:
    return tuple(waybill for waybills in _by_courier(order).values() for waybill in waybills)


def renumbered(order: Node, shipment: Shipment) -> dict[str, str]:
    """What tells all numbers of the order at once: those it has, and this one."""
    numbers = {
        courier: [one for one in waybills if one != shipment.replaces]
        for courier, waybills in _by_courier(order).items()
    }
    numbers.setdefault(shipment.courier, []).append(shipment.waybill)
    kept = {courier: waybills for courier, waybills in numbers.items() if waybills}
    return {
        "order_id": shipment.number,
        "logistics_id": "|".join(kept),
        "waybill": "|".join(",".join(waybills) for waybills in kept.values()),
    }


def _by_courier(order: Node | None) -> dict[str, list[str]]:
    if order is None:
        return {}
    groups = text(order, "waybill").split("|")
    couriers = text(order, "logisticsId").split("|")
    couriers += [""] * (len(groups) - len(couriers))
    found: dict[str, list[str]] = {}
    for courier, group in zip(couriers, groups, strict=False):
        waybills = [one.strip() for one in group.split(",") if one.strip()]
        if waybills:
            found.setdefault(courier.strip(), []).extend(waybills)
    return found
