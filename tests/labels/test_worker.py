"""The drawing process: as light as promised, replaced when it dies or hangs."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection

import pytest

from app.labels.page import LabelError
from app.labels.raster import rasterise
from app.labels.waybill import render_pdf
from app.labels.worker import LabelWorker, RenderTimeoutError, draw, serve
from tests.labels.label_samples import BADGES, CARD, PICK, REPICK, WAYBILL


@pytest.fixture
def worker() -> Iterator[LabelWorker]:
    worker = LabelWorker()
    yield worker
    worker.close()


def hang(requests: Connection) -> None:
    requests.send(b"ready")
    requests.recv()
    time.sleep(60)


def die_on_every_request(requests: Connection) -> None:
    requests.send(b"ready")
    requests.recv()
    os._exit(3)


def name_modules(requests: Connection) -> None:
    requests.send(b"ready")
    requests.recv()
    requests.send("\n".join(sys.modules).encode())
    serve(requests)


def test_draws_the_same_bytes_as_in_this_process(worker: LabelWorker) -> None:
    assert worker.render(WAYBILL, "pdf") == render_pdf(WAYBILL)
    assert worker.render(WAYBILL, "zpl").startswith(b"^XA")
    assert b"BITMAP" in worker.render(WAYBILL, "tspl")


@pytest.mark.parametrize("document", [REPICK, PICK, CARD, BADGES], ids=lambda d: type(d).__name__)
def test_draws_every_kind_of_document(document: object) -> None:
    assert draw(document, "pdf").startswith(b"%PDF")  # type: ignore[arg-type]


def test_a_slip_of_two_pages_is_two_labels() -> None:
    pages = len(rasterise(draw(PICK, "pdf")))
    assert pages > 1
    assert draw(PICK, "zpl").count(b"^XZ") == pages


def test_a_document_that_cannot_be_drawn_does_not_end_the_process(worker: LabelWorker) -> None:
    broken = replace(WAYBILL, waybill_number="顺丰")
    before = worker.pid
    with pytest.raises(LabelError, match="Code 128"):
        worker.render(broken, "pdf")
    assert worker.render(WAYBILL, "pdf")
    assert worker.pid == before


def test_a_killed_process_is_replaced_without_a_lost_label(worker: LabelWorker) -> None:
    expected = worker.render(WAYBILL, "pdf")
    assert worker.pid is not None
    victim = worker.pid
    os.kill(victim, signal.SIGKILL)
    assert worker.render(WAYBILL, "pdf") == expected
    assert worker.pid != victim


def test_a_hanging_process_meets_the_deadline() -> None:
    worker = LabelWorker(deadline_s=0.3, target=hang)
    first = worker.pid
    with pytest.raises(RenderTimeoutError):
        worker.render(WAYBILL, "pdf")
    assert worker.pid != first
    worker.close()


def test_a_document_that_kills_twice_is_an_error() -> None:
    worker = LabelWorker(target=die_on_every_request)
    with pytest.raises(LabelError, match="twice"):
        worker.render(WAYBILL, "pdf")
    worker.close()


def test_the_process_knows_neither_qt_nor_the_database() -> None:
    worker = LabelWorker(target=name_modules)
    modules = worker.render(WAYBILL, "pdf").decode().split("\n")
    worker.close()
    heavy = {"PySide6", "sqlalchemy", "requests", "serial"}
    assert not heavy & {name.partition(".")[0] for name in modules}


def test_closed_is_closed(worker: LabelWorker) -> None:
    worker.close()
    worker.close()
    with pytest.raises(LabelError, match="closed"):
        worker.render(WAYBILL, "pdf")
