"""The devices of this bench, built from its settings: a list, each with an id."""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from app.config import ConfigError, PrinterSettings, ScaleSettings, ScannerSettings
from app.devices.base import FrameError
from app.devices.conversation import ScaleConversation, ScanConversation
from app.devices.printers.base import LabelPrinter, Output
from app.devices.printers.dialects import TsplDialect, ZplDialect
from app.devices.printers.folder import FolderPrinter
from app.devices.printers.ipp import IppPrinter
from app.devices.printers.ipp_client import IppAddress, IppClient
from app.devices.printers.raw_socket import RawSocketPrinter
from app.devices.printers.windows_spooler import WindowsSpoolerPrinter
from app.devices.reader import PortReader
from app.devices.scales.registry import scale_protocol
from app.devices.transports import (
    KEYBOARD_PAGE,
    KEYBOARD_USAGE,
    SCALE_PAGE,
    SCANNER_PAGE,
    HidMatch,
    HidTransport,
    LineSettings,
    open_transport,
)

if sys.platform == "win32":
    from app.devices.printers.win32_spooler import Win32Spooler

Post = Callable[[object], None]
Clock = Callable[[], int]


class Hardware:
    """The readers of this bench. Started and stopped together; commands go to the scale."""

    def __init__(
        self,
        scanners: tuple[ScannerSettings, ...],
        scale: ScaleSettings | None,
        post: Post,
        clock: Clock,
    ) -> None:
        self._scale: PortReader | None = None
        self._commands: dict[str, bytes] = {}
        self.readers = {
            each.id: _scanner(each, post, clock) for each in scanners if each.kind != "keyboard"
        }
        if scale:
            self._scale = _scale(scale, post, clock)
            protocol = scale_protocol(scale.protocol)
            self._commands = {"zero": protocol.zero, "tare": protocol.tare}
            self.readers[scale.id] = self._scale

    def has(self, name: str) -> bool:
        """Whether the scale knows this command."""
        return self._scale is not None and bool(self._commands.get(name))

    def start(self) -> None:
        for reader in self.readers.values():
            reader.start()

    def stop(self) -> None:
        for reader in self.readers.values():
            reader.stop()
        for reader in self.readers.values():
            reader.join()

    def command(self, name: str) -> bool:
        """Send ``zero`` or ``tare`` to the scale; False where its protocol has no such command."""
        data = self._commands.get(name, b"")
        if self._scale is None or not data:
            return False
        self._scale.send(data)
        return True


def _scanner(settings: ScannerSettings, post: Post, clock: Clock) -> PortReader:
    with_hid = {"hid_pos": "hid_pos_64", "hid_keyboard": "hid_keyboard_boot"}
    try:
        talk = ScanConversation(
            settings.id, with_hid.get(settings.kind, settings.kind), settings.options
        )
        if settings.kind in with_hid:
            match = HidMatch(SCANNER_PAGE)
            if settings.kind == "hid_keyboard":
                match = HidMatch(KEYBOARD_PAGE, usage=KEYBOARD_USAGE)
            transport = HidTransport(match)
            return PortReader(settings.id, transport, talk, post, clock)
        line = LineSettings(settings.baud, settings.framing)
    except FrameError as error:
        raise ConfigError(f"scanner {settings.id}: {error}") from error
    return PortReader(settings.id, open_transport(settings.port, line), talk, post, clock)


def _scale(settings: ScaleSettings, post: Post, clock: Clock) -> PortReader:
    try:
        protocol = scale_protocol(settings.protocol)
        talk = ScaleConversation(
            settings.id,
            protocol,
            unit=settings.unit or None,
            variant=settings.variant or None,
            streams=settings.streams,
        )
        if protocol.line is None:
            hid = HidTransport(HidMatch(SCALE_PAGE), skip_first=True)
            return PortReader(settings.id, hid, talk, post, clock)
        line = LineSettings(settings.baud, settings.framing)
    except FrameError as error:
        raise ConfigError(f"scale: {error}") from error
    return PortReader(settings.id, open_transport(settings.port, line), talk, post, clock)


def label_printer(settings: PrinterSettings, home: Path) -> LabelPrinter:
    """The printer of the settings. Nothing is opened yet.

    Raises:
        ConfigError: the address does not fit the kind.
    """
    language: Output = "tspl" if settings.language == "tspl" else "zpl"
    match settings.kind:
        case "raw":
            host, _, port = settings.address.rpartition(":")
            if not host or not port.isdigit():
                raise ConfigError(
                    f"printer.address is {settings.address!r}; a raw printer needs host:port, "
                    "for example 192.0.2.10:9100"
                )
            dialect = TsplDialect() if language == "tspl" else ZplDialect()
            return RawSocketPrinter(host, int(port), dialect)
        case "ipp":
            if urlsplit(settings.address).scheme not in ("ipp", "http", "https", "ipps"):
                raise ConfigError(
                    f"printer.address is {settings.address!r}; a CUPS queue is written "
                    "ipp://localhost:631/printers/NAME"
                )
            return IppPrinter(IppClient(IppAddress.of(settings.address)))
        case "windows":
            if sys.platform == "win32":
                return WindowsSpoolerPrinter(Win32Spooler(settings.address), language)
            raise ConfigError("printer.kind windows works on Windows only; use ipp here")
        case _:
            return FolderPrinter(Path(settings.address) if settings.address else home / "labels")
