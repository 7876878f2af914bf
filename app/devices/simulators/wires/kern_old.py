"""KERN FKB: sixteen columns, no unit while it moves."""

from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wires.answering import answering, kilos, tares, weighs


def write(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b"       Error\r\n"
    unit = "kg " if shown.stable else ""
    return f"{kilos(shown):>12} {unit}\r\n".encode()


def when_stable(load: Load, at_ms: int) -> bytes:
    """Nothing while it moves: the scale would wait."""
    shown = load.shown(at_ms)
    return write(shown) if shown.stable else b""


WIRE = answering(write, {b"w": weighs(write), b"s": when_stable, b"t": tares()})
