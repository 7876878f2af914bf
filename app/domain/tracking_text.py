"""What a scanned text says as a waybill: which couriers it may be of, and the number inside it.

A barcode may hold more than the number people read (FedEx, USPS, JD). Nothing here decides: the
courier comes from the order, see ``number_formats``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.number_formats import ADVISORY, BAD_CHECK, NO_MATCH, NumberFormat

_HOLDS_MORE = frozenset(
    {
        "fedex_34",
        "fedex_astra_32",
        "fedex_ground_sscc_18",
        "fedex_ground_96",
        "fedex_ground_gsn",
        "usps_impb_n",
        "usps_impb_c",
        "usps_legacy",
    }
)
"""Formats whose barcode holds routing besides the number."""

_NARROW = (
    "old_dominion",
    "old_dominion_guaranteed_shipment",
    "purolator_numeric",
    "purolator_alpha",
    "fedex_ground",
    "fedex_ground_sscc_18",
)
"""Where a number fits several formats, the one that admits the fewest numbers is named first."""

_CARRIERS = {
    "sf": "SF",
    "yto": "YTO",
    "zto": "ZTO",
    "sto": "STO",
    "yunda": "YUNDA",
    "ems": "EMS",
    "jd": "JD",
    "jt": "JT",
    "deppon": "DPK",
    "cainiao": "CAINIAO",
    "best": "BEST",
    "yunexpress": "YUNEXPRESS",
}
"""Couriers of China, and one that carries out of it, as their codes are written."""

_NOT_ABROAD = frozenset({"gs1", "japan"})
"""Rows of the table that belong to no courier, or hold no more than a remainder by seven."""

_JD_PACKAGE = re.compile(r"(JD[A-Z0-9]{2}\d{11})-(\d+-\d+)-?")


@dataclass(frozen=True, slots=True)
class Tracking:
    """One format a text may have; ``check_ok`` is None where there is no check digit.

    ``fits`` is False only where one format was asked for. ``number`` is what stands on the label
    for people, "" where it is the whole text.
    """

    format: NumberFormat
    check_ok: bool | None
    number: str = ""
    fits: bool = True

    @property
    def valid(self) -> bool:
        return self.fits and self.check_ok is not False


@dataclass(frozen=True, slots=True)
class PackageCode:
    """JD's code of one box of a waybill: number, and "box-boxes" as printed."""

    waybill: str
    package: str


def tracking(text: str, formats: Iterable[NumberFormat], asked: str = "") -> Tracking | None:
    """The best fit among couriers abroad: a right check digit first, then the narrower shape.

    ``asked`` names one format: then it is that one which is judged. None if nothing fits.
    """
    code = text.strip().upper()
    wanted = next((one for one in formats if one.key == asked), None) if asked else None
    if wanted is not None and wanted.doubt(code) == NO_MATCH:
        return Tracking(wanted, None, fits=False)
    formats = (wanted,) if wanted else formats
    judged = [(one, one.doubt(code)) for one in formats if _is_abroad(one)]
    fits = [(one, doubt) for one, doubt in judged if doubt != NO_MATCH]
    if not fits:
        return None
    order = {key: place for place, key in enumerate(_NARROW)}
    found, doubt = min(
        fits, key=lambda fit: (fit[1] is not None, order.get(fit[0].key, len(order)))
    )
    number = _number(found, code) if doubt is None else ""
    return Tracking(found, _check_ok(found, doubt), number)


def carriers(text: str, formats: Iterable[NumberFormat]) -> tuple[str, ...]:
    """Couriers of China whose shape fits, in the table's order."""
    package = package_code(text)
    code = package.waybill if package else text.strip().upper()
    fits = (one.courier.lower() for one in formats if _may_be(one, code))
    return tuple(dict.fromkeys(_CARRIERS[each] for each in fits if each in _CARRIERS))


def not_carriers(text: str, formats: Iterable[NumberFormat]) -> tuple[str, ...]:
    """Those whose numbers this only begins like: the text is longer (YTO and YunExpress)."""
    rows, code = tuple(formats), text.strip().upper()
    fits = carriers(text, rows)
    begins = (one.courier.lower() for one in rows if one.shape.match(code))
    names = dict.fromkeys(_CARRIERS[each] for each in begins if each in _CARRIERS)
    return tuple(name for name in names if name not in fits) if fits else ()


def package_code(text: str) -> PackageCode | None:
    found = _JD_PACKAGE.fullmatch(text.strip().upper())
    return PackageCode(found[1], found[2]) if found else None


def _is_abroad(one: NumberFormat) -> bool:
    courier = one.courier.lower()
    home = courier in _CARRIERS and courier != "yunexpress"
    return not home and courier not in _NOT_ABROAD


def _may_be(one: NumberFormat, code: str) -> bool:
    doubt = one.doubt(code)
    return doubt is None or (doubt == BAD_CHECK and one.check == ADVISORY)


def _check_ok(found: NumberFormat, doubt: str | None) -> bool | None:
    return doubt is None if found.check else None


def _number(found: NumberFormat, code: str) -> str:
    match = found.shape.fullmatch(code) if found.key in _HOLDS_MORE else None
    if match is None:
        return ""
    number = match["SerialNumber"] + match["CheckDigit"]
    return number if number != code else ""
