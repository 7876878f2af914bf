"""What was plugged in and is not in use yet: what it could be here, for the device page. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.config import ScaleSettings, ScannerSettings, Settings
from app.devices.base import FrameError
from app.devices.discovery import Plugged, Way
from app.devices.identity import SCHEME, Identity, identity_of, is_node, the_same
from app.domain.readings import DeviceKind
from app.station.device_view import DeviceOffer, PortChoice


def offers(
    present: Collection[Plugged], settings: Settings, missing: Collection[str]
) -> tuple[DeviceOffer, ...]:
    """Devices with an identity that no setting names, and which missing device each could be.

    ``missing`` are ids of devices that are not found now. A device that looks like a scanner is
    never offered as the scale, nor the other way round.
    """
    slots = _slots(settings)
    free = [
        each
        for each in present
        if each.address.startswith(SCHEME) and not any(_is(each, slot, present) for slot in slots)
    ]
    return tuple(_offer(each, settings, missing) for each in free)


def port_choices(present: Collection[Plugged], now: str) -> tuple[PortChoice, ...]:
    """The serial ports that a scale can be on, the one of the settings (``now``) always there."""
    ports = [
        PortChoice(each.address, each.port, each.says)
        for each in present
        if each.way is Way.SERIAL and each.kind is not DeviceKind.SCANNER
    ]
    known = any(now in (each.address, each.port) for each in ports)
    return tuple(ports) if known or not now else (PortChoice(now, now), *ports)


def bound(settings: Settings, bindings: Mapping[str, str]) -> Settings:
    """The settings with the ports that were chosen on the device page (device id -> address)."""
    scanners = tuple(
        replace(each, port=bindings.get(each.id, each.port)) for each in settings.scanner
    )
    scale = settings.scale
    if scale:
        scale = replace(scale, port=bindings.get(scale.id, scale.port))
    return replace(settings, scanner=scanners, scale=scale)


def _offer(plugged: Plugged, settings: Settings, missing: Collection[str]) -> DeviceOffer:
    fits = [
        (device_id, kind)
        for device_id, kind, way, _ in _slots(settings)
        if device_id in missing and way is plugged.way and plugged.kind in (kind, None)
    ]
    device_id, kind = fits[0] if len(fits) == 1 else ("", plugged.kind)
    return DeviceOffer(kind, plugged.port, plugged.address, plugged.says, device_id)


_Slot = tuple[str, DeviceKind, Way | None, str]
"""A device of the settings: its id, what it is, how it is spoken to, its port."""


def _slots(settings: Settings) -> list[_Slot]:
    slots: list[_Slot] = [
        (each.id, DeviceKind.SCANNER, _way_of(each), each.port) for each in settings.scanner
    ]
    scale = settings.scale
    if scale:
        slots.append((scale.id, DeviceKind.SCALE, _way_of_scale(scale), scale.port))
    return slots


def _way_of(scanner: ScannerSettings) -> Way | None:
    return next((way for way in Way if way.value == scanner.kind), None)


def _way_of_scale(scale: ScaleSettings) -> Way:
    return Way.HID if scale.protocol == "usb_hid_scale" else Way.SERIAL


def _is(plugged: Plugged, slot: _Slot, present: Collection[Plugged]) -> bool:
    """Whether a device of the settings is this one: by its port's name, or by its identity."""
    _, kind, way, port = slot
    if not port.startswith(SCHEME):
        any_hid = way is Way.HID and plugged.way is way and plugged.kind is kind
        return any_hid or is_node(port, plugged.port)
    try:
        alike = the_same(identity_of(port), present, _identity)
    except FrameError:
        return False
    return plugged in alike


def _identity(plugged: Plugged) -> Identity | None:
    return identity_of(plugged.address) if plugged.address.startswith(SCHEME) else None
