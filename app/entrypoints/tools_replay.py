"""`tools replay`: one parcel, scan by scan, from the journal and through the same state machine."""

from collections.abc import Iterator
from typing import Any

from app.domain.events import (
    ItemChecked,
    Stopped,
)
from app.domain.evolving import evolve
from app.domain.packing import (
    BenchState,
)
from app.domain.recorded import (
    Recorded,
    to_payload,
)
from app.store.engine import open_store
from app.store.transaction import Transaction


def replay(database: str, warehouse: str, wanted: str) -> Iterator[dict[str, Any]]:
    """A line for every fact of the order that ``wanted`` names, with the verdict and the state.

    ``wanted`` is a parcel id, a waybill number, an order number or any code of the order.
    """
    store = open_store(database, warehouse=warehouse)
    try:
        with store.read() as tx:
            facts = _facts(tx, wanted)
    finally:
        store.close()
    if not facts:
        yield {"error": {"code": "not_found", "message": f"no journal here knows {wanted}"}}
        return
    states: dict[str, BenchState] = {}
    for recorded in facts:
        state = evolve(states.get(recorded.station_id, BenchState()), recorded.fact)
        states[recorded.station_id] = state
        yield _line(recorded, state)


def _facts(tx: Transaction, wanted: str) -> tuple[Recorded, ...]:
    for order_id in (*tx.orders.by_code(wanted), *tx.journal.orders_about(wanted)):
        facts = tx.journal.read_order(order_id)
        if facts:
            return facts
    return ()


def _line(recorded: Recorded, state: BenchState) -> dict[str, Any]:
    fact = recorded.fact
    line: dict[str, Any] = {
        "n": recorded.n,
        "station": recorded.station_id,
        "at": recorded.moment.utc.isoformat(),
        "operator": recorded.operator_id,
        "event": type(fact).__name__,
        "fact": to_payload(fact),
    }
    if isinstance(fact, ItemChecked):
        complete = state.packing is not None and state.packing.check.complete
        line["verdict"] = "complete" if complete else "ok"
    if isinstance(fact, Stopped):
        line["verdict"] = fact.stop.verdict.value
    if state.packing:
        check = state.packing.check
        line["scanned"], line["needed"] = check.scanned, check.needed
    return line
