"""Support: the running bench keeps its frames and its devices' days; a bundle is made of them."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from app.config import ConfigError, Settings, load
from app.domain.readings import DeviceKind
from app.domain.scale_facts import DeviceDay
from app.station.devices_page import Devices
from app.station.hardware import Hardware
from app.station.inputs import HealthHeard
from app.station.support_bundle import (
    FOLDER,
    DeviceFrames,
    bundle_name,
    keep_frames,
    write_bundle,
)

_LOG = logging.getLogger(__name__)
DAYS_FILE = "health.jsonl"
_DAYS_KEPT = 500


class Support:
    """Frames and health of one bench's devices, kept beside its data; their days in the journal.

    ``devices`` hands on to the bench. ``clock``: milliseconds of the monotonic clock.
    """

    def __init__(
        self,
        home: Path,
        settings: Callable[[], Settings],
        devices: Devices,
        hardware: Hardware,
        clock: Callable[[], int],
    ) -> None:
        self._home, self._settings, self._hardware = home, settings, hardware
        self._devices, self._clock = devices, clock
        self._misread_before: dict[str, int] = {}
        self._since_ms = clock()
        self._day = _today()

    def start(self) -> None:
        """What the last runs left behind goes into the journal."""
        self._tell(self.waiting())

    def tick(self) -> None:
        """Once a minute: the frames to disk, and after midnight the day before to the journal."""
        self.keep()
        if _today() != self._day:
            self._tell(self._take())

    def keep(self) -> None:
        """Write the frames to disk; a disk that is full is no reason to stop packing."""
        try:
            keep_frames(self._home, self._frames(), datetime.now(UTC), self._clock())
        except OSError as error:
            _LOG.warning("the frames of the devices are not kept: %s", error)

    def save_bundle(self) -> Path | None:
        """A bundle in the folder ``support`` of the bench's data; None where it cannot be."""
        self.keep()
        now = datetime.now(UTC)
        target = self._home / FOLDER / bundle_name(now)
        try:
            return write_bundle(self._home, self._settings(), target, now)
        except OSError:
            _LOG.exception("the support bundle cannot be written")
            return None

    def close(self) -> None:
        """Keep the frames, and the day so far for the next start: nothing is lost by a stop."""
        self.keep()
        lines = b"".join(msgspec.json.encode(day) + b"\n" for day in self._take())
        try:
            with (self._home / DAYS_FILE).open("ab") as file:
                file.write(lines)
        except OSError as error:
            _LOG.warning("the health of the devices is not kept: %s", error)

    def waiting(self) -> tuple[DeviceDay, ...]:
        """The days that the last runs left behind, taken out of their file."""
        path = self._home / DAYS_FILE
        try:
            lines = path.read_bytes().splitlines()[-_DAYS_KEPT:]
            path.unlink()
        except FileNotFoundError:
            return ()
        except OSError as error:
            _LOG.warning("%s is not read: %s", path, error)
            return ()
        days = []
        for line in lines:
            try:
                days.append(msgspec.json.decode(line, type=DeviceDay))
            except msgspec.DecodeError:
                _LOG.warning("a line of %s is not readable", path)
        return tuple(days)

    def _tell(self, days: tuple[DeviceDay, ...]) -> None:
        if days:
            self._devices.post(HealthHeard(days))

    def _frames(self) -> list[DeviceFrames]:
        settings, found = self._settings(), []
        scales = (settings.scale,) if settings.scale else ()
        for each in (*settings.scanner, *scales):
            reader = self._hardware.readers.get(each.id)
            if reader:
                frames = tuple(reader.ring.frames())
                found.append(DeviceFrames(each.id, each, reader.where(), reader.health(), frames))
        return found

    def _take(self) -> tuple[DeviceDay, ...]:
        mono_ms = self._clock()
        seconds, self._since_ms = (mono_ms - self._since_ms) // 1000, mono_ms
        day, self._day = self._day, _today()
        before, self._misread_before = self._misread_before, self._devices.misread_counts()
        scale = self._settings().scale
        days = []
        for device_id, reader in self._hardware.readers.items():
            health = reader.meter.take(mono_ms)
            is_scale = scale is not None and device_id == scale.id
            kind = DeviceKind.SCALE if is_scale else DeviceKind.SCANNER
            misread = self._misread_before.get(device_id, 0) - before.get(device_id, 0)
            days.append(
                DeviceDay(
                    device_id,
                    kind.value,
                    day,
                    seconds,
                    health.frames,
                    health.refused,
                    health.reconnects,
                    health.settle_ms,
                    misread,
                )
            )
        return tuple(days)


def bundle_of(home: Path, config: Path, target: Path) -> int:
    """``station --support-bundle``: from what is on disk, also while the bench runs."""
    try:
        settings = load(config)
    except ConfigError as error:  # then the bundle is wanted all the more
        sys.stderr.write(f"{error}\n")
        settings = Settings()
    try:
        write_bundle(home, settings, target, datetime.now(UTC))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{target}\n")
    return 0


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
