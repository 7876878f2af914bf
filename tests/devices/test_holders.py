"""A port that another program has is named, with the program; so is a second bench on one PC."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.devices.base import PortBusy
from app.devices.conversation import ScanConversation
from app.devices.holders import Hold, claim, holder_of, program_name, refuse_if_held
from app.devices.reader import PortReader
from app.devices.simulators.links import PtyLink
from app.devices.simulators.post_box import PostBox
from app.devices.transports import HidMatch, HidTransport, SerialTransport
from app.domain.readings import DeviceState, DeviceStatus

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

HOLDER = """
import fcntl, os, sys
held = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by(name: str, path: str, folder: Path) -> Iterator[None]:
    """Another program, with a name, that has the file open and locked."""
    script = folder / name
    script.write_text(HOLDER)
    command = [sys.executable, str(script), path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"held\n"
        yield
        program.communicate()


def test_the_program_that_has_a_port_is_named(tmp_path: Path) -> None:
    link = PtyLink(tmp_path / "scale")
    with held_by("weighing_tool", link.url, tmp_path):
        with pytest.raises(PortBusy) as caught:
            SerialTransport(link.url).open()
        assert caught.value.port == link.url
        assert caught.value.holder == f"weighing_tool {link.url}"
    free = SerialTransport(link.url)
    free.open()
    free.close()
    link.unplug()


def test_the_device_page_hears_who_has_the_port(tmp_path: Path) -> None:
    link, box = PtyLink(tmp_path / "scanner"), PostBox()
    talk = ScanConversation("scanner-1", "serial", {})
    reader = PortReader("scanner-1", SerialTransport(link.url), talk, box.post, lambda: 0)
    with held_by("other_bench", link.url, tmp_path):
        reader.start()
        status = box.wait(DeviceStatus)
        assert (status.state, status.holder.split(" ")[0]) == (DeviceState.BUSY, "other_bench")
    reader.retry()
    box.wait(DeviceStatus, lambda each: each.state is DeviceState.READY)
    reader.stop()
    assert reader.join(3)
    link.unplug()


def test_a_port_read_without_a_lock_is_not_opened_beside_it(tmp_path: Path) -> None:
    """Linux would let both read, and each would get half of the bytes."""
    node = tmp_path / "ttyUSB0"
    node.touch()
    refuse_if_held(str(node))
    with (
        held_by("monitor", str(node), tmp_path),
        pytest.raises(PortBusy, match="used by monitor"),
    ):
        refuse_if_held(str(node))
    assert holder_of(str(node)) == ""
    assert holder_of(str(node), tmp_path / "no proc") == ""


def test_a_hid_device_is_held_by_one_bench_and_the_next_free_one_is_taken(tmp_path: Path) -> None:
    nodes = [tmp_path / "hidraw0", tmp_path / "hidraw1"]
    for node in nodes:
        node.touch()
    benches = [hid_scale(nodes), hid_scale(nodes), hid_scale(nodes)]
    for bench in benches[:2]:
        bench.open()
    assert "hidraw0" in benches[0].describe()
    assert "hidraw1" in benches[1].describe()
    with pytest.raises(PortBusy):
        benches[2].open()
    benches[0].close()
    benches[2].open()
    for bench in benches:
        bench.close()


class OpenDevice:
    """hidapi's device: opens anything."""

    def open_path(self, path: bytes) -> None: ...
    def close(self) -> None: ...


def hid_scale(nodes: list[Path]) -> HidTransport:
    listed = [{"path": str(node).encode(), "usage_page": 0x8D} for node in nodes]
    return HidTransport(HidMatch(), enumerate_devices=lambda: listed, make_device=OpenDevice)


def test_a_hold_needs_no_node() -> None:
    hold = Hold()
    hold.take("/dev/no-such-node")
    hold.free()
    hold.free()


def test_a_program_is_called_what_people_call_it(tmp_path: Path) -> None:
    def process(name: str, *words: str) -> Path:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        (folder / "comm").write_text(f"{name}\n")
        (folder / "cmdline").write_bytes(b"\0".join(word.encode() for word in words) + b"\0")
        return folder

    assert program_name(process("minicom", "minicom", "-D", "/dev/ttyUSB0")) == "minicom"
    assert program_name(process("python3", "python3", "-u", "/o/main.py", "station", "--home")) == (
        "main.py station"
    )
    assert program_name(process("python3", "python3", "-c", "print()")) == "python3"
    assert program_name(tmp_path / "gone") == ""


def test_claiming_a_terminal_leaves_simulated_ones_open(tmp_path: Path) -> None:
    link = PtyLink(tmp_path / "scale")
    first = os.open(link.url, os.O_RDWR | os.O_NOCTTY)
    claim(first, ours=True)
    second = os.open(link.url, os.O_RDWR | os.O_NOCTTY)
    claim(first, ours=False)
    os.close(first)
    os.close(second)
    link.unplug()
