"""What the screen says to the bench. Imperative, frozen, and without a rule in them."""

from dataclasses import dataclass

from app.domain.control_code import Control
from app.station.device_view import DeviceTest
from app.station.settings_view import ScreenSettings


@dataclass(frozen=True, slots=True)
class ControlPressed:
    """A button of the strip was clicked: the same as scanning its code on the control card."""

    control: Control


@dataclass(frozen=True, slots=True)
class ScanTyped:
    """A keyboard-wedge scanner typed a code. ``mono_ms`` is when its last key came."""

    text: str
    mono_ms: int
    suspicious: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceTestPressed:
    device_id: str
    test: DeviceTest


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The screen already looks like this; the station only keeps it."""

    screen: ScreenSettings
