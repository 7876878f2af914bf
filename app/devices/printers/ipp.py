"""A label printer behind IPP: a CUPS queue, or a printer that speaks IPP Everywhere itself.

The queue keeps a list of jobs, so this is the one connection that can say afterwards whether a
label was printed. The bench's job id is the IPP job name, and a job whose name the queue already
knows is not sent again.
"""

import time

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
from app.devices.printers.ipp_behind import behind
from app.devices.printers.ipp_client import (
    PAGE_COUNTS,
    HttpRefusedError,
    IppClient,
    IppLostError,
    IppRefusedError,
    IppUnreachableError,
)
from app.devices.printers.ipp_wire import Attributes

_POLL_S = 0.25
_LOOK_S = 0.8  # a queue that does not answer has to show within a second
_PRINTER_IDLE, _PRINTER_STOPPED = 3, 5
_JOB_PENDING_HELD, _JOB_STOPPED = 4, 6
_JOB_CANCELED, _JOB_ABORTED, _JOB_COMPLETED = 7, 8, 9
_BUSY_STATUSES = frozenset({0x0503, 0x0506, 0x0507})  # unavailable, not accepting, busy
_REMEMBERED = 200

_RAW_FORMAT = "application/vnd.cups-raw"
_PDF_FORMAT = "application/pdf"

REASONS = (
    # RFC 8011 5.4.12 and PWG 5100.9 keywords; a suffix -error, -warning or -report may follow.
    ("media-jam", PrinterProblem.JAM),
    ("media-empty", PrinterProblem.OUT_OF_PAPER),
    ("media-needed", PrinterProblem.OUT_OF_PAPER),
    ("input-tray-missing", PrinterProblem.OUT_OF_PAPER),
    ("marker-supply-empty", PrinterProblem.OUT_OF_RIBBON),
    ("cover-open", PrinterProblem.HEAD_OPEN),
    ("door-open", PrinterProblem.HEAD_OPEN),
    ("interlock-open", PrinterProblem.HEAD_OPEN),
    ("offline", PrinterProblem.OFFLINE),
    ("shutdown", PrinterProblem.OFFLINE),
    ("timed-out", PrinterProblem.OFFLINE),
    ("paused", PrinterProblem.PAUSED),
    ("moving-to-paused", PrinterProblem.PAUSED),
)

_TAKEN = {
    JobState.PRINTED: True,
    JobState.WAITING: True,
    JobState.FAILED: False,
    JobState.UNKNOWN: None,
}


class IppPrinter:
    """A queue. ``output`` other than "pdf" is passed through raw, past all filters."""

    def __init__(
        self, client: IppClient, *, output: Output = "pdf", stuck_after_s: float = 15.0
    ) -> None:
        self._client = client
        self._quick = client.within(_LOOK_S)
        self._output = output
        self._format = _PDF_FORMAT if output == "pdf" else _RAW_FORMAT
        self._stuck_after_s = stuck_after_s
        self._ids: dict[str, int] = {}
        self._newest_before: dict[str, int] = {}

    @property
    def output(self) -> Output:
        """The language of the labels."""
        return self._output

    def send(self, job: PrintJob) -> None:
        """Print-Job; returns when the queue has accepted it and given it a number."""
        try:
            if self._find(job.job_id, note_newest=True) is not None:
                return
            self._require_ready()
        except (IppUnreachableError, IppLostError) as error:
            # Only questions were asked so far.
            raise _not_sent(PrinterProblem.OFFLINE, error) from error
        except (IppRefusedError, HttpRefusedError) as error:
            raise _not_sent(_refusal(error), error) from error
        try:
            attributes = self._client.print_job(job, self._format)
        except IppUnreachableError as error:
            raise _not_sent(PrinterProblem.OFFLINE, error) from error
        except (IppRefusedError, HttpRefusedError) as error:
            raise _not_sent(_refusal(error), error) from error
        except IppLostError as error:
            raise unknown_outcome(f"connection lost while sending: {error}") from error
        self._remember(job.job_id, attributes)
        report = _job_report(attributes)
        if report.state is JobState.FAILED:
            reason = report.problem or PrinterProblem.REJECTED
            raise PrinterError(reason, JobFate.NOT_SENT, report.detail)

    def status(self) -> PrinterStatus:
        """Get-Printer-Attributes in the words of the bench; a queue's printer is asked, too."""
        try:
            return self._look()
        except IppUnreachableError as error:
            return PrinterStatus(PrinterProblem.OFFLINE, detail=str(error))
        except IppLostError as error:
            return PrinterStatus(PrinterProblem.BLOCKED, detail=str(error))
        except (IppRefusedError, HttpRefusedError) as error:
            return PrinterStatus(PrinterProblem.REJECTED, detail=str(error))

    def was_printed(self, job_id: str) -> bool | None:
        """True: printed or still to come. False: failed, or never arrived. None: cannot say.

        "Never arrived" is only said while the queue still remembers jobs from before the attempt.
        """
        try:
            found = self._find(job_id)
            if found is not None:
                return _TAKEN[_job_report(found).state]
            return False if self._history_reaches(job_id) else None
        except (IppUnreachableError, IppLostError, IppRefusedError, HttpRefusedError):
            return None

    def wait(self, job_id: str, timeout_s: float) -> JobReport:
        """Poll the job until it ends, a problem shows, or the time is up."""
        started = time.monotonic()
        while True:
            try:
                report = self._report(job_id)
            except (IppUnreachableError, IppLostError) as error:
                report = JobReport(JobState.WAITING, PrinterProblem.OFFLINE, str(error))
            except (IppRefusedError, HttpRefusedError) as error:
                return JobReport(JobState.UNKNOWN, detail=str(error))
            if report.state is not JobState.WAITING or report.problem:
                return report
            passed = time.monotonic() - started
            if passed >= self._stuck_after_s:
                return JobReport(JobState.WAITING, PrinterProblem.STUCK, report.detail)
            if passed >= timeout_s:
                return report
            time.sleep(_POLL_S)

    def cancel(self, job_id: str) -> bool:
        """Take a waiting job out of the queue; False when it has ended or cannot be found."""
        try:
            found = self._find(job_id)
            if found is None:
                return False
            self._client.cancel(_number(found, "job-id"))
        except (IppUnreachableError, IppLostError, IppRefusedError, HttpRefusedError):
            return False
        return True

    def _look(self) -> PrinterStatus:
        """What the queue says; where it names no problem, what the printer behind it says."""
        attributes = self._quick.printer()
        status = _printer_status(attributes)
        if status.problem or "cups-version" not in attributes:
            return status
        answer = behind(str(next(iter(attributes.get("device-uri", ())), "")))
        if answer is None:
            return status
        if isinstance(answer, str):
            return PrinterStatus(PrinterProblem.OFFLINE, status.waiting, answer)
        printer = _printer_status(answer)
        return PrinterStatus(printer.problem, status.waiting, printer.detail)

    def _require_ready(self) -> None:
        status = _printer_status(self._client.printer())
        if status.problem:
            raise PrinterError(status.problem, JobFate.NOT_SENT, status.detail)

    def _find(self, job_id: str, *, note_newest: bool = False) -> Attributes | None:
        """The job of this name; the newest number seen tells later how far history reaches."""
        known = self._ids.get(job_id)
        if known is not None:
            return self._client.job(known)
        jobs = self._client.jobs()
        if note_newest:
            newest = max((_number(job, "job-id") for job in jobs), default=0)
            _keep(self._newest_before, job_id, newest)
        for job in jobs:
            if job_id in job.get("job-name", ()):
                self._remember(job_id, job)
                return job
        return None

    def _history_reaches(self, job_id: str) -> bool:
        before = self._newest_before.get(job_id)
        if before is None:
            return False
        return before == 0 or any(_number(job, "job-id") <= before for job in self._client.jobs())

    def _report(self, job_id: str) -> JobReport:
        found = self._find(job_id)
        if found is None:
            return JobReport(JobState.UNKNOWN, detail="the queue does not know this job")
        report = _job_report(found)
        if report.state is JobState.WAITING and report.problem is None:
            status = self._look()
            return JobReport(report.state, status.problem, status.detail or report.detail)
        return report

    def _remember(self, job_id: str, attributes: Attributes) -> None:
        _keep(self._ids, job_id, _number(attributes, "job-id"))


def _keep(table: dict[str, int], job_id: str, number: int) -> None:
    table[job_id] = number
    if len(table) > _REMEMBERED:
        table.pop(next(iter(table)))


def _not_sent(reason: PrinterProblem, error: Exception) -> PrinterError:
    return PrinterError(reason, JobFate.NOT_SENT, str(error))


def _refusal(error: Exception) -> PrinterProblem:
    busy = isinstance(error, IppRefusedError) and error.status in _BUSY_STATUSES
    return PrinterProblem.BUSY if busy else PrinterProblem.REJECTED


def _number(attributes: Attributes, name: str) -> int:
    value = next(iter(attributes.get(name, ())), 0)
    return value if isinstance(value, int) else 0


def _accepts(attributes: Attributes) -> bool:
    return attributes.get("printer-is-accepting-jobs", (True,))[0] is not False


def _reasons(attributes: Attributes, name: str) -> list[str]:
    return [str(value) for value in attributes.get(name, ()) if value != "none"]


def _problem_of(reasons: list[str]) -> PrinterProblem | None:
    for keyword, problem in REASONS:
        if any(reason.startswith(keyword) for reason in reasons):
            return problem
    return None


def _printer_status(attributes: Attributes) -> PrinterStatus:
    reasons = _reasons(attributes, "printer-state-reasons")
    message = " ".join(str(text) for text in attributes.get("printer-state-message", ()))
    waiting = _number(attributes, "queued-job-count")
    idle = _number(attributes, "printer-state") == _PRINTER_IDLE and not waiting
    # An empty CUPS queue goes on showing the reasons of its last job; only a new job, which talks
    # to the printer, refreshes them. Believing them would refuse labels for ever.
    stale = idle and "cups-version" in attributes
    problem = None if stale else _problem_of(reasons)
    if problem is None and "may not exist or is unavailable" in message:
        problem = PrinterProblem.OFFLINE  # cupsd says this by its message only
    if problem is None and _number(attributes, "printer-state") == _PRINTER_STOPPED:
        problem = PrinterProblem.PAUSED if "paused" in reasons else PrinterProblem.FAULT
    if problem is None and not _accepts(attributes):
        problem = PrinterProblem.REJECTED
    detail = f"{' '.join(reasons)} {message}".strip()
    return PrinterStatus(problem, waiting, detail)


def _job_report(attributes: Attributes) -> JobReport:
    state = _number(attributes, "job-state")
    reasons = _reasons(attributes, "job-state-reasons")
    detail = f"job-state {state} {' '.join(reasons)}".strip()
    if state == _JOB_COMPLETED:
        return JobReport(JobState.PRINTED, detail=detail)
    if state in (_JOB_CANCELED, _JOB_ABORTED):
        if any(_number(attributes, name) for name in PAGE_COUNTS):
            return JobReport(JobState.UNKNOWN, PrinterProblem.UNKNOWN_OUTCOME, detail)
        cause = PrinterProblem.CANCELLED if state == _JOB_CANCELED else PrinterProblem.REJECTED
        return JobReport(JobState.FAILED, cause, detail)
    if state in (_JOB_STOPPED, _JOB_PENDING_HELD):
        plain = PrinterProblem.FAULT if state == _JOB_STOPPED else PrinterProblem.PAUSED
        return JobReport(JobState.WAITING, _problem_of(reasons) or plain, detail)
    return JobReport(JobState.WAITING, _problem_of(reasons), detail)
