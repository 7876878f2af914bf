"""One packing bench: an event in, a snapshot and effects out; stored before anyone sees it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.domain.control_code import code_of
from app.domain.events import Fact, SignedOut
from app.domain.packing import BenchState
from app.domain.policy import BenchPolicy
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from app.domain.scale_profile import ScaleLearned
from app.domain.scanned_text import ScannedText, read_scan
from app.domain.values import Moment
from app.domain.weighing import GatePolicy, WeighingGate
from app.station import labelling, opening, reprinting, weigh_step
from app.station.alarms import AlarmsHeard, sound_alarms, unheard
from app.station.commands import ControlPressed, ProfileLearned, ScanTyped
from app.station.effects import AskClaim, Effect
from app.station.inputs import (
    CenterHeard,
    ClaimHeard,
    HealthHeard,
    LabelAnswer,
    LabelDone,
    LabelTrouble,
    LabelUnclear,
    OrdersHeard,
    Tick,
)
from app.station.recorder import Recorder
from app.station.scans import on_press, on_scan
from app.station.snapshot import BenchSnapshot, Sound
from app.station.store_problem import StoreTrouble
from app.station.surroundings import Surroundings
from app.station.turn import Turn
from app.station.view import snapshot
from app.store.errors import OutOfStep, StoreError

log = logging.getLogger(__name__)

SAME_CODE_MS = 300
"""The same code from the same scanner within this time is one read seen twice."""


class Bench:
    """The only writer of its journal. Not thread-safe: one thread calls it, the mailbox's."""

    def __init__(
        self, recorder: Recorder, bench_name: str, policy: BenchPolicy, gate: GatePolicy
    ) -> None:
        self._recorder = recorder
        self._policy = policy
        self._gate = WeighingGate(gate)
        self._around = Surroundings(bench_name)
        self._last_scan: Scan | None = None
        self._last_event_ms = 0
        self._trouble = StoreTrouble()
        self._started = False
        self._later: list[object] = []  # said only once, and could not be taken to its end yet
        self.state = BenchState()
        self._on: dict[type, Callable[[Any, Moment], tuple[Effect, ...]]] = {
            Scan: self._scan,
            ScanTyped: lambda typed, moment: self._scan(_keyed(typed), moment),
            ControlPressed: self._control,
            WeightReading: self._weight,
            DeviceStatus: self._device,
            **dict.fromkeys((LabelDone, LabelTrouble, LabelUnclear), self._label),
            OrdersHeard: self._orders,
            ClaimHeard: self._claim,
            AlarmsHeard: self._alarms,
            **dict.fromkeys((HealthHeard, ProfileLearned), self._note),
            CenterHeard: self._around.heard,
            Tick: self._idle,
        }

    def start(self, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        """Stand where the journal ends, or say that it cannot be read and try at every event."""
        self._last_event_ms = self._around.stop_since_ms = moment.mono_ms
        try:
            effects = self._recover(moment)
        except StoreError as error:
            self._failed(error, moment, by_hand=False)
            effects = ()
        return self._snapshot(moment), effects

    def _recover(self, moment: Moment) -> tuple[Effect, ...]:
        """A label without an answer is asked about, never resent; the claim is asked for again."""
        memory = self._recorder.recover(moment)
        self.state, self._started = memory.state, True
        self._around.remember(memory)
        packing = self.state.packing
        return (AskClaim(packing.order.id), *labelling.unanswered(packing)) if packing else ()

    def handle(self, event: object, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        """Take one event to its end. Facts are committed before this returns."""
        self._around.next_event()
        effects = self._dispatch(event, moment) + self._hear_again(moment)
        effects += self._weigh_if_ready(moment)
        return self._snapshot(moment), effects

    def _dispatch(self, event: object, moment: Moment) -> tuple[Effect, ...]:
        handle = self._on.get(type(event))
        if handle is None:
            log.error("an event that no bench knows: %s", type(event).__name__)
            return ()
        return handle(event, moment)

    def _hear_again(self, moment: Moment) -> tuple[Effect, ...]:
        """The printer and the center say a thing once: take it up when it can be stored."""
        if self._trouble.waits(moment.mono_ms):
            return ()
        again, self._later = self._later, []
        return tuple(effect for event in again for effect in self._dispatch(event, moment))

    def _alarms(self, heard: AlarmsHeard, moment: Moment) -> tuple[Effect, ...]:
        if self.state.stop and unheard(heard, self.state):
            self._later = [*(e for e in self._later if not isinstance(e, AlarmsHeard)), heard]
            return ()
        return self._turn(lambda turn: sound_alarms(turn, heard), moment, again=heard)

    def _control(self, pressed: ControlPressed, moment: Moment) -> tuple[Effect, ...]:
        self._last_event_ms = moment.mono_ms
        if self._trouble.answered(code_of(pressed.control)):
            return ()
        return self._turn(lambda turn: on_press(turn, pressed.control), moment, by_hand=True)

    def _note(self, heard: HealthHeard | ProfileLearned, moment: Moment) -> tuple[Effect, ...]:
        return self._turn(lambda turn: turn.add_all(_facts(heard)), moment, again=heard)

    def _weight(self, reading: WeightReading, _moment: Moment) -> tuple[Effect, ...]:
        self._gate = self._gate.observe(reading)
        return ()

    def _orders(self, heard: OrdersHeard, moment: Moment) -> tuple[Effect, ...]:
        if self._started and not _is_open(self.state, heard):
            return ()
        return self._turn(weigh_step.orders_heard, moment, again=heard)

    def _claim(self, heard: ClaimHeard, moment: Moment) -> tuple[Effect, ...]:
        if self.state.stop and not heard.granted:  # one stop at a time, and none gets lost
            self._later.append(heard)
            return ()
        return self._turn(lambda turn: opening.claim_heard(turn, heard), moment, again=heard)

    def _scan(self, scan: Scan, moment: Moment) -> tuple[Effect, ...]:
        self._last_event_ms = moment.mono_ms
        last, self._last_scan = self._last_scan, scan
        if last and _same_read(last, scan):
            self._around.notice = "doubled"
            return ()
        if self._trouble.answered(scan.text):
            return ()
        scanned = _scanned(scan)
        return self._turn(lambda turn: on_scan(turn, scanned, scan.device_id), moment, by_hand=True)

    def _label(self, event: LabelAnswer, moment: Moment) -> tuple[Effect, ...]:
        self._around.devices[DeviceKind.PRINTER] = _printer_state(event)
        if reprinting.must_wait(self.state, event):
            self._later = [*self._later, event]
            return ()
        return self._turn(lambda turn: reprinting.heard(turn, event), moment, again=event)

    def _device(self, status: DeviceStatus, _moment: Moment) -> tuple[Effect, ...]:
        self._around.devices[status.kind] = status.state
        if status.kind is DeviceKind.SCALE and status.state is not DeviceState.READY:
            self._gate = self._gate.lost()
        return ()

    def _idle(self, _tick: Tick, moment: Moment) -> tuple[Effect, ...]:
        idle_ms = moment.mono_ms - self._last_event_ms
        if self._trouble.waits(moment.mono_ms):
            return ()
        if not self._started:
            return self._turn(lambda _turn: None, moment)
        if self.state.operator and idle_ms > self._policy.idle_lock_s * 1000:
            return self._turn(lambda turn: turn.add(SignedOut("idle")), moment)
        return ()

    def _weigh_if_ready(self, moment: Moment) -> tuple[Effect, ...]:
        take = weigh_step.taker(self.state, self._policy)
        taken = self._gate.ready(moment.mono_ms) if take else None
        if take is None or taken is None or self._trouble.waits(moment.mono_ms):
            return ()
        self._last_event_ms = moment.mono_ms
        return self._turn(lambda turn: take(turn, taken), moment)

    def _turn(
        self,
        action: Callable[[Turn], None],
        moment: Moment,
        *,
        by_hand: bool = False,
        again: object | None = None,
    ) -> tuple[Effect, ...]:
        """Run an action in one transaction. If it cannot be stored, nothing has happened.

        ``again`` is the event to take up once the store works, if nobody would repeat it.
        """
        found: tuple[Effect, ...] = ()
        try:
            if not self._started:
                found = self._recover(moment)
                self._trouble.stored()
                if not by_hand:  # decided by what the bench believed before: it is looked at anew
                    self._later += () if again is None else (again,)
                    return found
            turn = self._recorder.run(action, self.state, moment, *self._around.known(moment))
        except StoreError as error:
            if again is not None:
                self._later.append(again)
            self._failed(error, moment, by_hand=by_hand)
            return ()
        self._settle(turn, moment)
        return (*found, *turn.effects)

    def _failed(self, error: StoreError, moment: Moment, *, by_hand: bool) -> None:
        log.error("nothing was recorded", exc_info=error)
        if isinstance(error, OutOfStep):  # a commit was kept although it was reported as failed
            self._started = False
        if self._trouble.failed(error, moment.mono_ms, by_hand=by_hand):
            self._around.stop_since_ms = moment.mono_ms
            self._around.sound(Sound.STOP)

    def _settle(self, turn: Turn, moment: Moment) -> None:
        """The turn is on disk: now it is true."""
        before, self.state, self._around.asking = self.state, turn.state, turn.asking
        if turn.facts:
            self._trouble.stored()
        if turn.weight_used:
            self._gate = self._gate.accepted()
        if turn.lift_first:
            self._gate = self._gate.require_zero()
        if turn.state.stop and turn.state.stop is not before.stop:
            self._around.stop_since_ms = moment.mono_ms
        self._around.settled(turn.facts, moment, self._recorder.last_n)
        self._around.say(turn.notice, turn.cue)
        self._around.hand = turn.hand or self._around.hand

    def _snapshot(self, moment: Moment) -> BenchSnapshot:
        self._around.turn_to(moment, self._recorder.last_n)
        stop = self._trouble.stop
        state = replace(self.state, stop=stop) if stop else self.state
        gate = self._gate.view(moment.mono_ms)
        return snapshot(moment, state, gate, self._around, self._policy)


def _same_read(last: Scan, scan: Scan) -> bool:
    same = (last.text, last.device_id) == (scan.text, scan.device_id)
    return same and scan.mono_ms - last.mono_ms < SAME_CODE_MS


def _scanned(scan: Scan) -> ScannedText:
    scanned = read_scan(scan)
    return replace(scanned, suspicious=scan.suspicious) if scan.suspicious else scanned


def _is_open(state: BenchState, heard: OrdersHeard) -> bool:
    return state.packing is not None and state.packing.order.id in heard.order_ids


def _facts(heard: HealthHeard | ProfileLearned) -> Iterable[Fact]:
    return heard.days if isinstance(heard, HealthHeard) else (ScaleLearned(heard.profile),)


def _printer_state(event: LabelAnswer) -> DeviceState:
    return event.state if isinstance(event, LabelTrouble) else DeviceState.READY


def _keyed(typed: ScanTyped) -> Scan:
    return Scan(typed.text, "keyboard", typed.mono_ms, suspicious=typed.suspicious)
