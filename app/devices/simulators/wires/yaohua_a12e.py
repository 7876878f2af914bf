"""Yaohua XK3190-A12E: a line with a checksum."""

from app.devices.scales.yaohua_a9 import checksum
from app.devices.simulators.load import Shown
from app.devices.simulators.wire import Wire
from app.devices.simulators.wires.answering import field


def write(shown: Shown) -> bytes:
    if shown.over or shown.under:
        body = f"{'OL' if shown.over else 'LO':>11}".encode()
    else:
        body = f"{'WN' if shown.tare else 'WG'}{field(shown, 7)}kg".encode()
    return body + checksum(body) + b"\r\n"


WIRE = Wire(write)
