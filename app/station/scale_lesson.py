"""Learning a scale, step by step: listen, rank, empty pan, known weight, profile.

No thread of its own: its caller's thread listens, and ``stop`` may be called from another.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from app.devices.base import DeviceError, FrameError, PortBusy, Transport
from app.devices.learning import columns
from app.devices.learning.confirming import confirm
from app.devices.learning.line_doubt import find
from app.devices.learning.listening import LISTEN_MS, ScaleListener, Step
from app.devices.learning.ranking import Candidate, Heard
from app.devices.scales.profiles import protocol_of
from app.devices.transports import LineSettings
from app.domain.scale_profile import BY_COLUMNS, BY_PATTERN, ScaleProfile
from app.i18n import mark
from app.station.commands import LessonDescribed
from app.station.device_frames import saying, shown
from app.station.device_view import PortChoice, Saying
from app.station.lesson_rows import (
    candidate_row,
    code_for,
    confirmed_rows,
    is_right,
    marks_of,
    preview_of,
    sample_of,
    stability_of,
)
from app.station.lesson_view import LessonStep, LessonView, ProfileRow

OpenAt = Callable[[str, LineSettings], Transport]
_MOST_ROWS = 6
_MOST_LINES = 3

_BUSY = mark("The port is used by {holder}: close it there, then listen again.")
_BUSY_UNKNOWN = mark("Another program uses the port: close it there, then listen again.")
_LOST = mark("The port cannot be opened: check the cable, then listen again.")
_WRONG = mark("So described it reads {reads}, and {known} g lie there.")
_NOTHING = mark("Nothing came: is the scale on, and does it show a weight?")


class ScaleLesson:
    """One lesson after the other; ``show`` gets each new view, in the caller's thread."""

    def __init__(
        self,
        open_at: OpenAt,
        clock: Callable[[], int],
        show: Callable[[LessonView], None],
        listen_ms: int = LISTEN_MS,
    ) -> None:
        self._open_at, self._clock, self._show = open_at, clock, show
        self._listen_ms = listen_ms
        self._listener: ScaleListener | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self._heard: tuple[Heard, ...] = ()
        self._empty: tuple[Heard, ...] = ()
        self._loaded: tuple[Heard, ...] = ()
        self.view = LessonView()

    def open(self, ports: tuple[PortChoice, ...], profiles: tuple[str, ...], port: str) -> None:
        """Begin anew, with the ports that are there; ``port`` is the likeliest."""
        self._candidates, self._heard, self._empty, self._loaded = (), (), (), ()
        self._become(LessonView(ports=ports, profiles=profiles, port=port))

    def stop(self) -> None:
        """End listening within a moment. Callable from every thread."""
        listener = self._listener
        if listener:
            listener.stop()

    def listen(self, port: str, expected: LineSettings | None) -> None:
        """Walk the usual settings of the port; then the candidates are there, or a finding."""
        fresh = LessonView(ports=self.view.ports, profiles=self.view.profiles, port=port)
        self._become(replace(fresh, step=LessonStep.LISTENING, busy=True))
        self._empty = self._loaded = ()
        walk = self._guarded(lambda listener: listener.walk(), port)
        if walk is None:
            return
        self._heard = walk
        found = find(walk, expected)
        self._candidates = found.candidates
        rows = tuple(candidate_row(one) for one in self._candidates[:_MOST_ROWS])
        step = LessonStep.EMPTY if any(one.data for one in walk) else LessonStep.PORT
        finding = saying(found.says)
        self._become(
            replace(self.view, step=step, busy=False, finding=finding, candidates=rows, at=0)
        )

    def empty(self) -> None:
        """Hear the empty pan."""
        captured = self._captures()
        if captured is None:
            return
        self._empty = captured
        said = self._best_reading(captured)
        self._become(replace(self.view, step=LessonStep.WEIGHT, busy=False, empty=said))

    def weigh(self, grams: int) -> None:
        """Hear the known weight, and say which profiles read it."""
        captured = self._captures()
        if captured is None:
            return
        if not any(one.data for one in captured):
            self._become(replace(self.view, busy=False, problem=Saying(_NOTHING)))
            return
        self._loaded = captured
        known = Decimal(grams)
        judged = confirm(self._candidates, self._empty, captured, known)
        rows = [*confirmed_rows(judged), *self._suggested(known)]
        refused = tuple((one.candidate.name, saying(one.why)) for one in judged.refused)
        self._become(
            replace(
                self.view,
                step=LessonStep.RESULT,
                busy=False,
                grams=grams,
                found=tuple(rows[:_MOST_ROWS]),
                refused=refused[:_MOST_ROWS],
                sample=sample_of(captured),
                code=code_for(rows[0].profile) if rows else "SCALE-1",
            )
        )

    def describe(self, described: LessonDescribed) -> None:
        """Read the captured lines by typed columns or a typed pattern; a sound one can be saved."""
        heard = next((one for one in (*self._loaded, *self._heard) if one.data), None)
        if heard is None:
            return
        start, end = marks_of(heard.data)
        columns_of = described.columns
        if columns_of:
            columns_of = replace(columns_of, start=start.hex(), end=end.hex())
        profile = ScaleProfile(
            code="",
            protocol=BY_COLUMNS if described.columns else BY_PATTERN,
            baud=heard.line.baud,
            framing=heard.line.frame,
            unit=described.unit,
            poll=heard.asked.hex(),
            stability=stability_of(described),
            columns=columns_of,
            pattern=described.pattern,
        )
        own = [row for row in self.view.found if row.profile.name != DESCRIBED]
        view = replace(self.view, wrong="", preview=(), found=tuple(own), problem=None)
        try:
            frames = protocol_of(replace(profile, code="preview")).decoder().feed(heard.data)
        except FrameError as error:
            self._become(replace(view, wrong=str(error)))
            return
        view = replace(view, preview=preview_of(frames, profile.unit))
        last = next((one for one in reversed(frames) if one.weight is not None), None)
        if last is not None and self._loaded:
            reads = shown(last, profile.unit)
            if is_right(last, profile.unit, self.view.grams):
                row = ProfileRow(replace(profile, name=DESCRIBED), "", reads)
                view = replace(view, found=(row, *own))
            else:
                params = {"reads": reads, "known": str(self.view.grams)}
                view = replace(view, problem=Saying(_WRONG, params))
        self._become(view)

    def named(self, at: int, code: str, name: str) -> ScaleProfile:
        """The chosen profile under its code and name. Raises IndexError if there is none."""
        return replace(self.view.found[at].profile, code=code, name=name)

    def saved(self, code: str) -> None:
        self._become(replace(self.view, step=LessonStep.SAVED, code=code, problem=None))

    def refuse(self, problem: Saying) -> None:
        """The last step has to be done again, and why."""
        self._become(replace(self.view, busy=False, problem=problem))

    def _captures(self) -> tuple[Heard, ...] | None:
        """The pan at each setting that a candidate needs; None where the port failed."""
        self._become(replace(self.view, busy=True, problem=None))
        wanted = dict.fromkeys((one.line, one.asked) for one in self._candidates)
        if not wanted:
            wanted = dict.fromkeys((one.line, one.asked) for one in self._heard if one.data)
        captured: list[Heard] = []
        for line, asked in tuple(wanted)[:_MOST_LINES]:
            heard = self._guarded(partial(self._capture, line, asked), self.view.port)
            if heard is None:
                return None
            captured += heard
        return tuple(captured)

    def _capture(
        self, line: LineSettings, asked: bytes, listener: ScaleListener
    ) -> tuple[Heard, ...]:
        return (listener.capture(line, asked, self._listen_ms),)

    def _guarded(
        self, work: Callable[[ScaleListener], tuple[Heard, ...]], port: str
    ) -> tuple[Heard, ...] | None:
        """Listen; a port that fails is said, and the step is done again."""
        open_at = partial(self._open_at, port)
        self._listener = ScaleListener(open_at, self._clock, self._at)
        try:
            return work(self._listener)
        except PortBusy as error:
            text = _BUSY if error.holder else _BUSY_UNKNOWN
            self._fail(Saying(text, {"holder": error.holder}))
        except DeviceError:
            self._fail(Saying(_LOST))
        finally:
            self._listener = None
        return None

    def _fail(self, problem: Saying) -> None:
        listening = self.view.step is LessonStep.LISTENING
        step = LessonStep.PORT if listening else self.view.step
        self._become(replace(self.view, step=step, busy=False, problem=problem))

    def _at(self, step: Step) -> None:
        line = f"{step.line.baud} {step.line.frame}"
        self._become(replace(self.view, at=step.at, of=step.of, line=line))

    def _suggested(self, known: Decimal) -> list[ProfileRow]:
        return [
            ProfileRow(one.profile, "", shown(one.reads, one.profile.unit))
            for before, after in zip(self._empty, self._loaded, strict=True)
            for one in columns.suggest(before, after, known)
        ]

    def _best_reading(self, captured: Sequence[Heard]) -> str:
        found = find([one for one in captured if one.data]).candidates
        return shown(found[0].reads) if found else ""

    def _become(self, view: LessonView) -> None:
        self.view = view
        self._show(view)


DESCRIBED = "*"
"""Name of the profile that was typed, until it gets its own."""
