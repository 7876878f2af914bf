"""The decode tools: one line in, one line out, and never a crash."""

import json

from app.entrypoints.tools_decode import decode_scale, decode_scan, decode_scan_line


def test_a_scale_frame_and_a_refused_one_in_order() -> None:
    lines = [
        json.dumps({"protocol": "st_gs", "hex": b"ST,GS,+  1.230kg\r\n".hex()}),
        json.dumps({"protocol": "st_gs", "hex": b"ST,GS,+  1.2".hex()}),
        json.dumps({"protocol": "nobody", "hex": ""}),
        json.dumps({"protocol": "st_gs", "hex": "zz"}),
        json.dumps({"protocol": "st_gs"}),
        json.dumps({"protocol": "st_gs", "hex": "", "variant": "x"}),
        "no json",
        "[1]",
    ]
    good, *bad = decode_scale(lines)
    assert good == {
        "readings": [
            {"kind": "weight", "weight": "1.230", "unit": "kg", "stable": True, "net": False}
        ]
    }
    codes = [answer["error"]["code"] for answer in bad]
    assert codes == [
        "truncated",
        "unknown_protocol",
        "bad_hex",
        "bad_hex",
        "unknown_variant",
        "bad_json",
        "bad_json",
    ]
    assert all(answer["error"]["message"] for answer in bad)


def test_a_variant_is_used() -> None:
    line = {"protocol": "st_gs", "hex": b"ST,GS,+  1,23kg\r\n".hex(), "variant": "decimal_comma"}
    (answer,) = decode_scale([json.dumps(line)])
    assert answer["readings"][0]["weight"] == "1.23"


def test_what_was_dropped_beside_a_scan_is_named() -> None:
    line = {"transport": "serial", "hex": b"690\r69".hex(), "config": {"suffix": "CR"}}
    assert decode_scan_line(line) == {"scans": [{"text": "690", "terminator": "\r"}]} | {
        "dropped": ["incomplete"]
    }


def test_wrong_inputs_are_answered() -> None:
    lines = ['{"transport": "smoke", "hex": ""}', '{"transport": "line"}', "{}"]
    codes = [answer["error"]["code"] for answer in decode_scan(lines)]
    assert codes == ["unknown_transport", "bad_hex", "unknown_transport"]
