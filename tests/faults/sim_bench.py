"""One simulated bench computer: program, sync process, disk, clock, scale, printer, packer."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

from app.domain.readings import Scan
from app.domain.values import Moment
from app.station.bench import Bench
from app.station.effects import AskClaim, Effect, PrintLabel
from app.station.inputs import Tick
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot, Face
from app.station.turn import BenchIdentity
from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.sync.messages import Message, Synced
from app.sync.worker import Station, SyncWorker
from tests.faults.sim_center import SimCenter
from tests.faults.sim_network import SimTransport
from tests.faults.sim_packer import SimPacker
from tests.faults.sim_printer import SimPrinter
from tests.faults.sim_scale import READING_MS, SimScale
from tests.faults.sim_store import DiedError, SimStore
from tests.faults.sim_watch import ApartWatch, CursorWatch, word_of
from tests.faults.world import Idle, World
from tests.station.harness import CORRECT, GATE
from tests.sync.rig import WAREHOUSE, empty_database

DAY_MS = 86_400_000
JUMPS = (DAY_MS, -DAY_MS, 3_600_000, -3_600_000, 61_000, 380 * DAY_MS, 0)
MOST_WAITING = 2
"""Sync steps at once: one that began inside another's wait must end before the other goes on."""


class SimBench:
    """``boot`` starts the program on what is on disk; a death leaves the disk alone."""

    def __init__(self, world: World, name: str, folder: Path, center: SimCenter) -> None:
        self.name = name
        self._world = world
        self._center = center
        path = folder / f"{name}.db"
        empty_database(path)
        store = open_store(path, warehouse=WAREHOUSE, station=name)
        self.store = SimStore(store, world, lambda: world.weather.die)
        self.printer = SimPrinter(world, f"{name} printer")
        self._scale = SimScale(world)
        self._packer = SimPacker(world, self.printer, self._scale)
        self._works = True
        self._boots = 0  # the program that runs now; 0: none
        self._syncs = 0
        self._running = False
        self._skew_ms = 0
        self._ids = 0
        self._synced_to = 0
        self.acknowledged = 0  # facts whose effect was on the screen
        self.shown_packed: list[str] = []
        self._done: set[str] = set()
        self._apart = ApartWatch(name, self.store)
        self.packed = 0
        self.rounds = 0  # whole sync steps done since the start
        self._cursors = CursorWatch(name, self.store)
        self.broken = self._cursors.broken
        self._apart.broken = self.broken

    def moment(self) -> Moment:
        at = self._world.clock() + timedelta(milliseconds=self._skew_ms)
        return Moment(at, self._world.now_ms)

    def new_id(self) -> str:
        self._ids += 1
        return str(UUID(int=(int(self.name[1:]) << 64) + self._ids))

    def boot(self) -> str:
        self._boots += 1
        self._running = True
        me = self._boots
        self._apart.started()
        identity = BenchIdentity(WAREHOUSE, self.name, self.name, f"{self.name}-{me}")
        self._recorder = Recorder(cast("Store", self.store), identity, CORRECT, self.new_id)
        self._bench = Bench(self._recorder, self.name, CORRECT, GATE)
        self._take(*self._bench.start(self.moment()))
        if self._recorder.last_n < self.acknowledged:
            self.broken.append(f"{self.name} forgot facts after {self._recorder.last_n}")
        self._every(READING_MS, "scale", self._read_scale)
        self._every(800, "tick", lambda: self._post(Tick()), 3_000)
        self._every(700, "packer", self._act, 1_500)
        self._start_sync()
        return "boots"

    def _start_sync(self) -> None:
        self._syncs += 1
        me, world = self._syncs, self._world
        alive = lambda: self._syncs == me  # noqa: E731
        self.link = SimTransport(world, self._center, alive)
        self._worker = SyncWorker(
            cast("Store", self.store), self.link, Station(self.name, "1"),
            lambda: self.moment().utc, random.Random(world.rng.random()), self._hear,
        )  # fmt: skip
        self._sync_later(me)

    def _every(self, ms: int, who: str, act: Callable[[], str], most_ms: int = 0) -> None:
        """Something that happens again and again while this program runs."""
        me, world = self._boots, self._world

        def again() -> str:
            if not self._running or self._boots != me:
                return Idle("gone")
            pause = (
                world.rng.randrange(ms, most_ms)
                if most_ms
                else self._scale.pause_ms(self._snap.face)
            )
            world.after(pause, f"{self.name} {who}", again)
            return act()

        world.after(world.rng.randrange(1, ms + 1), f"{self.name} {who}", again)

    def _read_scale(self) -> str:
        rests = self._scale.rests(self._snap.face)
        word = self._post(self._scale.reading(self._world.now_ms))
        return Idle(word) if rests else word

    def _act(self) -> str:
        if not self._works:
            return Idle("went home")
        foreign = self._world.chance(self._world.weather.foreign)
        slips = self._center.slips("") if foreign else self._center.slips(self.name, self._done)
        hands = self._packer.look(self._snap, slips)
        if hands.pan_g is not None:
            self._scale.put(hands.pan_g)
        if hands.scan:
            return self._post(Scan(hands.scan, "scanner", self._world.now_ms))
        return Idle("looks")

    def _post(self, event: object) -> str:
        """What the mailbox does: one event to its end."""
        if not self._running:
            return Idle("off")
        before = self._snap.face, self._recorder.last_n
        try:
            self._take(*self._bench.handle(event, self.moment()))
        except DiedError:
            return self._die()
        self._apart.heard(event, self._world.now_ms)
        word = f"{type(event).__name__} {self._snap.face.value} {self._recorder.last_n}"
        same = before == (self._snap.face, self._recorder.last_n)
        return Idle(word) if same and isinstance(event, Tick) else word

    def _take(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> None:
        self._snap = snapshot
        self._apart.shown(snapshot)
        self.acknowledged = max(self.acknowledged, self._recorder.last_n)
        if snapshot.previous is not None and snapshot.face is Face.DONE:
            number = snapshot.previous.number
            if not self.shown_packed or self.shown_packed[-1] != number:
                self.shown_packed.append(number)
                self._done.add(number)
                self.packed += 1
        me = self._boots
        for effect in effects:
            match effect:
                case PrintLabel():
                    self.printer.put(effect, self._post, lambda: self._boots == me)
                case AskClaim(order_id=order_id):
                    self._worker.ask_claim(order_id) if self._syncs else None
                case _:
                    pass

    def _die(self) -> str:
        self._running = False
        self._boots += 1
        self._syncs += 1
        self._world.after(self._world.rng.randrange(500, 60_000), f"{self.name} boot", self.boot)
        return "died"

    def _sync_later(self, me: int) -> None:
        pause = self._world.rng.randrange(1_000, 14_000)
        self._world.after(pause, f"{self.name} sync", lambda: self._sync(me))

    def _sync(self, me: int) -> str:
        if me != self._syncs:
            return Idle("gone")
        if self._world.waiting >= MOST_WAITING:
            self._sync_later(me)
            return Idle("waits")
        try:
            done = self._worker.step()
        except StoreError as error:
            done = False
            self._world.note(type(error).__name__)
        except DiedError:
            if me == self._syncs:
                self._start_sync()
            return "the sync process died"
        self._cursors.look(self._worker._copy.feeds())
        self.rounds += done and not self._worker.behind
        self._sync_later(me)
        return Idle(f"done {done}")  # its questions were the steps

    def _hear(self, message: Message) -> None:
        """Through a mailbox that forgets at a death."""
        if isinstance(message, Synced):
            self._synced_to = message.up_to_n
        word, me = word_of(message, self._synced_to), self._boots
        if word is not None:
            self._world.after(
                1, f"{self.name} news", lambda: self._post(word) if me == self._boots else Idle("")
            )

    def cut_off(self, ms: int) -> str:
        self.link.cut_until_ms = self._world.now_ms + ms
        return self._world.hit("a bench cut off for a while")

    def turn_clock(self) -> str:
        self._skew_ms = self._world.rng.choice(JUMPS)
        return self._world.hit("a bench's clock jumped")

    def calm(self) -> None:
        self._works = False
        self.link.cut_until_ms = 0

    def drained(self) -> bool:
        if not self._running:
            return False
        with self.store.read() as tx:
            return tx.outbox.count()["waiting"] == 0

    def chain_head(self) -> str:
        with self.store.read() as tx:
            return str(tx.journal.last(self.name))

    def close(self) -> None:
        self.store.store.close()
