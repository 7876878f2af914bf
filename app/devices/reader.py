"""One thread per port: open, read, decode, post; and again, for as long as the shift lasts."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from app.devices.base import DeviceError, PortBusy, Transport
from app.devices.conversation import Conversation
from app.domain.readings import DeviceState, DeviceStatus

_LOG = logging.getLogger(__name__)
_READ_S = 0.1
_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 5.0
_KEPT_FRAMES = 256


class PortReader:
    """Owns one port. Only ``send``, ``recent``, ``stop`` and ``join`` may be called from outside.

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
        self._state: DeviceState | None = None
        self._outgoing: deque[bytes] = deque()
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_KEPT_FRAMES)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"reader-{device_id}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within one read time-out."""
        self._stop.set()

    def join(self, timeout: float = 2.0) -> bool:
        """Wait for the end; True if the thread is gone."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def send(self, data: bytes) -> None:
        """Send a command (zero, tare) as soon as the port is free; dropped if the port is lost."""
        self._outgoing.append(data)

    def recent(self) -> list[tuple[int, bytes]]:
        """The last raw reads with their times, oldest first: for the support bundle."""
        with self._lock:
            return list(self._recent)

    def _run(self) -> None:
        wait = _FIRST_WAIT_S
        while not self._stop.is_set():
            try:
                self._transport.open()
                wait = _FIRST_WAIT_S
                self._converse()
            except PortBusy as error:
                self._become(DeviceState.BUSY, str(error))
            except DeviceError as error:
                self._become(DeviceState.LOST, str(error))
            except Exception as error:  # noqa: BLE001  # the top of the thread loop
                _LOG.exception("reader of %s failed", self._device_id)
                self._become(DeviceState.ERROR, str(error))
            finally:
                self._transport.close()
            self._stop.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)

    def _converse(self) -> None:
        self._outgoing.clear()  # a command meant for the time before the loss
        self._talk.start(self._clock())
        self._judge()
        while not self._stop.is_set():
            self._speak()
            data = self._transport.read(_READ_S)
            now = self._clock()
            if data:
                with self._lock:
                    self._recent.append((now, data))
            posts = self._talk.received(data, now) if data else []
            self._judge()
            for each in (*posts, *self._talk.quiet(now)):
                self._post(each)

    def _speak(self) -> None:
        while self._outgoing:
            self._transport.write(self._outgoing.popleft())
        request = self._talk.request(self._clock())
        if request:
            self._transport.write(request)

    def _judge(self) -> None:
        understood = self._talk.understood(self._clock())
        if understood is not None:
            self._become(DeviceState.READY if understood else DeviceState.SILENT)

    def _become(self, state: DeviceState, detail: str = "") -> None:
        if state is self._state:
            return
        self._state = state
        _LOG.info("%s (%s) is %s %s", self._device_id, self._transport.describe(), state, detail)
        status = DeviceStatus(self._talk.kind, self._device_id, state, self._clock(), detail)
        self._post(status)
