"""How the office prints labels: its settings file, and the printer that it names."""

from pathlib import Path

from app import config
from app.center.label_batch import LabelDesk, Send
from app.config import PrinterSettings
from app.devices.printers.base import JobState, LabelPrinter, PrinterError, PrintJob
from app.entrypoints.label_print import label_policy
from app.labels.page import LabelError, PageSize
from app.labels.waybill import WaybillLabel
from app.labels.worker import draw
from app.station.hardware import label_printer

PATIENCE_S = 10.0  # how long a label may take to come out before the batch stops
_PRINTS = ("raw", "ipp", "windows")


def label_desk(home: Path) -> LabelDesk:
    """What ``secondpass.toml`` in the office's folder says of sender, labels and printer.

    Without the file: masked labels without a sender, as PDF. Raises ConfigError.
    """
    settings = config.load(home / config.FILE_NAME)
    send = sender(label_printer(settings.printer, home)) if _prints(settings.printer) else None
    return LabelDesk(label_policy(settings), settings.policy.couriers, send)


def _prints(settings: PrinterSettings) -> bool:
    """A folder is no printer: the office writes one PDF for all labels itself."""
    return settings.kind in _PRINTS


def sender(printer: LabelPrinter) -> Send:
    """Sends one label and waits until it is out, so that a printer in trouble stops the rest."""

    def send(job_id: str, label: WaybillLabel, page: PageSize) -> None:
        content = draw(label, printer.output, page)
        size = (page.width_mm, page.height_mm)
        job = PrintJob(job_id, content, label.waybill_number, 1, *size)
        try:
            printer.send(job)
            report = printer.wait(job_id, PATIENCE_S)
        except PrinterError as error:
            raise LabelError(str(error)) from error
        if report.state in (JobState.FAILED, JobState.WAITING):
            why = report.problem.value if report.problem else report.state.value
            raise LabelError(why)

    return send
