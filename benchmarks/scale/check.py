"""Nothing lost, nothing doubled: what the center holds against what the benches recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.order import OrderState
from app.store import health
from app.store.engine import Store
from benchmarks.scale.crew import Report


@dataclass(frozen=True, slots=True)
class Proof:
    """Rows at the center. ``numbered``: by the facts' own numbers, which have no gap."""

    facts: int
    numbered: int
    parcels: int
    packed: int
    tasks: int

    def since(self, before: "Proof") -> "Proof":
        return Proof(
            self.facts - before.facts,
            self.numbered - before.numbered,
            self.parcels - before.parcels,
            self.packed - before.packed,
            self.tasks - before.tasks,
        )

    def fits(self, reports: Sequence[Report]) -> bool:
        """Every fact once, every parcel once, every order packed, no exception opened."""
        packed = sum(one.parcels for one in reports)
        left = sum(one.left for one in reports)
        return (
            not left
            and self.facts == self.numbered
            and (self.parcels, self.packed, self.tasks) == (packed, packed, 0)
        )


def prove(center: Store) -> Proof:
    with center.read() as tx:
        rows = health.rows(tx)
        return Proof(
            facts=rows["journal"],
            numbered=sum(health.last_facts(tx).values()),
            parcels=rows["parcel"],
            packed=tx.orders.count().get(OrderState.PACKED.value, 0),
            tasks=rows["exception_task"],
        )
