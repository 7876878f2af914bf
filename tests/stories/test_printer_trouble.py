"""A shift with a bad printer: the bench, its real printer thread, a printer over a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.devices.printer_simulator import Fault, Manner, PrinterSimulator
from app.domain.control_code import Control
from app.domain.events import ParcelPacked
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from app.station.printing import Printing
from app.station.snapshot import Face
from tests.builders import an_order
from tests.station.harness import CORRECT, Station
from tests.station.print_shop import Heard, printing, raw_printer

FIRST = "SO-1-1-sf000000000001-c1"


@dataclass
class Bench:
    """A packer between a bench and a printer."""

    station: Station
    printer: PrinterSimulator
    thread: Printing
    heard: Heard
    handed: int = 0
    faces: list[Face] = field(default_factory=list)

    def pack_until_label(self, number: str) -> None:
        self.station.scan_all(number, "TEA")
        self.station.weigh(100)
        self.hand_over()

    def hand_over(self) -> None:
        """The bench's new labels go to the printer thread."""
        for label in self.station.labels[self.handed :]:
            self.thread.put(label)
        self.handed = len(self.station.labels)

    def hears(self, kind: type[LabelDone | LabelTrouble | LabelUnclear]) -> Face:
        """The printer's next word of this kind reaches the bench."""
        return self.station.post(self.heard.until(kind)).face


@contextmanager
def shift(tmp_path: Path) -> Iterator[Bench]:
    station = Station(tmp_path / "bench.db", CORRECT, prints=False)
    station.stock([an_order(number=f"SO-{n}") for n in range(1, 4)])
    station.sign_in()
    heard = Heard()
    with PrinterSimulator() as printer, printing(raw_printer(printer), heard) as thread:
        yield Bench(station, printer, thread, heard)
    station.close()


def contents(printer: PrinterSimulator) -> list[str]:
    return [
        label.decode().removeprefix("^XA^FD").removesuffix("^FS^XZ") for label in printer.printed
    ]


def test_out_of_paper_in_the_middle_of_a_shift(tmp_path: Path) -> None:
    with shift(tmp_path) as bench:
        bench.pack_until_label("SO-1")
        assert bench.hears(LabelDone) is Face.STICK_LABEL
        bench.station.prove()

        bench.printer.set_fault(Fault.OUT_OF_PAPER)
        bench.pack_until_label("SO-2")
        assert bench.hears(LabelTrouble) is Face.LABEL_WAITS
        assert bench.station.snap.details["problem"] == "out_of_paper"

        bench.printer.load_paper()
        assert bench.hears(LabelDone) is Face.STICK_LABEL
        bench.station.prove()
        assert bench.station.face is Face.DONE
        assert len(set(contents(bench.printer))) == len(contents(bench.printer)) == 2


def test_the_head_is_open(tmp_path: Path) -> None:
    with shift(tmp_path) as bench:
        bench.printer.set_fault(Fault.HEAD_OPEN)
        bench.pack_until_label("SO-1")
        assert bench.hears(LabelTrouble) is Face.LABEL_WAITS
        assert bench.station.snap.details["problem"] == "head_open"
        bench.printer.set_fault(Fault.NONE)
        assert bench.hears(LabelDone) is Face.STICK_LABEL
        assert contents(bench.printer) == [FIRST]


def test_the_printer_dies_over_a_label_and_the_label_is_there(tmp_path: Path) -> None:
    with shift(tmp_path) as bench:
        bench.printer.set_manner(Manner.SWALLOWS)
        bench.pack_until_label("SO-1")
        assert bench.hears(LabelUnclear) is Face.LABEL_DOUBT
        bench.station.prove()  # the packer looks, finds it, sticks it, scans it
        assert bench.station.face is Face.DONE
        assert contents(bench.printer) == [FIRST]


def test_the_printer_dies_over_a_label_and_another_copy_is_asked_for(tmp_path: Path) -> None:
    with shift(tmp_path) as bench:
        bench.printer.set_manner(Manner.SWALLOWS)
        bench.pack_until_label("SO-1")
        assert bench.hears(LabelUnclear) is Face.LABEL_DOUBT
        bench.printer.set_manner(Manner.ANSWERS)
        bench.station.press(Control.REPRINT)
        bench.hand_over()
        assert bench.hears(LabelDone) is Face.STICK_LABEL
        assert contents(bench.printer) == [FIRST, FIRST.replace("-c1", "-c2")]


def test_the_bench_restarts_while_the_paper_is_out(tmp_path: Path) -> None:
    """A raw printer keeps no list: the bench asks the packer instead of printing a second one."""
    with shift(tmp_path) as bench:
        bench.printer.set_fault(Fault.OUT_OF_PAPER)
        bench.pack_until_label("SO-1")
        assert bench.hears(LabelTrouble) is Face.LABEL_WAITS
        bench.station.restart()
        bench.hand_over()
        assert bench.hears(LabelUnclear) is Face.LABEL_DOUBT


def test_a_whole_shift_of_trouble_packs_every_order_once(tmp_path: Path) -> None:
    with shift(tmp_path) as bench:
        for number, fault in (
            ("SO-1", Fault.NONE),
            ("SO-2", Fault.OUT_OF_PAPER),
            ("SO-3", Fault.HEAD_OPEN),
        ):
            bench.printer.set_fault(fault)
            bench.pack_until_label(number)
            if fault is not Fault.NONE:
                bench.hears(LabelTrouble)
                bench.printer.set_fault(Fault.NONE)
            bench.hears(LabelDone)
            bench.station.prove()
        assert len(bench.station.facts(ParcelPacked)) == 3
        assert len(contents(bench.printer)) == len(set(contents(bench.printer))) == 3
