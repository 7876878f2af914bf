"""The simulated center: the real desk on a real store, its operators, its backups and outages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from sqlalchemy import delete

from app.center import pool
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
CHANGED = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
NUMBERS = 1_500
_c = waybill_number.c


class Member(Protocol):
    """What the center's operators do to a bench from outside."""

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
        return rng.choice((self._change, self._revise, self._more, self._back_up))()

    def _more(self) -> str:
        self._take_in(len(self._members))
        return "more orders"

    def _take_in(self, count: int) -> None:
        rng = self.world.rng
        new: list[Order] = []
        for _ in range(count):
            skus = rng.sample(SKUS, rng.randrange(1, 4))
            lines = {sku: rng.randrange(1, 4) for sku in skus}
            new.append(an_order(lines, number=f"SO-{len(self.orders) + len(new)}"))
        self.orders += new
        with self.store.store.write() as tx:
            tx.orders.upsert(new, self.world.clock())

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
