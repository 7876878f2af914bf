"""Which of the shop's lines are in a parcel, where a parcel is not the whole order."""

from collections.abc import Mapping

from app.domain.order import Order
from app.domain.trade import Trade
from app.store.records import StoredParcel


def lines_of(
    order: Order, trade: Trade | None, parcel: StoredParcel, share: Mapping[int, int]
) -> tuple[tuple[str, int], ...]:
    """(the platform's id of a line, how many the buyer gets of it); empty: all of the order.

    ``share``: what of the order a split gave this parcel, as line_no -> pieces; empty: all. An
    order in several parcels is told by what lies in each: a kit goes with its first part. Where
    the platform has no ids of lines, there is nothing to name them by.
    """
    ids = {one.line_no: (one.line_id, one.quantity) for one in trade.lines} if trade else {}
    if not share and parcel.parcel_of == 1:
        return ()
    inside = dict(parcel.contents)
    told = []
    for line in order.lines:
        line_id, sold = ids.get(line.line_no, ("", 0))
        pieces = share.get(line.line_no, 0) if share else line.quantity
        if not line_id or not pieces:
            continue
        if parcel.parcel_of > 1:
            sku = line.parts[0].item.sku if line.parts else line.item.sku
            each = line.parts[0].quantity if line.parts else 1
            here = min(pieces, inside.get(sku, 0) // each)
            inside[sku] = inside.get(sku, 0) - here * each
            pieces = here
        if pieces:
            told.append((line_id, _as_sold(pieces, line.quantity, sold)))
    return tuple(told)


def _as_sold(pieces: int, ours: int, sold: int) -> int:
    """Ours in the shop's count: one of a listing may be several of our pieces."""
    return max(1, pieces * sold // ours) if sold and ours else pieces
