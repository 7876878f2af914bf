"""What a simulated scale sends: one writer per protocol, the mirror of its decoder."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.devices.scales.usb_hid_scale import AT_ZERO, MOVING, OVER, STABLE, UNDER
from app.devices.scales.yaohua_a9 import checksum
from app.devices.simulators.load import Load, Shown

_KILO = Decimal(1000)


def _kilos(grams: Decimal) -> str:
    return f"{grams / _KILO:.3f}"


def st_gs(shown: Shown) -> bytes:
    sign = "-" if shown.grams < 0 or shown.under else "+"
    if shown.over or shown.under:
        return f"OL,GS,{sign}            \r\n".encode()
    state, kind = "ST" if shown.stable else "US", "NT" if shown.tare else "GS"
    return f"{state},{kind},{sign}{_kilos(abs(shown.grams)):>7}kg\r\n".encode()


def yaohua_a9(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b""  # the indicator shows it and sends nothing
    sign = "-" if shown.grams < 0 else "+"
    body = f"{sign}{abs(int(shown.grams)):06d}3".encode()
    return b"\x02" + body + checksum(body) + b"\x03"


def yaohua_a12(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b"wn--OL--kg\r\n"
    width = 6 if shown.grams < 0 else 7
    field = ("-" if shown.grams < 0 else "") + _kilos(abs(shown.grams)).zfill(width)
    return f"{'wn' if shown.tare else 'ww'}{field}kg\r\n".encode()


def toledo_8217(shown: Shown) -> bytes:
    status = 0x40 | (not shown.stable) | shown.over << 1 | (shown.under or shown.grams < 0) << 2
    if status != 0x40:  # noqa: PLR2004  # anything but "nothing wrong": no weight
        return bytes([2, ord("?"), status, 13])
    net = "N" if shown.tare else ""
    return f"\x02{_kilos(shown.grams):0>6}{net}\r".encode()


def mt_sics(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b"S +\r\n" if shown.over else b"S -\r\n"
    return f"S {'S' if shown.stable else 'D'} {_kilos(shown.grams):>10} kg\r\n".encode()


def usb_hid_scale(shown: Shown) -> bytes:
    status = STABLE if shown.stable else MOVING
    for said, code in ((shown.zero, AT_ZERO), (shown.under, UNDER), (shown.over, OVER)):
        status = code if said else status
    grams = 0 if shown.over else abs(int(shown.grams))
    return bytes([3, UNDER if shown.grams < 0 else status, 2, 0]) + grams.to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Wire:
    """One protocol as the scale speaks it; ``streams`` False: only when asked."""

    write: Callable[[Shown], bytes]
    streams: bool = True
    answer: Callable[[bytearray, Load, int], bytes] = lambda _asked, _load, _at: b""


def answer_8217(asked: bytearray, load: Load, at_ms: int) -> bytes:
    """One letter is one command; all of ``asked`` is used up."""
    said = b""
    for command in bytes(asked):
        match chr(command):
            case "W":
                said += toledo_8217(load.shown(at_ms))
            case "Z":
                load.zero(at_ms)
            case "T":
                load.tare(at_ms)
            case "C":
                load.clear_tare()
            case _:
                pass
    asked.clear()
    return said


def answer_sics(asked: bytearray, load: Load, at_ms: int) -> bytes:
    """One line is one command; a half line stays in ``asked``."""
    said = b""
    while b"\n" in asked:
        line, _, rest = bytes(asked).partition(b"\n")
        asked[:] = rest
        said += _sics(line.strip().decode("ascii", "replace"), load, at_ms)
    return said


def _sics(command: str, load: Load, at_ms: int) -> bytes:
    match command:
        case "S" | "SI":
            shown = load.shown(at_ms)
            busy = command == "S" and not shown.stable
            return b"S I\r\n" if busy else mt_sics(shown)
        case "Z" | "ZI":
            load.zero(at_ms)
            return b"Z A\r\n" if command == "Z" else b"ZI S\r\n"
        case "T" | "TI":
            return f"{command} S {_kilos(load.tare(at_ms)):>10} kg\r\n".encode()
        case "TAC":
            load.clear_tare()
            return b"TAC A\r\n"
        case "@":
            return b'I4 A "1234567"\r\n'
        case _:
            return b"ES\r\n"


WIRES = {
    "st_gs": Wire(st_gs),
    "yaohua_a9": Wire(yaohua_a9),
    "yaohua_a12": Wire(yaohua_a12),
    "toledo_8217": Wire(toledo_8217, streams=False, answer=answer_8217),
    "mt_sics": Wire(mt_sics, streams=False, answer=answer_sics),
}
"""The protocols a simulated scale speaks on a line; HID reports have their own source."""
