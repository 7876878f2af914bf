"""What is on its way to a warehouse of Tryton.

Source: trytond_stock 8.2. A purchase that is processed, and a shipment from a supplier, have moves
from the supplier to the warehouse's input. Between two warehouses goods stand in a storage place
without a parent (``stock.configuration``: Internal Shipment Transit), and a move brings them from
there. ``internal_quantity`` counts in the unit that the item is counted in.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.remote.erp.tryton_books import Locations
from app.remote.erp.tryton_rpc import TrytonRpc

AT_ONCE = 500
_OPEN = ["draft", "assigned"]
_AWAY = [
    "OR",
    ["from_location.type", "=", "supplier"],
    [["from_location.type", "=", "storage"], ["from_location.parent", "=", None]],
]


def coming_to(rpc: TrytonRpc, places: Locations, products: Sequence[int]) -> Counter[int]:
    """What open moves bring of these products, by the product's id.

    Goods at the input have arrived: a move on from there is not counted.
    """
    found: Counter[int] = Counter()
    here = [places.input, places.storage]
    last, more = 0, bool(products)
    while more:
        where: list[Any] = [
            ["id", ">", last], ["company", "=", rpc.company], ["product", "in", list(products)],
            ["state", "in", _OPEN], ["to_location", "child_of", here, "parent"],
            ["from_location", "not child_of", [*here, places.output], "parent"], _AWAY,
        ]  # fmt: skip
        rows = rpc.call(
            "model.stock.move.search_read", where, 0, AT_ONCE, [["id", "ASC"]],
            ["product", "internal_quantity"],
        )  # fmt: skip
        for row in rows:
            found[row["product"]] += row["internal_quantity"]
            last = row["id"]
        more = len(rows) == AT_ONCE
    return found
