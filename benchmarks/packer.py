"""The hands at the measured bench: scan, wait for what must follow, note how long it took."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.control_code import Control, code_of
from app.domain.order import Order
from app.domain.readings import DeviceKind, DeviceState
from app.station.snapshot import BenchSnapshot, Face, PanState
from benchmarks import stock
from benchmarks.world import World

Test = Callable[[BenchSnapshot], bool]
_PATIENCE_S = 20.0
_PAUSE_MS = (2, 25)  # between two scans: never in step with the scale or the sync


class Watch:
    """Waits for a snapshot that passes a test, and knows the instant at which it came.

    ``see`` is called in the bench's thread. A subclass may end the wait later: when it is painted.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._test: Test | None = None
        self._at = 0
        self.newest: BenchSnapshot | None = None

    def see(self, snapshot: BenchSnapshot) -> None:
        now = time.monotonic_ns()
        with self._changed:
            self.newest = snapshot
            if self._test is not None and self._test(snapshot):
                self._passed(now)
            self._changed.notify_all()

    def expect(self, test: Test) -> None:
        with self._changed:
            self._test, self._at = test, 0

    def wait(self, what: str) -> int:
        """When what was expected came, in nanoseconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._at > 0, _PATIENCE_S):
                shown = self.newest
                raise RuntimeError(
                    f"waited for {what}; the bench shows "
                    f"{shown and (shown.face, shown.stop, shown.weight, shown.pills)}"
                )
            return self._at

    def until(self, what: str, test: Test) -> BenchSnapshot:
        """The newest snapshot, or the first from now on, that passes."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self.newest is not None and test(self.newest), _PATIENCE_S
            ):
                raise RuntimeError(f"waited for {what}; the bench shows {self.newest}")
            assert self.newest is not None
            return self.newest

    def _passed(self, now: int) -> None:
        self._at, self._test = now, None


@dataclass(slots=True)
class Packer:
    """``times``: milliseconds of every scan that was sent, by what it was."""

    world: World
    watch: Watch
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    times: dict[str, list[float]] = field(default_factory=dict)
    last_sent: int = 0

    def sign_in(self) -> None:
        self.watch.until("scanner and scale", _devices_ready)
        if self.watch.newest is None or self.watch.newest.operator is None:
            self.scan("badge", stock.BADGE, lambda s: s.operator is not None)

    def scan(self, kind: str, text: str, shown: Test) -> float:
        """Send a code and wait for what it must lead to; milliseconds in between."""
        time.sleep(self.rng.uniform(*_PAUSE_MS) / 1000)
        self.watch.expect(shown)
        self.last_sent = self.world.scan(text)
        took = (self.watch.wait(f"{kind} {text}") - self.last_sent) / 1e6
        self.times.setdefault(kind, []).append(took)
        return took

    def open(self, order: Order) -> None:
        self.scan("open", order.slip, lambda s: s.order is not None and s.scanned == 0)

    def check(self, codes: list[str], done: int = 0) -> None:
        for count, code in enumerate(codes, start=done + 1):
            self.scan("item", code, lambda s, count=count: s.scanned == count)  # type: ignore[misc]

    def cancel(self) -> None:
        self.scan("control", code_of(Control.CANCEL), lambda s: s.order is None)

    def clear_pan(self) -> None:
        self.world.put(0)
        self.watch.until("an empty pan", lambda s: s.weight.pan is PanState.EMPTY)

    def lay_down(self, grams: int) -> None:
        """Put the goods on the scale and wait until they lie still."""
        self.world.put(grams)
        self.watch.until(
            "a still weight", lambda s: s.weight.pan in (PanState.STABLE, PanState.TAKEN)
        )

    def stick(self) -> None:
        """Scan the printed label; the parcel is packed then."""
        shown = self.watch.until("a label", lambda s: s.face is Face.STICK_LABEL)
        waybill = shown.shipping.waybill if shown.shipping else ""
        self.scan("label", waybill, lambda s: s.face is Face.DONE)

    def pack(self, order: Order) -> int:
        """A whole order, its goods already lying still before the last scan.

        The time in nanoseconds at which that last scan was sent.
        """
        codes = stock.scan_codes(order)
        self.clear_pan()
        self.open(order)
        self.world.put(stock.weight_g(order))
        self.check(codes[:-1])
        self.watch.until("a still weight", lambda s: s.weight.pan is PanState.STABLE)
        self.scan("last", codes[-1], lambda s: s.scanned == len(codes))
        sent = self.last_sent
        self.stick()
        return sent


def _devices_ready(snapshot: BenchSnapshot) -> bool:
    ready = {pill.kind for pill in snapshot.pills if pill.state is DeviceState.READY}
    return {DeviceKind.SCANNER, DeviceKind.SCALE} <= ready
