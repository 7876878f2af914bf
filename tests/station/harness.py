"""A whole bench without Qt and without threads: scan, weigh, press, restart; real SQLite."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from app.domain.catalogue import Box, Item
from app.domain.control_code import Control, code_of
from app.domain.order import Operator, Order
from app.domain.policy import BenchPolicy
from app.domain.rating import RateCard
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from app.domain.values import Grams, Moment
from app.domain.weighing import GatePolicy
from app.station.bench import Bench
from app.station.effects import AskClaim, Effect, PrintLabel, PrintSlip
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot, Face
from app.station.turn import BenchIdentity
from app.store.engine import Store, open_store

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
GATE = GatePolicy(min_g=20, division_g=1)


@dataclass(slots=True)
class FakeClock:
    ms: int = 0

    def now(self) -> Moment:
        return Moment(START + timedelta(milliseconds=self.ms), self.ms)

    def advance(self, ms: int) -> Moment:
        self.ms += ms
        return self.now()


@dataclass(slots=True)
class Station:
    """Drives one bench as a packer would; every effect it had is kept."""

    path: Path
    policy: BenchPolicy = field(default_factory=BenchPolicy)
    station_id: str = "B01"
    clock: FakeClock = field(default_factory=FakeClock)
    prints: bool = True  # the printer answers at once
    effects: list[Effect] = field(default_factory=list)
    snapshots: list[BenchSnapshot] = field(default_factory=list)
    _ids: int = 0
    _boots: int = 0
    store: Store = field(init=False)
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.store = open_store(self.path, warehouse="W1", station=self.station_id)
        self.boot()

    def boot(self) -> BenchSnapshot:
        """Start the bench on what is on disk."""
        self._boots += 1
        identity = BenchIdentity("W1", self.station_id, self.station_id, f"boot-{self._boots}")
        recorder = Recorder(self.store, identity, self.policy, self.new_id)
        self.bench = Bench(recorder, self.station_id, self.policy, GATE)
        return self._take(*self.bench.start(self.clock.now()))

    def restart(self) -> BenchSnapshot:
        """Pull the plug and start again."""
        self.store.close()
        self.store = open_store(self.path, warehouse="W1", station=self.station_id)
        return self.boot()

    def close(self) -> None:
        self.store.close()

    def new_id(self) -> str:
        self._ids += 1
        return str(UUID(int=(self._boots << 64) + self._ids))

    def stock(
        self,
        orders: Iterable[Order],
        *,
        boxes: Iterable[Box] = (),
        operators: Iterable[Operator] = (),
        cards: Iterable[RateCard] = (),
        numbers: int = 50,
        extra_items: Iterable[Item] = (),
    ) -> None:
        """Put what the center would have sent into the local store."""
        orders = tuple(orders)
        items: dict[str, Item] = {item.sku: item for item in extra_items}
        for order in orders:
            for line in order.lines:
                for item in (line.item, *(part.item for part in line.parts)):
                    items[item.sku] = item
        couriers = {order.courier for order in orders}
        with self.store.write() as tx:
            tx.catalogue.put(items.values())
            tx.boxes.put(boxes)
            tx.operators.put(operators)
            tx.rates.put(cards)
            tx.orders.upsert(orders, START)
            for courier in couriers:
                tx.waybills.add(courier, [f"{courier}{n:012d}" for n in range(1, numbers + 1)])
                tx.waybills.lease(courier, self.station_id, numbers)

    def scan(self, text: str, *, after_ms: int = 400) -> BenchSnapshot:
        moment = self.clock.advance(after_ms)
        return self.post(Scan(text, "scanner", moment.mono_ms))

    def press(self, control: Control) -> BenchSnapshot:
        return self.scan(code_of(control))

    def post(self, event: object) -> BenchSnapshot:
        return self._take(*self.bench.handle(event, self.clock.now()))

    def weigh(self, grams: int, *, lift: bool = True) -> BenchSnapshot:
        """Lift what lies there, put ``grams`` on, wait until it is still."""
        if lift:
            self.reading(0)
            self.reading(0)
        self.reading(grams // 2, stable=False)
        for _ in range(5):
            snapshot = self.reading(grams)
        return snapshot

    def reading(self, grams: int, *, stable: bool | None = True) -> BenchSnapshot:
        moment = self.clock.advance(150)
        return self.post(
            WeightReading(
                grams=Grams(grams),
                shown=Decimal(grams) / 1000,
                unit="kg",
                stable=stable,
                mono_ms=moment.mono_ms,
                device_id="scale",
                raw=f"ST,GS,{grams:+07d} g\r\n".encode(),
                zero=grams == 0,
            )
        )

    def unplug_scale(self) -> BenchSnapshot:
        at = self.clock.advance(10).mono_ms
        return self.post(DeviceStatus(DeviceKind.SCALE, "scale", DeviceState.LOST, at))

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

    def answer(self, answer: type[LabelDone | LabelTrouble | LabelUnclear], *more: str) -> BenchSnapshot:
        return self.post(answer(self.labels[-1].job_id, *more))

    def _take(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> BenchSnapshot:
        self.snapshots.append(replace(snapshot))
        self.effects.extend(effects)
        for effect in effects:
            if isinstance(effect, PrintLabel) and self.prints and not effect.doubted:
                return self.post(LabelDone(effect.job_id))
        return snapshot
