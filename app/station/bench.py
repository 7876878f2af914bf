"""One packing bench: an event in, a snapshot and effects out; stored before anyone sees it."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.domain.events import ParcelPacked, SignedOut
from app.domain.packing import BenchState, LabelState, Step
from app.domain.policy import BenchPolicy
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from app.domain.scanned_text import read_scan
from app.domain.values import Moment
from app.domain.verdict import Stop, Verdict
from app.domain.weighing import GatePolicy, WeighingGate
from app.station import labelling, opening, weigh_step
from app.station.commands import ControlPressed, ScanTyped
from app.station.controls import on_control
from app.station.effects import Effect
from app.station.inputs import (
    CenterHeard,
    ClaimHeard,
    LabelDone,
    LabelTrouble,
    LabelUnclear,
    OrdersHeard,
    Tick,
)
from app.station.recorder import HOUR, Recorder
from app.station.scans import on_scan
from app.station.snapshot import BenchSnapshot, CenterView, Cue, PreviousView, Sound
from app.station.store_problem import problem_of
from app.station.turn import Turn
from app.station.view import Surroundings, snapshot
from app.store.errors import StoreError

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
        self._packed: deque[Moment] = deque()
        self._number = 0
        self._last_scan: tuple[str, str, int] = ("", "", -SAME_CODE_MS)
        self._last_event_ms = 0
        self._store_stop: Stop | None = None
        self._previous_n = 0
        self.state = BenchState()
        self._on: dict[type, Callable[[Any, Moment], tuple[Effect, ...]]] = {
            Scan: self._scan,
            ScanTyped: self._typed,
            ControlPressed: self._control,
            WeightReading: self._weight,
            DeviceStatus: self._device,
            LabelDone: self._label,
            LabelTrouble: self._label,
            LabelUnclear: self._label,
            OrdersHeard: self._orders,
            ClaimHeard: self._claim,
            CenterHeard: self._center,
            Tick: self._idle,
        }

    def start(self, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        """Stand where the journal ends. A label without an answer is asked about, never resent."""
        self.state, packed = self._recorder.recover(moment)
        self._packed.extend(packed)
        self._last_event_ms = self._around.stop_since_ms = moment.mono_ms
        effects: tuple[Effect, ...] = ()
        packing = self.state.packing
        if packing and packing.current.label in (LabelState.REQUESTED, LabelState.WAITS):
            effects = (labelling.print_effect(packing, doubted=True),)
        return self._snapshot(moment), effects

    def handle(self, event: object, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]:
        """Take one event to its end. Facts are committed before this returns."""
        self._around.cue = None
        self._around.notice = ""
        effects = self._dispatch(event, moment)
        effects += self._weigh_if_ready(moment)
        return self._snapshot(moment), effects

    def _dispatch(self, event: object, moment: Moment) -> tuple[Effect, ...]:
        handle = self._on.get(type(event))
        if handle is None:
            log.error("an event that no bench knows: %s", type(event).__name__)
            return ()
        return handle(event, moment)

    def _typed(self, typed: ScanTyped, moment: Moment) -> tuple[Effect, ...]:
        scan = Scan(typed.text, "keyboard", typed.mono_ms, suspicious=typed.suspicious)
        return self._scan(scan, moment)

    def _control(self, pressed: ControlPressed, moment: Moment) -> tuple[Effect, ...]:
        self._last_event_ms = moment.mono_ms
        return self._turn(lambda turn: on_control(turn, pressed.control), moment)

    def _weight(self, reading: WeightReading, _moment: Moment) -> tuple[Effect, ...]:
        self._gate = self._gate.observe(reading)
        return ()

    def _orders(self, heard: OrdersHeard, moment: Moment) -> tuple[Effect, ...]:
        if self.state.packing is None or self.state.packing.order.id not in heard.order_ids:
            return ()
        return self._turn(opening.orders_heard, moment)

    def _claim(self, heard: ClaimHeard, moment: Moment) -> tuple[Effect, ...]:
        return self._turn(lambda turn: opening.claim_heard(turn, heard), moment)

    def _scan(self, scan: Scan, moment: Moment) -> tuple[Effect, ...]:
        self._last_event_ms = moment.mono_ms
        code, device, at = self._last_scan
        self._last_scan = (scan.text, scan.device_id, scan.mono_ms)
        if (code, device) == (scan.text, scan.device_id) and scan.mono_ms - at < SAME_CODE_MS:
            self._around.notice = "doubled"
            return ()
        if self._store_stop:
            self._store_stop = None
        scanned = read_scan(scan)
        if scan.suspicious:
            stop = Stop(Verdict.MISREAD, scan.text, details={"reason": scan.suspicious})
            return self._turn(lambda turn: _misread(turn, stop), moment)
        return self._turn(lambda turn: on_scan(turn, scanned), moment)

    def _label(
        self, event: LabelDone | LabelTrouble | LabelUnclear, moment: Moment
    ) -> tuple[Effect, ...]:
        state = event.state if isinstance(event, LabelTrouble) else DeviceState.READY
        self._around.devices[DeviceKind.PRINTER] = state
        return self._turn(lambda turn: labelling.answered(turn, event), moment)

    def _device(self, status: DeviceStatus, _moment: Moment) -> tuple[Effect, ...]:
        self._around.devices[status.kind] = status.state
        if status.kind is DeviceKind.SCALE and status.state is not DeviceState.READY:
            self._gate = self._gate.lost()
        return ()

    def _center(self, heard: CenterHeard, _moment: Moment) -> tuple[Effect, ...]:
        self._around.center = CenterView(heard.reachable, heard.age_s, heard.waiting, heard.refused)
        previous = self._around.previous
        if previous and not previous.synced and heard.synced_to >= self._previous_n:
            self._around.previous = PreviousView(previous.number, previous.at, synced=True)
        return ()

    def _idle(self, _tick: Tick, moment: Moment) -> tuple[Effect, ...]:
        idle_ms = moment.mono_ms - self._last_event_ms
        if self.state.operator and idle_ms > self._policy.idle_lock_s * 1000:
            return self._turn(lambda turn: turn.add(SignedOut("idle")), moment)
        return ()

    def _weigh_if_ready(self, moment: Moment) -> tuple[Effect, ...]:
        if self.state.packing is None or self.state.stop:
            return ()
        step = self.state.step(
            require_box=self._policy.require_box, prove_label=self._policy.prove_label
        )
        taken = self._gate.ready(moment.mono_ms) if step is Step.WEIGHT else None
        if taken is None:
            return ()
        self._last_event_ms = moment.mono_ms
        return self._turn(lambda turn: weigh_step.take_weight(turn, taken), moment)

    def _turn(self, action: Callable[[Turn], None], moment: Moment) -> tuple[Effect, ...]:
        """Run an action in one transaction. If it cannot be stored, nothing has happened."""
        try:
            turn = self._recorder.run(action, self.state, moment)
        except StoreError as error:
            log.exception("nothing was recorded")
            self._store_stop = Stop(Verdict.STORE, details={"problem": problem_of(error)})
            self._around.stop_since_ms = moment.mono_ms
            self._sound(Sound.STOP)
            return ()
        self._settle(turn, moment)
        return tuple(turn.effects)

    def _settle(self, turn: Turn, moment: Moment) -> None:
        """The turn is on disk: now it is true."""
        before, self.state = self.state, turn.state
        if turn.weight_used:
            self._gate = self._gate.accepted()
        if turn.lift_first:
            self._gate = self._gate.require_zero()
        if turn.state.stop and turn.state.stop is not before.stop:
            self._around.stop_since_ms = moment.mono_ms
        for fact in turn.facts:
            if isinstance(fact, ParcelPacked):
                self._packed.append(moment)
                self._previous_n = self._recorder.last_n
                self._around.previous = PreviousView(fact.order_number, moment.utc, synced=False)
        self._around.notice = turn.notice
        if turn.cue:
            self._sound(turn.cue)

    def _sound(self, sound: Sound) -> None:
        self._number += 1
        self._around.cue = Cue(sound, self._number)

    def _snapshot(self, moment: Moment) -> BenchSnapshot:
        self._number += 1
        while self._packed and moment.utc - self._packed[0].utc > HOUR:
            self._packed.popleft()
        self._around.hour = len(self._packed)
        state = replace(self.state, stop=self._store_stop or self.state.stop)
        gate = self._gate.view(moment.mono_ms)
        return snapshot(self._number, moment, state, gate, self._around, self._policy)


def _misread(turn: Turn, stop: Stop) -> None:
    if turn.state.stop is None:
        turn.stop(stop)
    else:
        turn.cue = Sound.STOP
