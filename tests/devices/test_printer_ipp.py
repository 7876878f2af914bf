"""The IPP printer against a real cupsd and a real IPP printer, both private to this test."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
import zxingcpp

from app.devices.printer_simulator import PrinterSimulator
from app.devices.printers.base import (
    JobFate,
    JobReport,
    JobState,
    PrinterError,
    PrinterProblem,
    PrintJob,
)
from app.devices.printers.ipp import IppPrinter
from app.devices.printers.ipp_client import IppAddress, IppClient
from app.devices.printers.listing import cups_queues
from tests.devices.cups_server import PrintSystem, missing_programs, print_system, until
from tests.devices.printer_bad_cable import bad_cable

pytestmark = [pytest.mark.printing, pytest.mark.xdist_group("printing")]

LABEL = (Path(__file__).parent.parent / "data" / "printing" / "label.pdf").read_bytes()
LABEL_NUMBER = "SF1432887655217"


@pytest.fixture(scope="module")
def system() -> Iterator[PrintSystem]:
    missing = missing_programs()
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"programs missing for printing tests: {', '.join(missing)}")
        pytest.skip(f"PRINTING NOT TESTED: missing {', '.join(missing)}")
    # Not pytest's own folder: the scheduler's filters run as another user and must reach it.
    with TemporaryDirectory(prefix="print-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with print_system(folder) as started:
            yield started


@pytest.fixture
def repaired(system: PrintSystem) -> Iterator[PrintSystem]:
    system.repair()
    yield system
    system.set_flag("give-up", on=True)
    until(lambda: is_idle(system), "printer idle after a test", 20)
    system.repair()


@pytest.fixture(params=["queue", "printer"])
def printer(request: pytest.FixtureRequest, repaired: PrintSystem) -> IppPrinter:
    """The same tests through cupsd and straight to the printer."""
    return printer_at(repaired.queue_uri if request.param == "queue" else repaired.printer_uri)


def printer_at(uri: str, stuck_after_s: float = 15.0) -> IppPrinter:
    return IppPrinter(IppClient(IppAddress.of(uri), timeout_s=10), stuck_after_s=stuck_after_s)


_numbers = iter(range(1, 10_000))


def a_job(width_mm: float = 100, height_mm: float = 150) -> PrintJob:
    number = f"bench-{os.getpid()}-{next(_numbers)}"
    return PrintJob(number, LABEL, "Waybill 面单", width_mm=width_mm, height_mm=height_mm)


def finish(printer: IppPrinter, job: PrintJob, timeout_s: float = 15.0) -> JobReport:
    """As the bench does it: ask again until the job has ended."""
    deadline = time.monotonic() + timeout_s
    while True:
        report = printer.wait(job.job_id, 2)
        if report.state is not JobState.WAITING or time.monotonic() > deadline:
            return report


def read_label(path: Path) -> tuple[tuple[int, int], set[str]]:
    document = pypdfium2.PdfDocument(path)
    try:
        width, height = document[0].get_size()
        picture = document[0].render(scale=203.2 / 72, grayscale=True).to_pil()
    finally:
        document.close()
    found = {code.text for code in zxingcpp.read_barcodes(picture)}
    return (round(width / 72 * 25.4), round(height / 72 * 25.4)), found


def test_a_label_arrives_whole_and_unscaled(printer: IppPrinter, system: PrintSystem) -> None:
    job = a_job()
    assert printer.status().ready
    printer.send(job)
    assert finish(printer, job) == JobReport(JobState.PRINTED, detail=_any_detail(printer, job))
    (path,) = system.printed
    assert read_label(path) == ((100, 150), {LABEL_NUMBER})
    assert printer.was_printed(job.job_id) is True


def _any_detail(printer: IppPrinter, job: PrintJob) -> str:
    return printer.wait(job.job_id, 0).detail


def test_one_job_id_is_one_label(printer: IppPrinter, system: PrintSystem) -> None:
    job = a_job()
    printer.send(job)
    printer.send(job)
    finish(printer, job)
    printer.send(job)
    assert len(system.printed) == 1


def test_another_program_with_no_memory_still_finds_the_job(repaired: PrintSystem) -> None:
    job = a_job()
    first = printer_at(repaired.queue_uri)
    first.send(job)
    report = finish(first, job)
    assert report.state is JobState.PRINTED, report
    later = printer_at(repaired.queue_uri)
    assert later.was_printed(job.job_id) is True
    later.send(job)
    assert len(repaired.printed) == 1


def test_a_job_nobody_sent_cannot_be_judged(printer: IppPrinter) -> None:
    assert printer.was_printed("never-sent") is None
    assert printer.wait("never-sent", 0).state is JobState.UNKNOWN


def test_out_of_paper_is_seen_and_the_label_comes_later(
    printer: IppPrinter, system: PrintSystem
) -> None:
    system.set_flag("out-of-paper", on=True)
    job = a_job()
    printer.send(job)
    report = printer.wait(job.job_id, 10)
    assert (report.state, report.problem) == (JobState.WAITING, PrinterProblem.OUT_OF_PAPER)
    assert printer.was_printed(job.job_id) is True
    started = time.monotonic()
    assert printer.status().problem is PrinterProblem.OUT_OF_PAPER
    assert time.monotonic() - started < 1
    system.set_flag("out-of-paper", on=False)
    until(lambda: finish(printer, job).state is JobState.PRINTED, "label after paper", 20)
    assert len(system.printed) == 1


def test_a_printer_out_of_paper_refuses_the_next_label(repaired: PrintSystem) -> None:
    printer = printer_at(repaired.printer_uri)
    repaired.set_flag("out-of-paper", on=True)
    first = a_job()
    printer.send(first)
    assert printer.wait(first.job_id, 10).problem is PrinterProblem.OUT_OF_PAPER
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert caught.value.fate is JobFate.NOT_SENT
    repaired.set_flag("out-of-paper", on=False)
    until(lambda: finish(printer, first).state is JobState.PRINTED, "label after paper", 20)


def test_cancelled_while_at_the_printer_is_unknown_cancelled_before_is_failed(
    repaired: PrintSystem,
) -> None:
    printer = printer_at(repaired.queue_uri)
    repaired.set_flag("out-of-paper", on=True)
    at_printer, behind = a_job(), a_job()
    printer.send(at_printer)
    printer.send(behind)  # goes in before the queue has noticed anything
    assert printer.wait(at_printer.job_id, 10).problem is PrinterProblem.OUT_OF_PAPER
    assert printer.cancel(behind.job_id)
    assert printer.cancel(at_printer.job_id)
    repaired.set_flag("give-up", on=True)
    assert finish(printer, behind).state is JobState.FAILED
    assert printer.was_printed(behind.job_id) is False
    # The queue counts pages that left it, not labels that came out: nobody knows.
    report = finish(printer, at_printer)
    assert (report.state, report.problem) == (JobState.UNKNOWN, PrinterProblem.UNKNOWN_OUTCOME)
    assert printer.was_printed(at_printer.job_id) is None
    assert not printer.cancel(at_printer.job_id)
    until(lambda: is_idle(repaired), "printer has given up", 20)
    assert repaired.printed == []


def is_idle(system: PrintSystem) -> bool:
    both = [printer_at(uri).status() for uri in (system.printer_uri, system.queue_uri)]
    return all(status.waiting == 0 and status.ready for status in both)


def test_a_job_the_printer_aborts_has_failed(repaired: PrintSystem) -> None:
    printer = printer_at(repaired.printer_uri)
    repaired.set_flag("give-up", on=True)
    job = a_job()
    printer.send(job)
    assert finish(printer, job).state is JobState.FAILED
    assert printer.was_printed(job.job_id) is False
    assert repaired.printed == []


def test_a_size_the_printer_does_not_have_is_refused(repaired: PrintSystem) -> None:
    printer = printer_at(repaired.printer_uri)
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job(width_mm=76, height_mm=130))
    assert caught.value.reason is PrinterProblem.REJECTED
    assert caught.value.may_send_again
    assert repaired.printed == []


def test_zpl_goes_through_a_raw_queue_untouched(repaired: PrintSystem) -> None:
    content = b"^XA^FO0,0^GB8,8,8^FS^XZ\n"
    with PrinterSimulator() as simulator:
        uri = repaired.add_raw_queue("raw-labels", simulator.port)
        printer = IppPrinter(IppClient(IppAddress.of(uri)), output="zpl")
        printer.send(PrintJob("raw-1", content, "Waybill"))
        assert simulator.wait_for_prints(1, 15)
        assert simulator.printed == [content.strip()]
        assert printer.wait("raw-1", 10).state is JobState.PRINTED


def test_a_queue_whose_printer_is_off_says_so(repaired: PrintSystem) -> None:
    uri = repaired.add_raw_queue("off-labels", 9)
    printer = IppPrinter(IppClient(IppAddress.of(uri)), output="zpl", stuck_after_s=5)
    printer.send(PrintJob("off-1", b"^XA^XZ", "Waybill"))
    report = printer.wait("off-1", 20)
    assert report.state is JobState.WAITING
    assert report.problem is PrinterProblem.OFFLINE, report
    assert printer.was_printed("off-1") is True
    assert printer.cancel("off-1")
    until(lambda: printer.was_printed("off-1") is not True, "cancelled", 10)


def test_no_printer_there() -> None:
    printer = printer_at("ipp://127.0.0.1:9/ipp/print")
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert (caught.value.reason, caught.value.fate) == (PrinterProblem.OFFLINE, JobFate.NOT_SENT)
    assert printer.status().problem is PrinterProblem.OFFLINE
    assert printer.was_printed("anything") is None


def test_no_such_queue(repaired: PrintSystem) -> None:
    printer = printer_at(repaired.queue_uri + "-gone")
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert (caught.value.reason, caught.value.fate) == (PrinterProblem.REJECTED, JobFate.NOT_SENT)


def test_answer_lost_after_printing_is_unknown_until_the_queue_is_asked(
    repaired: PrintSystem,
) -> None:
    with bad_cable(repaired.queue_uri) as cable:
        printer = printer_at(cable.uri)
        job = a_job()
        cable.lose_answer = True
        with pytest.raises(PrinterError) as caught:
            printer.send(job)
        assert caught.value.reason is PrinterProblem.UNKNOWN_OUTCOME
        assert not caught.value.may_send_again
        cable.lose_answer = False
        assert printer.was_printed(job.job_id) is True
        assert finish(printer, job).state is JobState.PRINTED
        printer.send(job)
    assert len(repaired.printed) == 1


def test_request_lost_before_the_queue_is_known_not_to_have_printed(repaired: PrintSystem) -> None:
    with bad_cable(repaired.queue_uri) as cable:
        printer = printer_at(cable.uri)
        job = a_job()
        cable.lose_request = True
        with pytest.raises(PrinterError) as caught:
            printer.send(job)
        assert caught.value.reason is PrinterProblem.UNKNOWN_OUTCOME
        cable.lose_request = False
        assert printer.was_printed(job.job_id) is False
        printer.send(job)
        assert finish(printer, job).state is JobState.PRINTED
    assert len(repaired.printed) == 1


def test_the_queues_of_a_server_are_listed(system: PrintSystem) -> None:
    server = system.queue_uri.rpartition("/printers/")[0] + "/"
    assert system.queue_uri in {each.address for each in cups_queues(server)}


def test_an_idle_queue_says_within_a_second_that_its_printer_is_off(
    repaired: PrintSystem,
) -> None:
    with PrinterSimulator() as simulator:
        printer = printer_at(repaired.add_raw_queue("idle-labels", simulator.port))
        assert printer.status().ready
    started = time.monotonic()
    assert printer.status().problem is PrinterProblem.OFFLINE
    assert time.monotonic() - started < 1
