"""Yaohua XK3190-A26: ``=`` and eight characters, in both orders."""

from app.devices.simulators.load import Shown
from app.devices.simulators.wire import Wire
from app.devices.simulators.wires.answering import field


def forward(shown: Shown) -> bytes:
    """Nothing while out of range, as the display shows it only."""
    return b"" if shown.over or shown.under else f"={field(shown, 8)}".encode()


def backward(shown: Shown) -> bytes:
    """The same, last digit first."""
    return b"" if shown.over or shown.under else f"={field(shown, 8)[::-1]}".encode()


FORWARD, REVERSED = Wire(forward), Wire(backward)
