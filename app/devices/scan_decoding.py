"""Which decoder fits a scanner's way of sending, and how a frame becomes a scan of the bench."""

from app.devices.base import Config, FrameError, ScanDecoder, ScanFrame
from app.devices.scanners.evdev_scanner import EvdevScanner
from app.devices.scanners.hid_keyboard import HidKeyboardScanner
from app.devices.scanners.hid_pos import HidPosScanner
from app.devices.scanners.serial_scanner import SerialScanner, serial_settings
from app.domain.readings import Scan
from app.domain.scanned_text import ScannedText, parse_scan_text
from app.domain.symbologies import split_aim

SCANNERS = ("serial", "tcp", "hid_pos_64", "hid_keyboard_boot", "evdev")
"""Ways of sending that a port reader can own. The keyboard wedge is heard by the screen."""


def scan_decoder(transport: str, config: Config) -> ScanDecoder:
    """A fresh decoder. Raises FrameError for a transport we do not know or a wrong setting."""
    match transport:
        case "serial" | "tcp":
            return SerialScanner(serial_settings(config))
        case "hid_pos_64":
            return HidPosScanner(str(config.get("encoding", "utf-8")))
        case "hid_keyboard_boot" | "hid_composite":
            return HidKeyboardScanner(ends_by_silence=bool(config.get("ends_by_silence", False)))
        case "evdev":
            return EvdevScanner(ends_by_silence=bool(config.get("ends_by_silence", False)))
        case _:
            raise FrameError("unknown_transport", f"no scanner sends by {transport!r}")


def to_scan(frame: ScanFrame, device_id: str, mono_ms: int) -> Scan:
    """The scan of a frame without error: identifier parted off, keyed text brought back."""
    parsed = parse_scan_text(frame.text, keyed=frame.keyed)
    return Scan(parsed.text, device_id, mono_ms, parsed.aim, parsed.suspicious)


def parse_frame(frame: ScanFrame, config: Config) -> ScannedText:
    """What a frame's text says. Raises FrameError when ``force_gs1`` is set and it is not GS1."""
    replacement = config.get("gs_replacement")
    parsed = parse_scan_text(
        frame.text,
        keyed=frame.keyed,
        gs_replacement=str(replacement) if replacement else None,
    )
    if config.get("force_gs1") and not parsed.gs1:
        raise FrameError("gs1_invalid", "the text is no GS1 element strings")
    return parsed


def has_code(raw: str) -> bool:
    """True if anything is left besides an AIM identifier."""
    return bool(split_aim(raw)[1])
