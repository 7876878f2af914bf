"""What a waybill number looks like: which formats it fits, and what speaks against them.

A format says only that shape and check digit fit. Many numbers fit several couriers', so the
courier comes from the order; the number confirms it or gives a reason to warn.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain import check_digits
from app.domain.waybill_number import sf_check_digit

_CODES = """
AD AE AF AG AI AL AM AN AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BV
BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES
ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE
IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU
LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO
NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH
SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US
UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"""
COUNTRIES = frozenset(_CODES.split())
"""Codes of ISO 3166-1 that may end an S10 number."""

NO_MATCH, BAD_CHECK, UNKNOWN_COUNTRY = "no_match", "bad_check", "unknown_country"
ADVISORY = "sf"
"""The check that the courier never published: test numbers of its own fail it."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One row of resources/couriers/number_formats.json."""

    key: str
    courier: str
    shape: re.Pattern[str]
    check: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
    prepend_if: re.Pattern[str] | None = None
    prepend: str = ""
    country: bool = False

    def doubt(self, number: str) -> str | None:
        """What is wrong with the number in this format: a word of this module, or None."""
        found = self.shape.fullmatch(number)
        if found is None:
            return NO_MATCH
        groups = found.groupdict()
        if self.check and self._expected(groups, number) != _plain(groups.get("CheckDigit")):
            return BAD_CHECK
        if self.country and _plain(groups.get("CountryCode")) not in COUNTRIES:
            return UNKNOWN_COUNTRY
        return None

    def _expected(self, groups: Mapping[str, str | None], number: str) -> str | None:
        if self.check == ADVISORY:
            digits = number.removeprefix("SF")
            return None if sf_check_digit(digits[:-1]) == int(digits[-1]) else ""
        serial = _plain(groups.get("SerialNumber")) or ""
        if self.prepend_if is not None and self.prepend_if.match(serial):
            serial = self.prepend + serial
        return _check_sign(self.check, serial, self.arguments)


def _check_sign(check: str, serial: str, arguments: Mapping[str, object]) -> str:
    match check, arguments:
        case "mod10", {"evens_multiplier": int(evens), "odds_multiplier": int(odds)}:
            reverse = bool(arguments.get("reverse"))
            return check_digits.mod10(serial, evens, odds, reverse=reverse)
        case "sum_product_with_weightings_and_modulo", {
            "weightings": list(weights),
            "modulo1": int(first),
            "modulo2": int(second),
        }:
            return check_digits.weighted(serial, weights, first, second)
        case "luhn", _:
            return check_digits.luhn(serial)
        case "mod7", _:
            return check_digits.mod7(serial)
        case "mod_37_36", _:
            return check_digits.mod_37_36(serial)
        case "s10", _:
            return check_digits.s10(serial)
    raise ValueError(f"no check digit is called {check!r}")


def _plain(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s", "", text)


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """``formats``: keys of all formats that the number fits.

    A check digit that is only known from use (SF) does not take a format out of the list.
    ``reason`` is None when it is valid: in the format asked for, or in any where none was.
    """

    formats: tuple[str, ...]
    valid: bool
    reason: str | None


def check_number(number: str, formats: Iterable[NumberFormat], asked: str = "") -> NumberCheck:
    """Judge a waybill number as a person types or scans it.

    Raises ValueError for an unknown format.
    """
    text = number.strip().upper()
    judged = [(one, one.doubt(text)) for one in formats]
    fits = tuple(
        one.key
        for one, doubt in judged
        if doubt is None or (doubt == BAD_CHECK and one.check == ADVISORY)
    )
    doubts = {one.key: doubt for one, doubt in judged}
    if asked:
        if asked not in doubts:
            raise ValueError(f"no number format is called {asked!r}")
        return NumberCheck(fits, doubts[asked] is None, doubts[asked])
    if None in doubts.values():
        return NumberCheck(fits, valid=True, reason=None)
    nearer = (doubt for doubt in doubts.values() if doubt and doubt != NO_MATCH)
    return NumberCheck(fits, valid=False, reason=next(nearer, NO_MATCH))
