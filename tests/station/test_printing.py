"""The printer thread: one answer for every label, and none is sent twice by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.devices.printer_simulator import Fault, Manner, PrinterSimulator
from app.devices.printers.base import (
    JobFate,
    JobReport,
    JobState,
    Output,
    PrinterError,
    PrinterProblem,
    PrinterStatus,
    PrintJob,
)
from app.devices.printers.folder import FolderPrinter
from app.domain.readings import DeviceState, DeviceStatus
from app.labels.page import LabelError
from app.station.effects import PrintLabel, PrintSlip
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from tests.builders import an_order
from tests.station.print_shop import Heard, printing, raw_printer, zpl

ORDER = an_order()


def label(job: str = "job-1", *, doubted: bool = False) -> PrintLabel:
    return PrintLabel(job, ORDER, "WB1", "sf", 1, 1, 100, 1, doubted=doubted)


@dataclass
class ScriptedPrinter:
    """Answers from lists, one after the other; an empty list means all is well."""

    output: Output = "zpl"
    sends: list[PrinterError | None] = field(default_factory=list)
    reports: list[JobReport] = field(default_factory=list)
    states: list[PrinterStatus | Exception] = field(default_factory=list)
    had: bool | None = None
    sent: list[str] = field(default_factory=list)

    def send(self, job: PrintJob) -> None:
        self.sent.append(job.job_id)
        error = self.sends.pop(0) if self.sends else None
        if error:
            raise error

    def status(self) -> PrinterStatus:
        status = self.states.pop(0) if self.states else PrinterStatus()
        if isinstance(status, Exception):
            raise status
        return status

    def was_printed(self, job_id: str) -> bool | None:
        return self.had

    def wait(self, job_id: str, timeout_s: float) -> JobReport:
        return self.reports.pop(0) if self.reports else JobReport(JobState.PRINTED)


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as running:
        yield running


def test_a_label_comes_out_and_is_answered(simulator: PrinterSimulator) -> None:
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(label())
        assert heard.until(LabelDone) == LabelDone("job-1")
    assert simulator.printed == [b"^XA^FDjob-1^FS^XZ"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.OUT_OF_PAPER, DeviceState.OUT_OF_PAPER),
        (Fault.HEAD_OPEN, DeviceState.HEAD_OPEN),
    ],
)
def test_the_pill_follows_the_printer(
    simulator: PrinterSimulator, fault: Fault, state: DeviceState
) -> None:
    heard = Heard()
    with printing(raw_printer(simulator), heard):
        heard.until(DeviceStatus, lambda status: status.state is DeviceState.READY)
        simulator.set_fault(fault)
        heard.until(DeviceStatus, lambda status: status.state is state)
        simulator.set_fault(Fault.NONE)
        heard.until(DeviceStatus, lambda status: status.state is DeviceState.READY)


def test_nothing_went_out_so_it_is_sent_once_the_printer_is_helped(
    simulator: PrinterSimulator,
) -> None:
    simulator.set_fault(Fault.OUT_OF_PAPER)
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(label())
        assert heard.until(LabelTrouble).problem == "out_of_paper"
        simulator.load_paper()
        heard.until(LabelDone)
    assert len(simulator.printed) == 1
    assert len(heard.all(LabelTrouble)) == 1


def test_held_by_the_printer_it_is_not_sent_again() -> None:
    held = PrinterError(PrinterProblem.OUT_OF_PAPER, JobFate.HELD)
    waits = JobReport(JobState.WAITING, PrinterProblem.OUT_OF_PAPER)
    printer = ScriptedPrinter(sends=[held], reports=[waits, waits, waits])
    heard = Heard()
    with printing(printer, heard) as thread:
        thread.put(label())
        heard.until(LabelDone)
    assert printer.sent == ["job-1"]
    assert len(heard.all(LabelTrouble)) <= 2  # said when it happened, not at every look


def test_dying_in_the_middle_leaves_a_doubt(simulator: PrinterSimulator) -> None:
    simulator.set_manner(Manner.SWALLOWS)
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(label())
        assert heard.until(LabelUnclear) == LabelUnclear("job-1")
        simulator.set_manner(Manner.ANSWERS)
        printer.put(label("job-2"))
        heard.until(LabelDone, lambda done: done.job_id == "job-2")
    assert simulator.printed.count(b"^XA^FDjob-1^FS^XZ") == 1


def test_a_doubted_label_is_asked_about_first(tmp_path: Path) -> None:
    folder = FolderPrinter(tmp_path)
    folder.send(PrintJob("job-1", b"printed before the cut", "t"))
    heard = Heard()
    with printing(folder, heard) as printer:
        printer.put(label(doubted=True))
        heard.until(LabelDone)
        printer.put(label("job-2", doubted=True))
        heard.until(LabelDone, lambda done: done.job_id == "job-2")
    assert folder.path_of("job-1").read_bytes() == b"printed before the cut"
    assert folder.path_of("job-2").exists()


def test_nobody_knows_means_nobody_prints() -> None:
    printer = ScriptedPrinter(had=None)
    heard = Heard()
    with printing(printer, heard) as thread:
        thread.put(label(doubted=True))
        heard.until(LabelUnclear)
    assert printer.sent == []


def test_a_job_that_ended_without_printing_is_said() -> None:
    printer = ScriptedPrinter(reports=[JobReport(JobState.FAILED, PrinterProblem.CANCELLED)])
    heard = Heard()
    with printing(printer, heard) as thread:
        thread.put(label())
        assert heard.until(LabelTrouble).problem == "cancelled"
    assert printer.sent == ["job-1"]


def test_a_label_that_cannot_be_drawn() -> None:
    def refuses(effect: PrintLabel | PrintSlip, output: Output) -> bytes:
        if isinstance(effect, PrintLabel) and effect.job_id == "job-1":
            raise LabelError("too long")
        return zpl(effect, output)

    heard = Heard()
    with printing(ScriptedPrinter(), heard, refuses) as thread:
        thread.put(label())
        assert heard.until(LabelTrouble).problem == "rejected"
        thread.put(label("job-2"))
        heard.until(LabelDone)


def test_what_nobody_foresaw_is_a_doubt_and_not_the_end() -> None:
    def breaks(effect: PrintLabel | PrintSlip, output: Output) -> bytes:
        if isinstance(effect, PrintLabel) and effect.job_id == "job-1":
            raise RuntimeError("unforeseen")
        return zpl(effect, output)

    printer = ScriptedPrinter(states=[OSError("unforeseen")])
    heard = Heard()
    with printing(printer, heard, breaks) as thread:
        thread.put(label())
        heard.until(LabelUnclear)
        thread.put(label("job-2"))
        heard.until(LabelDone)


def offline() -> PrinterStatus:
    return PrinterStatus(PrinterProblem.OFFLINE)


def test_a_slip_that_waits_is_not_forgotten(simulator: PrinterSimulator) -> None:
    simulator.set_fault(Fault.OUT_OF_PAPER)
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(PrintSlip("ZR1", ORDER))
        heard.until(DeviceStatus, lambda status: status.state is DeviceState.OUT_OF_PAPER)
        printer.put(PrintSlip("ZR2", ORDER))
        printer.put(label())
        heard.until(LabelTrouble)
        simulator.load_paper()
        assert simulator.wait_for_prints(3, 10)
        heard.until(LabelDone)
    names = sorted(simulator.printed)
    assert names == [b"^XA^FDjob-1^FS^XZ", b"^XA^FDslip-ZR1^FS^XZ", b"^XA^FDslip-ZR2^FS^XZ"]


def test_a_newer_label_takes_the_place_of_one_that_waits(simulator: PrinterSimulator) -> None:
    simulator.set_fault(Fault.OUT_OF_PAPER)
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(label())
        heard.until(LabelTrouble)
        printer.put(label("job-2"))
        heard.until(LabelTrouble, lambda trouble: trouble.job_id == "job-2")
        simulator.load_paper()
        heard.until(LabelDone)
    assert simulator.printed == [b"^XA^FDjob-2^FS^XZ"]


def test_the_end_of_the_shift_does_not_wait_for_paper(simulator: PrinterSimulator) -> None:
    simulator.set_fault(Fault.OUT_OF_PAPER)
    heard = Heard()
    with printing(raw_printer(simulator), heard) as printer:
        printer.put(label())
        heard.until(LabelTrouble)
    assert heard.all(LabelDone) == []


def test_a_thread_that_never_began_can_be_stopped() -> None:
    with printing(ScriptedPrinter(states=[offline()]), Heard()) as thread:
        thread.stop()


def test_it_is_looked_for_before_it_has_answered(simulator: PrinterSimulator) -> None:
    heard = Heard()
    with printing(raw_printer(simulator), heard):
        heard.until(DeviceStatus, lambda status: status.state is DeviceState.READY)
    states = [status.state for status in heard.all(DeviceStatus)]
    assert states == [DeviceState.LOOKING, DeviceState.READY]


def test_a_look_that_fails_is_not_the_end() -> None:
    printer = ScriptedPrinter(states=[OSError("unforeseen")])
    heard = Heard()
    with printing(printer, heard):
        heard.until(DeviceStatus, lambda status: status.state is DeviceState.READY)
