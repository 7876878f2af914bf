"""Run below umockdev-run: finds the recorded HID scale, opens it as a bench does, weighs once."""

import sys

from app.devices.conversation import ScaleConversation
from app.devices.discovery import Discovery
from app.devices.scales.registry import scale_protocol
from app.devices.transports import SCALE_PAGE, HidMatch, HidTransport
from app.domain.readings import WeightReading


def main() -> None:
    found = Discovery(ports=lambda: (), keyboards=lambda: (), print_queues=lambda: ()).look()[0]
    port = HidTransport(HidMatch.at(found.address, SCALE_PAGE), skip_first=True)
    talk = ScaleConversation("scale", scale_protocol("usb_hid_scale"))
    port.open()
    weighed: list[str] = []
    for at_ms in range(0, 20_000, 100):
        data = port.read(0.1)
        readings = (each for each in talk.received(data, at_ms) if isinstance(each, WeightReading))
        weighed += [f"{each.grams} g" for each in readings if each.stable]
        if weighed:
            break
    port.close()
    sys.stdout.write("\n".join((found.kind.value if found.kind else "", found.address, *weighed)))


main()
