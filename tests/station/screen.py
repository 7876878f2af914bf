"""What a test reads off a bench: its screen, its effects, its journal."""

from app.domain.events import (
    Fact,
)
from app.domain.evolving import evolve
from app.domain.packing import (
    BenchState,
    Packing,
)
from app.domain.recorded import (
    Recorded,
)
from app.domain.verdict import Stop, Verdict
from app.station.bench import Bench
from app.station.effects import AskClaim, Effect, PrintLabel, PrintSlip
from app.station.snapshot import BenchSnapshot, Face
from app.store.engine import Store


class Screen:
    """The looking half of ``Station``."""

    __slots__ = ()
    bench: Bench
    store: Store
    station_id: str
    effects: list[Effect]
    snapshots: list[BenchSnapshot]

    @property
    def face(self) -> Face:
        return self.snapshots[-1].face

    @property
    def labels(self) -> list[PrintLabel]:
        return [effect for effect in self.effects if isinstance(effect, PrintLabel)]

    @property
    def slips(self) -> list[PrintSlip]:
        return [effect for effect in self.effects if isinstance(effect, PrintSlip)]

    @property
    def claims(self) -> list[AskClaim]:
        return [effect for effect in self.effects if isinstance(effect, AskClaim)]

    @property
    def snap(self) -> BenchSnapshot:
        return self.snapshots[-1]

    @property
    def state(self) -> BenchState:
        return self.bench.state

    @property
    def packing(self) -> Packing:
        assert self.bench.state.packing is not None
        return self.bench.state.packing

    @property
    def verdict(self) -> Verdict | None:
        """What the screen stops over."""
        return self.snap.stop.stop.verdict if self.snap.stop else None

    @property
    def stop(self) -> Stop:
        assert self.snap.stop is not None
        return self.snap.stop.stop

    @property
    def waybill(self) -> str:
        return self.packing.current.waybill

    def journal(self) -> list[Recorded]:
        with self.store.read() as tx:
            return list(tx.journal.read(self.station_id))

    def facts(self, *kinds: type) -> list[Fact]:
        """What is on disk, of these kinds."""
        facts = [one.fact for one in self.journal()]
        return [fact for fact in facts if not kinds or isinstance(fact, kinds)]

    def folded(self) -> BenchState:
        """The state that the facts alone make."""
        state = BenchState()
        for fact in self.facts():
            state = evolve(state, fact)
        return state
