"""The simulated center: the real desk on a real store, its operators, its backups and outages."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol, cast

from sqlalchemy import delete

from app.center import pool, waves
from app.center.desk import CenterDesk
from app.center.pool import PoolPolicy
from app.domain.order import Order, OrderState
from app.store.engine import Store, open_store
from app.store.tables.shipping import waybill_number
from tests.builders import NOON, an_item, an_operator, an_order
from tests.faults.sim_store import SimStore
from tests.faults.world import World
from tests.station.harness import a_rate_card
from tests.sync.rig import WAREHOUSE, empty_database

SKUS = ("TEA", "CUP", "PEN", "MUG")
BENCHES = 4
LENT_FOR = timedelta(minutes=20)
CHANGED = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
NUMBERS = 1_500
_c = waybill_number.c


class Member(Protocol):
    """What the center's operators do to a bench from outside."""

    name: str

    def cut_off(self, ms: int) -> str: ...

    def turn_clock(self) -> str: ...


class SimCenter:
    """``world`` is the simulation; a restored center has the file of its last backup."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.orders: list[Order] = []
        self.commits = 0
        self._path = folder / "center.db"
        self._backup = folder / "backup.db"
        self._epochs = 0
        self._members: Sequence[Member] = ()
        self._deliveries = 0
        empty_database(self._path)
        self._open()

    def _open(self) -> None:
        store = open_store(self._path, warehouse=WAREHOUSE)
        world = self.world
        self.store = SimStore(store, world, lambda: world.weather.center_dies)
        desk = CenterDesk(cast("Store", self.store), world.clock, PoolPolicy(low=4, block=10))
        self.desk = desk

    def open_shop(self, members: Sequence[Member]) -> None:
        self._members = members
        with self.store.store.write() as tx:
            tx.center.begin_epoch("epoch-0", NOON)
            tx.catalogue.put([an_item(sku) for sku in SKUS])
            tx.operators.put([an_operator("P01")])
            tx.rates.put([a_rate_card()])
            pool.stock_up(tx, "sf", tuple(f"SF{n:010d}" for n in range(NUMBERS)))
        self._take_in(6 * len(members))
        self._back_up()
        self._later()

    def slips(self, bench: str, done: Container[str] = ()) -> list[str]:
        """The order numbers of a bench's share without those done; "": of all."""
        share = self.orders[int(bench[1:]) % BENCHES :: BENCHES] if bench else self.orders
        return [one.number for one in share if one.number not in done]

    def calm(self) -> None:
        """The operators go home."""
        self._members = ()

    def close(self) -> None:
        self.store.store.close()

    def _later(self) -> None:
        self.world.after(self.world.rng.randrange(2_000, 10_000), "center", self._turn)

    def _turn(self) -> str:
        """What a person or a timer does at the center."""
        if not self._members:
            return "closed"
        self._later()
        world, rng = self.world, self.world.rng
        member = rng.choice(self._members)
        if world.chance(world.weather.partition):
            return member.cut_off(rng.randrange(1_000, 120_000))
        if world.chance(world.weather.clock):
            return member.turn_clock()
        if world.chance(world.weather.restore):
            return self._restore()
        turns = (self._change, self._revise, self._more, self._lend, self._back_up)
        return rng.choices(turns, (3, 3, 6, 3, 1))[0]()

    def _more(self) -> str:
        self._take_in(len(self._members))
        return "more orders"

    def _take_in(self, count: int) -> None:
        """Each bench's share of a delivery is a wave; a fifth of the orders is in none."""
        rng, benches = self.world.rng, max(len(self._members), 1)
        self._deliveries += 1
        new: list[Order] = []
        for _ in range(count):
            at = len(self.orders) + len(new)
            skus = rng.sample(SKUS, rng.randrange(1, 4))
            lines = {sku: rng.randrange(1, 4) for sku in skus}
            wave = f"w{self._deliveries}-{at % benches}" if rng.random() < 0.8 else ""
            new.append(an_order(lines, number=f"SO-{at}", wave=wave))
        self.orders += new
        with self.store.store.write() as tx:
            tx.orders.upsert(new, self.world.clock())
        for wave in sorted({order.wave for order in new if order.wave}):
            if rng.random() < 0.8:
                self._lend_to(wave, rng.choice(self._members) if rng.random() < 0.1 else None)

    def _lend(self) -> str:
        """A wave goes to its bench, or from one bench to another."""
        rng = self.world.rng
        wave = rng.choice(self.orders).wave
        if not wave:
            return "no wave"
        return self._lend_to(wave, rng.choice(self._members) if rng.random() < 0.3 else None)

    def _lend_to(self, wave: str, member: Member | None) -> str:
        share = int(wave.partition("-")[2])
        name = member.name if member else f"b{share or len(self._members)}"
        store, now = self.store.store, self.world.clock()
        try:
            with store.read() as tx:
                lent = tx.waves.get(wave)
            if lent is not None and lent.station_id not in {"", name}:
                waves.end_wave(store, wave)
            waves.lend_wave(store, wave, name, now + LENT_FOR, now)
        except waves.WaveRefusedError as error:
            return type(error).__name__
        return f"{wave} lent to {name}"

    def _change(self) -> str:
        """A refund, a hold, or the end of one."""
        order = self.world.rng.choice(self.orders)
        with self.store.store.write() as tx:
            stored = tx.orders.get(order.id)
            if stored is None:
                return "gone"
            state = OrderState.APPROVED
            if stored.order.state in CHANGED:
                state = self.world.rng.choice((OrderState.REFUNDED, OrderState.HELD))
            elif stored.order.state is not OrderState.HELD:
                return "too late"
            tx.orders.set_state(order.id, state, self.world.clock(), progress=stored.progress)
        return f"{order.number} {state.value}"

    def _revise(self) -> str:
        """The buyer writes a note: a new revision."""
        at = self.world.rng.randrange(len(self.orders))
        with self.store.store.write() as tx:
            stored = tx.orders.get(self.orders[at].id)
            if stored is None or stored.order.state is not OrderState.APPROVED:
                return "too late"
            changed = replace(stored.order, revision=stored.order.revision + 1, buyer_note="a note")
            tx.orders.upsert([changed], self.world.clock())
            self.orders[at] = changed
        return "revised"

    def _back_up(self) -> str:
        self._backup.unlink(missing_ok=True)
        self.store.store.copy_to(self._backup)
        return "backed up"

    def _restore(self) -> str:
        """The machine is gone: the last backup is brought back, under a new epoch."""
        self.commits += self.store.commits
        self.store.store.close()
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._path.write_bytes(self._backup.read_bytes())
        self._open()
        self._epochs += 1
        with self.store.store.write() as tx:
            tx.center.begin_epoch(f"epoch-{self._epochs}", self.world.clock())
            # Of what the backup calls free some was lent since: it must not be lent again.
            tx._session.connection.execute(delete(waybill_number).where(_c.state == "pool"))
            fresh = (f"SF{self._epochs:03d}{n:07d}" for n in range(NUMBERS))
            pool.stock_up(tx, "sf", tuple(fresh))
            missing = [order for order in self.orders if tx.orders.get(order.id) is None]
            tx.orders.upsert(missing, self.world.clock())  # the channels are asked again
        return self.world.hit("center restored from a backup")
