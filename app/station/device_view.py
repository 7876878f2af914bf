"""What the device page shows, frozen: each device, its health, its tests, its last bytes."""

from dataclasses import dataclass
from enum import Enum

from app.domain.readings import DeviceKind, DeviceState


class DeviceTest(Enum):
    """What a person can try on a device from the page."""

    TEST_SCAN = "test_scan"  # read the test code of the control card
    CHECK_WEIGHT = "check_weight"  # the daily check with a known weight
    ZERO = "zero"
    PRINT_TEST = "print_test"
    RECONNECT = "reconnect"


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One device. ``raw`` holds the newest lines as they came in, oldest first."""

    kind: DeviceKind
    device_id: str
    state: DeviceState
    model: str = ""
    port: str = ""
    count: int = 0
    raw: tuple[str, ...] = ()
    tests: tuple[DeviceTest, ...] = ()


@dataclass(frozen=True, slots=True)
class DevicePage:
    cards: tuple[DeviceCard, ...] = ()
