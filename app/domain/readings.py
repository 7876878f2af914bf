"""What devices say, once their bytes are understood: a scan, a weight."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from app.domain.values import Grams


@dataclass(frozen=True, slots=True)
class Scan:
    """One code read by a scanner (or typed by a wedge), as text.

    ``text`` has the AIM identifier, prefix and terminator removed; GS (0x1D) is kept inside.
    ``aim`` is the identifier the scanner sent ("]C1"), None if it sent none.
    ``suspicious`` says why the text may not be what was printed (input method, cut head).
    """

    text: str
    device_id: str
    mono_ms: int
    aim: str | None = None
    suspicious: str | None = None


class WeightFault(Enum):
    """Why a frame is not a weight; each has its own words on the screen."""

    OVER = "over"
    UNDER = "under"
    FAULT = "fault"
    WRONG_UNIT = "wrong_unit"
    NO_UNIT = "no_unit"


@dataclass(frozen=True, slots=True)
class WeightReading:
    """One answer of a scale, in grams where it is a mass.

    ``grams`` is None when the frame is no weight (``fault`` says why). ``shown`` and ``unit``
    are the digits and unit exactly as the scale sent them. ``stable`` is None when the
    protocol does not say (stability must then be found by time). ``division_g`` is the weight
    of one step of the last digit sent, in grams, rounded up to 1.
    """

    grams: Grams | None
    shown: Decimal | None
    unit: str
    stable: bool | None
    mono_ms: int
    device_id: str
    raw: bytes
    zero: bool | None = None
    net: bool | None = None
    fault: WeightFault | None = None
    division_g: int = 1


class DeviceKind(Enum):
    SCANNER = "scanner"
    SCALE = "scale"
    PRINTER = "printer"
    CENTER = "center"


class DeviceState(Enum):
    """What the pill of a device says."""

    OFF = "off"  # not configured
    LOOKING = "looking"  # the program has just begun, and asks it
    READY = "ready"
    DEGRADED = "degraded"  # works, but wants attention
    LOST = "lost"  # unplugged, offline, not answering
    BUSY = "busy"  # the port is taken by another program
    SILENT = "silent"  # open, but sends nothing that can be read
    OUT_OF_PAPER = "out_of_paper"
    HEAD_OPEN = "head_open"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A change of health of one device; ``detail`` is for the support bundle, not the screen.

    ``holder`` names the program that has the port, where it is busy and that is known.
    """

    kind: DeviceKind
    device_id: str
    state: DeviceState
    mono_ms: int
    detail: str = ""
    holder: str = ""
