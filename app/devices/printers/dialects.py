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

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The status, or None while the answer is not complete."""


_HOST_STATUS = re.compile(
    rb"\x02([^\x02\x03]*)\x03\s*\x02([^\x02\x03]*)\x03\s*\x02([^\x02\x03]*)\x03"
)
_LINE_1_FIELDS, _LINE_2_FIELDS = 12, 11


class ZplDialect:
    """ZPL II ``~HS`` (Host Status Return): three strings between STX and ETX.

    Source: ZPL II Programming Guide, "~HS". String 1: 2 paper out, 3 pause, 5 formats in the
    receive buffer, 6 buffer full, 8 partial format, 10 corrupt RAM, 11 under, 12 over temperature.
    String 2: 3 head up, 4 ribbon out, 5 thermal transfer, 9 labels remaining. Some firmware stays
    silent while paper or ribbon is out, so silence means "blocked or unknown", not "offline".
    """

    output: Output = "zpl"
    question = b"~HS"

    def parse(self, received: bytes) -> PrinterStatus | None:
        """The last complete answer in the bytes."""
        found = list(_HOST_STATUS.finditer(received))
        if not found:
            return None
        one, two = (found[-1].group(index).strip().split(b",") for index in (1, 2))
        if len(one) < _LINE_1_FIELDS or len(two) < _LINE_2_FIELDS:
            return PrinterStatus(PrinterProblem.FAULT, detail=f"odd status {found[-1].group()!r}")
        detail = (b",".join(one) + b" / " + b",".join(two)).decode("ascii", "replace")
        waiting = _number(one[4]) + _number(two[8])
        return PrinterStatus(self._problem(one, two), waiting, detail)

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


def _number(field: bytes) -> int:
    try:
        return int(field)
    except ValueError:
        return 0
