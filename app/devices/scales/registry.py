"""The scale protocols we speak: one row each, and nothing else has to know a new one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.devices.base import FrameError, ScaleDecoder
from app.devices.scales.mt_sics import MtSics
from app.devices.scales.st_gs import StGs
from app.devices.scales.toledo_8217 import Toledo8217
from app.devices.scales.usb_hid_scale import UsbHidScale
from app.devices.scales.yaohua_a9 import YaohuaA9
from app.devices.scales.yaohua_a12 import YaohuaA12


@dataclass(frozen=True, slots=True)
class ScaleProtocol:
    """How to talk to one family of scales.

    ``line`` is the usual setting (baud, data bits + parity + stop bits); None for USB HID.
    ``poll`` asks for one weight; b"" means the scale sends by itself. ``variants`` are
    makers' deviations that the bytes do not give away and a profile must name.
    """

    key: str
    make: Callable[[], ScaleDecoder]
    line: tuple[int, str] | None = (9600, "8N1")
    poll: bytes = b""
    zero: bytes = b""
    tare: bytes = b""
    clear_tare: bytes = b""
    variants: dict[str, Callable[[], ScaleDecoder]] = field(default_factory=dict)

    def decoder(self, variant: str | None = None) -> ScaleDecoder:
        """A fresh decoder. Raises FrameError for a variant this protocol does not have."""
        if not variant:
            return self.make()
        if variant not in self.variants:
            raise FrameError("unknown_variant", f"{self.key} has no variant {variant!r}")
        return self.variants[variant]()


SCALES: tuple[ScaleProtocol, ...] = (
    ScaleProtocol(
        "st_gs",
        StGs,
        variants={"decimal_comma": lambda: StGs(decimal_comma=True)},
    ),
    ScaleProtocol("yaohua_a9", YaohuaA9),
    ScaleProtocol("yaohua_a12", YaohuaA12, zero=b"Z", tare=b"T"),
    ScaleProtocol(
        "toledo_8217",
        Toledo8217,
        line=(9600, "7E1"),
        poll=b"W",
        zero=b"Z",
        tare=b"T",
        clear_tare=b"C",
        variants={
            "decimal_comma": lambda: Toledo8217(decimal_comma=True),
            "eh_scp": lambda: Toledo8217(eh_scp=True),
        },
    ),
    ScaleProtocol(
        "mt_sics",
        MtSics,
        poll=b"SI\r\n",
        zero=b"ZI\r\n",
        tare=b"TI\r\n",
        clear_tare=b"TAC\r\n",
    ),
    # Report 2, bit 1: zero the scale (HID POS usage tables 1.02, section 4).
    ScaleProtocol("usb_hid_scale", UsbHidScale, line=None, zero=b"\x02\x02"),
)


def scale_protocol(key: str) -> ScaleProtocol:
    """The protocol of that name. Raises FrameError if we do not speak it."""
    for protocol in SCALES:
        if protocol.key == key:
            return protocol
    raise FrameError("unknown_protocol", f"no scale protocol is called {key!r}")
