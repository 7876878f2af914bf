"""Status answers as printers really give them."""

import pytest

from app.devices.printers.base import PrinterProblem
from app.devices.printers.dialects import TsplDialect, ZplDialect
from app.domain.readings import DeviceState

# Recorded from a printer: out of paper, paused, ribbon out, two labels remaining in a batch of 6.
RECORDED = (
    b"\x02030,1,1,1225,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02001,0,0,1,1,2,6,0,00000100,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)
READY = (
    b"\x02030,0,0,1225,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,0,2,6,0,00000000,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)


def zpl_with(line: int, field: int, value: bytes) -> bytes:
    lines = [part.split(b",") for part in READY.replace(b"\r\n", b"").split(b"\x03")[:3]]
    prefix = b"\x02" if field == 0 else b""
    lines[line][field] = prefix + value
    return b"\x03\r\n".join(b",".join(fields) for fields in lines) + b"\x03\r\n"


def test_recorded_answer() -> None:
    status = ZplDialect().parse(RECORDED)
    assert status is not None
    assert status.problem is PrinterProblem.OUT_OF_PAPER
    assert status.waiting == 100
    assert status.device_state is DeviceState.OUT_OF_PAPER


def test_ready() -> None:
    status = ZplDialect().parse(READY)
    assert status is not None
    assert status.ready
    assert status.waiting == 0
    assert status.device_state is DeviceState.READY


@pytest.mark.parametrize(
    ("line", "field", "value", "problem"),
    [
        (0, 1, b"1", PrinterProblem.OUT_OF_PAPER),
        (0, 2, b"1", PrinterProblem.PAUSED),
        (0, 5, b"1", PrinterProblem.BUSY),
        (0, 9, b"1", PrinterProblem.FAULT),
        (0, 11, b"1", PrinterProblem.HOT),
        (1, 2, b"1", PrinterProblem.HEAD_OPEN),
    ],
)
def test_each_flag(line: int, field: int, value: bytes, problem: PrinterProblem) -> None:
    status = ZplDialect().parse(zpl_with(line, field, value))
    assert status is not None
    assert status.problem is problem


def test_ribbon_matters_only_in_thermal_transfer() -> None:
    direct = ZplDialect().parse(zpl_with(1, 3, b"1"))
    assert direct is not None
    assert direct.ready


def test_an_answer_in_pieces_is_waited_for() -> None:
    dialect = ZplDialect()
    assert all(dialect.parse(READY[:cut]) is None for cut in range(len(READY) - 2))


def test_an_odd_answer_is_a_fault_not_ready() -> None:
    status = ZplDialect().parse(b"\x02030,0\x03\r\n\x02001\x03\r\n\x021234,0\x03\r\n")
    assert status is not None
    assert status.problem is PrinterProblem.FAULT


@pytest.mark.parametrize(
    ("flags", "problem"),
    [
        (0x00, None),
        (0x20, None),
        (0x01, PrinterProblem.HEAD_OPEN),
        (0x41, PrinterProblem.HEAD_OPEN),
        (0x02, PrinterProblem.JAM),
        (0x04, PrinterProblem.OUT_OF_PAPER),
        (0x08, PrinterProblem.OUT_OF_RIBBON),
        (0x10, PrinterProblem.PAUSED),
        (0x80, PrinterProblem.HOT),
    ],
)
def test_tspl_byte(flags: int, problem: PrinterProblem | None) -> None:
    status = TsplDialect().parse(bytes([flags]))
    assert status is not None
    assert status.problem is problem
    assert status.waiting == int(flags == 0x20)


def test_tspl_silence() -> None:
    assert TsplDialect().parse(b"") is None


@pytest.mark.parametrize("problem", PrinterProblem)
def test_every_problem_says_what_to_do(problem: PrinterProblem) -> None:
    assert problem.advice.endswith((".", "again."))
    assert problem.device_state is not DeviceState.READY
