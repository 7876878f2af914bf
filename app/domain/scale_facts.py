"""What is found out about a bench's devices, as facts: a scale learned, checked; a day's health."""

from dataclasses import dataclass
from datetime import date

from app.domain.scale_profile import ScaleLearned


@dataclass(frozen=True, slots=True)
class ScaleCheckBegun:
    """The scale is to be checked with a known weight of so many grams."""

    known_g: int


@dataclass(frozen=True, slots=True)
class ScaleCheckLeft:
    """The check was given up before the weight lay there: the scale is as trusted as before."""


@dataclass(frozen=True, slots=True)
class ScaleChecked:
    """What the scale said of a known weight; ``grams`` - ``known_g`` is its drift.

    ``day`` is the calendar day at the bench. ``shown``, ``unit`` and ``raw`` (hex) are the frame
    as the scale sent it. Each weighing names the check before it by ``check_id``.
    """

    check_id: str
    day: date
    device_id: str
    known_g: int
    grams: int
    tolerance_g: int
    passed: bool
    shown: str = ""
    unit: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class DeviceDay:
    """One device on one day, or on the part of it that this program ran.

    ``frames`` were understood, ``refused`` were not; ``reconnects`` after the port was lost;
    ``settle_ms`` is the median time until the pan came to rest (None: nothing was weighed).
    """

    device_id: str
    kind: str
    day: date
    seconds: int
    frames: int = 0
    refused: int = 0
    reconnects: int = 0
    settle_ms: int | None = None
    misreads: int = 0


ScaleFact = ScaleLearned | ScaleCheckBegun | ScaleCheckLeft | ScaleChecked | DeviceDay
