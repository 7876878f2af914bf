"""The printers this computer knows: queues of CUPS, queues of Windows, bare USB printers."""

import sys
from dataclasses import dataclass
from pathlib import Path

from app.devices.printers.ipp_client import (
    HttpRefusedError,
    IppAddress,
    IppClient,
    IppLostError,
    IppRefusedError,
    IppUnreachableError,
)
from app.devices.printers.ipp_wire import Attributes

if sys.platform == "win32":
    from app.devices.printers.win32_spooler import printer_names

CUPS = "ipp://localhost:631/"
_SHORT_S = 2.0


@dataclass(frozen=True, slots=True)
class PrinterFound:
    """``kind`` and ``address`` as they stand in the settings; ``says`` is its own description."""

    kind: str  # ipp | windows | usb
    address: str
    says: str = ""


def printers(server: str = CUPS) -> list[PrinterFound]:
    """All of them; a print system that is not there has none."""
    if sys.platform == "win32":
        return [PrinterFound("windows", name) for name in printer_names()]
    else:  # noqa: RET505 - so that the type checker knows either branch by its platform
        return [*cups_queues(server), *usb_printers()]


def cups_queues(server: str = CUPS) -> list[PrinterFound]:
    """CUPS-Get-Printers: every queue with its address and what an office called it."""
    client = IppClient(IppAddress.of(server), timeout_s=_SHORT_S)
    try:
        queues = client.queues()
    except (IppUnreachableError, IppLostError, IppRefusedError, HttpRefusedError):
        return []
    address = IppAddress.of(server)
    return [
        PrinterFound(
            "ipp",
            f"ipp://{address.host}:{address.port}/printers/{name}",
            _said(queue, "printer-info") or _said(queue, "printer-make-and-model"),
        )
        for queue in queues
        if (name := _said(queue, "printer-name"))
    ]


def usb_printers(nodes: Path = Path("/dev/usb")) -> list[PrinterFound]:
    """Printers that the kernel offers as a bare port and no queue may own yet."""
    try:
        return [PrinterFound("usb", str(node)) for node in sorted(nodes.glob("lp*"))]
    except OSError:
        return []


def _said(queue: Attributes, name: str) -> str:
    values = queue.get(name, ())
    return str(values[0]) if values else ""
