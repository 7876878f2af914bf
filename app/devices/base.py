"""What every device at the bench has in common: a way for bytes, a decoder, three ways to fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

REFUSED = "refused"
"""Kind of a frame that was seen but must not be used; its ``error`` says why."""


class DeviceError(Exception):
    """Anything that goes wrong with a device."""


class PortLost(DeviceError):  # noqa: N818  # named for what happened, as the screen says it
    """The port is gone or cannot be opened: unplugged, switched off, peer closed."""


class PortAwaited(PortLost):
    """The port is ours and open, but the device has to come to it (it connects to us)."""


class PortBusy(DeviceError):  # noqa: N818
    """The port exists but another program holds it; ``holder`` is its name where that is known."""

    def __init__(self, message: str, *, port: str = "", holder: str = "") -> None:
        super().__init__(message)
        self.port = port
        self.holder = holder


class FrameError(DeviceError):
    """Bytes or settings that no protocol here can mean; ``code`` is the short name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Transport(Protocol):
    """A way to move bytes. One thread owns it; nothing else may call it."""

    def open(self) -> None:
        """Open it. Raises PortBusy (held by another program) or PortLost."""

    def close(self) -> None:
        """Close it; never raises, may be called twice."""

    def read(self, timeout: float) -> bytes:
        """What arrived, at most ``timeout`` seconds waited; b"" if nothing. Raises PortLost."""

    def write(self, data: bytes) -> None:
        """Send all of ``data``. Raises PortLost."""

    def describe(self) -> str:
        """The port in words for a log or a support bundle."""


@dataclass(frozen=True, slots=True)
class ScaleFrame:
    """One frame of a scale, as it was sent: nothing converted, nothing guessed.

    ``kind`` is weight, status, tare, ack, info, command or refused. ``weight`` and ``tare``
    keep the digits sent (trailing zeros are the resolution). ``stable``, ``net`` and ``zero``
    are None when the frame does not say. A refused frame never carries a weight.
    ``raw_digits`` is set where the place of the decimal point is not in the frame. ``hold``: the
    display is frozen. ``legend``, ``comparator`` and ``id`` are marks beside the weight;
    ``multi`` and ``final_readout`` are marks of single makers (see their pages).
    """

    kind: str
    raw: bytes = b""
    weight: Decimal | None = None
    unit: str | None = None
    stable: bool | None = None
    zero: bool | None = None
    net: bool | None = None
    over: bool | None = None
    under: bool | None = None
    fault: bool | None = None
    outside_zero_capture: bool | None = None
    more: bool | None = None
    tare: Decimal | None = None
    command: str | None = None
    value: str | None = None
    report: str | None = None
    channel: int | None = None
    range: int | None = None
    address: str | int | None = None
    raw_digits: str | None = None
    hold: bool | None = None
    comparator: str | None = None
    legend: str | None = None
    id: str | None = None
    multi: bool | None = None
    final_readout: bool | None = None
    error: str | None = None

    def as_expected(self) -> dict[str, object]:
        """The frame as one JSON object: numbers as decimal strings, what is not said left out.

        A weight always has ``unit`` and ``stable``, as null where the frame does not say.
        """
        said: dict[str, object] = {"kind": self.kind}
        if self.kind == "weight":
            said |= {"weight": None, "unit": self.unit, "stable": self.stable}
        for name in _SAID:
            value = getattr(self, name)
            if value is not None:
                said[name] = format(value, "f") if isinstance(value, Decimal) else value
        if self.kind == "weight" and self.raw_digits is not None:
            said["weight"] = self.raw_digits
        if self.weight is not None and self.weight.is_zero() and self.weight.is_signed():
            said["normalized"] = format(abs(self.weight), "f")
        return said


_SAID = tuple(name for name in ScaleFrame.__dataclass_fields__ if name not in {"kind", "raw"})


def refused(code: str, raw: bytes) -> ScaleFrame:
    """A frame that was seen and must not be used."""
    return ScaleFrame(REFUSED, raw=raw, error=code)


class ScaleDecoder(Protocol):
    """Bytes of one scale protocol to frames, however the stream is cut. No I/O, no clock."""

    def feed(self, data: bytes) -> list[ScaleFrame]:
        """The frames that ``data`` completes, refused ones among them, in order."""

    def idle(self) -> list[ScaleFrame]:
        """The line fell silent: what only silence ends is read, what is half is refused."""

    def reset(self) -> None:
        """Forget what was half read (the port was opened anew)."""


@dataclass(frozen=True, slots=True)
class ScanFrame:
    """One code as the scanner sent it, AIM identifier still in front, terminator gone.

    With ``error`` set it is no code: ``text`` is empty and the error says what was dropped.
    ``keyed`` is True when it came as key strokes (letters may have passed an input method).
    """

    text: str
    raw: bytes = b""
    error: str | None = None
    terminator: str | None = None
    via: str | None = None
    keyed: bool = False


class ScanDecoder(Protocol):
    """Bytes of one scanner to codes. Time is milliseconds of the monotonic clock, passed in."""

    def feed(self, data: bytes, at_ms: int) -> list[ScanFrame]:
        """The codes that ``data`` completes, dropped pieces among them, in order."""

    def idle(self, at_ms: int) -> list[ScanFrame]:
        """Nothing came until ``at_ms``: codes that end by silence, halves that are too old."""

    def reset(self) -> None:
        """Forget what was half read."""


Config = Mapping[str, object]
"""Settings of one scanner by name, as they stand in the settings file."""
