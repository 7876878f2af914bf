"""The bench's thread: every event handled once, in order, whatever one of them does."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.domain.readings import WeightReading
from app.domain.values import Grams, Moment
from app.station.effects import Effect, WakeSync
from app.station.inputs import Tick
from app.station.mailbox import Mailbox

AT = Moment(datetime(2026, 3, 2, tzinfo=UTC), 0)


@dataclass
class Listening:
    """A bench that only listens. ``bad`` events break it, ``gate`` holds it at the start."""

    heard: list[Any] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    threads: set[str] = field(default_factory=set)
    breaks_at_start: bool = False

    def start(self, moment: Moment) -> tuple[Any, tuple[Effect, ...]]:
        assert self.gate.wait(5)
        if self.breaks_at_start:
            raise RuntimeError("cannot start")
        return "started", ()

    def handle(self, event: object, moment: Moment) -> tuple[Any, tuple[Effect, ...]]:
        self.threads.add(threading.current_thread().name)
        if event == "bad":
            raise RuntimeError("bad event")
        if not isinstance(event, Tick):
            self.heard.append(event)
        return event, (WakeSync(),)


def run(bench: Listening, *events: object, screen: Any = None, act: Any = None) -> list[Any]:
    """Post all events before the bench begins, let it handle them, stop it."""
    shown: list[Any] = []
    box = Mailbox(bench, lambda: AT, screen or shown.append, act or (lambda _effect: None))
    box.start()
    for event in events:
        box.post(event)
    bench.gate.set()
    box.stop()
    return shown


def weight(grams: int, ms: int, *, stable: bool = True) -> WeightReading:
    return WeightReading(Grams(grams), None, "g", stable, ms, "scale", b"")


def test_nothing_that_was_posted_is_lost() -> None:
    bench = Listening()
    shown = run(bench, *range(100))
    assert bench.heard == list(range(100))
    assert shown == ["started", *range(100)]
    assert bench.threads == {"bench"}


def test_one_bad_event_does_not_end_the_bench() -> None:
    bench = Listening()
    run(bench, 1, "bad", 2)
    assert bench.heard == [1, 2]


def test_a_start_that_fails_does_not_end_it_either() -> None:
    bench = Listening(breaks_at_start=True)
    run(bench, 1)
    assert bench.heard == [1]


def test_a_screen_that_is_gone_stops_no_effect() -> None:
    done: list[Effect] = []

    def gone(_snapshot: object) -> None:
        raise RuntimeError("the window was closed")

    run(Listening(), 1, screen=gone, act=done.append)
    assert done == [WakeSync()]


def test_an_effect_that_fails_stops_no_other_event() -> None:
    bench = Listening()

    def fails(_effect: Effect) -> None:
        raise RuntimeError("cannot do that")

    run(bench, 1, 2, act=fails)
    assert bench.heard == [1, 2]


def test_of_equal_weights_that_wait_the_last_one_counts() -> None:
    bench = Listening()
    flood = [weight(100, ms) for ms in range(50)]
    run(bench, *flood, "scan", weight(100, 51), weight(100, 52, stable=False), weight(101, 53))
    assert bench.heard == [
        weight(100, 49),
        "scan",
        weight(100, 51),
        weight(100, 52, stable=False),
        weight(101, 53),
    ]


def test_time_passes_while_nothing_happens() -> None:
    ticked = threading.Event()

    class Waiting(Listening):
        def handle(self, event: object, moment: Moment) -> tuple[Any, tuple[Effect, ...]]:
            if isinstance(event, Tick):
                ticked.set()
            return event, ()

    bench = Waiting()
    bench.gate.set()
    box = Mailbox(bench, lambda: AT, lambda _snapshot: None, lambda _effect: None)
    box.start()
    assert ticked.wait(5)
    box.stop()


def test_a_mailbox_that_never_began_can_be_stopped() -> None:
    Mailbox(Listening(), lambda: AT, lambda _snapshot: None, lambda _effect: None).stop()
