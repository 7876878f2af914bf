"""Labels as PDF files in a folder: for tests, for training, for a print server that watches it."""

import os
from pathlib import Path

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


class FolderPrinter:
    """Writes ``<job id>.pdf``; a file is there whole or not at all, and only once."""

    output: Output = "pdf"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, job_id: str) -> Path:
        """Where the label of this job is, or will be."""
        return self._folder / f"{job_id}.pdf"

    def send(self, job: PrintJob) -> None:
        """Write the file; a job that is already there is left as it is."""
        target = self.path_of(job.job_id)
        if target.exists():
            return
        temporary = self._folder / f".{job.job_id}.part"
        try:
            with temporary.open("wb") as file:
                file.write(job.content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
            _sync_folder(self._folder)
        except OSError as error:
            # A rename either happened or not, so even now the outcome is known.
            if not target.exists():
                reason = PrinterProblem.OFFLINE
                raise PrinterError(reason, JobFate.NOT_SENT, str(error)) from error

    def status(self) -> PrinterStatus:
        """Ready when the folder is there and can be written."""
        if self._folder.is_dir() and os.access(self._folder, os.W_OK):
            return PrinterStatus()
        return PrinterStatus(PrinterProblem.OFFLINE, detail=f"cannot write to {self._folder}")

    def was_printed(self, job_id: str) -> bool | None:
        """Whether the file is there; None when the folder itself is out of reach."""
        return self.path_of(job_id).exists() if self._folder.is_dir() else None

    def wait(self, job_id: str, timeout_s: float) -> JobReport:  # noqa: ARG002 - never waits
        """A file is finished as soon as it is there."""
        if self.path_of(job_id).exists():
            return JobReport(JobState.PRINTED)
        return JobReport(JobState.UNKNOWN)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut; Windows cannot, and does not need to."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
