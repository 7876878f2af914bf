"""One thread per port: open, read, decode, post; and again, for as long as the shift lasts."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from app.devices.base import DeviceError, PortAwaited, PortBusy, Transport
from app.devices.conversation import Conversation
from app.devices.frame_ring import FrameRing
from app.devices.health import DeviceHealth, HealthMeter
from app.domain.card_key import read_digits
from app.domain.meaning import BADGE_PREFIX
from app.domain.readings import DeviceState, DeviceStatus, Scan

_LOG = logging.getLogger(__name__)
_READ_S = 0.1
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 5.0
_RECENT = 256
_LEFT_OUT = "left out: a badge or a digit of a PIN"


class PortReader:
    """Owns one port. Everything but its public methods belongs to its thread.

    ``post`` gets Scan, WeightReading and DeviceStatus objects, from this thread. ``clock`` is
    milliseconds of the monotonic clock. A lost port is posted at once: a weight that stays on
    the screen after the plug was pulled is a wrong weight.
    """

    def __init__(
        self,
        device_id: str,
        transport: Transport,
        conversation: Conversation,
        post: Callable[[object], None],
        clock: Callable[[], int],
    ) -> None:
        self._device_id = device_id
        self._transport = transport
        self._talk = conversation
        self._post = post
        self._clock = clock
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._state: tuple[DeviceState, str] | None = None
        self._outgoing: deque[bytes] = deque()
        self.ring = FrameRing()
        self.meter = HealthMeter(clock())
        self._code_ms = 0  # since then the bytes belong to the code that is being read
        self._thread = threading.Thread(target=self._run, name=f"reader-{device_id}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within one read time-out."""
        self._stop.set()
        self._wake.set()

    def join(self, timeout: float = 2.0) -> bool:
        """Wait for the end; True if the thread is gone."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def send(self, data: bytes) -> None:
        """Send a command (zero, tare) as soon as the port is free; dropped if the port is lost."""
        self._outgoing.append(data)

    def retry(self) -> None:
        """Something was plugged in: try the port now, not when the wait is over."""
        self._wake.set()

    def where(self) -> str:
        """The port in words, as it is called now."""
        return self._transport.describe()

    def recent(self) -> list[tuple[int, bytes]]:
        """The last raw reads with their times, oldest first; the ring keeps more of them."""
        reads = [(each.at_ms, each.data) for each in self.ring.frames() if each.way == "in"]
        return reads[-_RECENT:]

    def health(self) -> DeviceHealth:
        """The device's figures as of now."""
        return self.meter.health(self._clock())

    def succeed(self, other: "PortReader") -> None:
        """Go on with the frames and the counts of the reader before, whose port was another."""
        self.ring, self.meter = other.ring, other.meter

    def _run(self) -> None:
        wait = _FIRST_WAIT_S
        try:
            while not self._stop.is_set():
                wait = self._attempt(wait)
        finally:
            self._transport.close()

    def _attempt(self, wait: float) -> float:
        """Open the port and read it until it is lost; how long to wait the next time."""
        self._wake.clear()
        try:
            self._transport.open()
            wait = _FIRST_WAIT_S
            self._converse()
        except PortAwaited as error:  # open already: it is the device that has to come
            self._become(DeviceState.LOST, str(error))
            return wait
        except PortBusy as error:
            self._become(DeviceState.BUSY, str(error), error.holder)
        except DeviceError as error:
            self._become(DeviceState.LOST, str(error))
        except Exception as error:  # noqa: BLE001  # the top of the thread loop
            _LOG.exception("reader of %s failed", self._device_id)
            self._become(DeviceState.ERROR, str(error))
        self._transport.close()
        if not self._stop.is_set():
            self._wake.wait(wait)
        return min(wait * 2, _LONGEST_WAIT_S)

    def _converse(self) -> None:
        self.meter.opened()
        self._outgoing.clear()  # a command meant for the time before the loss
        self._talk.start(self._clock())
        self._judge()
        while not self._stop.is_set():
            self._speak()
            data = self._transport.read(_READ_S)
            now = self._clock()
            if data:
                self._code_ms = self._code_ms or now
                self.ring.add(now, "in", data)
            posts = self._talk.received(data, now) if data else []
            self._judge()
            posts = [*posts, *self._talk.quiet(now)]
            self._keep(posts, now)
            for each in posts:
                self._post(each)

    def _keep(self, posts: list[object], now: int) -> None:
        """Count what came; of a badge or a PIN the bytes are not kept."""
        tally = self._talk.tally.take()
        self.meter.heard(tally, now)
        for error, raw in tally.refused:
            self.ring.add(now, "refused", raw, error)
        if any(isinstance(each, Scan) and _is_private(each.text) for each in posts):
            self.ring.blank_since(self._code_ms, _LEFT_OUT)
        if posts or tally.frames:
            self._code_ms = 0

    def _speak(self) -> None:
        while self._outgoing:
            command = self._outgoing.popleft()
            self._transport.write(command)
            self.ring.add(self._clock(), "out", command)
        request = self._talk.request(self._clock())
        if request:
            self._transport.write(request)

    def _judge(self) -> None:
        understood = self._talk.understood(self._clock())
        if understood is not None:
            self._become(DeviceState.READY if understood else DeviceState.SILENT)

    def _become(self, state: DeviceState, detail: str = "", holder: str = "") -> None:
        if (state, holder) == self._state:
            return
        self._state = (state, holder)
        _LOG.info("%s (%s) is %s %s", self._device_id, self._transport.describe(), state, detail)
        now = self._clock()
        self.ring.add(now, "port", note=f"{state.value} {detail}".strip())
        self._post(DeviceStatus(self._talk.kind, self._device_id, state, now, detail, holder))


def _is_private(text: str) -> bool:
    code = text.strip().upper()
    return code.startswith(BADGE_PREFIX) or read_digits(code) is not None
