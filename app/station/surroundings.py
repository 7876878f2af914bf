"""What the screen shows besides the bench's state: devices, the link, the hour, the last parcel."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.apart import Link
from app.domain.events import Fact, ParcelPacked
from app.domain.packing import BenchState
from app.domain.readings import DeviceKind, DeviceState
from app.domain.values import Moment
from app.station.asked import PATIENCE_MS, Asking
from app.station.inputs import CenterHeard
from app.station.snapshot import AskView, CenterView, Cue, HandView, PreviousView, Sound

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LastParcel:
    """The last parcel packed: its order, when, by which fact, and if the center knows it."""

    number: str
    at: datetime
    n: int
    synced: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What a bench knows when it starts: its state, the last hour's parcels, the last of all."""

    state: BenchState
    packed: tuple[Moment, ...] = ()
    last: LastParcel | None = None
    hand: HandView | None = None


@dataclass(slots=True)
class Surroundings:
    """Kept by one bench, read by its snapshots."""

    bench: str
    devices: dict[DeviceKind, DeviceState] = field(default_factory=dict)
    center: CenterView = field(default_factory=lambda: CenterView(False, None, 0))
    hour: int = 0
    previous: PreviousView | None = None
    hand: HandView | None = None  # as of the last scan
    cue: Cue | None = None
    stop_since_ms: int = 0
    notice: str = ""
    asking: Asking | None = None
    number: int = 0  # of the last snapshot or cue
    _packed: deque[Moment] = field(default_factory=deque)
    _previous_n: int = 0
    _away_since: Moment | None = None  # the center has not answered since then
    _synced_to: int | None = None  # None: the sync has not spoken yet

    def next_event(self) -> None:
        """A sound and a notice belong to one event."""
        self.cue = None
        self.notice = ""

    @property
    def asks(self) -> AskView | None:
        """What is asked of a badge; of a PIN only how many digits are there."""
        one = self.asking
        return AskView(one.ask, one.operator.name, len(one.digits)) if one else None

    @property
    def refused(self) -> str:
        """Why the last badge could not overrule the stop that stands."""
        said = self.notice.partition("refused_")
        return said[2] if not said[0] else ""

    def sound(self, sound: Sound) -> None:
        self.number += 1
        self.cue = Cue(sound, self.number)

    def heard(self, heard: CenterHeard, moment: Moment) -> tuple[()]:
        """The state of the link, and how far the center has answered. No effects."""
        self._away_since = None if heard.reachable else self._away_since or moment
        self.center = CenterView(
            heard.reachable, heard.age_s, heard.waiting, heard.refused, heard.problem
        )
        self._synced_to = heard.synced_to
        if self.previous and not self.previous.synced and heard.synced_to >= self._previous_n:
            self.previous = replace(self.previous, synced=True)
        return ()

    def known(self, moment: Moment) -> tuple[Asking | None, Link]:
        """What a turn is given: what is asked of a badge, the line to the center as of now."""
        since = self._away_since
        away_s = (moment.mono_ms - since.mono_ms) // 1000 if since else 0
        return self.asking, Link(away_s, self.center.age_s, away=since is not None)

    def remember(self, memory: Memory) -> None:
        """The parcels of the last hour and the last one, as the journal has them."""
        self._packed = deque(memory.packed)
        self.hand = memory.hand
        if memory.last:
            self._show(memory.last)

    def settled(self, facts: Iterable[Fact], moment: Moment, n: int) -> None:
        """These facts are on disk, the last one under the number ``n``."""
        for fact in facts:
            if isinstance(fact, ParcelPacked):
                self._packed.append(moment)
                self._show(LastParcel(fact.order_number, moment.utc, n))

    def say(self, notice: str, cue: Sound | None) -> None:
        """What the packer reads and hears of it."""
        self.notice = notice or self.notice
        if cue:
            self.sound(cue)

    def _show(self, last: LastParcel) -> None:
        self.previous = PreviousView(last.number, last.at, last.synced)
        self._previous_n = last.n

    def turn_to(self, moment: Moment, last_n: int) -> None:
        """Make all of it true at a moment; ``last_n`` is the number of the newest fact."""
        self.number += 1
        if self.asking and moment.mono_ms - self.asking.since_ms > PATIENCE_MS:
            self.asking = None  # nobody answered
        while self._packed and moment.utc - self._packed[0].utc > HOUR:
            self._packed.popleft()
        self.hour = len(self._packed)
        if self._synced_to is not None:
            self.center = replace(self.center, waiting=last_n - self._synced_to)
