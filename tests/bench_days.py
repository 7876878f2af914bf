"""What must hold at a bench after every single thing that happens, whatever happened before."""

import json
from collections import Counter

import msgspec
from hypothesis.stateful import RuleBasedStateMachine, invariant

from app.domain import events as e
from app.domain.evolving import evolve
from app.domain.order import Order
from app.domain.packing import (
    BenchState,
    Packing,
)
from app.domain.recorded import from_payload, to_payload
from tests.pile import SKUS, Pile


def journaled(fact: e.Fact) -> e.Fact:
    return from_payload(type(fact).__name__, json.loads(json.dumps(to_payload(fact))))


def checkpointed(state: BenchState) -> BenchState:
    return msgspec.json.decode(msgspec.json.encode(state), type=BenchState)


def folded(state: BenchState, facts: list[e.Fact]) -> BenchState:
    for fact in facts:
        state = evolve(state, fact)
    return state


class BenchDays(RuleBasedStateMachine):
    """A bench, its journal, and the pile of goods as the truth beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = BenchState()
        self.facts: list[e.Fact] = []
        self.states = [self.state]
        self.ids = 0

    def add(self, fact: e.Fact) -> None:
        self.facts.append(journaled(fact))
        self.state = evolve(self.state, fact)
        self.states.append(self.state)

    def new_id(self) -> str:
        self.ids += 1
        return f"p{self.ids}"

    def open(self, order: Order) -> None:
        self.pile = Pile(order)
        self.gone: Counter[str] = Counter()
        self.add(e.OrderOpened(order, self.new_id(), order.number))

    @property
    def packing(self) -> Packing:
        assert self.state.packing is not None
        return self.state.packing

    @invariant()
    def counts_are_within_the_order(self) -> None:
        if self.state.packing is None:
            return
        check = self.packing.check
        assert set(check.counts) <= {line.key for line in check.lines}
        for line in check.lines:
            assert 0 <= check.counts.get(line.key, 0) <= line.needed
        equal = all(check.counts.get(line.key, 0) == line.needed for line in check.lines)
        assert check.complete == equal == (check.missing() == {})

    @invariant()
    def the_check_is_the_pile(self) -> None:
        if self.state.packing is None:
            return
        check = self.packing.check
        inside: Counter[str] = Counter()
        for line in check.lines:
            inside[line.item.sku] += check.counts.get(line.key, 0)
            if line.lot:
                same = [other for other in check.lines if other.lot == line.lot]
                same = [other for other in same if other.item.sku == line.item.sku]
                counted = sum(check.counts.get(other.key, 0) for other in same)
                assert counted <= self.pile.pieces[line.item.sku, line.lot]
        assert +inside == Counter({sku: n for sku in SKUS if (n := self.pile.inside(sku))})
        assert check.serials == self.pile.serials
        assert check.complete == self.pile.complete
        assert self.pile.fits(self.pile.pieces)

    @invariant()
    def the_parcels_hold_what_was_checked(self) -> None:
        if self.state.packing is None:
            return
        packing = self.packing
        total: Counter[str] = Counter()
        for place, parcel in enumerate(packing.parcels):
            assert all(n > 0 for n in parcel.counts.values())
            assert parcel.counts or place == packing.filling, "an empty box that nobody fills"
            total += Counter(parcel.counts)
        assert total == +Counter(packing.check.counts)
        assert len({parcel.id for parcel in packing.parcels}) == len(packing.parcels)

    @invariant()
    def a_restart_stands_at_the_exact_scan(self) -> None:
        assert checkpointed(self.state) == self.state
        assert folded(BenchState(), self.facts) == self.state

    def teardown(self) -> None:
        """Wherever the checkpoint was written, the rest of the journal leads to the same state."""
        for cut, state in enumerate(self.states):
            assert folded(checkpointed(state), self.facts[cut:]) == self.state
