"""A&D standard format, in grams with one decimal."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wires.answering import answering, tares, weighs, zeroes

_ACK = b"\x06"


def write(shown: Shown) -> bytes:
    """Out of range it sends nines, as these balances do."""
    if shown.over or shown.under:
        return f"OL,{'+' if shown.over else '-'}999999.9  g\r\n".encode()
    state, sign = "ST" if shown.stable else "US", "-" if shown.grams < 0 else "+"
    return f"{state},{sign}{abs(shown.grams):08.1f}  g\r\n".encode()


WIRE = answering(write, {b"Q\r\n": weighs(write), b"Z\r\n": zeroes(_ACK), b"T\r\n": tares(_ACK)})
