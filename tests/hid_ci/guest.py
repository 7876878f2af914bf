"""Runs in the guest: the product's readers against devices of the guest's own kernel.

Prints one line a check and, last, ``HID-CI passed`` or ``HID-CI FAILED``.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import serial

from app.clock import mono_ms
from app.devices.base import PortBusy, Transport
from app.devices.conversation import Conversation, ScaleConversation, ScanConversation
from app.devices.discovery import Discovery, Plugged, Way
from app.devices.evdev import EvdevTransport
from app.devices.reader import PortReader
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.post_box import PostBox
from app.devices.transports import (
    SCALE_PAGE,
    SCANNER_PAGE,
    HidMatch,
    HidTransport,
    LineSettings,
    open_transport,
)
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from tests.hid_ci import gadgets

PATIENCE_S = 30.0  # the guest is an emulated processor: everything takes its time
MOVING, STILL = bytes.fromhex("03030bff4e00"), bytes.fromhex("03040bff4e00")  # 7.8 oz
POUNDS = bytes.fromhex("03040cfe1103")  # 7.85 lb
CODES = [f"69{n:011d}" for n in range(12)]
DIGITS = {"0": 0x27} | {str(n): 0x1D + n for n in range(1, 10)}
ENTER = 0x28


def say(what: str) -> None:
    sys.stdout.write(f"ok      {what}\n")
    sys.stdout.flush()


def expect(holds: object, what: str) -> None:
    if not holds:
        raise AssertionError(what)
    say(what)


def look() -> tuple[Plugged, ...]:
    return Discovery(print_queues=lambda: ()).look()


def plugged(way: Way, kind: DeviceKind | None = None) -> Plugged:
    """The one thing of that way, once it is there."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for each in look():
            if each.way is way and kind in (None, each.kind):
                return each
        time.sleep(0.1)
    raise AssertionError(f"no {way} was found; plugged in: {look()}")


@contextmanager
def reading(transport: Transport, talk: Conversation) -> Iterator[tuple[PostBox, PortReader]]:
    box = PostBox()
    reader = PortReader("device", transport, talk, box.post, mono_ms)
    reader.start()
    try:
        yield box, reader
    finally:
        reader.stop()
        reader.join(5)


def until(box: PostBox, state: DeviceState) -> None:
    box.wait(DeviceStatus, lambda status: status.state is state, PATIENCE_S)


def weight(box: PostBox, grams: int, *, stable: bool) -> WeightReading:
    def fits(reading: WeightReading) -> bool:
        return (reading.grams, reading.stable) == (grams, stable)

    return box.wait(WeightReading, fits, PATIENCE_S)


def a_hid_scale() -> None:
    scale = gadgets.UhidScale("M10 10 lb Digital Postal Scale", "0084330203035", 0x0922, 0x8003)
    scale.plug()
    found = plugged(Way.HID)
    expect(found.kind is DeviceKind.SCALE, f"a HID scale is found: {found.address} {found.says}")
    talk = ScaleConversation("device", scale_protocol("usb_hid_scale"), streams=False)
    port = HidTransport(HidMatch.at(found.address, SCALE_PAGE), skip_first=True)
    with reading(port, talk) as (box, reader):
        with gadgets.Again(lambda: scale.report(MOVING)):
            weight(box, 221, stable=False)
        with gadgets.Again(lambda: scale.report(STILL)):
            weight(box, 221, stable=True)
            say("7.8 oz are read as 221 g, moving and then still")
            reader.send(scale_protocol("usb_hid_scale").zero)
            expect(scale.written.get(timeout=PATIENCE_S) == b"\x02\x02", "zero reaches the scale")
            scale.unplug()
            until(box, DeviceState.LOST)
            say("unplugged: lost")
            scale.plug()
            until(box, DeviceState.READY)
            weight(box, 221, stable=True)
            say("plugged in again: it weighs")
    scale.unplug()


def a_composite_device() -> None:
    """A HID scale and a serial port in one USB device, unplugged and plugged in again."""
    device = gadgets.Gadget(0x0B67, 0x555E, "FB123", "SCB-R9000 scale")
    node = device.hid("scale", gadgets.SCALE_REPORTS, 6)
    line = device.serial("line")
    device.plug()
    hid, port = plugged(Way.HID), plugged(Way.SERIAL)
    say(f"both ends are found: {hid.address} {port.port} {port.address}")
    hid_talk = ScaleConversation("device", scale_protocol("usb_hid_scale"), streams=False)
    hid_port = HidTransport(HidMatch.at(hid.address, SCALE_PAGE))
    with reading(hid_port, hid_talk) as (hid_box, _):
        with gadgets.Again(lambda: gadgets.send_report(node, POUNDS)):
            weight(hid_box, 3561, stable=True)
        say("7.85 lb over USB are read as 3561 g")
        serial_port(line, port.address, device)
        until(hid_box, DeviceState.LOST)
        with gadgets.Again(lambda: gadgets.send_report(node, POUNDS)):
            until(hid_box, DeviceState.READY)
            weight(hid_box, 3561, stable=True)
        say("the HID scale was lost and weighs again")
    device.unplug()


def serial_port(line: Path, address: str, device: gadgets.Gadget) -> None:
    talk = ScaleConversation("device", scale_protocol("toledo_8217"), unit="kg")
    with reading(open_transport(address, LineSettings(9600, "7E1")), talk) as (box, _):
        with serial.Serial(str(line), timeout=0.1) as far:
            with gadgets.Again(lambda: answer(far), 0.01):
                weight(box, 4880, stable=True)
            say("CDC-ACM, 7E1: asked with W, 4.880 kg are read")
        device.unplug()
        until(box, DeviceState.LOST)
        say("unplugged: the serial port is lost")
        device.plug()
        with serial.Serial(str(line), timeout=0.1) as far, gadgets.Again(lambda: answer(far), 0.01):
            until(box, DeviceState.READY)
            weight(box, 4880, stable=True)
        say(f"plugged in again: it weighs, now as {plugged(Way.SERIAL).port}")


def answer(far: serial.Serial) -> None:
    if b"W" in far.read(16):
        far.write(b"\x0204.880\r")


def scanners() -> None:
    """A HID POS scanner and a keyboard in one USB device."""
    device = gadgets.Gadget(0x1EAB, 0x0C10, "SCN001", "HID POS scanner")
    pos = device.hid("pos", gadgets.SCANNER_REPORTS, 64)
    keys = device.hid("keys", gadgets.KEYBOARD_REPORTS, 8, boot=1)
    device.plug()
    found, keyboard = plugged(Way.HID, DeviceKind.SCANNER), plugged(Way.KEYS)
    say(f"both ways are found: {found.address} {keyboard.port} {keyboard.says}")
    port = HidTransport(HidMatch.at(found.address, SCANNER_PAGE))
    with reading(port, ScanConversation("device", "hid_pos_64", {})) as (box, _):
        until(box, DeviceState.READY)
        for code in CODES:
            body = bytes([2, len(code)]) + b"]E0" + code.encode().ljust(56, b"\0")
            gadgets.send_report(pos, body + bytes([0x73, 0, 0]))
        heard = [box.wait(Scan, timeout=PATIENCE_S) for _ in CODES]
        expect([each.text for each in heard] == CODES, f"{len(CODES)} scans in a row, none lost")
        expect({each.aim for each in heard} == {"]E0"}, "with their AIM identifier")
    with reading(EvdevTransport(keyboard.address), ScanConversation("device", "evdev", {})) as held:
        until(held[0], DeviceState.READY)
        alone(keyboard.address)
        for key in (*(DIGITS[digit] for digit in CODES[-1]), ENTER):
            gadgets.send_report(keys, bytes([0, 0, key, 0, 0, 0, 0, 0]))
            gadgets.send_report(keys, bytes(8))
        expect(held[0].wait(Scan, timeout=PATIENCE_S).text == CODES[-1], "a grabbed wedge is read")
        device.unplug()
        until(held[0], DeviceState.LOST)
        say("unplugged: the wedge is lost")


def alone(address: str) -> None:
    second = EvdevTransport(address)
    try:
        second.open()
    except PortBusy as error:
        say(f"nobody else gets the keys: {error}")
    else:
        second.close()
        raise AssertionError("the keyboard could be grabbed twice")


def main() -> int:
    os.makedirs("/run/udev/data", exist_ok=True)  # noqa: PTH103 - libudev asks for it
    checks: tuple[Callable[[], None], ...] = (a_hid_scale, a_composite_device, scanners)
    failed = 0
    for check in checks:
        try:
            check()
        except Exception:  # noqa: BLE001 - the others are still worth knowing
            traceback.print_exc(file=sys.stdout)
            sys.stdout.write(f"FAILED  {check.__name__}\n")
            failed += 1
    sys.stdout.write(f"HID-CI {'FAILED' if failed else 'passed'}\n")
    sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    code = main()
    os._exit(code)  # the threads of the devices have nothing left to lose
