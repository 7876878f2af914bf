"""Mettler-Toledo continuous output in kg, three decimals, with checksum."""

from app.devices.scales.mt_continuous import checksum
from app.devices.simulators.load import Shown
from app.devices.simulators.wire import Wire

_GRAMS, _MARK = 0x2D, 0x20
"""SWA: three decimals, steps of 1; the bit that is always on."""


def write(shown: Shown) -> bytes:
    negative = shown.grams < 0 or shown.under
    out = shown.over or shown.under
    state = 0x30 | bool(shown.tare) | negative << 1 | out << 2 | (not shown.stable) << 3
    digits = f"{abs(int(shown.grams)):6d}{int(shown.tare):6d}".encode()
    raw = bytes([2, _GRAMS, state, _MARK]) + digits + b"\r"
    return raw + bytes([checksum(raw)])


WIRE = Wire(write)
