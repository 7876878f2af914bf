"""CAS CI and NT: comma text with a lamp byte."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wire import Wire
from app.devices.simulators.wires.answering import kilos

_ON, _STABLE, _GROSS, _TARE, _ZERO = 0x80, 0x40, 0x04, 0x02, 0x01


def write(shown: Shown) -> bytes:
    out = shown.over or shown.under
    lamp = _ON | (_TARE if shown.tare else _GROSS)
    lamp |= (_STABLE if shown.stable and not out else 0) | (_ZERO if shown.zero else 0)
    state = "OL" if out else "ST" if shown.stable else "US"
    data = ("-" if shown.under else "") if out else kilos(shown)
    head = f"{state},{'NT' if shown.tare else 'GS'},1".encode()
    return head + bytes([lamp]) + f",{data:>8} kg\r\n".encode()


WIRE = Wire(write)
