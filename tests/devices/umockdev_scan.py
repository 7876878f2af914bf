"""Run below umockdev-run: finds the scanner, grabs it, prints the code it types, and the device."""

import sys

from app.devices.evdev import EvdevTransport, input_nodes
from app.devices.scanners.evdev_scanner import EvdevScanner


def main() -> None:
    node = input_nodes()[0]
    port, scanner = EvdevTransport(node.identity.address), EvdevScanner()
    port.open()
    texts: list[str] = []
    for at_ms in range(100):
        data = port.read(0.1)
        texts += [frame.text for frame in scanner.feed(data, at_ms) if not frame.error]
        if texts:
            break
    port.close()
    sys.stdout.write("\n".join((node.identity.address, node.says, *texts)))


main()
