"""A Yaohua indicator with address 1 that answers."""

from app.devices.scales.yaohua_a9 import checksum
from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wires.answering import answering, says, weighs


def write(shown: Shown) -> bytes:
    """The gross weight; nothing while out of range, as the display shows it only."""
    if shown.over or shown.under:
        return b""
    return _reply("B", int(shown.grams + shown.tare))


def net(shown: Shown) -> bytes:
    return b"" if shown.over or shown.under else _reply("D", int(shown.grams))


def tare(load: Load, at_ms: int) -> bytes:
    return _reply("C", int(load.shown(at_ms).tare))


def _reply(letter: str, grams: int) -> bytes:
    sign = "-" if grams < 0 else "+"
    return _framed(f"A{letter}{sign}{abs(grams):06d}3".encode())


def _framed(body: bytes) -> bytes:
    return b"\x02" + body + checksum(body) + b"\x03"


_HELLO = _framed(b"AA")
WIRE = answering(
    write,
    {
        _HELLO: says(_HELLO),
        _framed(b"AB"): weighs(write),
        _framed(b"AC"): tare,
        _framed(b"AD"): weighs(net),
        _framed(b"AE"): says(b"\x04"),
        _framed(b"AF"): says(b"\x04"),
    },
)
