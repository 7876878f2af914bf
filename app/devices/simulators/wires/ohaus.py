"""Ohaus: a number of eleven characters, its unit, a question mark while it moves."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wires.answering import answering, kilos, tares, weighs, zeroes

_DONE = b"OK!\r\n"


def write(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return f"Err 8.{3 if shown.over else 4}\r\n".encode()
    moving, legend = " " if shown.stable else "?", "NET" if shown.tare else "G"
    return f"{kilos(shown):>11} kg   {moving} {legend:<3}\r\n".encode()


WIRE = answering(write, {b"IP\r\n": weighs(write), b"Z\r\n": zeroes(_DONE), b"T\r\n": tares(_DONE)})
