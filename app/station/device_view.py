"""What the device page shows, frozen: each device, its health, its tests, its last bytes."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.readings import DeviceKind, DeviceState


class DeviceTest(Enum):
    """What a person can try on a device from the page."""

    TEST_SCAN = "test_scan"  # the next scan of this scanner is shown, and is no scan of the bench
    READ_WEIGHT = "read_weight"
    CHECK_WEIGHT = "check_weight"  # the daily check with a known weight
    ZERO = "zero"
    TARE = "tare"
    PRINT_TEST = "print_test"
    PAPER_STATUS = "paper_status"
    RECONNECT = "reconnect"


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence for the screen: an English text of the catalogues, and what to fill in."""

    text: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawFrame:
    """Bytes as one read brought them, and what they ended: a reading, a code, or a refusal.

    ``reads`` is "1.634 kg" or the code; ``at_rest`` is None where that is not said.
    """

    at_ms: int
    data: bytes
    reads: str = ""
    at_rest: bool | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Figures since midnight or since the start.

    ``frames_tenths_s`` are tenths of frames a second now; ``settle_ms`` is the median time until
    a pan rested, None where nothing was weighed.
    """

    frames_tenths_s: int = 0
    frames: int = 0
    refused: int = 0
    reconnects: int = 0
    settle_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """How the scale is read: ``profile`` is the code of a learnt one, "" for none."""

    port: str
    protocol: str
    baud: int
    framing: str
    unit: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class PortChoice:
    """A port that can be chosen; ``address`` is what is kept of it."""

    address: str
    port: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One device. ``frames`` are the newest reads, oldest first.

    ``holder`` is the program that has its port. ``misreads`` counts codes read wrongly since the
    program started; ``worst`` is the code that was misread most, with its number. ``doubt`` is
    what its bytes say about its settings, ``result`` what the last test gave.
    """

    kind: DeviceKind
    device_id: str
    state: DeviceState
    model: str = ""
    port: str = ""
    count: int = 0
    frames: tuple[RawFrame, ...] = ()
    tests: tuple[DeviceTest, ...] = ()
    holder: str = ""
    misreads: int = 0
    worst: tuple[str, int] = ("", 0)
    doubt: Saying | None = None
    result: Saying | None = None
    health: Health | None = None
    choice: ScaleChoice | None = None
    types: bool = False  # a scanner that types: it can be learnt from three test scans


@dataclass(frozen=True, slots=True)
class DeviceOffer:
    """A device that appeared. ``device_id`` is the missing one it could be, "" for none.

    ``kind`` is what is missing, else what it looks like; None where nothing says what it is.
    """

    kind: DeviceKind | None
    port: str
    address: str
    says: str = ""
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class DevicePage:
    """``offers`` are devices that were plugged in and are not in use.

    ``ports``, ``protocols``, ``lines`` and ``profiles`` are what a scale can be set to.
    ``notice`` is what the page itself has to say (where the support bundle is).
    """

    cards: tuple[DeviceCard, ...] = ()
    offers: tuple[DeviceOffer, ...] = ()
    ports: tuple[PortChoice, ...] = ()
    protocols: tuple[str, ...] = ()
    lines: tuple[tuple[int, str], ...] = ()
    profiles: tuple[str, ...] = ()
    notice: Saying | None = None
    bundle: bool = False  # a support bundle can be made here
