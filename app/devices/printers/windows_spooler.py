"""A label printer behind the Windows print spooler, in RAW mode.

This room holds the rules; the calls into Windows are behind ``Spooler`` (see win32_spooler.py), so
the rules are tested everywhere. The spooler has no way back from the printer: a job that has left
its list was sent, which is the most it can say.
"""

import time
from dataclasses import dataclass
from typing import Protocol

from app.devices.printers.base import (
    JobFate,
    JobReport,
    JobState,
    Output,
    PrinterError,
    PrinterProblem,
    PrinterStatus,
    PrintJob,
    unknown_outcome,
)

_POLL_S = 0.25
_REMEMBERED = 200

# PRINTER_STATUS_* and JOB_STATUS_* of winspool.h, the cause before its effects. Not in the lists,
# for a label comes out all the same: toner low, energy saving, busy, printing, warming up, waiting.
PRINTER_FLAGS = (
    (0x00000010, PrinterProblem.OUT_OF_PAPER),
    (0x00000020, PrinterProblem.OUT_OF_PAPER),  # manual feed: it wants a sheet by hand
    (0x00000040, PrinterProblem.OUT_OF_PAPER),  # paper problem
    (0x00000008, PrinterProblem.JAM),
    (0x00000800, PrinterProblem.JAM),  # output bin full
    (0x00400000, PrinterProblem.HEAD_OPEN),  # door open
    (0x00040000, PrinterProblem.OUT_OF_RIBBON),  # no toner
    (0x00000080, PrinterProblem.OFFLINE),
    (0x00001000, PrinterProblem.OFFLINE),  # not available
    (0x00800000, PrinterProblem.OFFLINE),  # server unknown
    (0x02000000, PrinterProblem.OFFLINE),  # server offline
    (0x00000001, PrinterProblem.PAUSED),
    (0x00000004, PrinterProblem.REJECTED),  # the queue is being deleted
    (0x04000000, PrinterProblem.FAULT),  # driver update needed
    (0x00200000, PrinterProblem.FAULT),  # out of memory
    (0x00080000, PrinterProblem.FAULT),  # page punt
    (0x00100000, PrinterProblem.FAULT),  # user intervention
    (0x00000002, PrinterProblem.FAULT),
)
JOB_FLAGS = (
    (0x00000040, PrinterProblem.OUT_OF_PAPER),
    (0x00000020, PrinterProblem.OFFLINE),
    (0x00000001, PrinterProblem.PAUSED),
    (0x00000200, PrinterProblem.FAULT),  # the driver cannot print it
    (0x00000400, PrinterProblem.FAULT),  # user intervention
    (0x00000002, PrinterProblem.FAULT),
)
_WORK_OFFLINE = 0x00000400
"""PRINTER_ATTRIBUTE_WORK_OFFLINE: how Windows marks the queue of a USB printer without its plug."""
_OFFLINE = 0x00000080


def flags_of(status: int, attributes: int) -> int:
    """The status of PRINTER_INFO_2, with what only its attributes say."""
    return status | (_OFFLINE if attributes & _WORK_OFFLINE else 0)


JOB_DELETED = 0x00000100 | 0x00000004
JOB_PRINTED = 0x00000080 | 0x00001000


class SpoolerError(Exception):
    """A spooler call failed; the text is what Windows said."""


@dataclass(frozen=True, slots=True)
class SpooledJob:
    """One entry of the spooler's list."""

    number: int
    document: str
    status: int


class Spooler(Protocol):
    """The few spooler calls that are used, for one printer. Each may raise SpoolerError."""

    def start(self, document: str) -> int:
        """StartDocPrinter in RAW mode; returns the job's number."""

    def write(self, content: bytes) -> int:
        """WritePrinter; returns how many bytes were taken."""

    def end(self) -> None:
        """EndDocPrinter and close."""

    def abort(self) -> None:
        """AbortPrinter and close: the job is deleted before it prints."""

    def printer_status(self) -> tuple[int, int]:
        """PRINTER_INFO_2: status flags and number of jobs."""

    def jobs(self) -> list[SpooledJob]:
        """EnumJobs."""


class WindowsSpoolerPrinter:
    """RAW printing of ZPL or TSPL through a queue of Windows."""

    def __init__(
        self, spooler: Spooler, output: Output = "zpl", *, stuck_after_s: float = 15.0
    ) -> None:
        self._spooler = spooler
        self._output = output
        self._stuck_after_s = stuck_after_s
        self._numbers: dict[str, int] = {}

    @property
    def output(self) -> Output:
        """The language of the labels."""
        return self._output

    def send(self, job: PrintJob) -> None:
        """Spool one label; returns when the spooler holds the whole of it."""
        status = self.status()
        if status.problem:
            raise PrinterError(status.problem, JobFate.NOT_SENT, status.detail)
        content = job.content * job.copies
        try:
            number = self._spooler.start(job.job_id)
        except SpoolerError as error:
            reason = PrinterProblem.REJECTED
            raise PrinterError(reason, JobFate.NOT_SENT, str(error)) from error
        self._write_or_abort(content)
        try:
            self._spooler.end()
        except SpoolerError as error:
            raise unknown_outcome(str(error)) from error
        self._numbers[job.job_id] = number
        if len(self._numbers) > _REMEMBERED:
            self._numbers.pop(next(iter(self._numbers)))

    def status(self) -> PrinterStatus:
        """The queue's flags; many drivers never set them, so "ready" is weak here."""
        try:
            flags, waiting = self._spooler.printer_status()
        except SpoolerError as error:
            return PrinterStatus(PrinterProblem.OFFLINE, detail=str(error))
        return PrinterStatus(_first(PRINTER_FLAGS, flags), waiting, f"0x{flags:08x}")

    def was_printed(self, job_id: str) -> bool | None:
        """True while the spooler still lists it as waiting or printed; else it cannot say."""
        try:
            found = self._find(job_id)
        except SpoolerError:
            return None
        return True if found and not found.status & JOB_DELETED else None

    def wait(self, job_id: str, timeout_s: float) -> JobReport:
        """Poll until the job has left the spooler's list."""
        if job_id not in self._numbers:
            return JobReport(JobState.UNKNOWN)
        started = time.monotonic()
        while True:
            try:
                found = self._find(job_id)
            except SpoolerError as error:
                return JobReport(JobState.UNKNOWN, detail=str(error))
            report = _report(found)
            if report.state is not JobState.WAITING or report.problem:
                return report
            passed = time.monotonic() - started
            if passed >= self._stuck_after_s:
                return JobReport(JobState.WAITING, PrinterProblem.STUCK, report.detail)
            if passed >= timeout_s:
                return report
            time.sleep(_POLL_S)

    def _write_or_abort(self, content: bytes) -> None:
        """RAW jobs may print while they are written: after a failed write, nobody knows."""
        try:
            written = self._spooler.write(content)
        except SpoolerError as error:
            self._abort()
            raise unknown_outcome(f"spooler failed while writing: {error}") from error
        if written != len(content):
            self._abort()
            raise unknown_outcome(f"spooler took {written} of {len(content)} bytes")

    def _abort(self) -> None:
        try:
            self._spooler.abort()
        except SpoolerError as error:
            raise unknown_outcome(f"the half-written job could not be removed: {error}") from error

    def _find(self, job_id: str) -> SpooledJob | None:
        return next((job for job in self._spooler.jobs() if job.document == job_id), None)


def _first(table: tuple[tuple[int, PrinterProblem], ...], flags: int) -> PrinterProblem | None:
    return next((problem for bit, problem in table if flags & bit), None)


def _report(job: SpooledJob | None) -> JobReport:
    if job is None:
        return JobReport(JobState.PRINTED, detail="has left the spooler")
    detail = f"0x{job.status:08x}"
    if job.status & JOB_PRINTED:
        return JobReport(JobState.PRINTED, detail=detail)
    if job.status & JOB_DELETED:
        return JobReport(JobState.UNKNOWN, PrinterProblem.CANCELLED, detail)
    return JobReport(JobState.WAITING, _first(JOB_FLAGS, job.status), detail)
