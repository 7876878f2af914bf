"""Drawing in a process of its own.

Measured: one busy Python thread beside the screen turns 2 ms from scan to paint into 15-60 ms. So
labels are drawn elsewhere; the process is started once, with its fonts already read, and knows
neither Qt nor the database.
"""

import logging
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock
from typing import Literal

from app.labels.badges import BadgeSheet, render_badges
from app.labels.control_card import ControlCard, render_control_card
from app.labels.manifest_paper import ManifestPaper, render_manifest
from app.labels.page import LABEL_100x150, LabelError, PageSize, load_fonts
from app.labels.pick_slip import PickSlip, render_pick_slip
from app.labels.raster import rasterise, to_tspl, to_zpl
from app.labels.repick_slip import RepickSlip, render_repick_slip
from app.labels.waybill import WaybillLabel, render_pdf

Document = WaybillLabel | RepickSlip | PickSlip | ControlCard | BadgeSheet | ManifestPaper
Output = Literal["pdf", "zpl", "tspl"]

_START_TIMEOUT_S = 30.0
_JOIN_TIMEOUT_S = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Request:
    document: Document
    output: Output
    page: PageSize


@dataclass(frozen=True, slots=True)
class _Refusal:
    message: str


class RenderTimeoutError(LabelError):
    """The document was not drawn within the deadline; the process was replaced."""


def draw(document: Document, output: Output, page: PageSize = LABEL_100x150) -> bytes:
    """Draw one document here and now; control cards and badges are always on A4.

    Several pages in a printer's language are several labels, one after the other.
    """
    pdf = _draw_pdf(document, page)
    if output == "pdf":
        return pdf
    convert: Callable[..., bytes] = to_zpl if output == "zpl" else to_tspl
    return b"".join(convert(raster) for raster in rasterise(pdf))


def _draw_pdf(document: Document, page: PageSize) -> bytes:
    match document:
        case WaybillLabel():
            return render_pdf(document, page)
        case RepickSlip():
            return render_repick_slip(document, page)
        case PickSlip():
            return render_pick_slip(document, page)
        case ControlCard():
            return render_control_card(document)
        case BadgeSheet():
            return render_badges(document)
        case ManifestPaper():
            return render_manifest(document, page)


def serve(requests: Connection) -> None:
    """The whole life of the drawing process: answer requests until the other end goes away."""
    load_fonts()
    requests.send(b"ready")
    while True:
        try:
            request: _Request | None = requests.recv()
        except (EOFError, OSError):
            return
        if request is None:
            return
        try:
            answer: bytes | _Refusal = draw(request.document, request.output, request.page)
        except LabelError as error:
            answer = _Refusal(str(error))
        requests.send(answer)


class LabelWorker:
    """Draws documents in its own process; safe to call from any thread, one at a time.

    A process that dies is replaced and the drawing tried once more: drawing has no side effect,
    so twice is harmless. A process that hangs is killed at the deadline and replaced.
    """

    def __init__(self, deadline_s: float = 5.0, target: Callable[..., None] = serve) -> None:
        self._deadline_s = deadline_s
        self._target = target
        self._lock = Lock()
        self._context = multiprocessing.get_context("spawn")
        self._closed = False
        self._start()

    @property
    def pid(self) -> int | None:
        """The process id, for the support bundle."""
        return self._process.pid

    def render(self, document: Document, output: Output, page: PageSize = LABEL_100x150) -> bytes:
        """The finished bytes. Raises LabelError (it cannot be drawn) or RenderTimeoutError."""
        with self._lock:
            if self._closed:
                raise LabelError("the label worker is closed")
            request = _Request(document, output, page)
            try:
                return self._ask(request)
            except (EOFError, OSError):
                logger.warning("the drawing process died; a new one is started")
                self._restart()
            try:
                return self._ask(request)
            except (EOFError, OSError) as error:
                self._restart()
                raise LabelError("the drawing process died twice on one document") from error

    def close(self) -> None:
        """End the process. Later calls of ``render`` raise LabelError."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._stop(polite=True)

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=self._target, args=(theirs,), name="label-worker", daemon=True
        )
        self._process.start()
        theirs.close()
        self._connection: Connection = ours
        self._ready = False

    def _await_ready(self) -> None:
        """Fonts take a moment to read; that time is not the first label's deadline."""
        if not self._ready:
            if not self._connection.poll(_START_TIMEOUT_S):
                self._restart()
                raise RenderTimeoutError("the drawing process did not start in time")
            self._connection.recv()
            self._ready = True

    def _ask(self, request: _Request) -> bytes:
        self._await_ready()
        self._connection.send(request)
        if not self._connection.poll(self._deadline_s):
            self._restart()
            raise RenderTimeoutError(f"not drawn within {self._deadline_s:g} s")
        answer: bytes | _Refusal = self._connection.recv()
        if isinstance(answer, _Refusal):
            raise LabelError(answer.message)
        return answer

    def _restart(self) -> None:
        self._stop(polite=False)
        self._start()

    def _stop(self, *, polite: bool) -> None:
        if polite:
            try:
                self._connection.send(None)
            except OSError:
                logger.debug("the drawing process had already gone")
            self._process.join(_JOIN_TIMEOUT_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_JOIN_TIMEOUT_S)
        self._connection.close()
        self._process.close()
