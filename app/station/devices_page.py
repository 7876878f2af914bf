"""What the device page shows, gathered from the settings, the readers and their last words."""

from collections.abc import Callable

from app.config import Settings
from app.domain.order import Order, OrderState, Recipient
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus
from app.station.device_view import DeviceCard, DevicePage, DeviceTest
from app.station.effects import PrintLabel
from app.station.hardware import Hardware

_RAW_LINES = 8


class Devices:
    """Listens in on what the devices post, and hands it on to the bench."""

    def __init__(self, settings: Settings, post: Callable[[object], None]) -> None:
        self._settings = settings
        self._hand_on = post
        self._states: dict[str, DeviceState] = {}

    def post(self, event: object) -> None:
        if isinstance(event, DeviceStatus):
            self._states[event.device_id] = event.state
        self._hand_on(event)

    def page(self, hardware: Hardware) -> DevicePage:
        scale, printer = self._settings.scale, self._settings.printer
        cards = [
            self._card(DeviceKind.SCANNER, each.id, each.kind, each.port, hardware)
            for each in self._settings.scanner
        ]
        if scale:
            tests = (DeviceTest.ZERO,) if hardware.has("zero") else ()
            cards.append(
                self._card(DeviceKind.SCALE, scale.id, scale.protocol, scale.port, hardware, tests)
            )
        cards.append(
            DeviceCard(
                DeviceKind.PRINTER,
                "printer",
                self._states.get("printer", DeviceState.OFF),
                model=printer.kind,
                port=printer.address,
                tests=(DeviceTest.PRINT_TEST,),
            )
        )
        return DevicePage(tuple(cards))

    def _card(
        self,
        kind: DeviceKind,
        device_id: str,
        model: str,
        port: str,
        hardware: Hardware,
        tests: tuple[DeviceTest, ...] = (),
    ) -> DeviceCard:
        reader = hardware.readers.get(device_id)
        recent = reader.recent()[-_RAW_LINES:] if reader else []
        return DeviceCard(
            kind,
            device_id,
            self._states.get(device_id, DeviceState.OFF),
            model=model,
            port=port,
            raw=tuple(_readable(data) for _, data in recent),
            tests=tests,
        )


def _readable(data: bytes) -> str:
    """Bytes as support reads them: text where it is text, <XX> where it is not."""
    return "".join(chr(b) if 0x20 <= b < 0x7F else f"<{b:02X}>" for b in data)  # noqa: PLR2004


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
