"""NCI ECR: SCP-01 with the letter S before its status (docs/protocols/nci_ecr.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.nci_scp01 import after_start
from app.devices.scales.text import LineDecoder, number

_SEVEN_BITS = bytes(n & 0x7F for n in range(256))
_FRAME = re.compile(
    rb"(?:(?P<field> *-? *\d+(?:\.\d+)?) *(?P<unit>[A-Za-z]{1,2}) ?\r\n?)?"
    rb"S(?P<first>[0-?])(?P<second>[0-?])\r?"
)


class NciEcr(LineDecoder):
    """``LF weight unit CR LF S s1 s2 CR ETX``; the status alone means that there is no weight."""

    def __init__(self) -> None:
        super().__init__(lambda frame: [_frame(frame)], ends=b"\x03")

    def feed(self, data: bytes) -> list[ScaleFrame]:
        return super().feed(data.translate(_SEVEN_BITS))


def _frame(raw: bytes) -> ScaleFrame:
    if after_start(raw) == b"?\r":
        return ScaleFrame("status", raw, error="unrecognized_command")
    starts = [at + 1 for at, byte in enumerate(raw) if byte == 0x0A]  # noqa: PLR2004
    found = next((hit for at in starts if (hit := _FRAME.fullmatch(raw, at))), None)
    if found is None:
        return refused("bad_frame", raw)
    first, second = found["first"][0], found["second"][0]
    status = ScaleFrame(
        "status",
        raw,
        stable=not first & 1,
        zero=bool(first & 2),
        under=bool(second & 1),
        over=bool(second & 2),
        fault=bool(first & 0b1100 or second & 0b1100) or None,
    )
    if not found["field"] or status.over or status.under or status.fault:
        return status
    value = number(found["field"].decode().replace(" ", ""))
    if value is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=found["unit"].decode().lower(),
        stable=status.stable,
        zero=status.zero,
        over=False,
        under=False,
    )
