"""One simulated bench computer: program, sync process, disk, clock, scale, printer, packer."""

import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast
from uuid import UUID

from app.domain.readings import Scan, WeightReading
from app.domain.values import Grams, Moment
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
from tests.faults.sim_store import DiedError, SimStore
from tests.faults.sim_watch import CursorWatch, word_of
from tests.faults.world import World
from tests.station.harness import CORRECT, GATE
from tests.sync.rig import WAREHOUSE, empty_database

DAY_MS = 86_400_000
JUMPS = (DAY_MS, -DAY_MS, 3_600_000, -3_600_000, 61_000, 380 * DAY_MS, 0)
READING_MS = 80
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
        self._packer = SimPacker(world, self.printer)
        self._works = True
        self._boots = 0  # the program that runs now; 0: none
        self._syncs = 0
        self._running = False
        self._skew_ms = 0
        self._ids = 0
        self._synced_to = 0
        self.acknowledged = 0  # facts whose effect was on the screen
        self.shown_packed: list[str] = []
        self.packed = 0
        self.rounds = 0  # whole sync steps done since the start
        self._cursors = CursorWatch(name, self.store)
        self.broken = self._cursors.broken

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
        identity = BenchIdentity(WAREHOUSE, self.name, self.name, f"{self.name}-{me}")
        self._recorder = Recorder(cast("Store", self.store), identity, CORRECT, self.new_id)
        self._bench = Bench(self._recorder, self.name, CORRECT, GATE)
        self._take(*self._bench.start(self.moment()))
        if self._recorder.last_n < self.acknowledged:
            self.broken.append(f"{self.name} forgot facts after {self._recorder.last_n}")
        self._every(READING_MS, "scale", self._read_scale)
        self._every(200, "tick", lambda: self._post(Tick()), 1_000)
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

    def _every(self, ms: int, who: str, turn: "object", most_ms: int = 0) -> None:
        """Something that happens again and again while this program runs."""
        me, world, act = self._boots, self._world, turn
        assert callable(act)

        def again() -> str:
            if not self._running or self._boots != me:
                return "gone"
            pause = world.rng.randrange(ms, most_ms) if most_ms else ms
            world.after(pause, f"{self.name} {who}", again)
            return str(act())

        world.after(world.rng.randrange(1, ms + 1), f"{self.name} {who}", again)

    def _read_scale(self) -> str:
        grams = self._packer.parcel_g
        now = self._world.now_ms
        reading = WeightReading(
            Grams(grams), Decimal(grams) / 1000, "kg", True, now, "scale", b"", zero=grams == 0
        )
        return self._post(reading)

    def _act(self) -> str:
        if not self._works:
            return "went home"
        hands = self._packer.look(self._snap, self._slips())
        if hands.pan_g is not None:
            self._packer.parcel_g = hands.pan_g
        if hands.scan:
            return self._post(Scan(hands.scan, "scanner", self._world.now_ms))
        return "looks"

    def _slips(self) -> list[str]:
        """The orders of this bench's wave; sometimes any."""
        orders = self._center.orders
        if self._world.chance(self._world.weather.foreign):
            return [one.number for one in orders]
        share, benches = int(self.name[1:]), 4
        return [one.number for at, one in enumerate(orders) if at % benches == share % benches]

    def _post(self, event: object) -> str:
        """What the mailbox does: one event to its end."""
        if not self._running:
            return "off"
        try:
            self._take(*self._bench.handle(event, self.moment()))
        except DiedError:
            return self._die()
        return f"{type(event).__name__} {self._snap.face.value} {self._recorder.last_n}"

    def _take(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> None:
        self._snap = snapshot
        self.acknowledged = max(self.acknowledged, self._recorder.last_n)
        if snapshot.previous is not None and snapshot.face is Face.DONE:
            number = snapshot.previous.number
            if not self.shown_packed or self.shown_packed[-1] != number:
                self.shown_packed.append(number)
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
        self._world.after(self._world.rng.randrange(500, 60_000), self.name, self.boot)
        return "died"

    def _sync_later(self, me: int) -> None:
        pause = self._world.rng.randrange(1_000, 14_000)
        self._world.after(pause, f"{self.name} sync", lambda: self._sync(me))

    def _sync(self, me: int) -> str:
        if me != self._syncs:
            return "gone"
        if self._world.waiting >= MOST_WAITING:
            self._sync_later(me)
            return "waits"
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
        return f"done {done}"

    def _hear(self, message: Message) -> None:
        """Through a mailbox that forgets at a death."""
        if isinstance(message, Synced):
            self._synced_to = message.up_to_n
        word, me = word_of(message, self._synced_to), self._boots
        if word is not None:
            self._world.after(1, self.name, lambda: self._post(word) if me == self._boots else "")

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
