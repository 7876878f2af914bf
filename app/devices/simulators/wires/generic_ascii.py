"""A sign, a number and a unit: no word about stability."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wire import Wire


def write(shown: Shown) -> bytes:
    sign = "-" if shown.grams < 0 or shown.under else "+"
    if shown.over or shown.under:
        return f"{sign} ~~~~~~~~kg \r\n".encode()
    return f"{sign}{abs(shown.grams) / 1000:9.3f}kg \r\n".encode()


WIRE = Wire(write)
