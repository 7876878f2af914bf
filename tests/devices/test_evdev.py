"""Kernel key events: read through a pipe with real structs, and a recorded device in umockdev."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.base import FrameError, PortBusy, PortLost, ScanFrame
from app.devices.conversation import ScanConversation
from app.devices.evdev import EvdevTransport, InputNode, input_nodes
from app.devices.identity import Identity
from app.devices.reader import PortReader
from app.devices.scanners.evdev_scanner import (
    EV_KEY,
    EV_SYN,
    EVENT,
    SYN_DROPPED,
    EvdevScanner,
    key_events,
)
from app.devices.simulators.post_box import PostBox
from app.domain.readings import DeviceState, DeviceStatus, Scan

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="evdev is Linux only")
CODES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=20)
SHIFT, ALT, CTRL, ENTER, KEYPAD_ENTER, A = 42, 56, 29, 28, 96, 30


def press(*codes: int) -> bytes:
    """Keys down in this order and up again in reverse, as struct input_event."""
    strokes = [(code, 1) for code in codes] + [(code, 0) for code in reversed(codes)]
    return b"".join(
        EVENT.pack(1, 2, EV_KEY, code, value) + EVENT.pack(1, 2, EV_SYN, 0, 0)
        for code, value in strokes
    )


def texts(frames: list[ScanFrame]) -> list[str]:
    return [frame.text for frame in frames if not frame.error]


@settings(max_examples=100, deadline=None)
@given(codes=st.lists(CODES, min_size=1, max_size=3), cut=st.integers(1, 200))
def test_every_key_of_the_layout_however_the_stream_is_cut(codes: list[str], cut: int) -> None:
    stream = b"".join(key_events(code) for code in codes)
    scanner = EvdevScanner()
    pieces = [stream[at : at + cut] for at in range(0, len(stream), cut)]
    assert [text for each in pieces for text in texts(scanner.feed(each, 0))] == codes


def test_keypad_digits_and_keypad_enter() -> None:
    keypad = (79, 80, 81, 75, 76, 77, 71, 72, 73, 82)
    data = b"".join(press(code) for code in (*keypad, KEYPAD_ENTER))
    assert texts(EvdevScanner().feed(data, 0)) == ["1234567890"]


def test_alt_and_keypad_digits_make_a_group_separator() -> None:
    alt = (
        EVENT.pack(0, 0, EV_KEY, ALT, 1)
        + b"".join(press(code) for code in (82, 82, 80, 73))
        + EVENT.pack(0, 0, EV_KEY, ALT, 0)
    )
    frames = EvdevScanner().feed(press(A) + alt + press(A) + press(ENTER), 0)
    assert (texts(frames), frames[0].via) == (["a\x1da"], "alt_numpad")


def test_control_and_bracket_make_one_too() -> None:
    data = press(A) + press(CTRL, 27) + press(A) + press(ENTER)
    assert texts(EvdevScanner().feed(data, 0)) == ["a\x1da"]


def test_repeats_of_the_kernel_are_no_keys() -> None:
    data = EVENT.pack(0, 0, EV_KEY, A, 1) + EVENT.pack(0, 0, EV_KEY, A, 2) * 5 + press(ENTER)
    assert texts(EvdevScanner().feed(data, 0)) == ["a"]


def test_a_code_with_lost_events_is_dropped() -> None:
    scanner = EvdevScanner()
    data = press(A) + EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0) + press(A) + press(ENTER)
    frames = scanner.feed(data, 0)
    assert [frame.error for frame in frames] == ["overrun", None]
    assert texts(scanner.feed(key_events("690"), 10)) == ["690"]


def test_a_half_code_is_dropped_and_not_glued_to_the_next() -> None:
    scanner = EvdevScanner()
    scanner.feed(key_events("SF138562")[: -2 * 2 * EVENT.size], 0)
    assert [frame.error for frame in scanner.idle(600)] == ["incomplete"]
    assert texts(scanner.feed(key_events("690"), 700)) == ["690"]


class Grab:
    """The kernel's grab: one at a time."""

    def __init__(self) -> None:
        self.taken: list[int] = []

    def __call__(self, descriptor: int, *, ours: bool) -> None:
        if self.taken:
            raise OSError(16, "Device or resource busy")
        self.taken.append(descriptor)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pipe in place of an event node, and the end that the kernel would write."""
    path = tmp_path / "event9"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)
    yield path, writer
    with contextlib.suppress(OSError):
        os.close(writer)


@LINUX
def test_a_grabbed_scanner_is_read_by_the_bench_and_lost_with_its_cable(
    node: tuple[Path, int],
) -> None:
    path, writer = node
    grab, box = Grab(), PostBox()
    port = EvdevTransport(str(path), take=grab)
    talk = ScanConversation("scanner-1", "evdev", {})
    reader = PortReader("scanner-1", port, talk, box.post, lambda: 0)
    reader.start()
    try:
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
        assert len(grab.taken) == 1
        os.write(writer, key_events("]C0SF1385628716739"))
        scan = box.wait(Scan)
        assert (scan.text, scan.aim) == ("SF1385628716739", "]C0")
        os.close(writer)
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.LOST)
    finally:
        reader.stop()
        assert reader.join()


@LINUX
def test_a_scanner_that_another_program_grabbed_is_busy(node: tuple[Path, int]) -> None:
    path, _ = node
    grab = Grab()
    first, second = EvdevTransport(str(path), take=grab), EvdevTransport(str(path), take=grab)
    first.open()
    with pytest.raises(PortBusy) as caught:
        second.open()
    assert caught.value.port == str(path)
    first.close()
    first.close()


@LINUX
def test_a_scanner_is_known_by_its_serial_number(node: tuple[Path, int]) -> None:
    path, _ = node
    identity = Identity(0x0C2E, 0x0B61, "S0001", "1-1.3:1.0")
    nodes = [InputNode("/dev/input/event3", Identity(1, 2)), InputNode(str(path), identity)]
    port = EvdevTransport("usb:0c2e:0b61:S0001", list_nodes=lambda: nodes, take=Grab())
    port.open()
    assert str(path) in port.describe()
    port.close()
    nodes.clear()
    with pytest.raises(PortLost, match="not plugged in"):
        port.open()


def test_a_scanner_without_a_port_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(FrameError):
        EvdevTransport("")


@LINUX
def test_a_node_that_is_not_there_or_not_open_is_lost(tmp_path: Path) -> None:
    port = EvdevTransport(str(tmp_path / "event1"))
    with pytest.raises(PortLost):
        port.open()
    with pytest.raises(PortLost):
        port.read(0.1)
    with pytest.raises(PortLost):
        port.write(b"x")


@LINUX
def test_a_pipe_cannot_be_grabbed_so_it_is_not_read(node: tuple[Path, int]) -> None:
    """The real EVIOCGRAB refuses what is no input device: never read without the grab."""
    with pytest.raises(PortLost, match="cannot be grabbed"):
        EvdevTransport(str(node[0])).open()


@LINUX
def test_keyboards_are_listed_from_sys(tmp_path: Path) -> None:
    device = tmp_path / "usb1" / "1-1" / "1-1.3" / "1-1.3:1.0" / "input21"
    for name, text in (
        ("capabilities/key", "1000000000007 fffffffffffffffe\n"),
        ("id/vendor", "0c2e\n"),
        ("id/product", "0b61\n"),
        ("name", "Barcode Scanner\n"),
        ("uniq", "\n"),
    ):
        (device / name).parent.mkdir(parents=True, exist_ok=True)
        (device / name).write_text(text)
    mouse = tmp_path / "mouse" / "capabilities"
    mouse.mkdir(parents=True)
    (mouse / "key").write_text("1f0000 0 0 0 0\n")
    nodes = tmp_path / "class"
    for name, target in (("event9", device), ("event2", mouse.parent)):
        (nodes / name).mkdir(parents=True)
        (nodes / name / "device").symlink_to(target, target_is_directory=True)

    found = input_nodes(nodes)

    identity = Identity(0x0C2E, 0x0B61, "", "1-1.3:1.0")
    assert found == [InputNode("/dev/input/event9", identity, "Barcode Scanner")]
    assert input_nodes(tmp_path / "nothing") == []


@LINUX
def test_a_recorded_scanner_is_found_grabbed_and_read(tmp_path: Path) -> None:
    """umockdev answers for /sys, /dev/input and EVIOCGRAB as the kernel would."""
    program = shutil.which("umockdev-run")
    if program is None:
        pytest.skip("umockdev is not installed")
    script = tmp_path / "keys"
    lines = [
        f"E: {at / 1e6:.6f} {kind:04x} {code:04x} {value:04d}\n"
        for at, (_, _, kind, code, value) in enumerate(EVENT.iter_unpack(key_events("SF13-Ab")))
    ]
    script.write_text("".join(lines))
    here = Path(__file__).parent
    recorded = here.parent / "data" / "umockdev" / "scanner.umockdev"
    command = [program, "-d", str(recorded), f"--evemu-events=/dev/input/event9={script}", "--"]
    done = subprocess.run(
        [*command, sys.executable, str(here / "umockdev_scan.py")],
        env={**os.environ, "PYTHONPATH": str(here.parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split("\n") == [
        "usb:0c2e:0b61:S0001@1-1.3:1.0",
        "Barcode Scanner",
        "SF13-Ab",
    ], done.stderr
