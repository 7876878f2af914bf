"""A simulated scale: a thread that speaks one protocol over one cable."""

import queue
import threading
from collections.abc import Callable
from decimal import Decimal

from app.devices.simulators.links import Link
from app.devices.simulators.load import Load
from app.devices.simulators.wire import WIRES
from app.devices.simulators.wire_tills import TILL_WIRES
from app.devices.simulators.wires.table import BENCH_WIRES

_FRAME_S = 0.05
_TURNS_WITHOUT_CABLE_S = 0.02


class SimulatedScale:
    """Streams or answers as its protocol does. Every public method may be called from outside.

    ``clock`` is milliseconds of the monotonic clock; ``frame_s`` the time between two frames.
    """

    def __init__(
        self,
        protocol: str,
        link: Link,
        clock: Callable[[], int],
        *,
        load: Load | None = None,
        frame_s: float = _FRAME_S,
    ) -> None:
        self._wire = (WIRES | TILL_WIRES | BENCH_WIRES)[protocol]
        self._link = link
        self._clock = clock
        self._load = load or Load()
        self._frame_s = frame_s
        self._asked = bytearray()
        self._halves = 0
        self._mute = False
        self._plugged = True
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"simulated-scale-{protocol}")

    @property
    def url(self) -> str:
        return self._link.url

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and pull the cable."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(2)
        self._link.unplug()

    def put(self, grams: Decimal | int) -> None:
        """Lay ``grams`` on the pan, in place of what was there."""
        self._orders.put(lambda: self._load.put(grams, self._clock()))

    def misbehave(
        self,
        *,
        drift: Decimal = Decimal(0),
        jitter: int = 0,
        stuck: bool = False,
        mute: bool = False,
        half_frames: int = 0,
    ) -> None:
        """From now on: drift (g/s), jitter (divisions), a stuck or mute scale, n cut frames.

        Called without arguments it behaves again.
        """

        def change() -> None:
            self._load.drift(drift, self._clock())
            self._load.jitter, self._load.stuck = jitter, stuck
            self._mute, self._halves = mute, half_frames

        self._orders.put(change)

    def babble(self, noise: bytes) -> None:
        """Send bytes that are no frame."""
        self._orders.put(lambda: self._say(noise))

    def unplug(self) -> None:
        self._orders.put(lambda: self._plug(there=False))

    def plug(self) -> None:
        self._orders.put(lambda: self._plug(there=True))

    def _plug(self, *, there: bool) -> None:
        self._plugged = there
        self._asked.clear()
        (self._link.plug if there else self._link.unplug)()

    def _run(self) -> None:
        due = self._clock()
        while not self._stop.is_set():
            while not self._orders.empty():
                self._orders.get()()
            if not self._plugged:
                self._stop.wait(_TURNS_WITHOUT_CABLE_S)
                continue
            wait = max(0, due - self._clock()) / 1000
            self._asked += self._link.receive(wait)
            self._answer()
            if self._clock() >= due:
                due = self._clock() + round(self._frame_s * 1000)
                if self._wire.streams:
                    self._say(self._wire.write(self._load.shown(self._clock())))

    def _answer(self) -> None:
        if self._asked and not self._wire.streams:
            self._say(self._wire.answer(self._asked, self._load, self._clock()))
        elif self._wire.streams:
            self._asked.clear()

    def _say(self, data: bytes) -> None:
        if self._halves and data:
            self._halves -= 1
            data = data[: len(data) // 2]
        if data and not self._mute:
            self._link.send(data)
