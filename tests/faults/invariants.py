"""What must hold once all faults are over, whatever happened before: I1 to I10."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.domain import events as e
from app.domain.order import Order, Recipient
from app.domain.recorded import Recorded
from app.store.journal import recorded
from app.store.parcels import DOUBLE_PACK
from app.store.records import Cursor, Envelope
from app.store.session import ORDERS
from app.store.transaction import Transaction
from tests.faults.sim_center import SimCenter
from tests.faults.sim_printer import SimPrinter
from tests.faults.sim_store import SimStore


class Drained(Protocol):
    """A bench after the shift."""

    name: str
    store: SimStore
    printer: SimPrinter
    acknowledged: int
    shown_packed: list[str]
    broken: list[str]


@dataclass(slots=True)
class Verdicts:
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.broken)

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.broken.append(otherwise)


def judge(center: SimCenter, benches: Sequence[Drained]) -> Verdicts:
    """Every promise of the sync, checked on what is on the disks now."""
    found = Verdicts()
    with center.store.read() as tx:
        facts = {bench.name: _facts(tx, bench.name) for bench in benches}
        orders = _orders(tx)
        for bench in benches:
            found.broken += bench.broken
            _arrived(found, bench, facts[bench.name])
            _mirrored(found, bench, orders)
            chain = tx.journal.verify_chain(bench.name)
            found.expect(chain is None, f"I7 {bench.name}'s chain at the center: {chain}")
        everything = [recorded(row) for rows in facts.values() for row in rows]
        _parcels(found, tx, everything)
        _numbers(found, everything, benches)
    return found


def _facts(tx: Transaction, station: str) -> list[Envelope]:
    rows: list[Envelope] = []
    while page := tx.journal.envelopes(station, rows[-1].n if rows else 0):
        rows += page
    return rows


def _arrived(found: Verdicts, bench: Drained, at_center: list[Envelope]) -> None:
    """I1, I7, I9, I10."""
    with bench.store.read() as tx:
        own = _facts(tx, bench.name)
        counts = tx.outbox.count()
        chain = tx.journal.verify_chain(bench.name)
    found.expect(chain is None, f"I7 {bench.name}'s chain: {chain}")
    found.expect(counts["waiting"] == 0, f"I10 {bench.name} still has {counts['waiting']}")
    found.expect(counts["quarantined"] == 0, f"I1 {bench.name} set aside {counts['quarantined']}")
    missing = {row.sha256 for row in own} - {row.sha256 for row in at_center}
    found.lost += len(missing) + max(0, bench.acknowledged - len(own))
    if missing:
        kinds = Counter(row.kind for row in own if row.sha256 in missing)
        found.broken.append(f"I1 {bench.name}: the center has not {dict(kinds)}")
    found.doubled += len(at_center) - len({row.id for row in at_center})
    told = {row.order_id for row in own if row.kind == "ParcelPacked"}
    for number in bench.shown_packed:
        if f"id-{number}" not in told:
            found.lost += 1
            found.broken.append(f"I9 {bench.name} showed {number} packed")


def _mirrored(found: Verdicts, bench: Drained, wanted: dict[str, tuple[object, ...]]) -> None:
    """I3, I4: the bench's copy is the center's."""
    with bench.store.read() as tx:
        copied = _orders(tx)
    wrong = sorted(
        key for key in wanted.keys() | copied.keys() if wanted.get(key) != copied.get(key)
    )
    found.expect(not wrong, f"I3 {bench.name}'s copy differs in {wrong[:5]}")


def _orders(tx: Transaction) -> dict[str, tuple[object, ...]]:
    rows: dict[str, tuple[object, ...]] = {}
    at = Cursor()
    while page := tx.feed.changed_after(ORDERS, at):
        at = Cursor("", page[-1].seq, page[-1].id)
        for row in page:
            stored = tx.orders.get(row.id)
            assert stored is not None
            order = _impersonal(stored.order)
            rows[row.id] = (
                order, stored.progress, stored.by_station, stored.holder, row.seq
            )  # fmt: skip
    return rows


def _impersonal(order: Order) -> Order:
    """Names and addresses go to the bench that packs the order, not into every copy."""
    to = order.recipient
    plain = Recipient(country=to.country, province=to.province, city=to.city, district=to.district)
    return replace(order, recipient=plain)


def _parcels(found: Verdicts, tx: Transaction, facts: Iterable[Recorded]) -> None:
    """I1, I2, I6, I8: each packed parcel once, the first one counts, the rest has a task."""
    told = {f.fact.parcel_id: f.fact for f in facts if isinstance(f.fact, e.ParcelPacked)}
    orders = {fact.order_id for fact in told.values()}
    kept = {one.id: one for order in orders for one in tx.parcels.of_order(order)}
    found.lost += len(told.keys() - kept.keys())
    counted = Counter((one.order_id, one.parcel_no) for one in kept.values() if one.accepted)
    found.doubled += sum(n - 1 for n in counted.values())
    places = {(one.order_id, one.parcel_no) for one in kept.values()}
    found.expect(places == counted.keys(), "I2 a parcel of an order has nobody who counts")
    tasks = {task.parcel_id for task in tx.tasks.in_state("open", limit=100_000)
             if task.kind == DOUBLE_PACK}  # fmt: skip
    second = {one.id for one in kept.values() if not one.accepted}
    found.expect(tasks == second, f"I6 tasks {len(tasks)}, parcels packed twice {len(second)}")
    for name in ("grams", "charge_minor"):
        said = sum(getattr(fact, name) or 0 for fact in told.values())
        has = sum(getattr(one, name) or 0 for one in kept.values())
        found.expect(said == has, f"I8 {name}: benches {said}, center {has}")


def _numbers(found: Verdicts, facts: Iterable[Recorded], benches: Iterable[Drained]) -> None:
    """I5: a number belongs to one parcel, a print job makes one label."""
    owners: dict[str, set[str]] = {}
    for one in facts:
        if isinstance(one.fact, e.WaybillAssigned):
            owners.setdefault(one.fact.number, set()).add(one.fact.parcel_id)
    twice = sorted(number for number, parcels in owners.items() if len(parcels) > 1)
    found.doubled += len(twice)
    found.expect(not twice, f"I5 numbers of two parcels: {twice[:5]}")
    for bench in benches:
        again = [job for job, count in bench.printer.paper.items() if count > 1]
        found.doubled += len(again)
        found.expect(not again, f"I5 {bench.name} printed twice: {again[:5]}")
