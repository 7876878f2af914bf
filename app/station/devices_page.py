"""What the device page shows, gathered from the settings, the readers and their last words."""

from collections import Counter
from collections.abc import Callable

from app.config import ScaleSettings, ScannerSettings, Settings
from app.devices.discovery import Plugged
from app.domain.control_code import Control, read_control
from app.domain.misreads import MisreadCode
from app.domain.order import Order, OrderState, Recipient
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan, WeightReading
from app.station.commands import ScanTyped
from app.station.device_frames import Reads, doubt_of, health_of, plain_frames, scale_frames
from app.station.device_tests import KEYBOARD, DeviceTests
from app.station.device_view import (
    DeviceCard,
    DevicePage,
    DeviceTest,
    Saying,
    ScaleChoice,
)
from app.station.effects import PrintLabel
from app.station.hardware import Hardware
from app.station.offers import offers, port_choices

PRINTER = "printer"
_FRAMES = 40
_COMMANDS = (DeviceTest.ZERO, DeviceTest.TARE)
_MISSING = frozenset({DeviceState.LOST, DeviceState.OFF})
PAGE_CONTROLS = frozenset({Control.NEXT_BOX, Control.ACKNOWLEDGE, Control.CANCEL})
"""What the control card does on a page with buttons: the next one, press it, go back."""


class Devices:
    """Listens in on what the devices post, and hands it on to the bench.

    While a page with buttons is open (``form_shown``) the three page controls go to
    ``on_control`` and not to the bench. ``post`` is called from the threads of the devices.
    """

    def __init__(self, settings: Settings, post: Callable[[object], None]) -> None:
        self._settings = settings
        self._hand_on = post
        self._states: dict[str, DeviceState] = {}
        self._holders: dict[str, str] = {}
        self._present: tuple[Plugged, ...] = ()
        self._misreads: dict[str, Counter[str]] = {}
        self._doubts: dict[str, Saying] = {}
        self.tests = DeviceTests()
        self.form_shown = False
        self.on_control: Callable[[Control], None] = lambda _control: None

    def post(self, event: object) -> None:
        if isinstance(event, DeviceStatus):
            self._status(event)
        elif isinstance(event, WeightReading):
            self.tests.weighed(event)
        elif isinstance(event, Scan | ScanTyped) and self._taken(event):
            return
        self._hand_on(event)

    def _status(self, status: DeviceStatus) -> None:
        if status.state is DeviceState.READY:
            self._doubts.pop(status.device_id, None)
        self._states[status.device_id] = status.state
        self._holders[status.device_id] = status.holder

    def _taken(self, scan: Scan | ScanTyped) -> bool:
        """Whether a scan was for the page and not for the bench."""
        if not self.form_shown:
            return False
        try:
            control = read_control(scan.text)
        except ValueError:  # misread: the bench says so
            control = None
        if self.tests.scanned(scan, control):
            return True
        if control in PAGE_CONTROLS and control is not None:
            self.on_control(control)
            return True
        return False

    def plugged(self, present: tuple[Plugged, ...]) -> None:
        """What is plugged in now. Callable from every thread."""
        self._present = present

    def present(self) -> tuple[Plugged, ...]:
        return self._present

    def state(self, device_id: str) -> DeviceState:
        return self._states.get(device_id, DeviceState.OFF)

    def heard_as(self, device_id: str) -> str:
        """The device that a scanner's scans name: keys say nothing about who typed them."""
        types = any(each.id == device_id for each in self._settings.scanner if _types(each))
        return KEYBOARD if types else device_id

    def rebound(self, settings: Settings) -> None:
        """Ports were chosen on the page."""
        self._settings = settings

    def doubt(self, device_id: str, saying: Saying | None) -> None:
        """What was found out about a device's line; stands until it works."""
        if saying is None:
            self._doubts.pop(device_id, None)
        else:
            self._doubts[device_id] = saying

    def misread(self, misread: MisreadCode) -> None:
        """A scanner read a code wrongly. Called from the bench's thread alone."""
        counts = Counter(self._misreads.get(misread.scanner, Counter()))
        counts[misread.code] += 1
        self._misreads[misread.scanner] = counts

    def misread_counts(self) -> dict[str, int]:
        """Codes read wrongly since the program started, by scanner."""
        return {scanner: counts.total() for scanner, counts in self._misreads.items()}

    def page(self, hardware: Hardware) -> DevicePage:
        cards = self._cards(hardware)
        missing = {each.device_id for each in cards if each.state in _MISSING}
        scale = self._settings.scale
        return DevicePage(
            tuple(cards),
            offers(self._present, self._settings, missing),
            port_choices(self._present, scale.port if scale else ""),
        )

    def _cards(self, hardware: Hardware) -> list[DeviceCard]:
        cards = [self._scanner(each, hardware) for each in self._settings.scanner]
        if self._settings.scale:
            cards.append(self._scale(self._settings.scale, hardware))
        printer = self._settings.printer
        return [
            *cards,
            DeviceCard(
                DeviceKind.PRINTER,
                PRINTER,
                self.state(PRINTER),
                model=printer.kind,
                port=printer.address,
                tests=(DeviceTest.PRINT_TEST, DeviceTest.PAPER_STATUS),
                result=self.tests.result(PRINTER),
            ),
        ]

    def _scanner(self, scanner: ScannerSettings, hardware: Hardware) -> DeviceCard:
        types = _types(scanner)
        device_id = scanner.id
        again = () if types else (DeviceTest.RECONNECT,)
        frames = tuple(self.tests.typed) if types else plain_frames(hardware.recent(device_id))
        misreads = self._misreads.get(KEYBOARD if types else device_id, Counter())
        return DeviceCard(
            DeviceKind.SCANNER,
            device_id,
            DeviceState.READY if types else self.state(device_id),
            model=scanner.kind,
            port=hardware.where(device_id, scanner.port),
            frames=frames[-_FRAMES:],
            tests=(DeviceTest.TEST_SCAN, *again),
            holder=self._holders.get(device_id, ""),
            misreads=misreads.total(),
            worst=misreads.most_common(1)[0] if misreads else ("", 0),
            result=self.tests.result(KEYBOARD if types else device_id),
            health=health_of(hardware.health(device_id)),
            types=types,
        )

    def _checks(self) -> tuple[DeviceTest, ...]:
        return (DeviceTest.CHECK_WEIGHT,) if self._settings.policy.check_weight_g else ()

    def _scale(self, scale: ScaleSettings, hardware: Hardware) -> DeviceCard:
        state, reads = self.state(scale.id), hardware.recent(scale.id)
        said = scale.profile or scale
        frames = scale_frames(reads, scale)
        commands = tuple(test for test in _COMMANDS if hardware.has(test.value))
        return DeviceCard(
            DeviceKind.SCALE,
            scale.id,
            state,
            model=f"{said.protocol}/{said.variant}" if said.variant else said.protocol,
            port=hardware.where(scale.id, scale.port),
            frames=frames[-_FRAMES:],
            tests=(DeviceTest.READ_WEIGHT, *self._checks(), *commands, DeviceTest.RECONNECT),
            holder=self._holders.get(scale.id, ""),
            doubt=self._doubt(scale, state, reads),
            result=self.tests.result(scale.id),
            health=health_of(hardware.health(scale.id)),
            choice=ScaleChoice(
                scale.port,
                said.protocol,
                said.baud,
                said.framing,
                said.unit,
                scale.profile.code if scale.profile else "",
            ),
        )

    def _doubt(self, scale: ScaleSettings, state: DeviceState, reads: Reads) -> Saying | None:
        known = self._doubts.get(scale.id)
        if known or state is not DeviceState.SILENT:
            return known
        found = doubt_of(reads, scale)
        return found[1] if found else None


def _types(scanner: ScannerSettings) -> bool:
    return scanner.kind == KEYBOARD


def test_label(number: int) -> PrintLabel:
    """A label that says TEST and belongs to no parcel."""
    order = Order(
        id="test",
        warehouse="",
        number="TEST",
        channel="",
        shop="",
        state=OrderState.APPROVED,
        revision=0,
        lines=(),
        recipient=Recipient(),
        courier="TEST",
    )
    return PrintLabel(f"test-{number}", order, "TEST0000", "TEST", 1, 1, 0, 1, sorting_code="TEST")
