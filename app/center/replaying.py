"""One parcel, scan by scan, from the journal and through the bench's own state machine."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.events import ItemChecked, Stopped
from app.domain.evolving import evolve
from app.domain.packing import BenchState
from app.domain.recorded import Recorded, to_payload
from app.store.transaction import Transaction


def facts_about(tx: Transaction, wanted: str) -> tuple[Recorded, ...]:
    """All facts of the order that a parcel's id, a waybill or any code of the order names."""
    for order_id in (*tx.orders.by_code(wanted), *tx.journal.orders_about(wanted)):
        facts = tx.journal.read_order(order_id)
        if facts:
            return facts
    return ()


def replayed(facts: Iterable[Recorded]) -> Iterator[dict[str, Any]]:
    """A line for every fact, with the verdict and how far the check was."""
    states: dict[str, BenchState] = {}
    for recorded in facts:
        state = evolve(states.get(recorded.station_id, BenchState()), recorded.fact)
        states[recorded.station_id] = state
        yield _line(recorded, state)


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
