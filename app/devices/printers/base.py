"""What every label printer can do, and everything that can go wrong with one.

The rule above all others: one label is never printed twice on an error path. So a printer never
sends again by itself; it says what is known about the job, and the bench decides.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

from app.domain.readings import DeviceState

Output = Literal["pdf", "zpl", "tspl"]


class PrinterProblem(Enum):
    """What is wrong, in the words of the bench. ``advice`` is what the packer should do."""

    OUT_OF_PAPER = "out_of_paper"
    OUT_OF_RIBBON = "out_of_ribbon"
    HEAD_OPEN = "head_open"
    JAM = "jam"
    PAUSED = "paused"
    HOT = "hot"
    BUSY = "busy"
    STUCK = "stuck"
    OFFLINE = "offline"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAULT = "fault"
    UNKNOWN_OUTCOME = "unknown_outcome"

    @property
    def advice(self) -> str:
        """One sentence for the packer, in English; the screen translates it."""
        return _ADVICE[self]

    @property
    def device_state(self) -> DeviceState:
        """What the printer's pill on the screen says."""
        return _STATES.get(self, DeviceState.ERROR)


_ADVICE = {
    PrinterProblem.OUT_OF_PAPER: "Load labels and close the printer.",
    PrinterProblem.OUT_OF_RIBBON: "Change the ribbon and close the printer.",
    PrinterProblem.HEAD_OPEN: "Close the print head.",
    PrinterProblem.JAM: "Open the printer, take out the jammed label, close it.",
    PrinterProblem.PAUSED: "Press the pause key of the printer.",
    PrinterProblem.HOT: "Wait until the print head has cooled down.",
    PrinterProblem.BUSY: "Another program is using the printer. Wait a moment.",
    PrinterProblem.STUCK: "Look at the printer: the label should have come out by now.",
    PrinterProblem.OFFLINE: "Check that the printer is switched on and its cable is in.",
    PrinterProblem.BLOCKED: (
        "The printer does not answer. Check labels, ribbon and head, then switch it off and on."
    ),
    PrinterProblem.REJECTED: "The printer refuses this label. Call the shift lead.",
    PrinterProblem.CANCELLED: "The job was cancelled at the printer. Print the label again.",
    PrinterProblem.FAULT: "The printer reports a fault. Read its display and call the shift lead.",
    PrinterProblem.UNKNOWN_OUTCOME: (
        "Look at the printer: did the label come out? Answer before anything is printed again."
    ),
}

_STATES = {
    PrinterProblem.OUT_OF_PAPER: DeviceState.OUT_OF_PAPER,
    PrinterProblem.HEAD_OPEN: DeviceState.HEAD_OPEN,
    PrinterProblem.OFFLINE: DeviceState.LOST,
    PrinterProblem.BLOCKED: DeviceState.SILENT,
    PrinterProblem.BUSY: DeviceState.BUSY,
    PrinterProblem.HOT: DeviceState.DEGRADED,
    PrinterProblem.STUCK: DeviceState.DEGRADED,
}


class JobFate(Enum):
    """What is known about the paper when an error was raised."""

    NOT_SENT = "not_sent"  # nothing reached the printer: sending again is safe
    HELD = "held"  # the printer or its queue has the job and prints it once repaired: do not send
    UNKNOWN = "unknown"  # it may or may not have printed: ask a person


class PrinterError(Exception):
    """A job was not simply taken. ``reason`` says why, ``fate`` what became of the job."""

    def __init__(self, reason: PrinterProblem, fate: JobFate, detail: str = "") -> None:
        super().__init__(f"{reason.value} ({fate.value}): {detail}" if detail else reason.value)
        self.reason = reason
        self.fate = fate
        self.detail = detail

    @property
    def may_send_again(self) -> bool:
        """True only when it is certain that nothing of this job reached the printer."""
        return self.fate is JobFate.NOT_SENT


def unknown_outcome(detail: str) -> PrinterError:
    """The error for a job that may have been printed."""
    return PrinterError(PrinterProblem.UNKNOWN_OUTCOME, JobFate.UNKNOWN, detail)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One label to print. ``job_id`` is new for every print that is wanted, also for a reprint."""

    job_id: str
    content: bytes
    title: str
    copies: int = 1
    width_mm: float = 100
    height_mm: float = 150

    def __post_init__(self) -> None:
        if not self.job_id or not all(char.isalnum() or char in "-_." for char in self.job_id):
            raise ValueError(f"job id must be letters, digits, - _ . only: {self.job_id!r}")
        if self.job_id.startswith("."):
            raise ValueError("job id must not begin with a dot")
        if self.copies < 1:
            raise ValueError("a job has at least one copy")


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How the printer is now. ``waiting`` counts labels it holds, None when it cannot say."""

    problem: PrinterProblem | None = None
    waiting: int | None = None
    detail: str = ""

    @property
    def ready(self) -> bool:
        """Whether a label sent now should come out."""
        return self.problem is None

    @property
    def device_state(self) -> DeviceState:
        """What the printer's pill on the screen says."""
        return self.problem.device_state if self.problem else DeviceState.READY


class JobState(Enum):
    """How far a job is."""

    PRINTED = "printed"
    WAITING = "waiting"  # taken, not printed yet; a problem may say why
    FAILED = "failed"  # ended without printing
    UNKNOWN = "unknown"  # this kind of connection cannot say


@dataclass(frozen=True, slots=True)
class JobReport:
    """Where a job is, and what holds it up."""

    state: JobState
    problem: PrinterProblem | None = None
    detail: str = ""


class LabelPrinter(Protocol):
    """A printer of labels; called from the printer thread only, may block up to its time-outs."""

    @property
    def output(self) -> Output:
        """The language ``PrintJob.content`` must be in."""

    def send(self, job: PrintJob) -> None:
        """Return when the printer or its queue has truly taken the job, else PrinterError.

        Never sends a job twice; after UNKNOWN_OUTCOME ask ``was_printed`` or a person.
        """

    def status(self) -> PrinterStatus:
        """How the printer is now; a printer that cannot be reached is a status, not an error."""

    def was_printed(self, job_id: str) -> bool | None:
        """Whether the printer or queue has, or had, this job; None when it cannot say."""

    def wait(self, job_id: str, timeout_s: float) -> JobReport:
        """Wait until the job has ended or a problem shows; WAITING when the time is up."""
