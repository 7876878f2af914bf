"""Labels into a folder: whole or not at all, and once."""

from pathlib import Path

import pytest

from app.devices.printers.base import JobFate, JobState, PrinterError, PrinterProblem, PrintJob
from app.devices.printers.folder import FolderPrinter


def a_job(job_id: str = "parcel-1", content: bytes = b"%PDF-1") -> PrintJob:
    return PrintJob(job_id, content, "Waybill")


def test_writes_one_whole_file(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    assert printer.status().ready
    assert printer.was_printed("parcel-1") is False
    assert printer.wait("parcel-1", 0).state is JobState.UNKNOWN
    printer.send(a_job())
    assert [path.name for path in tmp_path.iterdir()] == ["parcel-1.pdf"]
    assert printer.path_of("parcel-1").read_bytes() == b"%PDF-1"
    assert printer.was_printed("parcel-1") is True
    assert printer.wait("parcel-1", 0).state is JobState.PRINTED


def test_the_same_job_again_changes_nothing(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    printer.send(a_job())
    printer.send(a_job(content=b"%PDF-other"))
    assert printer.path_of("parcel-1").read_bytes() == b"%PDF-1"


def test_a_half_written_file_of_a_crash_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".parcel-1.part").write_bytes(b"%P")
    FolderPrinter(tmp_path).send(a_job())
    assert [path.name for path in tmp_path.iterdir()] == ["parcel-1.pdf"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "gone")
    assert printer.status().problem is PrinterProblem.OFFLINE
    assert printer.was_printed("parcel-1") is None
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert caught.value.fate is JobFate.NOT_SENT


@pytest.mark.parametrize("job_id", ["", "../up", "a/b", ".hidden", "a b", "a\\b"])
def test_a_job_id_is_a_safe_file_name(job_id: str) -> None:
    with pytest.raises(ValueError, match="job id"):
        a_job(job_id)


def test_no_copies_is_no_job() -> None:
    with pytest.raises(ValueError, match="copy"):
        PrintJob("a", b"", "", copies=0)
