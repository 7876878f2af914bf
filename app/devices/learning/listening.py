"""Listens at one port, at one line setting after the other; asks only where nothing comes."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.devices.base import PortBusy, PortLost, Transport
from app.devices.learning.ranking import Heard, convinces, rank
from app.devices.scales.registry import SCALES
from app.devices.transports import LineSettings

LISTEN_MS = 1500
ANSWER_MS = 400
POLL_MS = 200
_READ_S = 0.05
_ENOUGH = 400
_FIRST_LINES = ((9600, "8N1"), (9600, "7E1"), (4800, "8N1"), (2400, "7E1"), (1200, "8N1"))
_LAST_LINES = ((19200, "8N1"), (2400, "8N1"), (38400, "8N1"), (115_200, "8N1"))
_ACK = 0x06
_AFTER_ACK = {one.poll: one.on_ack for one in SCALES if one.on_ack}
_FIRST_POLLS = (b"W", b"SI\r\n", b"W\r", b"\nW\r", b"\x05", b"IP\r\n")
"""The common questions, the harmless first. None zeroes, tares or changes a setting."""


def usual_lines() -> tuple[LineSettings, ...]:
    """The settings worth listening at, the likeliest first."""
    of_protocols = [one.line for one in SCALES if one.line is not None]
    pairs = dict.fromkeys([*_FIRST_LINES, *of_protocols, *_LAST_LINES])
    return tuple(LineSettings(baud, frame) for baud, frame in pairs)


def polls_for(line: LineSettings) -> tuple[bytes, ...]:
    """The questions for a weight of the protocols that are usual at this setting."""
    known = {one.poll for one in SCALES if one.poll and one.line == (line.baud, line.frame)}
    return tuple([poll for poll in _FIRST_POLLS if poll in known] + sorted(known - {*_FIRST_POLLS}))


@dataclass(frozen=True, slots=True)
class Step:
    """Where the listener is: setting ``at`` of ``of``; ``came`` bytes so far at this setting."""

    line: LineSettings
    at: int
    of: int
    came: int = 0


class ScaleListener:
    """Owns a port while it listens: nothing else may have it open. Runs in its caller's thread.

    ``open_at`` gives a transport for a setting; ``clock`` is monotonic milliseconds; ``step``
    is told where it is. ``stop`` may be called from another thread.
    """

    def __init__(
        self,
        open_at: Callable[[LineSettings], Transport],
        clock: Callable[[], int],
        step: Callable[[Step], None] = lambda _step: None,
    ) -> None:
        self._open_at = open_at
        self._clock = clock
        self._step = step
        self._stop = threading.Event()

    def stop(self) -> None:
        """End within one read time-out."""
        self._stop.set()

    def walk(self, lines: Sequence[LineSettings] | None = None) -> tuple[Heard, ...]:
        """Everything heard, setting by setting; ends early where a protocol fits beyond doubt.

        Raises:
            PortBusy: another program has the port.
            PortLost: it could be opened at no setting.
        """
        lines = usual_lines() if lines is None else lines
        heard: list[Heard] = []
        lost: PortLost | None = None
        for at, line in enumerate(lines, 1):
            if self._stop.is_set():
                break
            self._step(Step(line, at, len(lines)))
            try:
                heard += self._at(line)
            except PortBusy:
                raise
            except PortLost as error:  # this setting may be one that the port cannot do
                lost = error
                continue
            if any(convinces(one) for one in rank(heard)):
                break
        if lost is not None and not heard:
            raise lost
        return tuple(heard)

    def capture(
        self, line: LineSettings, poll: bytes = b"", for_ms: int = LISTEN_MS, poll_ms: int = POLL_MS
    ) -> Heard:
        """What comes at one setting, asking all the while: for the empty pan, the known weight.

        Raises PortBusy or PortLost.
        """
        transport = self._open_at(line)
        transport.open()
        try:
            data = bytearray()
            end = asked = self._clock()
            end += for_ms
            while not self._stop.is_set() and self._clock() < end:
                if poll and self._clock() >= asked:
                    transport.write(poll)
                    asked = self._clock() + poll_ms
                data += self._answer(transport, poll)
        finally:
            transport.close()
        return Heard(line, bytes(data), poll)

    def _at(self, line: LineSettings) -> list[Heard]:
        transport = self._open_at(line)
        transport.open()
        try:
            came = self._hear(transport, LISTEN_MS)
            if came:
                return [Heard(line, came)]
            return self._ask(transport, line) or [Heard(line, b"")]
        finally:
            transport.close()

    def _ask(self, transport: Transport, line: LineSettings) -> list[Heard]:
        """Each question until one is answered with a weight; other answers are kept too."""
        heard: list[Heard] = []
        for poll in polls_for(line):
            if self._stop.is_set():
                break
            answers = b""
            for _ in range(3):  # one answer may be chance, or a half one
                transport.write(poll)
                answer = self._hear(transport, ANSWER_MS, enough=1)
                if _ACK in answer and poll in _AFTER_ACK:
                    transport.write(_AFTER_ACK[poll])
                    answer += self._hear(transport, ANSWER_MS, enough=1)
                answers += answer
                if not answer or self._stop.is_set():
                    break
            if answers:
                heard.append(Heard(line, answers, poll))
                if any(convinces(one) for one in rank(heard)):
                    break
        return heard

    def _answer(self, transport: Transport, poll: bytes) -> bytes:
        """What came just now; a scale that acknowledged the question is asked for the weight."""
        data = transport.read(_READ_S)
        if _ACK in data and poll in _AFTER_ACK:
            transport.write(_AFTER_ACK[poll])
        return data

    def _hear(self, transport: Transport, for_ms: int, enough: int = _ENOUGH) -> bytes:
        """Bytes of up to ``for_ms``; less when ``enough`` came and the line paused."""
        data = bytearray()
        end = self._clock() + for_ms
        while not self._stop.is_set() and self._clock() < end:
            more = transport.read(_READ_S)
            data += more
            if len(data) >= enough and (not more or enough == _ENOUGH):
                break
        return bytes(data)


def same_line(heard: Iterable[Heard], line: LineSettings, asked: bytes) -> bytes:
    """All bytes of one setting and question, in order."""
    return b"".join(one.data for one in heard if (one.line, one.asked) == (line, asked))
