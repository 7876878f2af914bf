"""The listener at real ports: a pseudo terminal whose speed the scale looks at, and TCP."""

import json
import os
import select
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from app.devices.base import PortBusy, PortLost, Transport
from app.devices.learning.confirming import confirm
from app.devices.learning.line_doubt import Verdict, find
from app.devices.learning.listening import ScaleListener, Step, polls_for, usual_lines
from app.devices.learning.ranking import Heard, rank
from app.devices.scales.registry import SCALES
from app.devices.simulators.links import TcpLink
from app.devices.simulators.scale import SimulatedScale
from app.devices.transports import LineSettings, open_transport

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals")
DATA = Path(__file__).parents[1] / "data" / "scale.json"
FRAME = b"ST,GS,+  1.234kg\r\n"
SPEEDS = {termios.B9600: 9600, termios.B4800: 4800, termios.B2400: 2400, termios.B1200: 1200}


def now() -> int:
    return time.monotonic_ns() // 1_000_000


class FastClock:
    """Ten times as fast as the wall: the same waits in a tenth of the time."""

    def __call__(self) -> int:
        return now() * 10


@contextmanager
def pty_scale(baud: int, *, answers: dict[bytes, bytes] | None = None) -> Iterator[str]:
    """A scale that is understood at one speed only; at others its bytes are what a wrong speed
    makes of them. With ``answers`` it speaks only when asked.
    """
    master, slave = os.openpty()
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            ready, _, _ = select.select([master], [], [], 0.01)
            asked = os.read(master, 100) if ready else b""
            speed = SPEEDS.get(termios.tcgetattr(master)[5])
            if answers is None:
                said = FRAME if speed == baud else b"\x00\xf8\x80\xe0"
            else:
                said = answers.get(asked, b"") if speed == baud else b""
            _, free, _ = select.select([], [master], [], 0)
            if free and said:
                os.write(master, said)

    thread = threading.Thread(target=run, name="pty-scale")
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        stop.set()
        thread.join(2)
        os.close(master)
        os.close(slave)


def at(url: str) -> Callable[[LineSettings], Transport]:
    return lambda line: open_transport(url, line)


LINES = (LineSettings(9600), LineSettings(4800), LineSettings(2400))


def test_a_scale_at_another_speed_is_found_and_named() -> None:
    steps: list[Step] = []
    with pty_scale(4800) as url:
        listener = ScaleListener(at(url), FastClock(), steps.append)
        heard = listener.walk(LINES)
    finding = find(heard, LineSettings(9600))
    assert (finding.verdict, finding.says.params) == (Verdict.OTHER_LINE, {"baud": "4800"})
    assert finding.candidates[0].name == "st_gs"
    assert [step.at for step in steps] == [1, 2]  # beyond doubt: no need to go on


def test_a_silent_scale_is_asked_and_never_told_to_zero() -> None:
    asked: list[bytes] = []

    class Answers(dict[bytes, bytes]):
        def get(self, key: bytes, default: bytes = b"") -> bytes:  # type: ignore[override]
            asked.append(key)
            return b"S S       1.234 kg\r\n" if key == b"SI\r\n" else default

    with pty_scale(9600, answers=Answers()) as url:
        heard = ScaleListener(at(url), FastClock()).walk(LINES[:1])
    assert rank(heard)[0].name == "mt_sics"
    assert rank(heard)[0].asked == b"SI\r\n"
    commands = {each for one in SCALES for each in (one.zero, one.tare, one.clear_tare) if each}
    assert not commands & set(asked)


def test_polls_only_ask_for_weights() -> None:
    commands = {each for one in SCALES for each in (one.zero, one.tare, one.clear_tare) if each}
    for line in usual_lines():
        assert not commands & set(polls_for(line))
    assert b"SI\r\n" in polls_for(LineSettings())
    assert b"J" in polls_for(LineSettings(4800, "8E1"))
    assert usual_lines()[0] == LineSettings(9600, "8N1")
    assert {one.line for one in SCALES if one.line} <= {(x.baud, x.frame) for x in usual_lines()}


def test_nothing_there_is_said_as_nothing() -> None:
    with pty_scale(1200, answers={}) as url:
        heard = ScaleListener(at(url), FastClock()).walk(LINES[:2])
    assert {one.data for one in heard} == {b""}
    assert find(heard).verdict is Verdict.SILENT


def test_it_can_be_stopped_from_another_thread() -> None:
    with pty_scale(1200, answers={}) as url:
        started = threading.Event()
        listener = ScaleListener(at(url), now, lambda _step: started.set())
        got: list[tuple[Heard, ...]] = []
        thread = threading.Thread(target=lambda: got.append(listener.walk(LINES)), name="walk")
        thread.start()
        assert started.wait(5)
        listener.stop()
        thread.join(2)
        assert not thread.is_alive()
    assert len(got) == 1


def test_a_port_of_another_program_is_named() -> None:
    with pty_scale(9600) as url:
        holder = open_transport(url)
        holder.open()
        with pytest.raises(PortBusy):
            ScaleListener(at(url), FastClock()).walk(LINES)
        holder.close()


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    listener = ScaleListener(at(str(tmp_path / "none")), FastClock())
    with pytest.raises(PortLost):
        listener.walk(LINES)
    with pytest.raises(PortLost):
        listener.capture(LINES[0])


def test_from_an_unknown_scale_to_a_profile() -> None:
    """The whole way over TCP: listen, empty pan, known weight."""
    scale = SimulatedScale("nci_scp01", TcpLink(), now)
    scale.start()
    try:
        listener = ScaleListener(at(scale._link.url), now)
        line = LineSettings(9600, "7E1")
        heard = listener.walk([line])
        candidates = rank(heard)
        best = candidates[0]
        assert (best.name, best.asked) == ("nci_scp01", b"W\r")
        empty = listener.capture(best.line, best.asked, for_ms=400)
        scale.put(500)
        loaded = listener.capture(best.line, best.asked, for_ms=800)
    finally:
        scale.stop()
    [found, *others] = confirm(candidates, [empty], [loaded], Decimal(500)).confirmed
    assert others == []
    assert found.profile.protocol == "nci_scp01"
    assert (found.profile.poll, found.profile.baud, found.profile.framing) == (
        b"W\r".hex(),
        9600,
        "7E1",
    )


def test_a_scale_that_wants_two_questions_is_asked_both() -> None:
    recorded = next(
        bytes.fromhex(one["hex"])
        for one in json.loads(DATA.read_text("utf-8"))
        if one["protocol"] == "soh_stx" and '"kind": "weight"' in json.dumps(one)
    )
    answers = {b"\x05": b"\x06", b"\x11": recorded}
    with pty_scale(9600, answers=answers) as url:
        heard = ScaleListener(at(url), FastClock()).walk(LINES[:1])
    with pty_scale(9600, answers=answers) as url:
        captured = ScaleListener(at(url), FastClock()).capture(LINES[0], b"\x05")
    assert (rank(heard)[0].name, rank(heard)[0].asked) == ("soh_stx", b"\x05")
    assert rank([captured])[0].accepted > 3
