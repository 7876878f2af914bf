"""A bundle's raw frames through the same decoders again: what the bench made of them, and why."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.config import ScaleSettings, ScannerSettings
from app.devices.base import REFUSED, FrameError, ScaleDecoder, ScaleFrame, ScanDecoder, ScanFrame
from app.devices.conversation import HALF_MS
from app.devices.scan_decoding import scan_decoder
from app.station.device_frames import protocol_for
from app.station.hardware import scanner_decoder
from app.station.support_bundle import FRAMES

Line = dict[str, Any]
_END_MS = 60_000


class KeptLine(msgspec.Struct, frozen=True):
    """One line of a frames file."""

    at_ms: int
    way: str
    hex: str = ""
    note: str = ""


class KeptDevice(msgspec.Struct, frozen=True):
    """One device of ``devices.json``."""

    device_id: str
    kind: str
    settings: dict[str, Any]
    frames: str


class Index(msgspec.Struct, frozen=True):
    """``devices.json``."""

    devices: tuple[KeptDevice, ...] = ()


class BundleError(Exception):
    """The file is no bundle, or not one of this program."""


def replay_frames(bundle: Path) -> Iterator[Line]:
    """A line for every frame that the devices' bytes decode to, refused ones among them.

    Raises:
        BundleError: the file cannot be read as a bundle.
        OSError: the file cannot be read.
    """
    try:
        with zipfile.ZipFile(bundle) as opened:
            index = msgspec.json.decode(opened.read(f"{FRAMES}/devices.json"), type=Index)
            kept = [
                (device, _lines(opened.read(f"{FRAMES}/{device.frames}")))
                for device in index.devices
            ]
    except (zipfile.BadZipFile, KeyError, msgspec.MsgspecError, ValueError) as error:
        raise BundleError(f"{bundle} is no support bundle with frames: {error}") from error
    for device, lines in kept:
        try:
            yield from _device(device, lines)
        except (FrameError, msgspec.ValidationError) as error:
            yield {"device": device.device_id, "error": {"code": "settings", "message": str(error)}}


def _lines(content: bytes) -> list[KeptLine]:
    return [msgspec.json.decode(line, type=KeptLine) for line in content.splitlines()]


def _device(device: KeptDevice, lines: list[KeptLine]) -> Iterator[Line]:
    if device.kind == "scale":
        scale = msgspec.convert(device.settings, ScaleSettings)
        decoder = protocol_for(scale).decoder(None if scale.profile else scale.variant or None)
        frames = _scale_frames(decoder, lines)
    else:
        scanner = msgspec.convert(device.settings, ScannerSettings)
        frames = _scan_frames(scan_decoder(scanner_decoder(scanner), scanner.options), lines)
    for at_ms, said in frames:
        yield {"device": device.device_id, "at_ms": at_ms} | said


def _scale_frames(decoder: ScaleDecoder, lines: list[KeptLine]) -> Iterator[tuple[int, Line]]:
    last_ms = 0
    for line in lines:
        if line.way == "port":  # opened anew: what was half read is forgotten
            decoder.reset()
        if line.way != "in":
            continue
        if line.at_ms - last_ms >= HALF_MS:
            yield from ((last_ms, _said(each)) for each in decoder.idle())
        last_ms = line.at_ms
        yield from ((last_ms, _said(each)) for each in decoder.feed(bytes.fromhex(line.hex)))
    yield from ((last_ms, _said(each)) for each in decoder.idle())


def _said(frame: ScaleFrame) -> Line:
    if frame.kind == REFUSED:
        return {"refused": str(frame.error), "hex": frame.raw.hex()}
    return {"frame": frame.as_expected(), "hex": frame.raw.hex()}


def _scan_frames(decoder: ScanDecoder, lines: list[KeptLine]) -> Iterator[tuple[int, Line]]:
    last_ms = 0
    for line in lines:
        if line.way != "in":
            continue
        yield from ((last_ms, _scanned(each)) for each in decoder.idle(line.at_ms))
        last_ms = line.at_ms
        data = bytes.fromhex(line.hex)
        yield from ((last_ms, _scanned(each)) for each in decoder.feed(data, last_ms))
    yield from ((last_ms, _scanned(each)) for each in decoder.idle(last_ms + _END_MS))


def _scanned(frame: ScanFrame) -> Line:
    if frame.error:
        return {"refused": frame.error, "hex": frame.raw.hex()}
    return {"scan": frame.text, "hex": frame.raw.hex()}
