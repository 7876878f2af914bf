"""The hands at a soaked bench: they pack order after order while the scale misbehaves."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from app.devices.simulators import misbehaving as bad
from app.domain.control_code import Control, code_of
from app.domain.order import Order
from app.domain.readings import DeviceKind, DeviceState
from app.domain.verdict import Verdict
from app.station.snapshot import BenchSnapshot, Face, PanState
from tests.soak.bench import SoakBench
from tests.station.harness import PACKER

SPELLS = (
    "none", "none", "none", "twin", "drift", "jitter", "stuck", "mute", "dropped", "half",
    "wrong_baud", "noise", "flipped", "twice", "delayed", "unplugged", "bump", "hurry", "mixed",
)  # fmt: skip
_DRIFT_G_S = 25  # two divisions in less than the time that makes a weight stable
_TURN_S = 2.0
_TURNS = 40
_TRIES = 3

Seen = Callable[[BenchSnapshot], bool]


class GaveUpError(Exception):
    """The bench did not come to where the packer wanted it."""


@dataclass(slots=True)
class SoakPacker:
    """``spells`` counts what was done to the scale."""

    bench: SoakBench
    rng: random.Random
    spells: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    cleared: int = 0
    rescans: int = 0

    def sign_in(self) -> None:
        self._until("the devices", _ready)
        self._scan(PACKER.badge, "the packer", lambda s: s.operator is not None)

    def pack(self, order: Order) -> None:
        """One order to its proven label."""
        spell = self.rng.choice(SPELLS)
        self.spells[spell] += 1
        if spell == "stuck":  # at the parcel before, if it still lies there
            self.bench.scale.misbehave(stuck=True)
        self.bench.lay(0)
        if spell not in {"stuck", "hurry"}:
            self.bench.screen.within(_empty, _TURN_S)
        self._scan(order.slip or order.number, order.number, lambda s: _shows(s, order))
        grams = sum((line.item.weight_g or 0) * line.quantity for line in order.lines)
        for n, line in enumerate(order.lines, start=1):
            self._scan(line.item.sku, "an item", lambda s, n=n: s.scanned >= n)  # type: ignore[misc]
        grams += 0 if spell == "twin" else self.rng.randrange(-9, 10)
        self.bench.lay(grams, order.number)
        self._spoil(spell, grams, order.number)
        self._weigh(order, grams)
        shown = self.bench.screen.now
        waybill = shown.shipping.waybill if shown.shipping else ""
        self._scan(waybill, "the proof", lambda s: s.face is Face.DONE)

    def _spoil(self, spell: str, grams: int, order: str) -> None:
        """A spell of misbehaviour, from here to its end; the parcel may be weighed meanwhile."""
        bench, rng = self.bench, self.rng
        if spell in {"none", "twin", "hurry"}:
            return
        match spell:
            case "drift":
                bench.scale.misbehave(drift=Decimal(rng.choice((-_DRIFT_G_S, _DRIFT_G_S))))
            case "jitter":
                bench.scale.misbehave(jitter=rng.randrange(2, 6))
            case "mute":
                bench.scale.misbehave(mute=True)
            case "unplugged":
                bench.scale.unplug()
            case "bump":
                # Less than what the bench lets pass is no bump: nobody could tell it.
                bench.lay(grams + rng.choice((-1, 1)) * (60 + grams // 10), order)
            case "stuck":
                pass
            case _:
                self._spoil_cable(spell)
        bench.screen.within(_labelled, rng.uniform(0.05, 0.6))
        bench.scale.misbehave()
        bench.cable.spoil()
        if spell == "unplugged":
            bench.scale.plug()
        if spell in {"drift", "stuck", "bump"} and not _labelled(bench.screen.now):
            bench.lay(grams, order)  # what crept, stuck or was leant on is gone again

    def _spoil_cable(self, spell: str) -> None:
        rng = self.rng
        spoils: dict[str, bad.Spoil] = {
            "dropped": bad.dropped(rng, 0.7),
            "half": bad.half,
            "wrong_baud": bad.at_wrong_baud(9600, rng.choice((1200, 2400, 4800, 19200))),
            "noise": bad.sometimes(bad.noisy(rng), rng, 0.7),
            "flipped": bad.sometimes(bad.flipped(rng), rng, 0.7),
            "twice": bad.twice,
        }
        if spell == "mixed":
            chosen = rng.sample(sorted(spoils), 2)
            self.bench.cable.spoil(*(bad.sometimes(spoils[name], rng, 0.5) for name in chosen))
        elif spell == "delayed":
            self.bench.cable.spoil(delay_ms=rng.randrange(100, 900))
        else:
            self.bench.cable.spoil(spoils[spell])

    def _weigh(self, order: Order, grams: int) -> None:
        """Do what the screen says until the label is to be stuck."""
        for _ in range(_TURNS):
            if self.bench.screen.within(_wants_hands, _TURN_S):
                face = self.bench.screen.now.face
                if face is Face.STICK_LABEL:
                    return
                self.bench.lay(0)
                if not self.bench.screen.within(_empty, _TURN_S):
                    continue
                if face is Face.STOP:
                    self.stops += 1
                    self._scan(code_of(Control.REWEIGH), "to weigh again", _not_stopped)
                self.cleared += 1
                self.bench.lay(grams, order.number)
                self.bench.screen.within(lambda s: s.face is not Face.CLEAR_SCALE, _TURN_S)
        self._give_up(f"{order.number} to be weighed")

    def _scan(self, text: str, what: str, seen: Seen) -> None:
        """Scan it; again where too long a pause in the middle cut it in two."""
        for _ in range(_TRIES):
            pieces = self.rng.randrange(1, 4)
            if not self.bench.scanner.send(text, pieces=pieces, pause_s=0.002, timeout=5):
                self._give_up("somebody to listen to the scanner")
            self._until(what, lambda shown: seen(shown) or _cut(shown))
            if not _cut(self.bench.screen.now):
                return
            self.rescans += 1
            self.bench.scanner.send(code_of(Control.ACKNOWLEDGE))
            self._until("the stop to go", _not_stopped)
        self._give_up(f"{what}, whole")

    def _until(self, what: str, seen: Seen) -> None:
        if not self.bench.screen.within(seen, 30):
            self._give_up(what)

    def _give_up(self, what: str) -> None:
        now = self.bench.screen.now
        raise GaveUpError(f"waited for {what}; shown: {now.face} {now.stop} {now.weight}")


def _ready(shown: BenchSnapshot) -> bool:
    ready = {pill.kind for pill in shown.pills if pill.state is DeviceState.READY}
    return {DeviceKind.SCANNER, DeviceKind.SCALE} <= ready


def _empty(shown: BenchSnapshot) -> bool:
    return shown.weight.pan is PanState.EMPTY


def _shows(shown: BenchSnapshot, order: Order) -> bool:
    return shown.order is not None and shown.order.number == order.number and shown.scanned == 0


def _labelled(shown: BenchSnapshot) -> bool:
    return shown.face is Face.STICK_LABEL


def _wants_hands(shown: BenchSnapshot) -> bool:
    return shown.face in (Face.STICK_LABEL, Face.STOP, Face.CLEAR_SCALE)


def _cut(shown: BenchSnapshot) -> bool:
    stop = shown.stop.stop if shown.stop else None
    return stop is not None and stop.verdict is Verdict.UNKNOWN_CODE


def _not_stopped(shown: BenchSnapshot) -> bool:
    return shown.face is not Face.STOP
