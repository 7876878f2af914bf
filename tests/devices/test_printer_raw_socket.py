"""The raw socket printer against the simulated one, over real sockets."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.printer_simulator import Fault, Manner, PrinterSimulator
from app.devices.printers.base import JobFate, JobState, PrinterError, PrinterProblem, PrintJob
from app.devices.printers.dialects import StatusDialect, TsplDialect, ZplDialect
from app.devices.printers.raw_socket import RawSocketPrinter

ZPL = b"^XA^PW800^LL1200^FO0,0^GFA,8,8,1,:Z64:eJxjYGBgAAAABAAB:1234^FS^XZ\n"
# The picture holds bytes that look like commands: they must be stepped over.
TSPL = b"SIZE 100 mm,150 mm\r\nCLS\r\nBITMAP 0,0,1,12,0,\x1b!?PRINT 1\r\n\r\nPRINT 1,1\r\n"

LANGUAGES = [("zpl", ZplDialect(), ZPL), ("tspl", TsplDialect(), TSPL)]
FAULTS = [
    (Fault.OUT_OF_PAPER, PrinterProblem.OUT_OF_PAPER),
    (Fault.OUT_OF_RIBBON, PrinterProblem.OUT_OF_RIBBON),
    (Fault.HEAD_OPEN, PrinterProblem.HEAD_OPEN),
    (Fault.PAUSED, PrinterProblem.PAUSED),
]


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as started:
        yield started


def printer_for(
    simulator: PrinterSimulator, dialect: StatusDialect | None = None, *, asks_status: bool = True
) -> RawSocketPrinter:
    return RawSocketPrinter(
        "127.0.0.1",
        simulator.port,
        dialect or ZplDialect(),
        answer_timeout_s=0.3,
        asks_status=asks_status,
    )


def a_job(content: bytes = ZPL, copies: int = 1) -> PrintJob:
    return PrintJob("job-1", content, "Waybill", copies=copies)


@pytest.mark.parametrize(("language", "dialect", "content"), LANGUAGES, ids=["zpl", "tspl"])
def test_a_label_is_taken_and_printed(
    language: str, dialect: StatusDialect, content: bytes, tmp_path: Path
) -> None:
    with PrinterSimulator(language, folder=tmp_path) as simulator:
        printer = printer_for(simulator, dialect)
        assert printer.output == language
        assert printer.status().ready
        printer.send(a_job(content))
        assert printer.wait("job-1", 3).state is JobState.PRINTED
        (printed,) = simulator.printed
        assert printed in content
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [printed]
    assert printer.was_printed("job-1") is None


def test_two_copies_are_two_labels(simulator: PrinterSimulator) -> None:
    printer_for(simulator).send(a_job(copies=2))
    assert simulator.wait_for_prints(2)
    assert len(simulator.printed) == 2


@pytest.mark.parametrize(("fault", "problem"), FAULTS)
@pytest.mark.parametrize(("language", "dialect", "content"), LANGUAGES, ids=["zpl", "tspl"])
def test_a_printer_that_cannot_print_gets_nothing(
    language: str, dialect: StatusDialect, content: bytes, fault: Fault, problem: PrinterProblem
) -> None:
    with PrinterSimulator(language) as simulator:
        simulator.set_fault(fault)
        printer = printer_for(simulator, dialect)
        assert printer.status().problem is problem
        with pytest.raises(PrinterError) as caught:
            printer.send(a_job(content))
        assert (caught.value.reason, caught.value.fate) == (problem, JobFate.NOT_SENT)
        assert simulator.held == simulator.printed == []
        simulator.set_fault(Fault.NONE)
        printer.send(a_job(content))
        assert simulator.wait_for_prints(1)


def test_the_last_label_of_the_roll_is_held_or_printed_never_sent_again() -> None:
    with PrinterSimulator(labels_left=1) as simulator:
        printer = printer_for(simulator)
        with pytest.raises(PrinterError) as caught:
            printer.send(a_job(copies=2))
        assert caught.value.reason is PrinterProblem.OUT_OF_PAPER
        assert caught.value.fate is JobFate.HELD
        assert not caught.value.may_send_again
        waiting = printer.wait("job-1", 0)
        assert (waiting.state, waiting.problem) == (JobState.WAITING, PrinterProblem.OUT_OF_PAPER)
        assert len(simulator.printed) == len(simulator.held) == 1
        simulator.load_paper()
        assert printer.wait("job-1", 3).state is JobState.PRINTED
        assert len(simulator.printed) == 2


def test_taken_and_died_is_unknown(simulator: PrinterSimulator) -> None:
    simulator.set_manner(Manner.SWALLOWS)
    printer = printer_for(simulator)
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert caught.value.reason is PrinterProblem.UNKNOWN_OUTCOME
    assert caught.value.fate is JobFate.UNKNOWN
    assert "did the label come out" in caught.value.reason.advice
    assert len(simulator.printed) == 1
    assert printer.wait("job-1", 0).state is JobState.UNKNOWN


def test_a_silent_printer_is_blocked_not_offline(simulator: PrinterSimulator) -> None:
    simulator.set_manner(Manner.SILENT)
    printer = printer_for(simulator)
    assert printer.status().problem is PrinterProblem.BLOCKED
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert (caught.value.reason, caught.value.fate) == (PrinterProblem.BLOCKED, JobFate.NOT_SENT)
    assert simulator.printed == []


def test_a_printer_that_never_answers_can_be_used_when_told_so(
    simulator: PrinterSimulator,
) -> None:
    simulator.set_manner(Manner.SILENT)
    printer = printer_for(simulator, asks_status=False)
    assert printer.status().ready
    printer.send(a_job())
    assert simulator.wait_for_prints(1)
    assert printer.wait("job-1", 0).state is JobState.UNKNOWN


def test_switched_off(simulator: PrinterSimulator) -> None:
    printer = printer_for(simulator)
    simulator.stop()
    assert printer.status().problem is PrinterProblem.OFFLINE
    with pytest.raises(PrinterError) as caught:
        printer.send(a_job())
    assert (caught.value.reason, caught.value.fate) == (PrinterProblem.OFFLINE, JobFate.NOT_SENT)


def test_a_port_that_hangs_up_at_once_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = RawSocketPrinter("127.0.0.1", server.getsockname()[1], ZplDialect())
        server.settimeout(5)
        with socket.create_connection(server.getsockname()):
            server.accept()[0].close()
        server.close()
        with pytest.raises(PrinterError) as caught:
            printer.send(a_job())
    assert caught.value.may_send_again


def test_the_simulator_splits_what_comes_in_pieces(simulator: PrinterSimulator) -> None:
    with socket.create_connection(("127.0.0.1", simulator.port)) as link:
        for at in range(len(ZPL)):
            link.sendall(ZPL[at : at + 1])
        assert simulator.wait_for_prints(1)
    assert simulator.printed == [ZPL.strip()]
