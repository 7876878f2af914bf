"""Learned spreads of this bench: read when an order opens, fed by parcels of one item alone."""

import msgspec

from app.domain.order import Order
from app.domain.weight_doubt import ExpectedWeight, Lines
from app.domain.weight_spread import Spread
from app.station.turn import Turn
from app.store.transaction import Transaction

_NAME = "spread:"


def known_spreads(tx: Transaction, order: Order) -> dict[str, int]:
    """Grams a piece may differ, by SKU, for the items of which enough is known."""
    items = {
        item.sku: item
        for line in order.lines
        for item in (tuple(part.item for part in line.parts) or (line.item,))
    }
    spreads = {item.sku: _read(tx, item.sku).grams(item.weight_g) for item in items.values()}
    return {sku: grams for sku, grams in spreads.items() if grams}


def learn(turn: Turn, lines: Lines, band: ExpectedWeight, grams: int) -> None:
    """A parcel inside its band is a sample, where it holds pieces of one item alone."""
    if len(lines) != 1 or not band.known:
        return
    item, pieces = lines[0]
    spread = _read(turn.tx, item.sku).with_sample(grams - band.expected_g, pieces)
    turn.tx.checkpoint.put(_NAME + item.sku, msgspec.json.encode(spread))


def _read(tx: Transaction, sku: str) -> Spread:
    document = tx.checkpoint.get(_NAME + sku)
    try:
        return msgspec.json.decode(document, type=Spread) if document else Spread()
    except msgspec.DecodeError:  # of another version: learn it anew
        return Spread()
