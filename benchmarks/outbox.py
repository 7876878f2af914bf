"""A bench's outbox full of real facts: the bench packs orders without devices, at its own speed."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import uuid_utils

from app.domain.policy import BenchPolicy
from app.domain.readings import Scan, WeightReading
from app.domain.values import Grams, Moment
from app.domain.weighing import GatePolicy
from app.station.bench import Bench
from app.station.effects import Effect, PrintLabel
from app.station.inputs import LabelDone
from app.station.recorder import Recorder
from app.station.turn import BenchIdentity
from app.store.engine import open_store
from benchmarks import stock

_GATE = GatePolicy(min_g=20, division_g=1)
_STEP_MS = 400


class Shift:
    """Hands events to a bench; its clock goes on by a fixed step, whatever the real one does."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._ms = time.monotonic_ns() // 1_000_000
        bench.start(self._now())

    def scan(self, text: str) -> None:
        self._ms += _STEP_MS
        self._take(Scan(text, "scanner-1", self._ms))

    def weigh(self, grams: int) -> None:
        for value in (0, 0, grams, grams, grams):
            self._ms += _STEP_MS // 2
            raw = f"ST,GS,{value / 1000:+08.3f}kg\r\n".encode()
            shown = Decimal(value) / 1000
            self._take(WeightReading(Grams(value), shown, "kg", True, self._ms, "scale", raw))

    def pack(self, number: int) -> None:
        order = stock.order(number)
        self.scan(order.slip)
        for code in stock.scan_codes(order):
            self.scan(code)
        self.weigh(stock.weight_g(order))
        packing = self._bench.state.packing
        assert packing is not None
        self.scan(packing.current.waybill)
        assert self._bench.state.packing is None

    def _take(self, event: object) -> None:
        effects: list[Effect] = list(self._bench.handle(event, self._now())[1])
        while effects:
            effect = effects.pop()
            if isinstance(effect, PrintLabel):
                effects += self._bench.handle(LabelDone(effect.job_id), self._now())[1]

    def _now(self) -> Moment:
        return Moment(datetime.now(UTC), self._ms)


def fill_outbox(database: Path, parcels: int) -> None:
    """Pack orders of twelve lines; every fact waits to be delivered."""
    store = open_store(database, warehouse=stock.WAREHOUSE, station=stock.STATION)
    try:
        identity = BenchIdentity(stock.WAREHOUSE, stock.STATION, "Bench 07", "boot-1")
        recorder = Recorder(store, identity, BenchPolicy(), lambda: str(uuid_utils.uuid7()))
        shift = Shift(Bench(recorder, "Bench 07", BenchPolicy(), _GATE))
        shift.scan(stock.BADGE)
        for number in range(parcels):
            shift.pack(number)
    finally:
        store.close()
