"""The ``decode-scale`` and ``decode-scan`` tools: one JSON object in, one out, same code path.

Fields are those of ``docs/protocols``. A refused input is answered with
``{"error": {"code", "message"}}``, never with a crash.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.center.number_formats import number_formats
from app.devices.base import REFUSED, FrameError, ScanFrame
from app.devices.scales.registry import scale_protocol
from app.devices.scan_decoding import has_code, parse_frame, scan_decoder
from app.devices.scanners.hid_keyboard import is_key_report
from app.domain.scanned_text import ScannedText
from app.domain.tracking_text import carriers, not_carriers, package_code, tracking
from app.station.wedge import (
    Typed,
    Wedge,
    WedgeOutcome,
    WedgeRejected,
    WedgeScan,
    wedge_settings,
)

_SOFT = frozenset({"incomplete", "wrong_parity", "no_read", "duplicate", "too_long"})
"""Pieces a serial scanner drops in a day's work; they are named, but are no refusal."""
_END_OF_INPUT_MS = 60_000
"""After the last byte of an input, silence long enough to end or drop whatever is open."""

Json = dict[str, Any]


def decode_scale(lines: Iterable[str]) -> Iterator[Json]:
    """One answer per line of JSON, in order."""
    return (_answer(line, decode_scale_line) for line in lines)


def decode_scan(lines: Iterable[str]) -> Iterator[Json]:
    """One answer per line of JSON, in order."""
    return (_answer(line, decode_scan_line) for line in lines)


def decode_scale_line(obj: Mapping[str, Any]) -> Json:
    """``{"protocol", "hex", "variant"?}`` to ``{"readings": [...]}`` or ``{"error": ...}``."""
    try:
        data = _bytes(obj.get("hex"))
        decoder = scale_protocol(str(obj.get("protocol"))).decoder(obj.get("variant"))
    except FrameError as error:
        return _error(error.code, str(error))
    frames = [*decoder.feed(data), *decoder.idle()]
    readings = [frame.as_expected() for frame in frames if frame.kind != REFUSED]
    refusals = [str(frame.error) for frame in frames if frame.kind == REFUSED]
    if refusals and not readings:
        return _error(refusals[0], "no frame of this protocol could be read")
    return {"readings": readings} | ({"refused": refusals} if refusals else {})


def decode_scan_line(obj: Mapping[str, Any]) -> Json:
    """A scanner's input to ``{"scans": [...], "typed"?}`` or ``{"error": ...}``.

    ``transport`` is line, text, serial, hid_pos_64, hid_keyboard_boot, hid_composite, evdev or
    wedge_keys; the bytes are in ``hex``, ``chunks``, ``reports`` or ``keys``.
    """
    config = obj.get("config") or {}
    try:
        if obj.get("transport") == "wedge_keys":
            return _wedge(obj.get("keys") or [], config)
        frames = _scan_frames(obj, config)
        scans = [_scan(frame, config) for frame in frames if not frame.error]
    except FrameError as error:
        return _error(error.code, str(error))
    errors = [frame.error for frame in frames if frame.error]
    hard = [error for error in errors if error not in _SOFT]
    if hard and not scans:
        return _error(hard[0], "the scanner's bytes hold no code")
    answer: Json = {"scans": scans} | ({"dropped": errors} if errors else {})
    composite = obj.get("transport") == "hid_composite"
    if composite and not all(is_key_report(data) for _, data in _pieces(obj)):
        for scan in scans:
            scan["note"] = "consumer report ignored"
    return answer


def _answer(line: str, decode: Any) -> Json:
    try:
        obj = json.loads(line)
    except ValueError as error:
        return _error("bad_json", str(error))
    if not isinstance(obj, dict):
        return _error("bad_json", "one JSON object a line is wanted")
    answer: Json = decode(obj)
    return answer


def _error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise FrameError("bad_hex", "bytes in hex are missing")
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise FrameError("bad_hex", str(error)) from error


def _scan_frames(obj: Mapping[str, Any], config: Mapping[str, Any]) -> list[ScanFrame]:
    transport = str(obj.get("transport"))
    if transport in {"line", "text"}:
        data = _bytes(obj.get("hex"))
        text = data.decode(str(config.get("encoding", "utf-8")), "replace")
        if not has_code(text):
            raise FrameError("empty", "the code is empty")
        return [ScanFrame(text, data, keyed=transport == "text")]
    # Key reports without an Enter are a whole code here: the input ends with them.
    decoder = scan_decoder(transport, {"ends_by_silence": True} | dict(config))
    frames: list[ScanFrame] = []
    at_ms = 0
    for at_ms, data in _pieces(obj):
        frames += decoder.feed(data, at_ms)
    return [*frames, *decoder.idle(at_ms + _END_OF_INPUT_MS)]


def _pieces(obj: Mapping[str, Any]) -> Iterator[tuple[int, bytes]]:
    if obj.get("chunks"):
        for chunk in obj["chunks"]:
            yield int(chunk["t_ms"]), _bytes(chunk["hex"])
    elif obj.get("reports"):
        for report in obj["reports"]:
            yield 0, _bytes(report)
    else:
        yield 0, _bytes(obj.get("hex"))


def _wedge(keys: list[Mapping[str, Any]], config: Mapping[str, Any]) -> Json:
    wedge = Wedge(wedge_settings(config))
    answer: Json = {"scans": []}
    at_ms = 0
    outcomes: list[WedgeOutcome] = []
    for key in keys:
        at_ms = int(key["t_ms"])
        outcomes += wedge.feed(str(key.get("ch", "")), at_ms)
    for outcome in (*outcomes, *wedge.tick(at_ms + _END_OF_INPUT_MS)):
        match outcome:
            case WedgeScan():
                scan = _scan(ScanFrame(outcome.text, keyed=True), config) | {"is_scan": True}
                if outcome.typed_before:
                    scan["typed_before"] = outcome.typed_before
                answer["scans"].append(scan)
            case Typed():
                answer["typed"] = answer.get("typed", "") + outcome.text
            case WedgeRejected():
                answer["discarded"] = answer.get("discarded", "") + outcome.text
    return answer


def _scan(frame: ScanFrame, config: Mapping[str, Any]) -> Json:
    parsed = parse_frame(frame, config)
    scan: Json = {"text": parsed.text}
    if parsed.aim:
        scan |= {
            "aim": parsed.aim,
            "symbology": parsed.symbology,
            "gs1_symbology": parsed.gs1_symbology,
        }
    scan |= {name: value for name, value in _said(parsed).items() if value not in (None, {}, [])}
    said_as_waybill = _as_waybill(parsed.text, str(config.get("number_format") or ""))
    scan |= {name: value for name, value in said_as_waybill.items() if value or not frame.keyed}
    if parsed.check_ok is False or parsed.gs1_check_error:
        scan["gtin"] = None
    if parsed.link and not parsed.gs1:
        scan["gs1"] = None
    if frame.keyed:
        scan |= {"raw": parsed.raw, "suspicious": parsed.suspicious is not None}
    if frame.terminator:
        scan["terminator"] = frame.terminator
    if frame.via:
        scan["via"] = frame.via
    return scan


def _said(parsed: ScannedText) -> Json:
    upc_e = parsed.upc_e_gtin is not None
    return {
        "gtin": parsed.gtin or parsed.upc_e_gtin,
        "gtin_raw": parsed.text if parsed.gtin_format else None,
        "format": parsed.gtin_format,
        "upc_e": (upc_e and parsed.gtin is None) or None,
        "also_upc_e": (upc_e and parsed.gtin is not None) or None,
        "check_ok": parsed.check_ok,
        "rcn": parsed.restricted or None,
        "sscc": parsed.sscc,
        "gs1": [list(pair) for pair in parsed.gs1 or ()],
        "gs1_certain": parsed.gs1_certain or None,
        "gs1_check_error": parsed.gs1_check_error or None,
        "dates": {ai: day.isoformat() for ai, day in parsed.dates.items()},
        "decimals": {ai: format(number, "f") for ai, number in parsed.decimals.items()},
        "iso15434_format": parsed.iso15434_format,
        "fields": [list(pair) for pair in parsed.fields],
        "tracking": parsed.tracking,
        "normalized": parsed.normalized if parsed.normalized != parsed.text else None,
    }


_SHORTEST_NUMBER = 8
_TYPES = {
    "lasership_1ls7_18_": "LaserShip 1LS7 (18)",
    "old_dominion": "Old Dominion",
    "old_dominion_guaranteed_shipment": "Old Dominion Guaranteed Shipment",
    "ups_waybill": "UPS Waybill",
}
"""Formats that go by another name in the recorded scans."""


def _as_waybill(text: str, asked: str) -> Json:
    """Whose number the text may be: the couriers, the best fit abroad, JD's box of a waybill."""
    formats = number_formats()
    if len(text) < _SHORTEST_NUMBER:
        return {}
    said: Json = {"carriers": list(carriers(text, formats))}
    others = not_carriers(text, formats)
    if others and not text.isdecimal():
        said["not_carriers"] = list(others)
    package = package_code(text)
    if package:
        said |= {"waybill": package.waybill, "package": package.package}
    keys = {name: key for key, name in _TYPES.items()}
    fit = tracking(text, formats, keys.get(asked, asked))
    if fit:
        said["tracking"] = {
            "carrier": fit.format.courier,
            "type": _TYPES.get(fit.format.key, fit.format.key),
            "valid": fit.valid,
            "pattern_match": fit.fits,
            "checksum_ok": fit.check_ok,
        } | ({"embedded": fit.number} if fit.number else {})
    return said
