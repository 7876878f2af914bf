"""One IPP conversation over HTTP: the few operations a label queue needs (RFC 8011).

In-house because no well-kept library does it: the CUPS bindings are GPL and need a compiler, the
others read a printer's ink level but cannot print. Works with cupsd and IPP Everywhere printers.
"""

import http.client
import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from app.devices.printers.base import PrintJob
from app.devices.printers.ipp_wire import (
    Attributes,
    IppFormatError,
    IppResponse,
    Member,
    Tag,
    pack_request,
    unpack_response,
)

_HTTP_OK = 200
_DEFAULT_PORT = 631
PAGE_COUNTS = ("job-impressions-completed", "job-media-sheets-completed")
_JOB_ATTRIBUTES = ("job-id", "job-name", "job-state", "job-state-reasons", *PAGE_COUNTS)
_PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "queued-job-count",
    "cups-version",
    "device-uri",  # what is behind a queue of CUPS
)


class Operation(IntEnum):
    """Operation codes of RFC 8011 section 4."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class IppUnreachableError(Exception):
    """No connection could be made: nothing was sent."""


class IppLostError(Exception):
    """The connection broke, or the answer was not IPP, after the request had begun to leave."""


class IppRefusedError(Exception):
    """The other side answered with an error status; it did not take what was asked."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"0x{status:04x} {message}".strip())
        self.status = status


class HttpRefusedError(Exception):
    """The HTTP server refused before any IPP was read: wrong path, not allowed."""


_FIRST_ERROR = 0x0400
NOT_FOUND = 0x0406


@dataclass(frozen=True, slots=True)
class IppAddress:
    """Where a queue is: ``ipp://host:631/printers/label`` or ``ipps://...``."""

    uri: str
    host: str
    port: int
    path: str
    encrypted: bool

    @classmethod
    def of(cls, uri: str) -> "IppAddress":
        """Split a printer URI. Raises ValueError when it is not ipp or ipps."""
        parts = urlsplit(uri)
        if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
            raise ValueError(f"not an IPP address: {uri}")
        port = parts.port or _DEFAULT_PORT
        return cls(uri, parts.hostname, port, parts.path or "/", parts.scheme == "ipps")


class IppClient:
    """Requests to one queue; a connection for each, so that an idle bench holds none."""

    def __init__(
        self,
        address: IppAddress,
        *,
        user: str = "bench",
        timeout_s: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._address = address
        self._user = user
        self._timeout_s = timeout_s
        self._tls = tls
        self._request_ids = itertools.count(1)

    def within(self, timeout_s: float) -> "IppClient":
        """The same queue, asked with less patience."""
        return IppClient(self._address, user=self._user, timeout_s=timeout_s, tls=self._tls)

    def print_job(self, job: PrintJob, document_format: str) -> Attributes:
        """Print-Job; returns the new job's attributes.

        Both the size and "no scaling" are said: with no size, filters re-lay a label on Letter.
        """
        operation = (
            Member(Tag.NAME, "job-name", (job.job_id,)),
            Member(Tag.NAME, "document-name", (job.title[:255],)),
            Member(Tag.MIME, "document-format", (document_format,)),
        )
        template = (
            Member(Tag.INTEGER, "copies", (job.copies,)),
            _media(job.width_mm, job.height_mm),
            Member(Tag.KEYWORD, "print-scaling", ("none",)),
        )
        response = self._ask(Operation.PRINT_JOB, operation, template, job.content)
        jobs = response.group(Tag.JOB)
        if not jobs:
            raise IppLostError("the answer names no job")
        return jobs[0]

    def printer(self) -> Attributes:
        """Get-Printer-Attributes: state, reasons, whether it takes jobs."""
        wanted = Member(Tag.KEYWORD, "requested-attributes", _PRINTER_ATTRIBUTES)
        found = self._ask(Operation.GET_PRINTER_ATTRIBUTES, (wanted,)).group(Tag.PRINTER)
        return found[0] if found else {}

    def job(self, ipp_id: int) -> Attributes:
        """Get-Job-Attributes of one job; IppRefusedError with NOT_FOUND when it is forgotten."""
        members = (
            Member(Tag.INTEGER, "job-id", (ipp_id,)),
            Member(Tag.KEYWORD, "requested-attributes", _JOB_ATTRIBUTES),
        )
        found = self._ask(Operation.GET_JOB_ATTRIBUTES, members).group(Tag.JOB)
        return found[0] if found else {}

    def jobs(self) -> list[Attributes]:
        """Get-Jobs: those not finished, then those the queue still remembers."""
        found: list[Attributes] = []
        for which in ("not-completed", "completed"):
            members = (
                Member(Tag.KEYWORD, "which-jobs", (which,)),
                Member(Tag.KEYWORD, "requested-attributes", _JOB_ATTRIBUTES),
            )
            found += self._ask(Operation.GET_JOBS, members).group(Tag.JOB)
        return found

    def queues(self) -> list[Attributes]:
        """CUPS-Get-Printers: name and description of every queue of a server."""
        names = ("printer-name", "printer-info", "printer-make-and-model")
        wanted = Member(Tag.KEYWORD, "requested-attributes", names)
        try:
            return self._ask(Operation.CUPS_GET_PRINTERS, (wanted,)).group(Tag.PRINTER)
        except IppRefusedError as error:
            if error.status == NOT_FOUND:  # a server without a queue says it this way
                return []
            raise

    def cancel(self, ipp_id: int) -> None:
        """Cancel-Job; IppRefusedError when it has already ended."""
        self._ask(Operation.CANCEL_JOB, (Member(Tag.INTEGER, "job-id", (ipp_id,)),))

    def _ask(
        self,
        operation: Operation,
        members: tuple[Member, ...],
        template: tuple[Member, ...] = (),
        document: bytes = b"",
    ) -> IppResponse:
        head = (
            Member(Tag.CHARSET, "attributes-charset", ("utf-8",)),
            Member(Tag.LANGUAGE, "attributes-natural-language", ("en",)),
            Member(Tag.URI, "printer-uri", (self._address.uri,)),
        )
        # RFC 8011: job-id comes right after its printer-uri.
        job_id = tuple(member for member in members if member.name == "job-id")
        rest = tuple(member for member in members if member.name != "job-id")
        user = Member(Tag.NAME, "requesting-user-name", (self._user,))
        groups = [(Tag.OPERATION, (*head, *job_id, user, *rest))]
        if template:
            groups.append((Tag.JOB, template))
        request = pack_request(operation, next(self._request_ids), tuple(groups))
        response = self._exchange(request + document)
        if response.status >= _FIRST_ERROR:
            raise IppRefusedError(response.status, response.message)
        return response

    def _exchange(self, body: bytes) -> IppResponse:
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            raise IppUnreachableError(str(error)) from error
        try:
            headers = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
            connection.request("POST", self._address.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise IppLostError(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        if answer.status != _HTTP_OK:
            raise HttpRefusedError(f"HTTP {answer.status} {answer.reason}")
        try:
            return unpack_response(content)
        except IppFormatError as error:
            raise IppLostError(str(error)) from error

    def _connection(self) -> http.client.HTTPConnection:
        address, timeout = self._address, self._timeout_s
        if not address.encrypted:
            return http.client.HTTPConnection(address.host, address.port, timeout=timeout)
        make: Callable[..., http.client.HTTPConnection] = http.client.HTTPSConnection
        return make(address.host, address.port, timeout=timeout, context=self._tls)


def _media(width_mm: float, height_mm: float) -> Member:
    """``media-col`` with the exact size in hundredths of a millimetre (PWG 5100.3)."""
    size = (
        Member(Tag.INTEGER, "x-dimension", (round(width_mm * 100),)),
        Member(Tag.INTEGER, "y-dimension", (round(height_mm * 100),)),
    )
    return Member(
        Tag.BEGIN_COLLECTION, "media-col", ((Member(Tag.BEGIN_COLLECTION, "media-size", (size,)),),)
    )
