"""A bench's window and everything behind it, as one program."""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.config import FILE_NAME, Settings
from app.entrypoints.device_desk import DeviceDesk
from app.entrypoints.kept_devices import kept_devices, wedge_of
from app.entrypoints.station_host import StationHost
from app.station.commands import SettingsChanged
from app.station.settings_view import ScreenSettings, SettingsView
from app.station.snapshot import BenchSnapshot
from app.ui import application

_LOG = logging.getLogger(__name__)

SCREEN_FILE = "screen.json"
_KEEP_MS = 60_000


class BenchProgram:
    """Window and host together. Commands of the screen go to the bench or to the settings file."""

    def __init__(
        self,
        settings: Settings,
        home: Path,
        *,
        also: Callable[[BenchSnapshot], None] | None = None,
        file: Path | None = None,
    ) -> None:
        self._home = home
        self._also = also
        self._file = file or home / FILE_NAME
        self._screen_file = home / SCREEN_FILE
        view = settings_view(settings, kept_screen(self._screen_file))
        self.ui = application.build(view, self._post, wedge_of(settings, kept_devices(home)))
        try:
            self.host, self.desk = self._made(settings)
        except BaseException:
            self.ui.close()
            raise
        self.ui.every(_KEEP_MS, self._keep_health)

    def _keep_health(self) -> None:
        self.host.support.tick()  # the host may be another one by then

    def _made(self, settings: Settings) -> tuple[StationHost, DeviceDesk]:
        bridge = self.ui.bridge
        host = StationHost(settings, self._home, self._show)
        host.devices.on_control = bridge.pressed.emit
        return host, DeviceDesk(host, self._file, bridge.devices.emit, bridge.lesson.emit)

    def show(self, *, full_screen: bool) -> None:
        window = self.ui.window
        if full_screen:
            window.showFullScreen()
        else:
            window.resize(1366, 768)
            window.show()

    def run(self) -> int:
        """Work until the window is closed, then stop everything in order."""
        self._start()
        try:
            return self.ui.run()
        finally:
            self._stop()

    def restart(self, settings: Settings, stopped: Callable[[], None]) -> None:
        """Stop the bench and start it on what is on disk, behind the same window."""
        self._stop()
        stopped()
        self.host, self.desk = self._made(settings)
        self._start()

    def _start(self) -> None:
        self.host.start()
        self.desk.start()

    def _stop(self) -> None:
        self.desk.stop()
        self.host.stop()

    def _show(self, snapshot: BenchSnapshot) -> None:
        self.ui.bridge.snapshot.emit(snapshot)
        if self._also:
            self._also(snapshot)

    def _post(self, command: object) -> None:
        if isinstance(command, SettingsChanged):
            keep_screen(self._screen_file, command.screen)
        elif not self.desk.takes(command):
            self.host.devices.post(command)


def settings_view(settings: Settings, kept: ScreenSettings | None = None) -> SettingsView:
    """What the settings page shows. What was set on the screen itself wins over the file."""
    bench = settings.bench
    screen = kept or ScreenSettings(
        bench.language, bench.theme, bench.scale_percent, bench.text_percent, bench.volume
    )
    return SettingsView(screen, bench.name, bench.warehouse, settings.policy.on_mismatch)


def kept_screen(path: Path) -> ScreenSettings | None:
    """What was last set on the screen; None where nothing was, or the file is unreadable."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ScreenSettings)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        _LOG.warning("%s is not used: %s", path, error)
        return None


def keep_screen(path: Path, screen: ScreenSettings) -> None:
    """Remember it beside the settings file, which stays as its author wrote it."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(screen))
    fresh.replace(path)
