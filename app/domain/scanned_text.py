"""What a scanned text says by itself, before anybody asks whose barcode it is.

Nothing here decides. A number may be a valid GTIN and look like a waybill at once; the step of
the bench and the order's own codes decide (docs/protocols/scanners.md).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from biip import ParseError
from biip.gtin import Gtin
from biip.upc import Upc, UpcFormat

from app.domain import gs1_elements
from app.domain.readings import Scan
from app.domain.symbologies import is_ean, is_gs1, split_aim, symbology

INPUT_METHOD = "input_method"
"""Why a keyed text is suspicious: an input method put characters in that no barcode holds."""

_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_SSCC_LENGTH = 18
_UPC_E_LENGTH = 6
_ISO15434 = re.compile(r"\[\)>\x1e(\d\d)\x1d(.*?)\x1e?\x04?", re.DOTALL)
_DATA_IDENTIFIER = re.compile(r"(\d{0,3}[A-Z])(.*)", re.DOTALL)
_UPS_FORMAT = re.compile(r"96(1Z[0-9A-Z]+)")
_KEYED = re.compile(r"[\x04\x1c-\x7e]*")


@dataclass(frozen=True, slots=True)
class ScannedText:
    """One scanned text, taken apart.

    ``text`` is without the AIM identifier and is what codes are compared with. ``gtin`` is 14
    digits and its check digit is right. ``gs1`` are pairs (identifier, value); only when
    ``gs1_certain`` may they be believed without more: the symbol was marked as GS1, or the text
    starts with 00, 01 or 02 and all check digits are right. ``normalized`` is for comparing
    without regard to Caps Lock. ``check_ok`` is None where no check digit is expected.
    """

    text: str
    raw: str
    aim: str | None = None
    symbology: str | None = None
    gs1_symbology: bool = False
    gtin: str | None = None
    gtin_format: str | None = None
    upc_e_gtin: str | None = None
    check_ok: bool | None = None
    sscc: str | None = None
    gs1: gs1_elements.Pairs | None = None
    gs1_certain: bool = False
    gs1_check_error: bool = False
    link: bool = False
    iso15434_format: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    tracking: str | None = None
    suspicious: str | None = None

    @property
    def normalized(self) -> str:
        return self.text.upper()

    @property
    def lot(self) -> str | None:
        """AI 10. None too if a check digit beside it is wrong."""
        return self._element("10")

    @property
    def serial(self) -> str | None:
        """AI 21. None too if a check digit beside it is wrong."""
        return self._element("21")

    @property
    def expiry(self) -> date | None:
        """AI 17, the day after which the goods must not be sent."""
        return self.dates.get("17") if self.gs1_certain else None

    @property
    def dates(self) -> dict[str, date]:
        return gs1_elements.dates(self.gs1 or ())

    @property
    def decimals(self) -> dict[str, Decimal]:
        return gs1_elements.decimals(self.gs1 or ())

    @property
    def restricted(self) -> bool:
        """True for a number a shop made for itself (GTIN-13 prefix 02, 04 or 2)."""
        gtin = self.gtin
        return gtin is not None and gtin[0] == "0" and gtin[1:3] in _RESTRICTED

    def _element(self, ai: str) -> str | None:
        return dict(self.gs1 or ()).get(ai) if self.gs1_certain else None


_RESTRICTED = frozenset({"02", "04", *(f"2{digit}" for digit in range(10))})


def read_scan(scan: Scan) -> ScannedText:
    """The text of a scan, taken apart."""
    return parse_scan_text((scan.aim or "") + scan.text)


def parse_scan_text(
    raw: str,
    *,
    keyed: bool = False,
    gs_replacement: str | None = None,
) -> ScannedText:
    """Take one scanned text apart; ``raw`` may begin with its AIM identifier.

    ``keyed``: it came as key strokes, so full-width letters of an input method are brought back
    (NFKC) and what no barcode holds is suspicious. ``gs_replacement`` is what the scanner was
    set to send for GS; the text keeps it, the GS1 reading does not. Never raises.
    """
    aim, text = split_aim(unicodedata.normalize("NFKC", raw) if keyed else raw)
    return ScannedText(
        text=text,
        raw=raw,
        aim=aim,
        symbology=symbology(aim),
        gs1_symbology=is_gs1(aim),
        suspicious=INPUT_METHOD if keyed and not _KEYED.fullmatch(text) else None,
        **_meaning(text, aim, gs_replacement),
    )


def _meaning(text: str, aim: str | None, gs_replacement: str | None) -> dict[str, Any]:
    if found := _ISO15434.fullmatch(text):
        return _transport_data(found[1], found[2])
    if "://" in text:
        pairs = gs1_elements.digital_link(text)
        return {"link": True} | (_elements(pairs, certain=True) if pairs else {})
    if text.isascii() and text.isdecimal() and not is_gs1(aim):
        number = _number(text)
        if number.get("gtin") or number.get("sscc") or number.get("upc_e_gtin"):
            return number
        return number | _guess(text, aim)
    return _guess(text.replace(gs_replacement, gs1_elements.GS) if gs_replacement else text, aim)


def _number(digits: str) -> dict[str, Any]:
    """What a row of digits is by its length and check digit."""
    if len(digits) == _UPC_E_LENGTH:
        return {"upc_e_gtin": _upc_e(digits)}
    if len(digits) == _SSCC_LENGTH and gs1_elements.check_digit_ok(digits):
        return {"sscc": digits, "check_ok": True}
    if len(digits) not in _GTIN_LENGTHS:
        return {}
    try:
        gtin = Gtin.parse(digits)
    except ParseError:
        return {"check_ok": False}
    kind = f"GTIN-{int(gtin.format)}"
    return {
        "check_ok": True,
        "gtin": gtin.as_gtin_14(),
        "gtin_format": kind if int(gtin.format) == len(digits) else f"{kind} in {len(digits)}",
        "upc_e_gtin": _upc_e(digits),
    }


def _upc_e(digits: str) -> str | None:
    """The GTIN-14 if the digits are a UPC-E; they may mean something else as well."""
    try:
        upc = Upc.parse(digits)
    except ParseError:
        return None
    if upc.format is not UpcFormat.UPC_E:
        return None
    return upc.as_gtin_14()


def _guess(text: str, aim: str | None) -> dict[str, Any]:
    """Element strings, where the symbol says so or does not say otherwise."""
    if aim is not None and (is_ean(aim) or not is_gs1(aim)):
        return {}
    pairs = gs1_elements.element_strings(text)
    if pairs is None:
        return {}
    if is_gs1(aim):
        return _elements(pairs, certain=True)
    if any(ai.startswith("9") for ai, _ in pairs):
        return {}  # company-internal identifiers: almost any number "parses" as one
    return _elements(pairs, certain=pairs[0][0] in {"00", "01", "02"})


def _elements(pairs: gs1_elements.Pairs, *, certain: bool) -> dict[str, Any]:
    wrong = gs1_elements.check_errors(pairs)
    found = dict(pairs)
    gtin = found.get("01")
    return {
        "gs1": pairs,
        "gs1_check_error": wrong,
        "gs1_certain": certain and not wrong,
        "gtin": gtin if certain and not wrong else None,
        "sscc": found.get("00") if certain and not wrong else None,
    }


def _transport_data(kind: str, body: str) -> dict[str, Any]:
    """ISO/IEC 15434: format 01 is a carrier's label, format 06 holds data identifiers."""
    parts = body.split(gs1_elements.GS)
    tracking = _UPS_FORMAT.match(parts[0]) if kind == "01" else None
    fields = [_DATA_IDENTIFIER.fullmatch(part) for part in parts] if kind == "06" else []
    return {
        "iso15434_format": kind,
        "tracking": tracking[1] if tracking else None,
        "fields": tuple((found[1], found[2]) for found in fields if found),
    }
