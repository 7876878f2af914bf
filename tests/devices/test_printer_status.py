"""Each way of asking a printer, over real sockets: what is wrong shows within a second."""

import socket
import time
from collections.abc import Iterator

import pytest

from app.devices.printer_simulator import Fault, Manner, PrinterSimulator
from app.devices.printers.base import JobState, PrinterProblem, PrintJob
from app.devices.printers.dialects import (
    EscPosDialect,
    StatusDialect,
    TsplDialect,
    TsplFullDialect,
    ZplDialect,
)
from app.devices.printers.raw_socket import RawSocketPrinter

ZPL = b"^XA^FDlabel^FS^XZ"
TSPL = b"SIZE 100 mm,150 mm\r\nCLS\r\nPRINT 1,1\r\n"
WAYS: list[tuple[str, StatusDialect]] = [
    ("zpl", ZplDialect()),
    ("tspl", TsplDialect()),
    ("tspl", TsplFullDialect()),
    ("tspl", EscPosDialect()),
    ("zpl", EscPosDialect("zpl")),
]
IDS = ["hs", "tspl", "tspl_full", "escpos-tspl", "escpos-zpl"]
PROBLEMS = {
    Fault.OUT_OF_PAPER: PrinterProblem.OUT_OF_PAPER,
    Fault.HEAD_OPEN: PrinterProblem.HEAD_OPEN,
    Fault.OUT_OF_RIBBON: PrinterProblem.OUT_OF_RIBBON,
    Fault.PAUSED: PrinterProblem.PAUSED,
}


def printer(simulator: PrinterSimulator, dialect: StatusDialect) -> RawSocketPrinter:
    return RawSocketPrinter("127.0.0.1", simulator.port, dialect)


@pytest.mark.parametrize(("language", "dialect"), WAYS, ids=IDS)
def test_every_fault_within_a_second(language: str, dialect: StatusDialect) -> None:
    with PrinterSimulator(language) as simulator:
        asked = printer(simulator, dialect)
        for fault, problem in PROBLEMS.items():
            if isinstance(dialect, EscPosDialect) and fault is Fault.OUT_OF_RIBBON:
                problem = PrinterProblem.FAULT  # noqa: PLW2901 - it has no sign for ribbon
            simulator.set_fault(fault)
            started = time.monotonic()
            assert asked.status().problem is problem
            assert time.monotonic() - started < 1
        simulator.set_fault(Fault.NONE)
        assert asked.status().ready


@pytest.mark.parametrize(("language", "dialect"), WAYS, ids=IDS)
def test_a_label_is_sent_once_and_answered(language: str, dialect: StatusDialect) -> None:
    with PrinterSimulator(language) as simulator:
        asked = printer(simulator, dialect)
        asked.send(PrintJob("job-1", ZPL if language == "zpl" else TSPL, "Waybill"))
        counts = not isinstance(dialect, EscPosDialect)
        state = JobState.PRINTED if counts else JobState.UNKNOWN
        assert asked.wait("job-1", 3).state is state
        assert len(simulator.printed) == 1


@pytest.mark.parametrize("fault", [Fault.OUT_OF_PAPER, Fault.HEAD_OPEN, Fault.OUT_OF_RIBBON])
def test_a_printer_that_falls_silent_is_asked_the_other_question(fault: Fault) -> None:
    with PrinterSimulator("zpl") as simulator:
        simulator.set_manner(Manner.SHY)
        simulator.set_fault(fault)
        started = time.monotonic()
        assert printer(simulator, ZplDialect()).status().problem is PROBLEMS[fault]
        assert time.monotonic() - started < 1


def test_silence_is_blocked_within_a_second() -> None:
    with PrinterSimulator("zpl") as simulator:
        simulator.set_manner(Manner.SILENT)
        started = time.monotonic()
        assert printer(simulator, ZplDialect()).status().problem is PrinterProblem.BLOCKED
        assert time.monotonic() - started < 1


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port whose queue of callers is full: a call is not answered, as by a printer unplugged."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port: int = server.getsockname()[1]
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        yield port
        for caller in callers:
            caller.close()


def test_a_call_that_nobody_answers_is_offline_within_a_second(full_backlog: int) -> None:
    started = time.monotonic()
    status = RawSocketPrinter("127.0.0.1", full_backlog, ZplDialect()).status()
    assert status.problem is PrinterProblem.OFFLINE
    assert time.monotonic() - started < 1


ERRORS = {
    0x00000001: PrinterProblem.OUT_OF_PAPER,
    0x00000002: PrinterProblem.OUT_OF_RIBBON,
    0x00000004: PrinterProblem.HEAD_OPEN,
    0x00010004: PrinterProblem.HEAD_OPEN,  # the maker's own example: paused because it is open
    0x00000008: PrinterProblem.FAULT,
    0x00000010: PrinterProblem.HOT,
    0x00000020: PrinterProblem.HOT,
    0x00004000: PrinterProblem.JAM,
    0x00010000: PrinterProblem.PAUSED,
    0x00800000: PrinterProblem.FAULT,  # a bit that nobody knows is not "ready"
}


@pytest.mark.parametrize(("bits", "problem"), ERRORS.items())
def test_hqes(bits: int, problem: PrinterProblem) -> None:
    answer = (
        "\x02\r\n\r\nPRINTER STATUS            \r\n"
        f"   ERRORS:          1 00000000 {bits:08X}  \r\n"
        "   WARNINGS:        1 00000000 00000100   \r\n\x03"
    ).encode()
    status = ZplDialect().parse(answer)
    assert status is not None
    assert status.problem is problem
    assert ZplDialect().parse(answer[:-1]) is None


@pytest.mark.parametrize(
    ("signs", "problem"),
    [
        (b"@@@@", None),
        (b"P@@@", None),
        (b"`@@@", PrinterProblem.PAUSED),
        (b"E@@@", PrinterProblem.FAULT),
        (b"E@A@", PrinterProblem.HOT),
        (b"E@D@", PrinterProblem.FAULT),
        (b"E@@A", PrinterProblem.OUT_OF_PAPER),
        (b"E@@B", PrinterProblem.JAM),
        (b"E@@D", PrinterProblem.OUT_OF_RIBBON),
        (b"E@@H", PrinterProblem.JAM),
        (b"E@@P", PrinterProblem.HEAD_OPEN),
        (b"E@@Q", PrinterProblem.HEAD_OPEN),  # open, and no paper in it
    ],
)
def test_tspl_in_four_signs(signs: bytes, problem: PrinterProblem | None) -> None:
    whole = b"\x02" + signs + b"\x03\r\n"
    status = TsplFullDialect().parse(whole)
    assert status is not None
    assert status.problem is problem
    assert all(TsplFullDialect().parse(whole[:cut]) is None for cut in range(len(whole)))


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (b"\x12\x12\x12", None),
        (b"\x1a\x16\x12", PrinterProblem.HEAD_OPEN),
        (b"\x1a\x32\x72", PrinterProblem.OUT_OF_PAPER),
        (b"\x1a\x52\x12", PrinterProblem.FAULT),
        (b"\x1a\x12\x12", PrinterProblem.PAUSED),
        (b"\xff\x12\x00\x12\x80\x12", None),  # noise has not the fixed bits
    ],
)
def test_esc_pos(answers: bytes, problem: PrinterProblem | None) -> None:
    status = EscPosDialect().parse(answers)
    assert status is not None
    assert status.problem is problem


def test_esc_pos_waits_for_all_three() -> None:
    assert EscPosDialect().parse(b"\x12\x12") is None
