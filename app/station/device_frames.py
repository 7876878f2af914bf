"""Raw reads of a device as the live view shows them: each with what it ended. Pure."""

from collections.abc import Sequence

from app.config import ScaleSettings
from app.devices.base import REFUSED, FrameError, ScaleFrame
from app.devices.health import DeviceHealth
from app.devices.learning.line_doubt import Verdict, find
from app.devices.learning.ranking import Heard, Reason
from app.devices.scales.profiles import protocol_of
from app.devices.scales.registry import ScaleProtocol, scale_protocol
from app.devices.transports import LineSettings
from app.station.device_view import Health, RawFrame, Saying

_LEAST_BYTES = 12

Reads = Sequence[tuple[int, bytes]]
"""What a reader kept: monotonic milliseconds and bytes, oldest first."""


def saying(reason: Reason) -> Saying:
    """A reason of the devices as a sentence for the screen."""
    return Saying(reason.text, reason.params)


def protocol_for(scale: ScaleSettings) -> ScaleProtocol:
    """The learnt profile where there is one, else the protocol by its name.

    Raises FrameError for one that cannot be used.
    """
    profile = scale.profile
    return protocol_of(profile) if profile else scale_protocol(scale.protocol)


def line_of(scale: ScaleSettings) -> LineSettings:
    """The line of the settings. Raises FrameError for a framing that is none."""
    said = scale.profile or scale
    return LineSettings(said.baud, said.framing)


def shown(frame: ScaleFrame, unit: str = "") -> str:
    """A reading as the scale sent it: digits and unit, "" for a frame without a weight."""
    if frame.weight is None and frame.raw_digits is None:
        return ""
    said = frame.as_expected()["weight"]
    return f"{said} {frame.unit or unit}".strip()


def scale_frames(reads: Reads, scale: ScaleSettings) -> tuple[RawFrame, ...]:
    """The reads with what the scale's protocol makes of them."""
    try:
        protocol = protocol_for(scale)
        variant = None if scale.profile else scale.variant or None
        decoder = protocol.decoder(variant)
    except FrameError:
        return plain_frames(reads)
    unit = scale.profile.unit if scale.profile else scale.unit
    return tuple(_decoded(at_ms, data, decoder.feed(data), unit) for at_ms, data in reads)


def plain_frames(reads: Reads) -> tuple[RawFrame, ...]:
    """The reads as they are."""
    return tuple(RawFrame(at_ms, data) for at_ms, data in reads)


def health_of(health: DeviceHealth | None) -> Health | None:
    """The figures as the page shows them."""
    if health is None:
        return None
    return Health(
        health.frames_tenths_s, health.frames, health.refused, health.reconnects, health.settle_ms
    )


def doubt_of(reads: Reads, scale: ScaleSettings) -> tuple[Verdict, Saying] | None:
    """What the bytes of a scale that nobody understands say about its settings.

    None where too few came. NOISE means: another speed, and only listening at others tells which.
    """
    data = b"".join(data for _, data in reads)
    if len(data) < _LEAST_BYTES:
        return None
    try:
        line = line_of(scale)
    except FrameError:
        return None
    found = find([Heard(line, data)], line)
    return found.verdict, saying(found.says)


def _decoded(at_ms: int, data: bytes, frames: Sequence[ScaleFrame], unit: str) -> RawFrame:
    if not frames:
        return RawFrame(at_ms, data)
    last = frames[-1]
    if last.kind == REFUSED:
        return RawFrame(at_ms, data, refused=str(last.error))
    return RawFrame(at_ms, data, shown(last, unit) or last.kind, last.stable)
