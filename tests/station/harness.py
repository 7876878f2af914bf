"""A whole bench without Qt and without threads: scan, weigh, press, restart; real SQLite."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from app.domain.catalogue import Box, Item
from app.domain.control_code import Control, code_of
from app.domain.order import Operator, Order, OrderState, Role
from app.domain.places import ZoneLevel
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.rate_card import RateCard, RateRow, WeightStep, Zone, ZoneMember
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from app.domain.values import Grams, Moment
from app.domain.weighing import GatePolicy
from app.station.bench import Bench
from app.station.effects import Effect, PrintLabel
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear, OrdersHeard
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot
from app.station.turn import BenchIdentity
from app.store.engine import Store, open_store
from tests.station.screen import Screen

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
GATE = GatePolicy(min_g=20, division_g=1)

PACKER = Operator("op-1", "ZB-PACKER", "Packer 1")
OTHER_PACKER = Operator("op-2", "ZB-PACKER-2", "Packer 2")
SUPERVISOR = Operator("op-9", "ZB-SUPERVISOR", "Supervisor", Role.SUPERVISOR)
CORRECT = BenchPolicy(on_mismatch=OnMismatch.CORRECT)


def a_rate_card(courier: str = "sf", province: str = "P") -> RateCard:
    """Six yuan to one province, whatever it weighs."""
    return RateCard(
        "card",
        courier,
        "CNY",
        "kg",
        (WeightStep(None, Decimal("0.1")),),
        (Zone("1", (ZoneMember(ZoneLevel.PROVINCE, province),)),),
        (RateRow("1", Decimal(0), None, Decimal(6)),),
    )


@dataclass(slots=True)
class FakeClock:
    ms: int = 0

    def now(self) -> Moment:
        return Moment(START + timedelta(milliseconds=self.ms), self.ms)

    def advance(self, ms: int) -> Moment:
        self.ms += ms
        return self.now()


@dataclass(slots=True)
class Station(Screen):
    """Drives one bench as a packer would; every effect it had is kept."""

    path: Path
    policy: BenchPolicy = field(default_factory=BenchPolicy)
    station_id: str = "B01"
    clock: FakeClock = field(default_factory=FakeClock)
    prints: bool = True  # the printer answers at once
    first_number: int = 1  # of the waybill numbers that this bench is lent
    busy_ms: int = 5_000
    effects: list[Effect] = field(default_factory=list)
    snapshots: list[BenchSnapshot] = field(default_factory=list)
    _ids: int = 0
    _boots: int = 0
    store: Store = field(init=False)
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        self.store = self._open()
        self.boot()

    def _open(self) -> Store:
        return open_store(self.path, warehouse="W1", station=self.station_id, busy_ms=self.busy_ms)

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
        self.store = self._open()
        return self.boot()

    def close(self) -> None:
        self.store.close()

    def new_id(self) -> str:
        """Ids that are the same in every run, and no other bench's."""
        self._ids += 1
        return str(UUID(int=(int.from_bytes(self.station_id.encode()) << 64) + self._ids))

    def stock(
        self,
        orders: Iterable[Order],
        *,
        boxes: Iterable[Box] = (),
        operators: Iterable[Operator] = (PACKER, OTHER_PACKER, SUPERVISOR),
        cards: Iterable[RateCard] = (a_rate_card(),),
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
                first = self.first_number
                names = [f"{courier}{n:012d}" for n in range(first, first + numbers)]
                tx.waybills.add(courier, names)
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

    def sign_in(self, operator: Operator = PACKER) -> BenchSnapshot:
        return self.scan(operator.badge)

    def scan_all(self, *codes: str) -> BenchSnapshot:
        """Scan these, one after the other."""
        for code in codes:
            self.scan(code)
        return self.snap

    def weigh_right(self) -> BenchSnapshot:
        """Put the parcel on the scale; it weighs what it should."""
        expected = self.snap.weight.expected_g
        return self.weigh(500 if expected is None else expected)

    def prove(self) -> BenchSnapshot:
        """Stick the label and scan it."""
        return self.scan(self.waybill)

    def pack(self, number: str, *codes: str) -> BenchSnapshot:
        """One order from its code to its proven label."""
        self.scan_all(number, *codes)
        self.weigh_right()
        return self.prove()

    def change(self, order: Order, *, heard: bool = True, **changes: object) -> BenchSnapshot:
        """The center sends the order down, changed; ``heard``: the bench is told of it."""
        changed = replace(order, revision=order.revision + 1, **changes)  # type: ignore[arg-type]
        with self.store.write() as tx:
            tx.orders.upsert([changed], START)
        return self.post(OrdersHeard((order.id,))) if heard else self.snap

    def refund(self, order: Order, *, heard: bool = True) -> BenchSnapshot:
        return self.change(order, heard=heard, state=OrderState.REFUNDED)

    def printed(self) -> BenchSnapshot:
        return self.post(LabelDone(self.labels[-1].job_id))

    def printer_trouble(self, problem: str = "out_of_paper") -> BenchSnapshot:
        states = {"out_of_paper": DeviceState.OUT_OF_PAPER, "head_open": DeviceState.HEAD_OPEN}
        state = states.get(problem, DeviceState.ERROR)
        return self.post(LabelTrouble(self.labels[-1].job_id, problem, state))

    def label_unclear(self) -> BenchSnapshot:
        return self.post(LabelUnclear(self.labels[-1].job_id))

    def _take(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> BenchSnapshot:
        self.snapshots.append(replace(snapshot))
        self.effects.extend(effects)
        for effect in effects:
            if isinstance(effect, PrintLabel) and self.prints and not effect.doubted:
                return self.post(LabelDone(effect.job_id))
        return snapshot


MakeStation = Callable[..., Station]
"""The fixture ``station``: a bench on its own file, stocked and signed in."""
