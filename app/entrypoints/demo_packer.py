"""The demo's packer: looks at the screen, then scans, weighs and sticks, like a person would."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.control_code import Control, code_of
from app.domain.order import Order
from app.domain.readings import DeviceKind, DeviceState
from app.entrypoints.demo_rig import Rig
from app.station.bench import SAME_CODE_MS
from app.station.snapshot import BenchSnapshot, Face, LineView, PanState

_PATIENCE_S = 30.0
_WEIGH = (Face.COMPLETE, Face.PUT_ON_SCALE, Face.CLEAR_SCALE, Face.STICK_LABEL)


class DemoFailedError(Exception):
    """The screen did not show what it must; the demo ends and says so."""


class Screen:
    """The newest snapshot, and a way to wait for one that shows something."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._snapshot: BenchSnapshot | None = None

    def show(self, snapshot: BenchSnapshot) -> None:
        with self._changed:
            self._snapshot = snapshot
            self._changed.notify_all()

    def forget(self) -> None:
        """What is shown comes from a bench that has ended."""
        with self._changed:
            self._snapshot = None

    @property
    def now(self) -> BenchSnapshot:
        if self._snapshot is None:
            raise DemoFailedError("the bench has shown nothing yet")
        return self._snapshot

    def wait(self, what: str, seen: Callable[[BenchSnapshot], bool]) -> BenchSnapshot:
        """The first snapshot from now on (or the newest) that shows it."""
        if not self.within(seen, _PATIENCE_S):
            raise DemoFailedError(f"waited for {what}, the bench shows {self._shown()}")
        return self.now

    def within(self, seen: Callable[[BenchSnapshot], bool], timeout_s: float) -> bool:
        """Whether it is shown, now or within the time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._snapshot is not None and seen(self._snapshot), timeout_s
            )

    def _shown(self) -> str:
        if self._snapshot is None:
            return "nothing"
        stop = self._snapshot.stop
        return f"{self._snapshot.face.value} {stop.stop if stop else ''}"


@dataclass(frozen=True, slots=True)
class Codes:
    """How an item is scanned: one piece, and by the case where it comes in cases."""

    each: str
    case: str = ""
    case_quantity: int = 0
    lot_text: str = ""  # a GS1 message with the lot, where the order asks for one


class Packer:
    """One pair of hands. Everything goes through the scanner's and the scale's cables."""

    def __init__(self, rig: Rig, screen: Screen, codes: dict[str, Codes]) -> None:
        self._rig = rig
        self._codes = codes
        self.screen = screen
        self._last: tuple[str, float] = ("", 0.0)
        self.last_waybill = ""

    def scan(self, text: str, *, pieces: int = 1) -> None:
        """Pull the trigger; never the same code faster than a hand can."""
        last, at = self._last
        pause = SAME_CODE_MS / 1000 + 0.25 - (time.monotonic() - at)
        if last == text and pause > 0:
            time.sleep(pause)  # a person's hand, not a condition: nothing on the screen says it
        self._last = (text, time.monotonic())
        if not self._rig.scanner.send(text, pieces=pieces, pause_s=0.01):
            raise DemoFailedError("nobody listens to the scanner")

    def press(self, control: Control) -> None:
        self.scan(code_of(control))

    def open(self, code: str) -> BenchSnapshot:
        number = self.screen.now.number
        self.scan(code)
        return self.screen.wait(
            f"order {code}",
            lambda s: s.number > number and (s.order is not None or s.stop is not None),
        )

    def check(self, order: Order, *, leave: int = 0, pieces: int = 1) -> None:
        """Scan every piece that is still missing, except the last ``leave``.

        ``pieces``: the scanner's bytes come cut into so many.
        """
        while (shown := self.screen.now).needed - shown.scanned > leave:
            line = _open_line(shown.lines)
            self._check_one(self._code_for(order, line), shown.scanned, pieces)

    def _check_one(self, text: str, before: int, pieces: int) -> None:
        self.scan(text, pieces=pieces)
        self.screen.wait(f"{text} to count", lambda s: s.scanned > before or bool(s.stop))
        if self.screen.now.stop:
            raise DemoFailedError(f"{text} was refused: {self.screen.now.stop}")

    def weigh(self, grams: int) -> None:
        """Clear the pan, wait until the bench has seen it empty, put the parcel on."""
        self.clear_pan()
        self._rig.scale.put(grams)

    def clear_pan(self) -> None:
        self._rig.scale.put(0)
        self.screen.wait("an empty pan", lambda s: s.weight.pan in (PanState.EMPTY, PanState.TAKEN))

    def stick_and_scan(self) -> str:
        """Wait for the label, stick it, scan it."""
        shown = self.screen.wait("a label", lambda s: s.face is Face.STICK_LABEL)
        waybill = shown.shipping.waybill if shown.shipping else ""
        parcel = shown.order.parcel_no if shown.order else 0
        self.scan(waybill)
        self.last_waybill = waybill
        self.screen.wait(
            "the parcel to be done",
            lambda s: s.face is Face.DONE or (s.order is not None and s.order.parcel_no > parcel),
        )
        self._rig.scale.put(0)
        return waybill

    def pack(self, order: Order, code: str) -> str:
        """One plain order from the tote to the proven label; the waybill's number."""
        self.open(code)
        self.check(order)
        return self.finish()

    def finish(self) -> str:
        """Weigh what the bench expects and prove the label, for each parcel of the order."""
        waybill = ""
        while self.screen.now.order is not None:
            shown = self.screen.wait(
                "the weight to be asked for",
                lambda s: (
                    s.face in (Face.COMPLETE, Face.PUT_ON_SCALE, Face.CLEAR_SCALE, Face.STICK_LABEL)
                ),
            )
            if shown.face is not Face.STICK_LABEL:
                self.weigh(self.expected())
            waybill = self.stick_and_scan()
        return waybill

    def code_of(self, sku: str) -> str:
        return self._codes[sku].each

    def code_not_in(self, order: Order) -> str:
        """A good barcode of an item that this order does not have."""
        wanted = {line.item.sku for line in order.lines}
        wanted |= {part.item.sku for line in order.lines for part in line.parts}
        return next(codes.each for sku, codes in self._codes.items() if sku not in wanted)

    def expected(self) -> int:
        """What a right parcel weighs, a few grams off as goods are."""
        weight = self.screen.now.weight
        return (weight.expected_g or 500) + 3

    def wait_ready(self) -> None:
        self.screen.wait(
            "scanner and scale",
            lambda s: all(
                pill.state is DeviceState.READY
                for pill in s.pills
                if pill.kind in (DeviceKind.SCANNER, DeviceKind.SCALE)
            ),
        )

    def _code_for(self, order: Order, line: LineView) -> str:
        codes = self._codes[line.sku]
        left = line.needed - line.scanned
        if codes.case and left >= codes.case_quantity and "整" in order.seller_note:
            return codes.case
        lot = next((b.lot for b in order.lines if b.item.sku == line.sku and b.lot), None)
        if lot:
            return f"]C101{codes.each.zfill(14)}10{lot}"
        return codes.each


def _open_line(lines: tuple[LineView, ...]) -> LineView:
    """The first line, or part of a kit, with something still to scan."""
    for line in lines:
        for each in line.parts or (line,):
            if each.scanned < each.needed:
                return each
    raise DemoFailedError("nothing left to scan, yet the check is not complete")
