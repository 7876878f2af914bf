"""The ``check-number`` and ``parse-address`` tools: what the screens know of numbers and places."""

from collections.abc import Mapping
from typing import Any

from app.center.gazetteer import countries, regions
from app.center.number_formats import number_formats
from app.domain.address import parse_address
from app.domain.foreign_address import parse_foreign
from app.domain.number_formats import check_number

Json = dict[str, Any]


def check_number_line(obj: Mapping[str, Any]) -> Json:
    """``{"number", "format"?}`` to ``{"formats", "valid", "reason"}``."""
    number, asked = obj.get("number"), obj.get("format") or ""
    if not isinstance(number, str) or not isinstance(asked, str):
        return _error("bad_input", 'a line needs "number", a text; "format" may name one')
    try:
        found = check_number(number, number_formats(), asked)
    except ValueError as error:
        return _error("unknown_format", str(error))
    return {"formats": list(found.formats), "valid": found.valid, "reason": found.reason}


def parse_address_line(obj: Mapping[str, Any]) -> Json:
    """``{"text"}`` to province, city, district, detail, codes, confidence in percent.

    An address abroad has ``country`` and ``postcode``; one that fits several places has
    ``candidates``, of which a person must choose.
    """
    text = obj.get("text")
    if not isinstance(text, str):
        return _error("bad_input", 'a line needs "text", the address')
    abroad = parse_foreign(text, countries())
    if abroad is not None:
        place = {"province": "", "city": "", "district": "", "detail": text.strip(), "codes": {}}
        found = {"country": abroad.country, "postcode": abroad.postcode}
        return place | found | {"confidence": 100 if abroad.postcode else 70}
    parsed = parse_address(text, regions())
    levels = ("province", "city", "district")
    answer: Json = {
        "province": parsed.province,
        "city": parsed.city,
        "district": parsed.district,
        "detail": parsed.detail,
        "codes": {level: code for level, code in zip(levels, parsed.codes, strict=True) if code},
        "confidence": parsed.confidence,
    }
    if len(parsed.candidates) > 1:
        answer["candidates"] = [
            dict(zip(levels, place, strict=True)) for place in parsed.candidates
        ]
    return answer


def _error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}
