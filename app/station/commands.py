"""What the screen says to the bench. Imperative, frozen, and without a rule in them."""

from dataclasses import dataclass

from app.domain.control_code import Control
from app.domain.scale_profile import ColumnFrame, PatternFrame, ScaleProfile
from app.station.device_view import DeviceTest, ScaleChoice
from app.station.settings_view import ScreenSettings
from app.station.wedge import WedgeSettings


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
class OfferTaken:
    """A device that was plugged in shall be used as ``device_id`` from now on."""

    device_id: str
    address: str


@dataclass(frozen=True, slots=True)
class ScannerLearnt:
    """How the keyboard scanner types; the screen reads it so already, the station keeps it."""

    settings: WedgeSettings


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The screen already looks like this; the station only keeps it."""

    screen: ScreenSettings


@dataclass(frozen=True, slots=True)
class FormShown:
    """The device page or the wizard is open (``name``), or none of them ("")."""

    name: str


@dataclass(frozen=True, slots=True)
class ScaleChosen:
    """The scale is on this port, speaks this and so; ``profile`` is a learnt one's code."""

    choice: ScaleChoice


@dataclass(frozen=True, slots=True)
class BundleAsked:
    """Put everything that support needs into one file."""


@dataclass(frozen=True, slots=True)
class ProfileLearned:
    """A scale was learnt here and is in use: the other benches may have its profile."""

    profile: ScaleProfile


@dataclass(frozen=True, slots=True)
class LessonOpened:
    """The wizard was opened: which ports are there."""


@dataclass(frozen=True, slots=True)
class LessonListen:
    """Listen at this port at the usual settings."""

    port: str


@dataclass(frozen=True, slots=True)
class LessonStopped:
    """Stop listening; with ``leave`` the wizard is left and the scale is read as before."""

    leave: bool = False


@dataclass(frozen=True, slots=True)
class LessonEmpty:
    """The pan is empty now."""


@dataclass(frozen=True, slots=True)
class LessonWeight:
    """This weight lies on the pan now."""

    grams: int


@dataclass(frozen=True, slots=True)
class LessonDescribed:
    """How a frame is built, as far as it was typed; read again for the preview.

    What begins and ends a line is seen in what was heard, and need not be said.
    """

    columns: ColumnFrame | None = None
    pattern: PatternFrame | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LessonSaved:
    """Use the profile at this place in the list from now on, under this code and name."""

    at: int
    code: str
    name: str = ""
