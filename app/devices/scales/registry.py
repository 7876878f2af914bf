"""The scale protocols we speak: one row each, and nothing else has to know a new one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.devices.base import FrameError, ScaleDecoder
from app.devices.scales.adam import Adam
from app.devices.scales.and_std import AndStd
from app.devices.scales.cas_22 import Cas22
from app.devices.scales.dibal import Dibal
from app.devices.scales.dollar_cr import DollarCr
from app.devices.scales.fairbanks_pennsylvania import FairbanksPennsylvania
from app.devices.scales.ff_bcd import FfBcd
from app.devices.scales.generic_ascii import GenericAscii
from app.devices.scales.gng import Gng
from app.devices.scales.kern_old import KernOld
from app.devices.scales.massa_k_j import MassaKJ
from app.devices.scales.mt_continuous import MtContinuous
from app.devices.scales.mt_sics import MtSics
from app.devices.scales.nci_ecr import NciEcr
from app.devices.scales.nci_scp01 import NciScp01
from app.devices.scales.ohaus import Ohaus
from app.devices.scales.radwag import Radwag
from app.devices.scales.sartorius_sbi import SartoriusSbi
from app.devices.scales.sma import Sma
from app.devices.scales.soh_stx import SohStx
from app.devices.scales.st_gs import StGs
from app.devices.scales.sterling_7600 import Sterling7600
from app.devices.scales.toledo_8217 import Toledo8217
from app.devices.scales.usb_hid_scale import UsbHidScale
from app.devices.scales.yaohua_a9 import YaohuaA9
from app.devices.scales.yaohua_a12 import YaohuaA12
from app.devices.scales.yaohua_a12e import YaohuaA12E
from app.devices.scales.yaohua_command import YaohuaCommand
from app.devices.scales.yaohua_eq import YaohuaEq

POLL_MS = 150


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
    poll_ms: int = POLL_MS
    """Between two questions; longer where the scale needs the silence or beeps at each."""
    on_ack: bytes = b""
    """What asks for the weight once the scale has acknowledged ``poll``; b"": it just answers."""

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
    ScaleProtocol("nci_scp01", NciScp01, line=(9600, "7E1"), poll=b"W\r", zero=b"Z\r", tare=b"T\r"),
    ScaleProtocol("nci_ecr", NciEcr, line=(9600, "7E1"), poll=b"W\r", zero=b"Z\r"),
    ScaleProtocol("fairbanks_pennsylvania", FairbanksPennsylvania, line=(9600, "7O2"), poll=b"\r"),
    ScaleProtocol("sma", Sma, poll=b"\nW\r", zero=b"\nZ\r", tare=b"\nT\r", clear_tare=b"\nC\r"),
    ScaleProtocol("radwag", Radwag, poll=b"SUI\r\n", zero=b"Z\r\n", tare=b"T\r\n"),
    # A price of 0 asks for the weight; its check digit is 9 xor 8.
    ScaleProtocol("dibal", Dibal, poll=b"98000001\r\n"),
    ScaleProtocol("ff_bcd", FfBcd, variants={"ff_bcd5": lambda: FfBcd(short=True)}),
    # It beeps at every repeated question, and answers nothing to an unchanged weight.
    ScaleProtocol(
        "adam",
        Adam,
        line=(4800, "8N1"),
        poll=b"P\r\n",
        zero=b"Z\r\n",
        tare=b"T\r\n",
        poll_ms=1000,
    ),
    # Only the silence between two answers says where one starts.
    ScaleProtocol("massa_k_j", MassaKJ, line=(4800, "8E1"), poll=b"J", poll_ms=400),
    ScaleProtocol(
        "dollar_cr",
        DollarCr,
        variants={
            "decimals_0": lambda: DollarCr(0),
            "decimals_1": lambda: DollarCr(1),
            "decimals_2": lambda: DollarCr(2),
            "decimals_3": lambda: DollarCr(3),
        },
    ),
    ScaleProtocol(
        "sterling_7600",
        Sterling7600,
        poll=b"SGW\r",
        zero=b"ZRO\r",
        tare=b"ATW\r",
        poll_ms=500,
    ),
    ScaleProtocol("gng", Gng),
    ScaleProtocol(
        "mt_continuous",
        MtContinuous,
        line=(9600, "7E1"),
        zero=b"Z\r\n",
        tare=b"T\r\n",
        clear_tare=b"C\r\n",
    ),
    # Gross, of the indicator with address 1.
    ScaleProtocol(
        "yaohua_command",
        YaohuaCommand,
        poll=b"\x02AB03\x03",
        variants={"requests": lambda: YaohuaCommand(requests=True)},
    ),
    ScaleProtocol("yaohua_a12e", YaohuaA12E),
    ScaleProtocol("yaohua_eq_forward", lambda: YaohuaEq(digits_reversed=False)),
    ScaleProtocol("yaohua_eq_reversed", lambda: YaohuaEq(digits_reversed=True)),
    # The commands of an indicator with the number 01.
    ScaleProtocol("cas_22", Cas22, zero=b"01MZ\r\n", tare=b"01MT\r\n"),
    # ENQ, then DC1; the two commands are of Aclas OS2.
    ScaleProtocol(
        "soh_stx",
        SohStx,
        poll=b"\x05",
        on_ack=b"\x11",
        zero=b"<ZK>\t",
        tare=b"<TK>\t",
        poll_ms=200,
    ),
    ScaleProtocol(
        "and_std",
        AndStd,
        line=(2400, "7E1"),
        poll=b"Q\r\n",
        zero=b"Z\r\n",
        tare=b"T\r\n",
        poll_ms=200,
    ),
    ScaleProtocol("ohaus", Ohaus, poll=b"IP\r\n", zero=b"Z\r\n", tare=b"T\r\n"),
    # 22 characters take 0.2 s at this speed.
    ScaleProtocol(
        "sartorius_sbi",
        SartoriusSbi,
        line=(1200, "7O1"),
        poll=b"\x1bP\r\n",
        zero=b"\x1bV\r\n",
        tare=b"\x1bU\r\n",
        poll_ms=400,
    ),
    # One letter, without an end.
    ScaleProtocol(
        "kern_old",
        KernOld,
        poll=b"w",
        tare=b"t",
        variants={
            "status_14": lambda: KernOld(status_length=12),
            "status_15": lambda: KernOld(status_length=13),
        },
    ),
    ScaleProtocol(
        "generic_ascii",
        GenericAscii,
        variants={"weightqa": lambda: GenericAscii(indexed=True)},
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
