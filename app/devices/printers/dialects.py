"""How printers of the two label languages are asked how they are, and what they answer.

A pure room: bytes in, status out. The socket is in raw_socket.py.
"""

import re
from typing import Protocol

from app.devices.printers.base import Output, PrinterProblem, PrinterStatus


class StatusDialect(Protocol):
    """One printer language's question and answer."""

    @property
    def output(self) -> Output:
        """The language the labels themselves must be in."""

    @property
    def question(self) -> bytes:
        """The bytes that ask for the status; the printer answers them at once, before any label."""

    @property
    def second(self) -> bytes:
        """Another question for printers that leave the first unanswered; b"" for none."""

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The status, or None while the answer is not complete."""


_HOST_STATUS = re.compile(
    rb"\x02([^\x02\x03]*)\x03\s*\x02([^\x02\x03]*)\x03\s*\x02([^\x02\x03]*)\x03"
)
_LINE_1_FIELDS, _LINE_2_FIELDS = 12, 11
_ERRORS = re.compile(rb"ERRORS:\s+([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")
_HQES_END = b"\x03"


class ZplDialect:
    """ZPL II ``~HS`` (Host Status Return): three strings between STX and ETX.

    Source: ZPL II Programming Guide, "~HS". String 1: 2 paper out, 3 pause, 5 formats in the
    receive buffer, 6 buffer full, 8 partial format, 10 corrupt RAM, 11 under, 12 over temperature.
    String 2: 3 head up, 4 ribbon out, 5 thermal transfer, 9 labels remaining. Some firmware stays
    silent while paper or ribbon is out, so silence means "blocked or unknown", not "offline"; such
    a printer is asked ``~HQES`` (errors and warnings as bit masks), which it does answer.
    """

    output: Output = "zpl"
    question = b"~HS"
    second = b"~HQES"

    _ERROR_BITS = (
        (0x00000004, PrinterProblem.HEAD_OPEN),
        (0x00000001, PrinterProblem.OUT_OF_PAPER),
        (0x00000002, PrinterProblem.OUT_OF_RIBBON),
        (0x0000D000, PrinterProblem.JAM),  # paper jam, feed error, path not cleared
        (0x00000030, PrinterProblem.HOT),  # head or motor
        (0x000003C8, PrinterProblem.FAULT),  # cutter, print head, firmware
        (0x00010000, PrinterProblem.PAUSED),
    )

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The last complete answer in the bytes."""
        found = list(_HOST_STATUS.finditer(received))
        if not found:
            return self._errors(received)
        one, two = (found[-1].group(index).strip().split(b",") for index in (1, 2))
        if len(one) < _LINE_1_FIELDS or len(two) < _LINE_2_FIELDS:
            return PrinterStatus(PrinterProblem.FAULT, detail=f"odd status {found[-1].group()!r}")
        detail = (b",".join(one) + b" / " + b",".join(two)).decode("ascii", "replace")
        waiting = _number(one[4]) + _number(two[8])
        return PrinterStatus(self._problem(one, two), waiting, detail)

    def _errors(self, received: bytes) -> PrinterStatus | None:
        """``~HQES``: a flag, the high and the low 32 bits of the errors."""
        found = _ERRORS.search(received)
        if found is None or _HQES_END not in received[found.end() :]:
            return None
        bits = int(found[3], 16)
        problem = next((problem for bit, problem in self._ERROR_BITS if bits & bit), None)
        if problem is None and found[1] == b"1":
            problem = PrinterProblem.FAULT
        return PrinterStatus(problem, None, f"HQES {found[2].decode()} {found[3].decode()}")

    @staticmethod
    def _problem(one: list[bytes], two: list[bytes]) -> PrinterProblem | None:
        checks = (
            # An open head also pauses the printer: name the cause, not the effect.
            (two[2], PrinterProblem.HEAD_OPEN),
            (one[1], PrinterProblem.OUT_OF_PAPER),
            (two[3] if _number(two[4]) else b"0", PrinterProblem.OUT_OF_RIBBON),
            (one[11], PrinterProblem.HOT),
            (one[9], PrinterProblem.FAULT),
            (one[2], PrinterProblem.PAUSED),
            (one[5], PrinterProblem.BUSY),
        )
        return next((problem for flag, problem in checks if _number(flag)), None)


class TsplDialect:
    """TSPL ``ESC ! ?``: one byte of flags, 0x00 = ready, 0x20 = printing.

    Source: TSPL/TSPL2 Programming Manual, "<ESC>!?", and makers' manuals of the same language.
    """

    output: Output = "tspl"
    question = b"\x1b!?"
    second = b""

    _FLAGS = (
        (0x01, PrinterProblem.HEAD_OPEN),
        (0x40, PrinterProblem.HEAD_OPEN),  # cover open, on printers that tell it apart
        (0x04, PrinterProblem.OUT_OF_PAPER),
        (0x08, PrinterProblem.OUT_OF_RIBBON),
        (0x02, PrinterProblem.JAM),
        (0x80, PrinterProblem.HOT),
        (0x10, PrinterProblem.PAUSED),
    )
    _PRINTING = 0x20

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The last byte is the newest answer."""
        if not received:
            return None
        flags = received[-1]
        problem = next((problem for bit, problem in self._FLAGS if flags & bit), None)
        return PrinterStatus(problem, int(bool(flags & self._PRINTING)), f"0x{flags:02x}")


_FULL_STATUS = re.compile(rb"\x02(.)(.)(.)(.)\x03\r\n", re.DOTALL)


class TsplFullDialect:
    """TSPL ``ESC ! S``: STX, four signs, ETX CR LF; ``@`` is normal in each of the four.

    Source: TSPL/TSPL2 Programming Manual, "<ESC>!S": the message, a warning, then two signs of
    errors, whose low bits count. For printers that answer this and not ``ESC ! ?``.
    """

    output: Output = "tspl"
    question = b"\x1b!S"
    second = b""

    _MEDIA = (  # the fourth sign
        (0x10, PrinterProblem.HEAD_OPEN),
        (0x01, PrinterProblem.OUT_OF_PAPER),
        (0x04, PrinterProblem.OUT_OF_RIBBON),
        (0x0A, PrinterProblem.JAM),  # paper, ribbon
    )
    _PARTS = ((0x03, PrinterProblem.HOT), (0x3C, PrinterProblem.FAULT))  # the third
    _MESSAGES = ((b"`", PrinterProblem.PAUSED), (b"E", PrinterProblem.FAULT))
    _AT_WORK = b"CFPWLK"  # cutting, feeding, printing, drawing, waiting for a hand

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The last complete answer."""
        found = list(_FULL_STATUS.finditer(received))
        if not found:
            return None
        message, _, parts, media = found[-1].groups()
        problem = next(
            (
                problem
                for sign, table in ((media, self._MEDIA), (parts, self._PARTS))
                for bit, problem in table
                if sign[0] & bit
            ),
            next((problem for sign, problem in self._MESSAGES if sign == message), None),
        )
        return PrinterStatus(problem, int(message in self._AT_WORK), repr(found[-1].group()[1:5]))


class EscPosDialect:
    """ESC/POS real-time status ``DLE EOT`` 1, 2 and 4: printer, cause of offline, paper.

    For label printers that know it beside the language of their labels. Each answer is one byte
    with fixed bits: bits 1 and 4 set, bits 0 and 7 clear. It has no list of jobs. Source: the
    ESC/POS command reference, "DLE EOT".
    """

    question = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
    second = b""

    def __init__(self, output: Output = "tspl") -> None:
        self.output: Output = output

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The last three answers; bytes that are none are passed over."""
        answers = bytes(byte for byte in received if byte & 0x93 == 0x12)  # noqa: PLR2004
        if len(answers) < _ESC_POS_ANSWERS:
            return None
        printer, cause, paper = answers[-_ESC_POS_ANSWERS:]
        checks = (
            (cause & 0x04, PrinterProblem.HEAD_OPEN),
            (paper & 0x60 or cause & 0x20, PrinterProblem.OUT_OF_PAPER),
            (cause & 0x40, PrinterProblem.FAULT),
            (printer & 0x08, PrinterProblem.PAUSED),  # offline, and none of the causes
        )
        problem = next((problem for flag, problem in checks if flag), None)
        return PrinterStatus(problem, None, answers[-_ESC_POS_ANSWERS:].hex(" "))


_ESC_POS_ANSWERS = 3


def _number(field: bytes) -> int:
    try:
        return int(field)
    except ValueError:
        return 0
