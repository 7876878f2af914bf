"""`tools replay`: one parcel, scan by scan, from the journal and through the same state machine."""

from collections.abc import Iterator
from typing import Any

from app.center.replaying import facts_about, replayed
from app.store.engine import open_store


def replay(database: str, warehouse: str, wanted: str) -> Iterator[dict[str, Any]]:
    """A line for every fact of the order that ``wanted`` names, with the verdict and the state.

    ``wanted`` is a parcel id, a waybill number, an order number or any code of the order.
    """
    store = open_store(database, warehouse=warehouse)
    try:
        with store.read() as tx:
            facts = facts_about(tx, wanted)
    finally:
        store.close()
    if not facts:
        yield {"error": {"code": "not_found", "message": f"no journal here knows {wanted}"}}
        return
    yield from replayed(facts)
