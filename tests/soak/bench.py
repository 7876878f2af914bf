"""One real bench without its window: reader threads on real ports, store, mailbox, printer.

Around it stand a simulated scale on a bad cable, a scanner and a label printer.
"""

import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import uuid_utils

from app.clock import mono_ms
from app.config import PrinterSettings, ScaleSettings, ScannerSettings
from app.devices.printer_simulator import PrinterSimulator
from app.devices.printers.base import Output
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.links import PtyLink, TcpLink
from app.devices.simulators.load import Load
from app.devices.simulators.misbehaving import BadCable
from app.devices.simulators.scale import SimulatedScale
from app.devices.simulators.scanner import SimulatedScanner
from app.domain.order import Order
from app.domain.readings import WeightReading
from app.domain.values import Moment
from app.entrypoints.demo_packer import Screen
from app.station.bench import Bench
from app.station.effects import Effect, PrintLabel, PrintManifest, PrintSlip
from app.station.hardware import Hardware, label_printer
from app.station.mailbox import Mailbox
from app.station.printing import Printable, Printing
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot
from app.station.turn import BenchIdentity
from app.store.engine import Store, open_store
from tests.soak.truth import Pan, Taken
from tests.station.harness import CORRECT, GATE, Station
from tests.sync.rig import WAREHOUSE, empty_database

SETTLE_MS = 150
_ONE_AT_A_TIME = threading.Lock()  # what makes databases is not made for threads
_VARIANTS = {"dollar_cr": "decimals_3"}  # its frames do not say where the point is
POLICY = replace(CORRECT, idle_lock_s=36_000)


class Witness:
    """The bench, and what it heard from the scale when it took a weight."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._reading: WeightReading | None = None
        self._job = ""
        self.taken: list[Taken] = []

    def start(self, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        return self._bench.start(moment)

    def handle(self, event: object, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        if isinstance(event, WeightReading):
            self._reading = event
        snapshot, effects = self._bench.handle(event, moment)
        for effect in effects:
            if isinstance(effect, PrintLabel) and self._reading is not None:
                at_ms = self._reading.mono_ms
                self.taken.append(Taken(effect.order.number, effect.grams, at_ms))
        return snapshot, effects


class SoakBench:
    """Use as a context manager; ``over_tcp`` chooses the cable of the scale."""

    def __init__(
        self, folder: Path, station: str, protocol: str, orders: list[Order], *, over_tcp: bool
    ) -> None:
        database = folder / f"{station}.db"
        _stock(database, station, orders)
        self.station = station
        self.store: Store = open_store(database, warehouse=WAREHOUSE, station=station)
        wire = TcpLink() if over_tcp else PtyLink(folder / f"{station}-scale")
        self.cable = BadCable(wire, mono_ms)
        self.scale = SimulatedScale(protocol, self.cable, mono_ms, load=Load(settle_ms=SETTLE_MS))
        self.scanner = SimulatedScanner(PtyLink(folder / f"{station}-scanner"))
        self.printer = PrinterSimulator()
        self.pan = Pan(SETTLE_MS)
        self.screen = Screen()
        identity = BenchIdentity(WAREHOUSE, station, station, uuid.uuid4().hex)
        recorder = Recorder(self.store, identity, POLICY, lambda: str(uuid_utils.uuid7()))
        self.witness = Witness(Bench(recorder, station, POLICY, GATE))
        self.mailbox = Mailbox(self.witness, _now, self.screen.show, self._do)
        self.hardware = Hardware(
            (ScannerSettings("scanner", port=self.scanner.url, options={"suffix": "CR"}),),
            _scale_settings(protocol, self.cable.url),
            self.mailbox.post,
            mono_ms,
        )
        paper = label_printer(PrinterSettings("raw", f"127.0.0.1:{self.printer.port}"), folder)
        self._printing = Printing(paper, _draw, self.mailbox.post, mono_ms)

    def __enter__(self) -> Self:
        self.scale.start()
        self.printer.__enter__()
        self.mailbox.start()
        self._printing.start()
        self.hardware.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hardware.stop()
        self.mailbox.stop()
        self._printing.stop()
        self.printer.stop()
        self.scanner.unplug()
        self.scale.stop()
        self.store.close()

    def lay(self, grams: int, order: str = "") -> None:
        """Lay it on the pan, in place of what was there."""
        self.pan.put(mono_ms(), grams, order)
        self.scale.put(grams)

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, PrintLabel | PrintSlip):
            self._printing.put(effect)


def _stock(database: Path, station: str, orders: list[Order]) -> None:
    with _ONE_AT_A_TIME:
        empty_database(database)
        stocked = Station(database, CORRECT, station)
        stocked.stock(orders, numbers=len(orders) + 5)
        stocked.close()


def _scale_settings(protocol: str, url: str) -> ScaleSettings:
    line = scale_protocol(protocol).line or (9600, "8N1")
    # A pseudo terminal knows no parity and no seven bits.
    variant = _VARIANTS.get(protocol, "")
    return ScaleSettings("scale", protocol, url, line[0], unit="kg", variant=variant)


def _draw(effect: Printable, output: Output) -> bytes:
    if isinstance(effect, PrintManifest):
        return b""
    name = effect.waybill if isinstance(effect, PrintLabel) else effect.ticket
    return f"^XA^FD{name}^FS^XZ".encode()


def _now() -> Moment:
    return Moment(datetime.now(UTC), mono_ms())
