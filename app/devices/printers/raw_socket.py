"""Label printers on TCP port 9100: open, ask, send, ask again, half-close, close.

The port gives no acknowledgement of its own, and many printers serve one connection at a time. So
a connection lives for one label only, and the printer's status before and after the label is what
tells whether it was taken.
"""

import contextlib
import socket
import time
from collections.abc import Iterator

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
from app.devices.printers.dialects import StatusDialect

_POLL_S = 0.2
_CHUNK = 4096


class RawSocketPrinter:
    """A ZPL or TSPL printer reached over a raw socket (or a USB print server that offers one).

    ``asks_status`` False is for printers that never answer the status question: a label then
    counts as taken when the connection took it, which is less. ``look_timeout_s`` is how long
    ``status`` waits for the line and for the answer: a lost printer has to show within a second.
    """

    def __init__(
        self,
        host: str,
        port: int,
        dialect: StatusDialect,
        *,
        connect_timeout_s: float = 2.0,
        answer_timeout_s: float = 1.5,
        send_timeout_s: float = 10.0,
        look_timeout_s: float = 0.5,
        asks_status: bool = True,
    ) -> None:
        self._address = (host, port)
        self._dialect = dialect
        self._connect_timeout_s = connect_timeout_s
        self._answer_timeout_s = answer_timeout_s
        self._send_timeout_s = send_timeout_s
        self._look_timeout_s = look_timeout_s
        self._asks_status = asks_status
        self._taken: set[str] = set()

    @property
    def output(self) -> Output:
        """The language of the labels."""
        return self._dialect.output

    def send(self, job: PrintJob) -> None:
        """Send one label. PrinterError.fate says whether anything reached the printer."""
        with self._connected() as link:
            if self._asks_status:
                self._require_ready(link)
            self._send_content(link, job)
            if self._asks_status:
                self._confirm(link, job)
            try:
                _close_politely(link, self._answer_timeout_s)
            except OSError as error:
                if not self._asks_status:  # else the answer already proved that it was read
                    raise unknown_outcome(f"connection reset at the end: {error}") from error
        self._taken.add(job.job_id)

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        try:
            with self._connected(self._look_timeout_s) as link:
                if not self._asks_status:
                    return PrinterStatus()
                return self._ask(link, self._look_timeout_s)
        except PrinterError as error:
            return PrinterStatus(error.reason, detail=error.detail)
        except OSError as error:
            return PrinterStatus(PrinterProblem.BLOCKED, detail=str(error))

    def was_printed(self, job_id: str) -> bool | None:  # noqa: ARG002 - see below
        """Always None: the port keeps no list of jobs."""
        return None

    def wait(self, job_id: str, timeout_s: float) -> JobReport:
        """Poll until the printer holds no label any more (this one included)."""
        if job_id not in self._taken or not self._asks_status:
            return JobReport(JobState.UNKNOWN)
        deadline = time.monotonic() + timeout_s
        while True:
            status = self.status()
            if status.problem:
                return JobReport(JobState.WAITING, status.problem, status.detail)
            if status.waiting is None:  # ready, and it keeps no count of its labels
                self._taken.discard(job_id)
                return JobReport(JobState.UNKNOWN, detail=status.detail)
            if status.waiting == 0:
                self._taken.discard(job_id)
                return JobReport(JobState.PRINTED)
            if time.monotonic() >= deadline:
                return JobReport(JobState.WAITING, PrinterProblem.STUCK, status.detail)
            time.sleep(_POLL_S)

    @contextlib.contextmanager
    def _connected(self, timeout_s: float | None = None) -> Iterator[socket.socket]:
        try:
            link = socket.create_connection(self._address, timeout_s or self._connect_timeout_s)
        except OSError as error:
            reason = PrinterProblem.OFFLINE
            raise PrinterError(reason, JobFate.NOT_SENT, str(error)) from error
        with link:
            yield link

    def _require_ready(self, link: socket.socket) -> None:
        try:
            status = self._ask(link)
        except OSError as error:
            # Reset before a byte of the label went out: harmless.
            reason = PrinterProblem.OFFLINE
            raise PrinterError(reason, JobFate.NOT_SENT, str(error)) from error
        if status.problem:
            raise PrinterError(status.problem, JobFate.NOT_SENT, status.detail)

    def _send_content(self, link: socket.socket, job: PrintJob) -> None:
        link.settimeout(self._send_timeout_s)
        try:
            link.sendall(job.content * job.copies)
        except OSError as error:
            raise unknown_outcome(f"connection lost while sending: {error}") from error

    def _confirm(self, link: socket.socket, job: PrintJob) -> None:
        """An answer that comes after the label has been read proves that the label was read."""
        try:
            status = self._ask(link)
        except OSError as error:
            raise unknown_outcome(f"connection lost after sending: {error}") from error
        if status.problem is PrinterProblem.BLOCKED:
            raise unknown_outcome("no answer after the label was sent")
        if status.problem and status.problem is not PrinterProblem.BUSY:
            # The label is in the printer's memory and comes out once the problem is gone.
            self._taken.add(job.job_id)
            raise PrinterError(status.problem, JobFate.HELD, status.detail)

    def _ask(self, link: socket.socket, within_s: float | None = None) -> PrinterStatus:
        """A question, an answer; silence is BLOCKED. Raises OSError when the link is gone.

        A printer that is silent for half of the time is asked the second question.
        """
        timeout_s = within_s or self._answer_timeout_s
        started = time.monotonic()
        half, second = started + timeout_s / 2, self._dialect.second
        link.settimeout(timeout_s)
        link.sendall(self._dialect.question)
        received = b""
        while (left := started + timeout_s - time.monotonic()) > 0:
            link.settimeout(min(left, max(half - time.monotonic(), 0.001)) if second else left)
            try:
                data = link.recv(_CHUNK)
            except TimeoutError:
                if second:
                    link.sendall(second)
                    second = b""
                continue
            if not data:
                raise ConnectionResetError("the printer closed the connection")
            received += data
            status = self._dialect.parse(received)
            if status is not None:
                return status
        detail = f"no status within {timeout_s:g} s, got {received!r}"
        return PrinterStatus(PrinterProblem.BLOCKED, detail=detail)


def _close_politely(link: socket.socket, timeout_s: float) -> None:
    """Say "no more", then read until the printer closes too: a plain close may cut its buffer."""
    link.shutdown(socket.SHUT_WR)
    link.settimeout(timeout_s)
    with contextlib.suppress(TimeoutError):  # many printers keep their end open for a while
        while link.recv(_CHUNK):
            pass
