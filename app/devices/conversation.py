"""What is said with one device: when to ask, what to make of the answers, what to post."""

from collections.abc import Sequence
from typing import Protocol

from app.devices.base import (
    REFUSED,
    Config,
    ScaleDecoder,
    ScaleFrame,
    ScanDecoder,
    ScanFrame,
)
from app.devices.health import SettleClock, Tally
from app.devices.scales.registry import ScaleProtocol
from app.devices.scan_decoding import scan_decoder, to_scan
from app.devices.weighing_adapter import WeightMaker
from app.domain.readings import DeviceKind, WeightReading

SILENT_MS = 2000
POST_MS = 100
HALF_MS = 300
"""After this long without a byte a half frame is given up (12 bytes at 1200 baud take 100 ms)."""


class Conversation(Protocol):
    """The talk with one device, driven by its reader. All times are monotonic milliseconds."""

    @property
    def kind(self) -> DeviceKind:
        """What the device is."""

    @property
    def tally(self) -> Tally:
        """What was found since the reader asked last: it counts, and keeps what was refused."""

    def start(self, now_ms: int) -> None:
        """The port was opened: forget everything."""

    def received(self, data: bytes, now_ms: int) -> list[object]:
        """What to post after these bytes."""

    def quiet(self, now_ms: int) -> list[object]:
        """What to post although nothing came."""

    def request(self, now_ms: int) -> bytes:
        """What to send now; b"" for nothing."""

    def understood(self, now_ms: int) -> bool | None:
        """True: it talks sense; False: silent for too long; None: too early to say."""


class ScaleConversation:
    """A scale: polled if it wants to be, its readings thinned out, its silence noticed.

    ``unit`` is the profile's, for frames without one. ``streams`` False is for scales that
    speak only when something changes: their silence means nothing.
    """

    kind = DeviceKind.SCALE

    def __init__(
        self,
        device_id: str,
        protocol: ScaleProtocol,
        *,
        unit: str | None = None,
        variant: str | None = None,
        streams: bool = True,
    ) -> None:
        self._decoder: ScaleDecoder = protocol.decoder(variant)
        self._maker = WeightMaker(device_id, unit)
        self._poll = protocol.poll
        self._poll_ms = protocol.poll_ms
        self._on_ack = protocol.on_ack
        self._streams = streams
        self.refusals: dict[str, int] = {}
        """How many frames were refused, by error: for the support bundle."""
        self.tally = Tally()
        self._settle = SettleClock()
        self.start(0)

    def start(self, now_ms: int) -> None:
        self._decoder.reset()
        self._maker.reset()
        self._heard_ms = now_ms
        self._byte_ms = now_ms
        self._bytes_since = False
        self._frames = 0
        self._asked_ms = now_ms - self._poll_ms
        self._acknowledged = False
        self._posted: WeightReading | None = None
        self._posted_ms = now_ms - POST_MS
        self._held: WeightReading | None = None

    def received(self, data: bytes, now_ms: int) -> list[object]:
        self._byte_ms, self._bytes_since = now_ms, True
        return self._taken(self._decoder.feed(data), now_ms)

    def _taken(self, frames: Sequence[ScaleFrame], now_ms: int) -> list[object]:
        posts: list[object] = []
        for frame in frames:
            if frame.kind == REFUSED:
                self._count(str(frame.error))
                self.tally.refused.append((str(frame.error), frame.raw))
                continue
            self.tally.frames += 1
            self._heard_ms, self._bytes_since = now_ms, False
            self._frames += 1
            self._acknowledged |= frame.kind == "ack"
            reading = self._maker.reading(frame, now_ms)
            if reading is not None:
                settled_ms = self._settle.observe(reading)
                self.tally.settled_ms += [] if settled_ms is None else [settled_ms]
                posts += self._thin(reading, now_ms)
        return posts

    def quiet(self, now_ms: int) -> list[object]:
        posts: list[object] = []
        if now_ms - self._byte_ms >= HALF_MS:  # some frames have no other end than silence
            posts = self._taken(self._decoder.idle(), now_ms)
        held = self._held
        return [*posts, *(self._post(held, now_ms) if held and self._due(now_ms) else [])]

    def request(self, now_ms: int) -> bytes:
        if self._acknowledged and self._on_ack:
            self._acknowledged = False
            return self._on_ack
        if not self._poll or now_ms - self._asked_ms < self._poll_ms:
            return b""
        self._asked_ms = now_ms
        return self._poll

    def understood(self, now_ms: int) -> bool | None:
        watched = self._streams or self._bytes_since
        if watched and now_ms - self._heard_ms >= SILENT_MS:
            return False
        return True if self._frames else None

    def _thin(self, reading: WeightReading, now_ms: int) -> Sequence[object]:
        """A changed state goes out at once, a changed number not oftener than POST_MS."""
        last = self._posted
        if last is None or _state(last) != _state(reading) or self._due(now_ms):
            return self._post(reading, now_ms)
        self._held = reading
        return []

    def _due(self, now_ms: int) -> bool:
        return now_ms - self._posted_ms >= POST_MS

    def _post(self, reading: WeightReading, now_ms: int) -> list[object]:
        self._held, self._posted, self._posted_ms = None, reading, now_ms
        return [reading]

    def _count(self, error: str) -> None:
        self.refusals[error] = self.refusals.get(error, 0) + 1


def _state(reading: WeightReading) -> tuple[object, ...]:
    return reading.stable, reading.fault, reading.zero, reading.grams is None


class ScanConversation:
    """A scanner: codes go out at once; it may be silent for hours."""

    kind = DeviceKind.SCANNER

    def __init__(self, device_id: str, transport: str, config: Config) -> None:
        self._device_id = device_id
        self._decoder: ScanDecoder = scan_decoder(transport, config)
        self.refusals: dict[str, int] = {}
        """How many pieces were dropped, by error: for the support bundle."""
        self.tally = Tally()

    def start(self, now_ms: int) -> None:
        self._decoder.reset()
        self._decoder.idle(now_ms)

    def received(self, data: bytes, now_ms: int) -> list[object]:
        return self._scans(self._decoder.feed(data, now_ms), now_ms)

    def quiet(self, now_ms: int) -> list[object]:
        return self._scans(self._decoder.idle(now_ms), now_ms)

    def request(self, now_ms: int) -> bytes:  # noqa: ARG002  # a scanner is never asked
        return b""

    def understood(self, now_ms: int) -> bool | None:  # noqa: ARG002  # silence is normal
        return True

    def _scans(self, frames: list[ScanFrame], now_ms: int) -> list[object]:
        for frame in frames:
            if not frame.error:
                self.tally.frames += 1
            else:
                self.tally.refused.append((frame.error, frame.raw))
                self.refusals[frame.error] = self.refusals.get(frame.error, 0) + 1
        return [to_scan(frame, self._device_id, now_ms) for frame in frames if not frame.error]
