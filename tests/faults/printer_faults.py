"""Class 14: out of paper in the middle, head open, switched off, a job taken and no answer.

The product's printer thread and raw-socket driver against the simulated printer on a real
socket. What counts is the paper: no job twice, no parcel packed without its label.
"""

import queue
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.devices.printer_simulator import Fault, Manner, PrinterSimulator
from app.devices.printers.dialects import ZplDialect
from app.devices.printers.raw_socket import RawSocketPrinter
from app.domain.control_code import Control, code_of
from app.domain.events import ParcelPacked
from app.station.effects import PrintLabel
from app.station.inputs import LabelTrouble, LabelUnclear
from app.station.printing import Printing
from app.station.snapshot import Face
from app.store.engine import open_store
from app.store.journal import recorded
from tests.faults.after import facts
from tests.faults.host import Host, open_shop
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "14 printer"
KINDS = ("paper", "head", "silent", "swallows", "last label", "paused", "none")
TIMES = 2
PATIENCE_S = 20.0


def run(seed: int, *, long: bool) -> FaultReport:
    rng, tally = random.Random(seed), Tally()
    kinds = list(KINDS) * (TIMES * 10 if long else TIMES)
    rng.shuffle(kinds)
    with tempfile.TemporaryDirectory(prefix="secondpass-printer-", dir=memory()) as name:
        folder = Path(name)
        for file in ("b1.db", "center.db"):
            empty_database(folder / file)
        center = open_store(folder / "center.db", warehouse=WAREHOUSE)
        open_shop(center, len(kinds))
        host = _Host(folder, "b1", str(folder / "center.db"))
        host.deliver()
        host.scan("ZB-P01")
        with PrinterSimulator() as printer:
            host.connect(printer)
            for n, kind in enumerate(kinds):
                _parcel(tally, host, printer, n, kind)
            host.thread.stop()
            _judge(tally, host, printer, len(kinds))
        host.close()
        center.close()
    return tally.report(f"{len(kinds)} labels, {len(printer.printed)} on paper")


class _Host(Host):
    """Its labels go to the printer thread; the answers come back through a queue."""

    thread: Printing
    heard: "queue.SimpleQueue[object]"

    def connect(self, printer: PrinterSimulator) -> None:
        self.heard = queue.SimpleQueue()
        device = RawSocketPrinter(
            "127.0.0.1", printer.port, ZplDialect(), answer_timeout_s=0.2, connect_timeout_s=0.5
        )
        self.thread = Printing(
            device, lambda job, _output: _zpl(job), self.heard.put, lambda: self.mono_ms
        )
        self.thread.start()

    def _print(self, job: PrintLabel) -> None:
        self.thread.put(job)

    def until(self, done: Callable[[], bool], otherwise: Callable[[], None]) -> bool:
        """Hear the printer until something holds. ``otherwise``: help it while it waits."""
        for _ in range(40):
            if done():
                return True
            try:
                word = self.heard.get(timeout=PATIENCE_S / 40)
            except queue.Empty:
                continue
            self.post(word)
            if isinstance(word, LabelTrouble | LabelUnclear):
                otherwise()
        return done()


def _zpl(job: object) -> bytes:
    assert isinstance(job, PrintLabel)
    return f"^XA^FD{job.job_id}^FS^XZ".encode()


def _parcel(tally: Tally, host: _Host, printer: PrinterSimulator, n: int, kind: str) -> None:
    tally.injected += kind != "none"
    match kind:
        case "paper":
            printer.set_fault(Fault.OUT_OF_PAPER)
        case "head":
            printer.set_fault(Fault.HEAD_OPEN)
        case "paused":
            printer.set_fault(Fault.PAUSED)
        case "last label":
            printer.load_paper(1)
        case "silent":
            printer.set_manner(Manner.SILENT)
        case "swallows":
            printer.set_manner(Manner.SWALLOWS)
        case _:
            pass

    def mend() -> None:
        printer.set_manner(Manner.ANSWERS)
        printer.load_paper()

    host.pack(f"SO-{n}", most=16)  # up to the label: the printer's word is awaited elsewhere
    _finish(tally, host, printer, mend, f"SO-{n} {kind}")
    mend()


def _finish(
    tally: Tally, host: _Host, printer: PrinterSimulator, mend: Callable[[], None], what: str
) -> None:
    """Help the printer, look for the paper where nobody knows, stick the label on, scan it."""
    waybill = host.snap.shipping.waybill if host.snap.shipping else ""
    for _ in range(4):
        stands = host.until(
            lambda: host.snap.face in (Face.STICK_LABEL, Face.LABEL_DOUBT, Face.DONE), mend
        )
        tally.expect(stands, f"{what}: the bench waits at {host.snap.face}")
        if host.snap.face is Face.LABEL_DOUBT:
            lies_there = any(waybill.encode() in label for label in printer.printed)
            host.scan(waybill if lies_there else code_of(Control.REPRINT))
        elif host.snap.face is Face.STICK_LABEL:
            host.scan(waybill)
        if host.snap.order is None:
            return


def _judge(tally: Tally, host: _Host, printer: PrinterSimulator, labels: int) -> None:
    jobs = Counter(label.split(b"^FD")[1].split(b"^FS")[0] for label in printer.printed)
    tally.doubled += sum(n - 1 for n in jobs.values())
    rows = [recorded(row).fact for row in facts(host.store, "b1")]
    packed = [fact for fact in rows if isinstance(fact, ParcelPacked)]
    tally.doubled += len(packed) - len({fact.order_id for fact in packed})
    tally.expect(len(packed) == labels, f"{labels - len(packed)} parcels were not packed")
    on_paper = b" ".join(jobs)
    tally.lost += sum(fact.waybill.encode() not in on_paper for fact in packed)
