"""What was set on the device page of this bench, kept beside its settings file.

The settings file stays as its author wrote it; what was chosen here wins over it.
"""

import logging
from pathlib import Path

import msgspec

from app.config import Settings
from app.station.wedge import WedgeSettings, wedge_settings

_LOG = logging.getLogger(__name__)

DEVICES_FILE = "devices.json"


class KeptDevices(msgspec.Struct, frozen=True):
    """``ports``: device id to address. ``wedge``: how the keyboard scanner was found to type."""

    ports: dict[str, str] = {}
    wedge: WedgeSettings | None = None


def kept_devices(home: Path) -> KeptDevices:
    """What was last chosen here; nothing where nothing was, or the file is unreadable."""
    path = home / DEVICES_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeptDevices)
    except FileNotFoundError:
        return KeptDevices()
    except (OSError, msgspec.DecodeError) as error:
        _LOG.warning("%s is not used: %s", path, error)
        return KeptDevices()


def wedge_of(settings: Settings, kept: KeptDevices) -> WedgeSettings | None:
    """How the keyboard scanner types: learnt here, else from the options of the settings file."""
    if kept.wedge:
        return kept.wedge
    keyboards = (each for each in settings.scanner if each.kind == "keyboard")
    return next((wedge_settings(each.options) for each in keyboards), None)


def keep_devices(home: Path, kept: KeptDevices) -> None:
    """Remember it: written whole or not at all."""
    path = home / DEVICES_FILE
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(kept))
    fresh.replace(path)
