"""Sartorius SBI with a mark in front: 22 characters, no unit while it moves."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wires.answering import answering, tares, weighs, zeroes


def write(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return f"Stat        {'High' if shown.over else 'Low ':<8}\r\n".encode()
    sign, unit = "-" if shown.grams < 0 else "+", "kg" if shown.stable else ""
    mark = "N" if shown.tare else "G#"
    return f"{mark:<6}{sign}{abs(shown.grams) / 1000:9.3f} {unit:<3}\r\n".encode()


WIRE = answering(
    write, {b"\x1bP\r\n": weighs(write), b"\x1bV\r\n": zeroes(), b"\x1bU\r\n": tares()}
)
