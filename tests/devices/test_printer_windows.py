"""The rules of the Windows printer, with a spooler that keeps its jobs in a list."""

import pytest

from app.devices.printers.base import JobFate, JobState, PrinterError, PrinterProblem, PrintJob
from app.devices.printers.windows_spooler import (
    SpooledJob,
    SpoolerError,
    WindowsSpoolerPrinter,
    flags_of,
)

JOB = PrintJob("parcel-1", b"^XA^XZ", "Waybill")
OUT_OF_PAPER, OFFLINE = 0x10, 0x80
JOB_PRINTED, JOB_DELETED, JOB_OUT_OF_PAPER = 0x80, 0x100, 0x40


class ListSpooler:
    """A spooler in memory; ``fail_at`` names the call that Windows refuses."""

    def __init__(self) -> None:
        self.flags = 0
        self.listed: list[SpooledJob] = []
        self.written = b""
        self.fail_at = ""
        self.takes = 1 << 20
        self.aborted = False

    def start(self, document: str) -> int:
        self._maybe_fail("start")
        self.listed.append(SpooledJob(7, document, 0))
        return 7

    def write(self, content: bytes) -> int:
        self._maybe_fail("write")
        self.written += content[: self.takes]
        return min(len(content), self.takes)

    def end(self) -> None:
        self._maybe_fail("end")

    def abort(self) -> None:
        self.aborted = True
        self._maybe_fail("abort")

    def printer_status(self) -> tuple[int, int]:
        self._maybe_fail("printer_status")
        return self.flags, len(self.listed)

    def jobs(self) -> list[SpooledJob]:
        self._maybe_fail("jobs")
        return self.listed

    def _maybe_fail(self, call: str) -> None:
        if call in self.fail_at.split():
            raise SpoolerError(f"{call}: access is denied")


@pytest.fixture
def spooler() -> ListSpooler:
    return ListSpooler()


def test_a_label_goes_through(spooler: ListSpooler) -> None:
    printer = WindowsSpoolerPrinter(spooler)
    printer.send(JOB)
    assert spooler.written == JOB.content
    assert printer.was_printed("parcel-1") is True
    assert printer.wait("parcel-1", 0).state is JobState.WAITING
    spooler.listed = [SpooledJob(7, "parcel-1", JOB_OUT_OF_PAPER)]
    assert printer.wait("parcel-1", 0).problem is PrinterProblem.OUT_OF_PAPER
    spooler.listed = [SpooledJob(7, "parcel-1", JOB_PRINTED)]
    assert printer.wait("parcel-1", 0).state is JobState.PRINTED
    spooler.listed = []
    assert printer.wait("parcel-1", 0).state is JobState.PRINTED
    assert printer.was_printed("parcel-1") is None


@pytest.mark.parametrize(
    ("flags", "problem"),
    [(OUT_OF_PAPER, PrinterProblem.OUT_OF_PAPER), (OFFLINE, PrinterProblem.OFFLINE)],
)
def test_a_printer_with_a_problem_gets_nothing(
    spooler: ListSpooler, flags: int, problem: PrinterProblem
) -> None:
    spooler.flags = flags
    with pytest.raises(PrinterError) as caught:
        WindowsSpoolerPrinter(spooler).send(JOB)
    assert (caught.value.reason, caught.value.fate) == (problem, JobFate.NOT_SENT)
    assert spooler.listed == []


@pytest.mark.parametrize(
    ("fail_at", "reason", "fate"),
    [
        ("printer_status", PrinterProblem.OFFLINE, JobFate.NOT_SENT),
        ("start", PrinterProblem.REJECTED, JobFate.NOT_SENT),
        ("write", PrinterProblem.UNKNOWN_OUTCOME, JobFate.UNKNOWN),
        ("write abort", PrinterProblem.UNKNOWN_OUTCOME, JobFate.UNKNOWN),
        ("end", PrinterProblem.UNKNOWN_OUTCOME, JobFate.UNKNOWN),
    ],
)
def test_each_refused_call(
    spooler: ListSpooler, fail_at: str, reason: PrinterProblem, fate: JobFate
) -> None:
    spooler.fail_at = fail_at
    with pytest.raises(PrinterError) as caught:
        WindowsSpoolerPrinter(spooler).send(JOB)
    assert (caught.value.reason, caught.value.fate) == (reason, fate)


def test_half_a_label_is_taken_back_and_unknown(spooler: ListSpooler) -> None:
    spooler.takes = 3
    with pytest.raises(PrinterError) as caught:
        WindowsSpoolerPrinter(spooler).send(JOB)
    assert caught.value.fate is JobFate.UNKNOWN
    assert spooler.aborted


def test_a_deleted_job_is_not_said_to_be_unprinted(spooler: ListSpooler) -> None:
    printer = WindowsSpoolerPrinter(spooler)
    printer.send(JOB)
    spooler.listed = [SpooledJob(7, "parcel-1", JOB_DELETED)]
    assert printer.was_printed("parcel-1") is None
    assert printer.wait("parcel-1", 0).state is JobState.UNKNOWN


def test_a_job_that_stays_is_stuck(spooler: ListSpooler) -> None:
    printer = WindowsSpoolerPrinter(spooler, stuck_after_s=0)
    printer.send(JOB)
    assert printer.wait("parcel-1", 5).problem is PrinterProblem.STUCK


def test_a_spooler_that_is_gone_cannot_say(spooler: ListSpooler) -> None:
    printer = WindowsSpoolerPrinter(spooler)
    printer.send(JOB)
    spooler.fail_at = "jobs"
    assert printer.was_printed("parcel-1") is None
    assert printer.wait("parcel-1", 0).state is JobState.UNKNOWN


PRINTER_TABLE = {
    0x00000001: PrinterProblem.PAUSED,
    0x00000002: PrinterProblem.FAULT,
    0x00000004: PrinterProblem.REJECTED,
    0x00000008: PrinterProblem.JAM,
    0x00000010: PrinterProblem.OUT_OF_PAPER,
    0x00000020: PrinterProblem.OUT_OF_PAPER,
    0x00000040: PrinterProblem.OUT_OF_PAPER,
    0x00000080: PrinterProblem.OFFLINE,
    0x00000100: None,  # sending
    0x00000200: None,  # busy
    0x00000400: None,  # printing
    0x00000800: PrinterProblem.JAM,
    0x00001000: PrinterProblem.OFFLINE,
    0x00002000: None,  # waiting
    0x00004000: None,  # processing
    0x00008000: None,  # starting
    0x00010000: None,  # warming up
    0x00020000: None,  # ribbon low
    0x00040000: PrinterProblem.OUT_OF_RIBBON,
    0x00080000: PrinterProblem.FAULT,
    0x00100000: PrinterProblem.FAULT,
    0x00200000: PrinterProblem.FAULT,
    0x00400000: PrinterProblem.HEAD_OPEN,
    0x00800000: PrinterProblem.OFFLINE,
    0x01000000: None,  # saving energy
    0x02000000: PrinterProblem.OFFLINE,
    0x04000000: PrinterProblem.FAULT,
    0x00000012: PrinterProblem.OUT_OF_PAPER,  # the cause, not "error"
}
"""Every PRINTER_STATUS_* of winspool.h."""


@pytest.mark.parametrize(("flags", "problem"), PRINTER_TABLE.items())
def test_every_flag_of_the_printer(
    spooler: ListSpooler, flags: int, problem: PrinterProblem | None
) -> None:
    spooler.flags = flags
    assert WindowsSpoolerPrinter(spooler).status().problem is problem


JOB_TABLE = {
    0x0001: (JobState.WAITING, PrinterProblem.PAUSED),
    0x0002: (JobState.WAITING, PrinterProblem.FAULT),
    0x0004: (JobState.UNKNOWN, PrinterProblem.CANCELLED),
    0x0008: (JobState.WAITING, None),
    0x0010: (JobState.WAITING, None),
    0x0020: (JobState.WAITING, PrinterProblem.OFFLINE),
    0x0040: (JobState.WAITING, PrinterProblem.OUT_OF_PAPER),
    0x0080: (JobState.PRINTED, None),
    0x0100: (JobState.UNKNOWN, PrinterProblem.CANCELLED),
    0x0200: (JobState.WAITING, PrinterProblem.FAULT),
    0x0400: (JobState.WAITING, PrinterProblem.FAULT),
    0x0800: (JobState.WAITING, None),
    0x1000: (JobState.PRINTED, None),
    0x2000: (JobState.WAITING, None),
}
"""Every JOB_STATUS_* of winspool.h."""


@pytest.mark.parametrize(("flags", "said"), JOB_TABLE.items())
def test_every_flag_of_a_job(
    spooler: ListSpooler, flags: int, said: tuple[JobState, PrinterProblem | None]
) -> None:
    printer = WindowsSpoolerPrinter(spooler)
    printer.send(JOB)
    spooler.listed = [SpooledJob(7, JOB.job_id, flags)]
    report = printer.wait(JOB.job_id, 0)
    assert (report.state, report.problem) == said


def test_a_queue_set_to_work_offline_is_offline() -> None:
    assert flags_of(0, 0x400) == OFFLINE
    assert flags_of(OUT_OF_PAPER, 0) == OUT_OF_PAPER
