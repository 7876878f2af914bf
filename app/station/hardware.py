"""The devices of this bench, built from its settings: a list, each with an id."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from app.config import ConfigError, PrinterSettings, ScaleSettings, ScannerSettings
from app.devices.base import FrameError, Transport
from app.devices.conversation import ScaleConversation, ScanConversation
from app.devices.evdev import EvdevTransport
from app.devices.health import DeviceHealth
from app.devices.identity import SCHEME
from app.devices.printers.base import LabelPrinter, Output
from app.devices.printers.dialects import (
    EscPosDialect,
    StatusDialect,
    TsplDialect,
    TsplFullDialect,
    ZplDialect,
)
from app.devices.printers.folder import FolderPrinter
from app.devices.printers.ipp import IppPrinter
from app.devices.printers.ipp_client import IppAddress, IppClient
from app.devices.printers.raw_socket import RawSocketPrinter
from app.devices.printers.windows_spooler import WindowsSpoolerPrinter
from app.devices.reader import PortReader
from app.devices.scales.profiles import protocol_of
from app.devices.scales.registry import ScaleProtocol, scale_protocol
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
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus

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
        self._post, self._clock = post, clock
        self._scanners = {each.id: each for each in scanners}
        self._scale_settings = scale
        self._scale: PortReader | None = None
        self._freed: PortReader | None = None
        self._commands: dict[str, bytes] = {}
        self.readers = {
            each.id: _scanner(each, post, clock) for each in scanners if each.kind != "keyboard"
        }
        if scale:
            self._scale = _scale(scale, post, clock)
            protocol = _protocol(scale)
            self._commands = {"zero": protocol.zero, "tare": protocol.tare}
            self.readers[scale.id] = self._scale

    def has(self, name: str) -> bool:
        """Whether the scale knows this command."""
        return self._scale is not None and bool(self._commands.get(name))

    def recent(self, device_id: str) -> list[tuple[int, bytes]]:
        """The last raw reads of a device with their times; none where it has no port."""
        reader = self.readers.get(device_id)
        return reader.recent() if reader else []

    def health(self, device_id: str) -> DeviceHealth | None:
        """The figures of a device; None where it has no port of its own."""
        reader = self.readers.get(device_id)
        return reader.health() if reader else None

    def where(self, device_id: str, port: str) -> str:
        """How the port of the settings is called now."""
        reader = self.readers.get(device_id)
        return reader.where() if reader and port.startswith(SCHEME) else port

    def start(self) -> None:
        """Begin to read; until a device has answered it is looked for, not "not set up"."""
        for device_id, reader in self.readers.items():
            kind = DeviceKind.SCANNER if device_id in self._scanners else DeviceKind.SCALE
            self._post(DeviceStatus(kind, device_id, DeviceState.LOOKING, self._clock()))
            reader.start()

    def stop(self) -> None:
        readers = tuple(self.readers.values())
        for reader in readers:
            reader.stop()
        for reader in readers:
            reader.join()

    def retry(self) -> None:
        """Something was plugged in: whoever waits for its port tries now."""
        for reader in tuple(self.readers.values()):
            reader.retry()

    def rebind(self, device_id: str, port: str) -> None:
        """Use the device on another port from now on; its reader is ended and begun anew.

        Raises ConfigError for an address that is none; KeyError for a device that is not known.
        """
        scale = self._scale_settings
        if scale and scale.id == device_id:
            self.use_scale(replace(scale, port=port))
            return
        scanner = self._scanners[device_id] = replace(self._scanners[device_id], port=port)
        self._begin(device_id, _scanner(scanner, self._post, self._clock))

    def use_scale(self, scale: ScaleSettings) -> None:
        """Read this scale from now on, in place of the one before.

        Raises ConfigError for settings that cannot be used; the scale of before goes on.
        """
        new = _scale(scale, self._post, self._clock)
        protocol = _protocol(scale)
        self.free_scale()
        if self._freed and scale == self._scale_settings:
            new.succeed(self._freed)  # what was kept of another setting says nothing of this one
        self._scale_settings, self._scale = scale, new
        self._commands = {"zero": protocol.zero, "tare": protocol.tare}
        self._begin(scale.id, new)

    def free_scale(self) -> None:
        """End the reader of the scale: its port is free for whoever listens at it."""
        settings, self._scale = self._scale_settings, None
        reader = self.readers.pop(settings.id, None) if settings else None
        if reader:
            self._freed = reader
            reader.stop()
            reader.join()

    def reconnect(self, device_id: str) -> None:
        """Close the port of a device and open it anew. A device without one is left alone."""
        scale = self._scale_settings
        if scale and scale.id == device_id:
            self.use_scale(scale)
        elif device_id in self.readers:
            self._begin(device_id, _scanner(self._scanners[device_id], self._post, self._clock))

    def _begin(self, device_id: str, new: PortReader) -> None:
        old = self.readers.get(device_id)
        if old:
            old.stop()
            old.join()
            new.succeed(old)
        self.readers[device_id] = new
        new.start()

    def command(self, name: str) -> bool:
        """Send ``zero`` or ``tare`` to the scale; False where its protocol has no such command."""
        data = self._commands.get(name, b"")
        if self._scale is None or not data:
            return False
        self._scale.send(data)
        return True


_DECODERS = {"hid_pos": "hid_pos_64", "hid_keyboard": "hid_keyboard_boot"}


def scanner_decoder(settings: ScannerSettings) -> str:
    """The name of the decoder that a kind of scanner is read by."""
    return _DECODERS.get(settings.kind, settings.kind)


def _scanner(settings: ScannerSettings, post: Post, clock: Clock) -> PortReader:
    try:
        talk = ScanConversation(settings.id, scanner_decoder(settings), settings.options)
        transport = _scanner_port(settings)
    except FrameError as error:
        raise ConfigError(f"scanner {settings.id}: {error}") from error
    return PortReader(settings.id, transport, talk, post, clock)


def _scanner_port(settings: ScannerSettings) -> Transport:
    match settings.kind:
        case "hid_pos":
            return HidTransport(HidMatch.at(settings.port, SCANNER_PAGE))
        case "hid_keyboard":
            return HidTransport(HidMatch.at(settings.port, KEYBOARD_PAGE, KEYBOARD_USAGE))
        case "evdev":
            return EvdevTransport(settings.port)
        case _:
            return open_transport(settings.port, LineSettings(settings.baud, settings.framing))


def _protocol(settings: ScaleSettings) -> ScaleProtocol:
    """The learnt profile where there is one, else the protocol by its name."""
    profile = settings.profile
    return protocol_of(profile) if profile else scale_protocol(settings.protocol)


def _scale(settings: ScaleSettings, post: Post, clock: Clock) -> PortReader:
    try:
        protocol = _protocol(settings)
        said = settings.profile or settings
        talk = ScaleConversation(
            settings.id,
            protocol,
            unit=said.unit or None,
            # A profile's protocol is the variant already.
            variant=None if settings.profile else settings.variant or None,
            streams=said.streams,
        )
        if protocol.line is None:
            hid = HidTransport(HidMatch.at(settings.port, SCALE_PAGE), skip_first=True)
            return PortReader(settings.id, hid, talk, post, clock)
        line = LineSettings(said.baud, said.framing)
    except FrameError as error:
        raise ConfigError(f"scale: {error}") from error
    return PortReader(settings.id, open_transport(settings.port, line), talk, post, clock)


def _dialect(status: str, language: Output) -> StatusDialect:
    """How the printer is asked: as its settings say, else in the language of its labels."""
    match status:
        case "escpos":
            return EscPosDialect(language)
        case "tspl_full":
            return TsplFullDialect()
        case _:
            return TsplDialect() if language == "tspl" else ZplDialect()


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
            asks = settings.status != "none"
            dialect = _dialect(settings.status, language)
            return RawSocketPrinter(host, int(port), dialect, asks_status=asks)
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
