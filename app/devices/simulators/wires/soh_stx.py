"""CAS SW, AP-1, Aclas: asked with ENQ, acknowledged, then asked with DC1."""

from app.devices.scales.soh_stx import ACK, DC1, END, ENQ, START, check
from app.devices.simulators.load import Shown
from app.devices.simulators.wires.answering import answering, says, tares, weighs, zeroes


def write(shown: Shown) -> bytes:
    out = shown.over or shown.under
    state = "F" if out else "S" if shown.stable else "U"
    sign = "-" if shown.grams < 0 else " "
    data = f"{state}{sign}{abs(shown.grams) / 1000:06.3f}kg".encode()
    return START + data + bytes([check(data)]) + END


WIRE = answering(
    write, {ENQ: says(ACK), DC1: weighs(write), b"<ZK>\t": zeroes(), b"<TK>\t": tares()}
)
