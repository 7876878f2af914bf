"""Learning a scale step by step, over lines that say the truth at one setting only."""

from collections.abc import Callable
from decimal import Decimal
from itertools import count

import pytest

from app.devices.base import PortBusy, PortLost
from app.devices.simulators.load import Shown
from app.devices.simulators.wire import WIRES
from app.devices.transports import LineSettings
from app.domain.scale_profile import BY_COLUMNS, BY_PATTERN, ColumnFrame, PatternFrame
from app.station.commands import LessonDescribed
from app.station.device_view import PortChoice
from app.station.lesson_view import LessonStep, LessonView
from app.station.scale_lesson import ScaleLesson


class Bench:
    """A scale on a line: right at ``line``, garbled at every other; a clock that steps."""

    def __init__(self, say: Callable[[int], bytes], line: LineSettings) -> None:
        self.say, self.line = say, line
        self.grams = 0
        self.trouble: Exception | None = None
        self.ticks = count(step=50)
        self.views: list[LessonView] = []
        self.lesson = ScaleLesson(
            lambda _port, line: Wire(self, line), lambda: next(self.ticks), self.views.append
        )
        self.lesson.open((PortChoice("COM3", "COM3"),), (), "COM3")

    @property
    def view(self) -> LessonView:
        return self.views[-1]

    @property
    def step(self) -> LessonStep:
        return self.view.step

    def learn(self, grams: int = 1000) -> LessonView:
        self.lesson.listen("COM3", LineSettings())
        self.lesson.empty()
        self.grams = grams
        self.lesson.weigh(grams)
        return self.view


class Wire:
    """The port of the scale, opened at one setting."""

    def __init__(self, bench: Bench, line: LineSettings) -> None:
        self._bench, self._line = bench, line

    def open(self) -> None:
        if self._bench.trouble:
            raise self._bench.trouble

    def close(self) -> None:
        """Nothing is held."""

    def read(self, timeout: float) -> bytes:
        data = self._bench.say(self._bench.grams)
        right = self._line == self._bench.line
        return data if right else bytes((each * 37 | 0x80) & 0xFF for each in data)

    def write(self, data: bytes) -> None:
        """It sends by itself."""

    def describe(self) -> str:
        return "COM3"


def st_gs(grams: int) -> bytes:
    return WIRES["st_gs"].write(Shown(Decimal(grams), stable=True))


def strange(grams: int) -> bytes:
    return f"#{grams / 1000:08.3f}~X\r\n".encode()


def test_another_speed_is_named_and_the_weight_confirms_the_protocol() -> None:
    bench = Bench(st_gs, LineSettings(4800, "8N1"))
    bench.lesson.listen("COM3", LineSettings(9600, "8N1"))
    assert bench.step is LessonStep.EMPTY
    assert bench.view.finding is not None
    assert bench.view.finding.params == {"baud": "4800"}
    assert "another speed" in bench.view.finding.text
    assert next((row.name, row.line) for row in bench.view.candidates) == ("st_gs", "4800 8N1")

    done = bench.learn(500)

    assert done.step is LessonStep.RESULT
    row = done.found[0]
    assert (row.profile.protocol, row.profile.baud) == ("st_gs", 4800)
    assert (row.empty, row.loaded) == ("0.000 kg", "0.500 kg")
    assert done.code == "ST-GS-4800"
    assert bench.lesson.named(0, "FLOOR", "").code == "FLOOR"


def test_progress_is_told_setting_by_setting() -> None:
    bench = Bench(st_gs, LineSettings(4800, "8N1"))
    bench.lesson.listen("COM3", None)
    listening = [view for view in bench.views if view.step is LessonStep.LISTENING and view.of]
    assert [view.at for view in listening] == [1, 2, 3]
    assert all(view.busy for view in listening)


def test_a_factor_confirms_nothing() -> None:
    bench = Bench(lambda grams: st_gs(grams * 2), LineSettings())
    done = bench.learn(500)
    assert done.found == ()
    why = dict(done.refused)["st_gs"]
    assert why.params["factor"] == "2.000"


def test_lines_that_no_protocol_reads_are_found_by_their_columns() -> None:
    done = Bench(strange, LineSettings()).learn(750)
    assert [row.profile.protocol for row in done.found][-1] == BY_COLUMNS
    assert done.sample
    assert done.sample[-1] == "#0000.750~X"


@pytest.mark.parametrize(("start", "end"), [(b"\x02", b"\r"), (b"", b"\n"), (b"\x02", b"\x03")])
def test_what_begins_and_ends_a_line_is_seen(start: bytes, end: bytes) -> None:
    bench = Bench(lambda grams: start + strange(grams).strip() + end, LineSettings())
    assert bench.learn(750).sample[-1] == "#0000.750~X"
    bench.lesson.describe(LessonDescribed(columns=ColumnFrame(11, 1, 8), unit="kg"))
    assert bench.view.preview[-1].reads == "0.750 kg"


@pytest.mark.parametrize(
    "described",
    [
        LessonDescribed(pattern=PatternFrame(r"#(?P<weight>[0-9]+[.][0-9]+)~X"), unit="kg"),
        LessonDescribed(columns=ColumnFrame(11, 1, 8), unit="kg"),
    ],
)
def test_a_described_frame_is_previewed_and_can_be_saved(described: LessonDescribed) -> None:
    bench = Bench(strange, LineSettings())
    bench.learn(750)
    bench.lesson.describe(described)
    assert bench.view.preview[-1].reads == "0.750 kg"
    chosen = bench.lesson.named(0, "MY-1", "floor scale")
    assert chosen.protocol in {BY_PATTERN, BY_COLUMNS}
    assert (chosen.code, chosen.name, chosen.unit) == ("MY-1", "floor scale", "kg")


def test_a_description_that_reads_another_weight_is_not_offered() -> None:
    bench = Bench(strange, LineSettings())
    before = bench.learn(750).found
    bench.lesson.describe(LessonDescribed(columns=ColumnFrame(11, 1, 8), unit="lb"))
    assert bench.view.found == before
    assert bench.view.problem is not None
    assert bench.view.problem.params["reads"] == "0.750 lb"


def test_a_wrong_pattern_says_what_is_wrong() -> None:
    bench = Bench(strange, LineSettings())
    bench.learn(750)
    bench.lesson.describe(LessonDescribed(pattern=PatternFrame("kg")))
    assert "group weight" in bench.view.wrong


def test_a_port_that_fails_is_said_and_the_step_is_done_again() -> None:
    bench = Bench(st_gs, LineSettings())
    bench.trouble = PortBusy("COM3 is used", port="COM3", holder="terminal")
    bench.lesson.listen("COM3", None)
    assert bench.step is LessonStep.PORT
    assert bench.view.problem is not None
    assert bench.view.problem.params == {"holder": "terminal"}

    bench.trouble = None
    bench.lesson.listen("COM3", None)
    bench.trouble = PortLost("gone")
    bench.lesson.empty()
    assert bench.views[-1].step.value == "empty"
    assert bench.view.problem is not None
    assert not bench.view.busy


def test_a_silent_line_leads_back_to_the_port() -> None:
    bench = Bench(lambda _grams: b"", LineSettings())
    bench.lesson.listen("COM3", None)
    assert bench.step is LessonStep.PORT
    assert bench.view.finding is not None
    assert "sends nothing" in bench.view.finding.text


def test_stopping_ends_the_walk() -> None:
    bench = Bench(st_gs, LineSettings(2400, "7E1"))
    told = bench.views.append

    def stop(view: LessonView) -> None:
        told(view)
        if view.at == 2:
            bench.lesson.stop()

    bench.lesson = ScaleLesson(
        lambda _port, line: Wire(bench, line), lambda: next(bench.ticks), stop
    )
    bench.lesson.listen("COM3", None)
    assert max(view.at for view in bench.views) == 2
