"""What more simulated scales send: those that are mostly asked, by tills and by post desks."""

from collections.abc import Callable
from decimal import Decimal

from app.devices.scales.dibal import check_digit
from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wire import Wire

_KILO = Decimal(1000)


def _kilos(shown: Shown) -> str:
    return f"{shown.grams / _KILO:.3f}"


def _status(shown: Shown) -> tuple[int, int]:
    """The two status bytes of NCI: moving and zero, then under and over."""
    first = 0x30 | (0 if shown.stable else 1) | (2 if shown.zero else 0)
    return first, 0x30 | bool(shown.under) | bool(shown.over) << 1


def nci_scp01(shown: Shown) -> bytes:
    first, second = _status(shown)
    field = "^^^^^^" if shown.over else "______" if shown.under else f"{_kilos(shown):>6}"
    return f"\n{field}kg\r\n{first:c}{second:c}\r\x03".encode()


def nci_ecr(shown: Shown) -> bytes:
    first, second = _status(shown)
    weight = "" if shown.over or shown.under else f"{_kilos(shown):>6}KG\r\n"
    return f"\n{weight}S{first:c}{second:c}\r\x03".encode()


def fairbanks_pennsylvania(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b"\r\x03"
    kind = "NT" if shown.tare else "GR"
    kind = kind if shown.stable else kind.lower()
    return f"{_kilos(shown):>7} kg {kind}  \r\n\x03".encode()


def sma(shown: Shown) -> bytes:
    status = "O" if shown.over else "U" if shown.under else "Z" if shown.zero else " "
    kind, motion = "N" if shown.tare else "G", " " if shown.stable else "M"
    return f"\n{status}1{kind}{motion} {_kilos(shown):>10}kg \r".encode()


def radwag(shown: Shown) -> bytes:
    marker = "^" if shown.over else "v" if shown.under else " " if shown.stable else "?"
    sign, mass = "-" if shown.grams < 0 else " ", f"{abs(shown.grams) / _KILO:9.3f}"
    return f"SUI{marker} {sign}{mass} kg \r\n".encode()


def dibal(shown: Shown) -> bytes:
    field = f"{int(shown.grams):05d}"
    if shown.over:
        field = "00000"
    elif shown.under or shown.grams < 0:
        field = "-0000"
    elif not shown.stable:
        field = "     "
    body = f"990{field}0000000".encode()
    return body + f"{check_digit(body):X}\r\n".encode()


def ff_bcd(shown: Shown) -> bytes:
    status = 3 | shown.stable << 6 | (shown.grams < 0) << 5 | (shown.over or shown.under) << 7
    digits = f"{abs(int(shown.grams)):06d}"
    return bytes([0xFF, status, *(int(digits[at : at + 2], 16) for at in (4, 2, 0)), 0])


def adam(shown: Shown) -> bytes:
    """Nothing while it moves, at zero, or out of range: that scale answers so."""
    quiet = shown.over or shown.under or shown.zero or not shown.stable
    return b"" if quiet else f"{_kilos(shown):>7}kg\r\n".encode()


def massa_k_j(shown: Shown) -> bytes:
    status = (0x80 if shown.stable else 0) | (0x40 if shown.grams < 0 else 0)
    return bytes([status, 0, *abs(int(shown.grams)).to_bytes(2, "little"), 0])


def dollar_cr(shown: Shown) -> bytes:
    return f"${max(0, int(shown.grams)):06d}\r".encode()


def sterling_7600(shown: Shown) -> bytes:
    if shown.over or shown.under:
        return b"OLOLOL\r\n" if shown.over else b"ULULUL\r\n"
    kind = "Net" if shown.tare else "Gross"
    return f"SGW{kind} {_kilos(shown):>7} kg\r\n".encode()


def gng(shown: Shown) -> bytes:
    sign = "-" if shown.grams < 0 else " "
    return f"{sign}{abs(shown.grams) / _KILO:8.3f} kg\r\n".encode()


def _asked(question: bytes, write: Callable[[Shown], bytes]) -> Wire:
    """A scale that answers one question with one frame."""

    def answer(asked: bytearray, load: Load, at_ms: int) -> bytes:
        count = bytes(asked).count(question)
        if count:
            del asked[: asked.rfind(question) + len(question)]
        return b"".join(write(load.shown(at_ms)) for _ in range(count))

    return Wire(write, streams=False, answer=answer)


TILL_WIRES = {
    "nci_scp01": _asked(b"W\r", nci_scp01),
    "nci_ecr": _asked(b"W\r", nci_ecr),
    "fairbanks_pennsylvania": _asked(b"\r", fairbanks_pennsylvania),
    "sma": _asked(b"\nW\r", sma),
    "radwag": _asked(b"SUI\r\n", radwag),
    "dibal": _asked(b"98000001\r\n", dibal),
    "ff_bcd": Wire(ff_bcd),
    "adam": _asked(b"P\r\n", adam),
    "massa_k_j": _asked(b"J", massa_k_j),
    "dollar_cr": Wire(dollar_cr),
    "sterling_7600": _asked(b"SGW\r", sterling_7600),
    "gng": Wire(gng),
}
"""By protocol, as in ``app.devices.simulators.wire``."""
