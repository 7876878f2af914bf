"""The support bundle: what the devices sent, how they are, settings, versions, the log's end.

The running bench writes its frames beside its data every minute (``keep_frames``); the bundle is
made of files alone, so that it can also be made after a crash. It holds no secret and nobody's
name: see docs/trust.md for the list.
"""

import platform
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import msgspec

from app import __version__
from app.config import ScaleSettings, ScannerSettings, Settings
from app.devices.frame_ring import KeptFrame
from app.devices.health import DeviceHealth
from app.log import redacted

FRAMES = "frames"
FOLDER = "support"
_LOG_TAIL = 256 * 1024
_LOGS = ("station.log", "crash.log")
_PACKAGES = ("PySide6-Essentials", "pyserial", "hidapi", "SQLAlchemy", "msgspec")


@dataclass(frozen=True, slots=True)
class DeviceFrames:
    """One device: how it is set up, how it works, and what it sent."""

    device_id: str
    settings: ScaleSettings | ScannerSettings
    where: str
    health: DeviceHealth
    frames: tuple[KeptFrame, ...] = ()


def keep_frames(home: Path, devices: Iterable[DeviceFrames], at: datetime, mono_ms: int) -> None:
    """Write the frames of all devices beside the bench's data, each file whole or not at all.

    ``at`` and ``mono_ms`` are the same instant, by which the frames' times can be told.
    """
    folder = home / FRAMES
    folder.mkdir(exist_ok=True)
    listed = []
    for number, device in enumerate(devices):
        name = f"{number}.jsonl"
        _write(folder / name, b"".join(_frame(each) for each in device.frames))
        listed.append(_device(device, name))
    index = {"at": at.isoformat(), "mono_ms": mono_ms, "devices": listed}
    _write(folder / "devices.json", msgspec.json.format(msgspec.json.encode(index)))


def bundle_name(at: datetime) -> str:
    """How a bundle of this moment is called."""
    return f"support-{at:%Y%m%d-%H%M%S}.zip"


def write_bundle(home: Path, settings: Settings, target: Path, at: datetime) -> Path:
    """Everything as one zip file; returns where it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("about.json", _json(_about(settings, at)))
        bundle.writestr("settings.json", _json(safe_settings(settings)))
        for path in sorted((home / FRAMES).glob("*.json*")):
            bundle.write(path, f"{FRAMES}/{path.name}")
        for name in _LOGS:
            tail = _tail(home / "logs" / name)
            if tail:
                bundle.writestr(f"logs/{name}", tail)
    fresh.replace(target)
    return target


def safe_settings(settings: Settings) -> dict[str, object]:
    """The settings as plain values: no password, no token, no sender."""
    plain = msgspec.to_builtins(settings)
    plain.pop("sender", None)
    return {name: _without_secrets(name, value) for name, value in plain.items()}


def _without_secrets(name: str, value: object) -> object:
    match value:
        case Mapping():
            return {str(key): _without_secrets(str(key), inner) for key, inner in value.items()}
        case list() | tuple():
            return [_without_secrets(name, inner) for inner in value]
        case str():
            return redacted(f"{name}={value}").partition("=")[2]
        case _:
            return value


def _device(device: DeviceFrames, name: str) -> dict[str, object]:
    kind = "scale" if isinstance(device.settings, ScaleSettings) else "scanner"
    return {
        "device_id": device.device_id,
        "kind": kind,
        "settings": msgspec.to_builtins(device.settings),
        "where": device.where,
        "health": msgspec.to_builtins(device.health),
        "frames": name,
    }


def _frame(each: KeptFrame) -> bytes:
    line: dict[str, object] = {"at_ms": each.at_ms, "way": each.way, "hex": each.data.hex()}
    if each.note:
        line["note"] = redacted(each.note)
    return msgspec.json.encode(line) + b"\n"


def _about(settings: Settings, at: datetime) -> dict[str, object]:
    packages = {}
    for name in _PACKAGES:
        try:
            packages[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            packages[name] = ""
    return {
        "made_at": at.isoformat(),
        "secondpass": __version__,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "station": settings.bench.station,
        "warehouse": settings.bench.warehouse,
        "packages": packages,
    }


def _tail(path: Path) -> bytes:
    """The last lines of a log, once more without what looks like a secret or a telephone."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _LOG_TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return b""
    if size > _LOG_TAIL:
        text = text.partition("\n")[2]
    return redacted(text).encode()


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value))


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)
