"""The stage of the demo's day: the packer, the rig, the screen, and what was caught so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.order import Order
from app.domain.verdict import Verdict
from app.entrypoints.demo_packer import Packer, Screen
from app.entrypoints.demo_rig import Rig


@dataclass(slots=True)
class Day:
    """What happened: every parcel's waybill, and everything that was caught."""

    waybills: dict[str, str] = field(default_factory=dict)
    caught: list[tuple[str, str]] = field(default_factory=list)
    reprints: int = 0
    slips: int = 0


@dataclass(slots=True)
class Stage:
    """``shoot`` takes a picture of the screen as it stands; ``say`` prints a line."""

    rig: Rig
    packer: Packer
    shoot: Callable[[str], None]
    say: Callable[[str], None]
    day: Day = field(default_factory=Day)

    @property
    def screen(self) -> Screen:
        return self.packer.screen

    def finish(self, order: Order, *, pieces: int = 1) -> None:
        self.packer.check(order, pieces=pieces)
        self.day.waybills[order.number] = self.packer.finish()

    def stopped(self, verdict: Verdict, what: str, *, shot: str = "") -> None:
        self.screen.wait(
            f"the stop {verdict.value}",
            lambda s: s.stop is not None and s.stop.stop.verdict is verdict,
        )
        if shot:
            self.shoot(shot)
        self.caught(what)

    def go_on(self) -> None:
        self.screen.wait("the stop to be cleared", lambda s: s.stop is None)

    def caught(self, what: str) -> None:
        shown = self.screen.now
        number = shown.order.number if shown.order else ""
        self.day.caught.append((number, what))
        self.say(f"        {what}")
