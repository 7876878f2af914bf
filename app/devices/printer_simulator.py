"""A label printer that is not there: raw port 9100, ZPL or TSPL, and every fault on command.

It behaves like the cheap ones: one connection at a time, no acknowledgement, labels kept in memory
while paper is out and printed once it is back. For training, demonstrations and tests.
"""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Self

_POLL_S = 0.05
_CHUNK = 65536


class Fault(Enum):
    """What is wrong with the printer at the moment."""

    NONE = "none"
    OUT_OF_PAPER = "out_of_paper"
    OUT_OF_RIBBON = "out_of_ribbon"
    HEAD_OPEN = "head_open"
    PAUSED = "paused"
    JAM = "jam"
    HOT = "hot"


class Manner(Enum):
    """How it treats a connection."""

    ANSWERS = "answers"
    SILENT = "silent"  # reads everything, answers nothing
    SHY = "shy"  # leaves ~HS unanswered while it cannot print, as some firmware does
    SWALLOWS = "swallows"  # answers until a label comes, takes it, then dies


_QUESTION = rb"~HS|~HQES|\x1b!\?|\x1b!S|\x10\x04[\x01\x02\x04]"
_ZPL_EVENT = re.compile(_QUESTION + rb"|\^XA.*?\^XZ", re.DOTALL)
_TSPL_EVENT = re.compile(
    _QUESTION + rb"|BITMAP \d+,\d+,(\d+),(\d+),\d,|PRINT \d+(?:,\d+)?\r?\n", re.DOTALL
)
_TSPL_FLAGS = {
    Fault.NONE: 0x00,
    Fault.HEAD_OPEN: 0x01,
    Fault.JAM: 0x02,
    Fault.OUT_OF_PAPER: 0x04,
    Fault.OUT_OF_RIBBON: 0x08,
    Fault.PAUSED: 0x10,
    Fault.HOT: 0x80,
}
_TSPL_SIGNS = {
    Fault.NONE: b"@@@@",
    Fault.HEAD_OPEN: b"E@@P",
    Fault.JAM: b"E@@B",
    Fault.OUT_OF_PAPER: b"E@@A",
    Fault.OUT_OF_RIBBON: b"E@@D",
    Fault.PAUSED: b"`@@@",
    Fault.HOT: b"E@A@",
}
_HQES_ERRORS = {
    Fault.HEAD_OPEN: 0x4,
    Fault.JAM: 0x4000,
    Fault.OUT_OF_PAPER: 0x1,
    Fault.OUT_OF_RIBBON: 0x2,
    Fault.HOT: 0x10,
    Fault.PAUSED: 0x10000,
}
_ESC_POS = {  # the answers to DLE EOT 1, 2 and 4
    Fault.NONE: b"\x12\x12\x12",
    Fault.HEAD_OPEN: b"\x1a\x16\x12",
    Fault.OUT_OF_PAPER: b"\x1a\x32\x72",
    Fault.PAUSED: b"\x1a\x12\x12",
}


@dataclass(frozen=True, slots=True)
class _Question:
    asked: bytes


@dataclass
class _Stream:
    """What one connection has sent; splits it into labels and questions."""

    language: str
    _buffer: bytearray = field(default_factory=bytearray)
    _searched: int = 0

    def feed(self, data: bytes) -> Iterator[bytes | _Question]:
        """Whole labels, and the status questions, in the order they were sent."""
        self._buffer += data
        if self.language == "zpl":
            yield from self._zpl()
        else:
            yield from self._tspl()

    def _zpl(self) -> Iterator[bytes | _Question]:
        while (found := _ZPL_EVENT.search(self._buffer)) is not None:
            text = bytes(found.group())
            del self._buffer[: found.end()]
            yield text if text.startswith(b"^XA") else _Question(text)

    def _tspl(self) -> Iterator[bytes | _Question]:
        while (found := _TSPL_EVENT.search(self._buffer, self._searched)) is not None:
            if found.group().startswith(b"BITMAP"):
                end = found.end() + int(found[1]) * int(found[2])
                if len(self._buffer) < end:
                    return
                self._searched = end  # picture bytes may look like commands: step over them
                continue
            is_label, asked = found.group().startswith(b"PRINT"), _Question(bytes(found.group()))
            label = bytes(self._buffer[: found.end()])
            del self._buffer[: found.end()]
            self._searched = 0
            yield label if is_label else asked


class PrinterSimulator:
    """A printer on 127.0.0.1; ``port`` 0 takes a free one. Use as a context manager.

    ``labels_left`` counts down with every label and ends in OUT_OF_PAPER; None is an endless roll.
    With ``folder`` every printed label is also written there, as sent.
    """

    def __init__(
        self,
        language: str = "zpl",
        port: int = 0,
        *,
        labels_left: int | None = None,
        folder: Path | None = None,
    ) -> None:
        self._language = language
        self._folder = folder
        self._changed = threading.Condition()
        self._fault = Fault.NONE
        self._manner = Manner.ANSWERS
        self._labels_left = labels_left
        self._held: list[bytes] = []
        self._printed: list[bytes] = []
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self._listener.settimeout(_POLL_S)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name=f"printer-simulator-{self.port}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Switch the printer off: the port is closed and the thread has ended on return."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._listener.close()

    @property
    def printed(self) -> list[bytes]:
        """The labels that came out, as they were sent."""
        with self._changed:
            return list(self._printed)

    @property
    def held(self) -> list[bytes]:
        """The labels in memory that wait for paper."""
        with self._changed:
            return list(self._held)

    def set_fault(self, fault: Fault) -> None:
        """Take the paper out, open the head, ...; Fault.NONE repairs and prints what was held."""
        with self._changed:
            self._fault = fault
            self._print_held()

    def set_manner(self, manner: Manner) -> None:
        """Answer, stay silent, or take a label and die."""
        with self._changed:
            self._manner = manner

    def load_paper(self, labels: int | None = None) -> None:
        """Put a roll in and print what was held."""
        with self._changed:
            self._labels_left = labels
            self._fault = Fault.NONE
            self._print_held()

    def wait_for_prints(self, count: int, timeout_s: float = 5.0) -> bool:
        """Whether ``count`` labels have come out within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._printed) >= count, timeout_s)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                link, _ = self._listener.accept()
                with link, contextlib.suppress(OSError):
                    self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        link.settimeout(_POLL_S)
        stream = _Stream(self._language)
        while not self._stopping.is_set():
            try:
                data = link.recv(_CHUNK)
            except TimeoutError:
                continue
            if not data:
                return
            for event in stream.feed(data):
                if not self._react(link, event):
                    return

    def _react(self, link: socket.socket, event: bytes | _Question) -> bool:
        """Print a label or answer a question; False ends the connection."""
        with self._changed:
            manner = self._manner
            answer = self._status(event.asked) if isinstance(event, _Question) else b""
        if isinstance(event, bytes):
            self._take(event)
            if manner is Manner.SWALLOWS:
                # Linger 0: the other side sees a reset, as when the power goes.
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                return False
        elif manner is not Manner.SILENT and answer:
            link.sendall(answer)
        return True

    def _take(self, label: bytes) -> None:
        with self._changed:
            self._held.append(label)
            self._print_held()

    def _print_held(self) -> None:
        while self._held and self._fault is Fault.NONE:
            if self._labels_left == 0:
                self._fault = Fault.OUT_OF_PAPER
                break
            label = self._held.pop(0)
            self._printed.append(label)
            if self._folder is not None:
                name = f"label-{len(self._printed):05}.{self._language}"
                (self._folder / name).write_bytes(label)
            if self._labels_left is not None:
                self._labels_left -= 1
                if self._labels_left == 0:
                    self._fault = Fault.OUT_OF_PAPER
        self._changed.notify_all()

    def _status(self, asked: bytes) -> bytes:
        """The answer to a question; b"" for one that this printer does not know."""
        fault = self._fault
        if asked.startswith(b"\x10"):
            if fault not in _ESC_POS:
                return b"\x1a\x52\x12"[{1: 0, 2: 1, 4: 2}[asked[2]] :][:1]
            return _ESC_POS[fault][{1: 0, 2: 1, 4: 2}[asked[2]] :][:1]
        if self._language == "tspl":
            known = {
                b"\x1b!?": bytes([_TSPL_FLAGS[fault]]),
                b"\x1b!S": b"\x02" + _TSPL_SIGNS[fault] + b"\x03\r\n",
            }
            return known.get(asked, b"")
        if asked == b"~HQES":
            bits = _HQES_ERRORS.get(fault, 0)
            return (
                "\x02\r\n\r\nPRINTER STATUS            \r\n"
                f"   ERRORS:          {int(bool(bits))} 00000000 {bits:08X}  \r\n"
                "   WARNINGS:        0 00000000 00000000   \r\n\x03"
            ).encode()
        shy = self._manner is Manner.SHY and fault is not Fault.NONE
        return b"" if shy or asked != b"~HS" else self._host_status()

    def _host_status(self) -> bytes:
        paper = int(self._fault is Fault.OUT_OF_PAPER)
        ribbon = int(self._fault is Fault.OUT_OF_RIBBON)
        head = int(self._fault is Fault.HEAD_OPEN)
        pause = int(self._fault is not Fault.NONE)
        hot = int(self._fault is Fault.HOT)
        formats = len(self._held)
        return (
            f"\x02030,{paper},{pause},1225,{formats:03},0,0,0,000,0,0,{hot}\x03\r\n"
            f"\x02000,0,{head},{ribbon},1,2,6,0,00000000,1,000\x03\r\n"
            f"\x021234,0\x03\r\n"
        ).encode()
