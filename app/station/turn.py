"""One turn of the bench: one event in, facts and effects out, inside one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain.apart import Link
from app.domain.events import Fact, Stopped
from app.domain.evolving import evolve
from app.domain.misreads import misread_of
from app.domain.near_code import hinted
from app.domain.packing import (
    BenchState,
    Packing,
    Step,
)
from app.domain.policy import BenchPolicy
from app.domain.values import Moment
from app.domain.verdict import MISMATCHES, Stop
from app.station.asked import Asking
from app.station.effects import Effect, NoteMisread, WakeSync
from app.station.snapshot import HandView, Sound
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BenchIdentity:
    """Which bench this is. ``boot_id`` is new at every start of the program."""

    warehouse: str
    station_id: str
    name: str
    boot_id: str


def awaited(state: BenchState, policy: BenchPolicy) -> Step:
    """What the bench waits for, under this policy."""
    return state.step(require_box=policy.require_box, prove_label=policy.prove_label)


@dataclass(slots=True)
class Turn:
    """Collects what one event leads to. ``state`` runs ahead with every fact added."""

    state: BenchState
    tx: Transaction
    policy: BenchPolicy
    identity: BenchIdentity
    moment: Moment
    new_id: Callable[[], str]
    link: Link = field(default_factory=Link)  # what is known of the line to the center
    facts: list[Fact] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    cue: Sound | None = None
    notice: str = ""
    weight_used: bool = False  # the weight on the pan was judged: it is not judged again
    asking: Asking | None = None  # what is asked of a badge; never stored
    lift_first: bool = False  # whatever lies on the pan is not the next weight
    hand: HandView | None = None  # the manifest as this turn left it
    scanner: str = ""  # the device whose scan this turn is about

    def add(self, fact: Fact) -> None:
        """A fact that happened: stored at the end of the turn, seen by what follows in it."""
        self.facts.append(fact)
        self.state = evolve(self.state, fact)

    def add_all(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.add(fact)

    def do(self, effect: Effect) -> None:
        self.effects.append(effect)

    def stop(self, stop: Stop) -> None:
        """Stand still. Under the policy ``return`` a mismatch fails the whole check."""
        packing = self.state.packing
        # A scan to take out that does not fit says nothing about what lies in the parcel.
        checking = packing is not None and not packing.take_out
        fails = self.policy.on_mismatch.value == "return" and stop.verdict in MISMATCHES
        stop = hinted(stop, packing)
        stopped = Stopped(stop, returns_order=fails and checking, scanner=self.scanner)
        self.add(stopped)
        misread = misread_of(stopped)
        if misread:
            self.do(NoteMisread(misread))
        self.cue = Sound.STOP
        self.do(WakeSync())  # the shift lead sees it within two seconds

    @property
    def packing(self) -> Packing:
        """The open order; only called where a step guarantees one."""
        if self.state.packing is None:
            raise ValueError("no order is open")
        return self.state.packing

    @property
    def step(self) -> Step:
        return awaited(self.state, self.policy)

    @property
    def today(self) -> date:
        """The calendar day at the bench: what an expiry date is compared with."""
        return self.moment.utc.astimezone().date()

    @property
    def clock(self) -> str:
        """The time of day at the bench as people say it."""
        return self.moment.utc.astimezone().strftime("%H:%M")
