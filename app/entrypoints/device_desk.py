"""What is done on the device page and in the wizard: one thread, so that no window ever waits."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.clock import mono_ms
from app.config import ConfigError, ScaleSettings
from app.devices.learning.listening import usual_lines
from app.devices.scales.registry import SCALES
from app.devices.transports import open_transport
from app.domain.readings import DeviceState
from app.domain.scale_profile import ScaleProfile
from app.entrypoints.device_trials import run_test, try_speeds
from app.entrypoints.station_host import StationHost
from app.i18n import mark
from app.station.commands import (
    BundleAsked,
    DeviceTestPressed,
    FormShown,
    LessonDescribed,
    LessonEmpty,
    LessonListen,
    LessonOpened,
    LessonSaved,
    LessonStopped,
    LessonWeight,
    OfferTaken,
    ProfileLearned,
    ScaleChosen,
    ScannerLearnt,
)
from app.station.device_frames import line_of
from app.station.device_view import DevicePage, DeviceTest, Saying
from app.station.lesson_view import LessonStep, LessonView
from app.station.scale_lesson import OpenAt, ScaleLesson

_LOG = logging.getLogger(__name__)
DEVICES, LEARN = "devices", "learn"
_LIVE_S, _QUIET_S = 0.25, 1.0
_LINES = tuple((line.baud, line.frame) for line in usual_lines())
_PROTOCOLS = tuple(sorted(one.key for one in SCALES))


class DeviceDesk:
    """Takes the commands of the two pages, and shows them anew four times a second while open.

    ``show_page`` and ``show_lesson`` are called in this thread and must only hand on. ``file``
    is the settings file, into which a chosen or learnt scale is written.
    """

    def __init__(
        self,
        host: StationHost,
        file: Path,
        show_page: Callable[[DevicePage], None],
        show_lesson: Callable[[LessonView], None],
        open_at: OpenAt = open_transport,
    ) -> None:
        self._host, self._file, self._show_page, self._open_at = host, file, show_page, open_at
        self._lesson = ScaleLesson(open_at, mono_ms, show_lesson)
        self._form = ""
        self._ended = False
        self._freed = False  # the scale's port is lent to the lesson
        self._walked = False  # other speeds were tried since it last worked
        self._notice: Saying | None = None
        self._profiles: tuple[str, ...] = ()
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="device-desk")
        self._on: dict[type, Callable[[Any], None]] = {
            FormShown: self._shown,
            DeviceTestPressed: self._test,
            OfferTaken: host.take_offer,
            ScannerLearnt: host.keep_scanner,
            ScaleChosen: self._choose,
            LessonOpened: lambda _command: self._open_lesson(),
            LessonListen: lambda command: self._listen(command.port),
            LessonStopped: self._stopped,
            LessonEmpty: lambda _command: self._lesson.empty(),
            LessonWeight: lambda command: self._lesson.weigh(command.grams),
            LessonDescribed: self._lesson.describe,
            LessonSaved: self._save,
            BundleAsked: lambda _command: self._bundle(),
        }

    def takes(self, command: object) -> bool:
        """Whether a command is for this desk; then it was taken. Callable from every thread."""
        if type(command) not in self._on:
            return False
        if isinstance(command, FormShown):
            self._host.devices.form_shown = bool(command.name)
        if isinstance(command, LessonStopped) or (
            isinstance(command, FormShown) and command.name != LEARN
        ):
            self._lesson.stop()
        self._queue.put(command)
        return True

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End what is under way, then the thread."""
        self._ended = True
        self._queue.put(None)
        self._lesson.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                command = self._queue.get(timeout=_LIVE_S if self._form else _QUIET_S)
            except queue.Empty:
                command = FormShown(self._form)
            if command is None or self._ended:
                return
            try:
                self._on[type(command)](command)
                if self._form != LEARN:
                    self._look()
            except Exception:  # noqa: BLE001  # the top of a thread loop
                _LOG.exception("%s could not be done", type(command).__name__)

    def _look(self) -> None:
        scale = self._host.scale
        state = self._host.devices.state(scale.id) if scale else DeviceState.OFF
        if state is DeviceState.READY:
            self._walked = False
        elif self._form == DEVICES and scale and state is DeviceState.SILENT and not self._walked:
            self._walked = try_speeds(self._host, scale, self._open_at, self._busy, self._show)
        self._show()

    def _show(self) -> None:
        self._show_page(
            replace(
                self._host.device_page(),
                protocols=_PROTOCOLS,
                lines=_LINES,
                profiles=self._profiles,
                notice=self._notice,
                bundle=True,
            )
        )

    def _busy(self) -> bool:
        return not self._queue.empty()

    def _shown(self, shown: FormShown) -> None:
        if shown.name == self._form:
            return
        if self._form == LEARN:
            self._return_scale()
        if not shown.name:
            self._host.devices.tests.clear()
            self._notice = None
        self._form = shown.name
        self._profiles = tuple(one.code for one in self._host.profiles())

    def _bundle(self) -> None:
        saved = self._host.support.save_bundle()
        if saved:
            self._notice = Saying(mark("Saved for support: {path}"), {"path": str(saved)})
        else:
            self._notice = Saying(mark("It could not be saved: see the log."))

    def _test(self, pressed: DeviceTestPressed) -> None:
        self._walked &= pressed.test is not DeviceTest.RECONNECT
        run_test(self._host, pressed)

    def _choose(self, chosen: ScaleChosen) -> None:
        choice, scale = chosen.choice, self._host.scale or ScaleSettings()
        profile = self._profile(choice.profile)
        fresh = replace(
            scale,
            port=choice.port,
            protocol=choice.protocol,
            baud=choice.baud,
            framing=choice.framing,
            unit=choice.unit,
            variant=scale.variant if choice.protocol == scale.protocol else "",
            profile=profile,
        )
        problem = self._use(fresh)
        self._walked = False
        self._host.devices.doubt(scale.id, problem)
        self._notice = problem or Saying(mark("The scale is read so from now on."))

    def _profile(self, code: str) -> ScaleProfile | None:
        scale = self._host.scale
        if scale and scale.profile and scale.profile.code == code:
            return scale.profile
        return next((one for one in self._host.profiles() if code and one.code == code), None)

    def _use(self, scale: ScaleSettings) -> Saying | None:
        """Read the scale so now and after the next start; what is wrong where that cannot be."""
        try:
            self._host.keep_scale(scale, self._file)
        except (ConfigError, OSError) as error:
            _LOG.warning("the scale's settings are not used: %s", error)
            return Saying(mark("These settings cannot be used: {why}"), {"why": str(error)})
        self._freed = False
        return None

    def _open_lesson(self) -> None:
        page, scale = self._host.device_page(), self._host.scale
        self._lesson.open(page.ports, self._profiles, scale.port if scale else "")

    def _listen(self, port: str) -> None:
        scale = self._host.scale
        self._host.hardware.free_scale()
        self._freed = True
        expected = line_of(scale) if scale and scale.port == port else None
        self._lesson.listen(port, expected)

    def _stopped(self, stopped: LessonStopped) -> None:
        if stopped.leave:
            self._return_scale()

    def _return_scale(self) -> None:
        scale = self._host.scale
        if self._freed and scale:
            self._host.hardware.use_scale(scale)
        self._freed = False

    def _save(self, saved: LessonSaved) -> None:
        lesson, scale = self._lesson, self._host.scale or ScaleSettings()
        code = saved.code.strip()
        if lesson.view.step is not LessonStep.RESULT or not code:
            lesson.refuse(Saying(mark("Give the scale a short name first.")))
            return
        profile = lesson.named(saved.at, code, saved.name.strip())
        problem = self._use(replace(scale, port=lesson.view.port, profile=profile))
        if problem:
            lesson.refuse(problem)
            return
        self._host.mailbox.post(ProfileLearned(profile))
        lesson.saved(code)
