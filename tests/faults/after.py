"""What benches and center hold at the end of a fault, counted."""

from collections import Counter
from collections.abc import Iterable

from app.domain.events import ParcelPacked, WaybillAssigned
from app.store.engine import Store
from app.store.journal import recorded
from app.store.parcels import DOUBLE_PACK
from app.store.records import Envelope
from tests.faults.report import Tally


def facts(store: Store, station: str) -> list[Envelope]:
    """The journal of one station as this store has it."""
    rows: list[Envelope] = []
    with store.read() as tx:
        while page := tx.journal.envelopes(station, rows[-1].n if rows else 0):
            rows += page
    return rows


def compare(tally: Tally, center: Store, benches: Iterable[tuple[str, Store]]) -> None:
    """Every fact of every bench is at the center once; every parcel counts once."""
    told: dict[str, ParcelPacked] = {}
    numbers: dict[str, set[str]] = {}
    for station, store in benches:
        own, there = facts(store, station), facts(center, station)
        arrived = Counter(row.sha256 for row in there)
        tally.lost += sum(row.sha256 not in arrived for row in own)
        tally.doubled += sum(n - 1 for n in arrived.values())
        with store.read() as tx:
            waiting = tx.outbox.count()
            tally.expect(tx.journal.verify_chain(station) is None, f"{station}: chain broken")
        tally.expect(waiting["waiting"] == 0, f"{station}: {waiting} at the end")
        tally.expect(waiting["quarantined"] == 0, f"{station}: {waiting} set aside")
        for row in own:
            fact = recorded(row).fact
            if isinstance(fact, ParcelPacked):
                told[fact.parcel_id] = fact
            elif isinstance(fact, WaybillAssigned):
                numbers.setdefault(fact.number, set()).add(fact.parcel_id)
    tally.doubled += sum(len(parcels) - 1 for parcels in numbers.values())
    parcels(tally, center, told)


def parcels(tally: Tally, center: Store, told: dict[str, ParcelPacked]) -> None:
    with center.read() as tx:
        kept = {
            one.id: one
            for order in {fact.order_id for fact in told.values()}
            for one in tx.parcels.of_order(order)
        }
        tasks = {
            task.parcel_id
            for task in tx.tasks.in_state("open", limit=100_000)
            if task.kind == DOUBLE_PACK
        }
    tally.lost += len(told.keys() - kept.keys())
    counts = Counter((one.order_id, one.parcel_no) for one in kept.values() if one.accepted)
    tally.doubled += sum(n - 1 for n in counts.values())
    second = {one.id for one in kept.values() if not one.accepted}
    tally.expect(second <= tasks, "a parcel packed twice has no task")
    places = {(one.order_id, one.parcel_no) for one in kept.values()}
    tally.expect(places == counts.keys(), "an order's parcel has no fact that counts")
