"""The printer thread: one job at a time, kept until the printer has answered for it.

The one rule: a job is sent again only when it is certain that nothing of it reached the printer.
"""

import logging
import queue
import threading
from collections.abc import Callable

from app.devices.printers.base import (
    JobFate,
    JobReport,
    JobState,
    LabelPrinter,
    Output,
    PrinterError,
    PrinterProblem,
    PrintJob,
)
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus
from app.labels.page import LabelError
from app.station.effects import PrintLabel, PrintManifest, PrintSlip
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear

log = logging.getLogger(__name__)

_LOOK_S = 0.4  # how often an idle or a blocked printer is looked at
_PATIENCE_S = 5.0  # how long a taken job may stay silent before it is shown as waiting

Printable = PrintLabel | PrintSlip | PrintManifest


class Printing:
    """Owns the printer. ``render`` draws a job in the printer's language, in another process.

    ``post`` gets LabelDone, LabelTrouble, LabelUnclear and DeviceStatus, from this thread.
    """

    def __init__(
        self,
        printer: LabelPrinter,
        render: Callable[[Printable, Output], bytes],
        post: Callable[[object], None],
        clock: Callable[[], int],
        look_s: float = _LOOK_S,
    ) -> None:
        self._printer = printer
        self._render = render
        self._post = post
        self._clock = clock
        self._look_s = look_s
        self._queue: queue.Queue[Printable | None] = queue.Queue()
        self._stop = threading.Event()
        self._shown: DeviceState | None = None
        self._wanted = ""  # the job of the newest label of a parcel
        self._thread = threading.Thread(target=self._run, name="printer")

    def start(self) -> None:
        self._show(DeviceState.LOOKING)
        self._thread.start()

    def stop(self) -> None:
        """Give up waiting and end; an unanswered job is asked about at the next start."""
        self._stop.set()
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def put(self, effect: Printable) -> None:
        """Queue a print. A parcel's label makes one that still waits unwanted: its order left."""
        if isinstance(effect, PrintLabel) and effect.order.warehouse:  # a test label has none
            self._wanted = effect.job_id
        self._queue.put(effect)

    def _run(self) -> None:
        wait_s = 0.0  # the first look is at once
        while not self._stop.is_set():
            effect: Printable | None = None
            try:
                effect = self._next(wait_s)
                wait_s = self._look_s
                if effect is not None:
                    self._print(effect)
                elif not self._stop.is_set():
                    self._look()
            except Exception:  # the top of a thread loop: the next label must still print
                log.exception("a label could not be printed")
                if effect is not None:
                    self._unclear(effect)

    def _next(self, wait_s: float) -> Printable | None:
        """What is to be printed; None after this time without anything, and at the end."""
        try:
            return self._queue.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _print(self, effect: Printable) -> None:
        if isinstance(effect, PrintLabel) and effect.doubted:
            printed = self._printer.was_printed(effect.job_id)
            if printed is None:
                self._unclear(effect)
                return
            if printed:
                self._follow(effect)
                return
        try:
            content = self._render(effect, self._printer.output)
        except LabelError as error:
            log.error("a label cannot be drawn: %s", error)  # noqa: TRY400 - its message says all
            self._trouble(effect, PrinterProblem.REJECTED)
            return
        self._send(effect, PrintJob(_job_id(effect), content, _title(effect)))

    def _send(self, effect: Printable, job: PrintJob) -> None:
        """Send until it is taken; every try after the first only because nothing went out."""
        while not self._stop.is_set():
            try:
                self._printer.send(job)
            except PrinterError as error:
                if error.fate is JobFate.UNKNOWN:
                    self._unclear(effect)
                    return
                self._trouble(effect, error.reason)
                if error.fate is JobFate.HELD:
                    self._follow(effect)
                    return
                if not self._wait_ready(effect):
                    return
            else:
                self._follow(effect)
                return

    def _follow(self, effect: Printable) -> None:
        """Wait until the taken job has come out, showing once what holds it up."""
        shown: PrinterProblem | None = None
        while not self._stop.is_set():
            report: JobReport = self._printer.wait(_job_id(effect), _PATIENCE_S)
            match report.state:
                case JobState.PRINTED | JobState.UNKNOWN:
                    self._show(DeviceState.READY)
                    if isinstance(effect, PrintLabel):
                        self._post(LabelDone(effect.job_id))
                    return
                case JobState.FAILED:
                    self._trouble(effect, report.problem or PrinterProblem.REJECTED)
                    return
                case JobState.WAITING:
                    problem = report.problem or PrinterProblem.STUCK
                    if problem is not shown:
                        self._trouble(effect, problem)
                    shown = problem
                    self._stop.wait(self._look_s)  # a printer in trouble answers at once

    def _wait_ready(self, effect: Printable) -> bool:
        """Whether the printer was helped; False when a newer job or the end of the shift came."""
        while not self._stop.wait(self._look_s):
            if not self._queue.empty():
                if not isinstance(effect, PrintLabel) or effect.job_id == self._wanted:
                    self._queue.put(effect)  # nothing of it went out, and nobody asks again
                log.info("a newer job goes before the one that waited")
                return False
            if self._printer.status().ready:
                return True
        return False

    def _look(self) -> None:
        status = self._printer.status()
        self._show(status.device_state, status.detail)

    def _show(self, state: DeviceState, detail: str = "") -> None:
        if state is not self._shown:
            self._shown = state
            self._post(DeviceStatus(DeviceKind.PRINTER, "printer", state, self._clock(), detail))

    def _trouble(self, effect: Printable, problem: PrinterProblem) -> None:
        self._show(problem.device_state)
        if isinstance(effect, PrintLabel):
            self._post(LabelTrouble(effect.job_id, problem.value, problem.device_state))

    def _unclear(self, effect: Printable) -> None:
        if isinstance(effect, PrintLabel):
            self._post(LabelUnclear(effect.job_id))


def _job_id(effect: Printable) -> str:
    match effect:
        case PrintLabel(job_id=job_id):
            return job_id
        case PrintSlip(ticket=ticket):
            return f"slip-{ticket}"
        case PrintManifest(number=number, copy=copy):
            return f"list-{number}-c{copy}"


def _title(effect: Printable) -> str:
    return effect.number if isinstance(effect, PrintManifest) else effect.order.number
