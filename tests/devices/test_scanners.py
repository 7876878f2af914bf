"""Scanner framings and reports beyond the recorded vectors."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.base import FrameError, ScanFrame
from app.devices.scan_decoding import scan_decoder, to_scan
from app.devices.scanners.hid_keyboard import HidKeyboardScanner, key_reports
from app.devices.scanners.hid_pos import HidPosScanner, pos_reports
from app.devices.scanners.serial_scanner import SerialScanner, serial_settings

CODES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)


def serial(**config: object) -> SerialScanner:
    return SerialScanner(serial_settings(config))


def texts(frames: list[ScanFrame]) -> list[str]:
    return [frame.text for frame in frames if not frame.error]


def errors(frames: list[ScanFrame]) -> list[str | None]:
    return [frame.error for frame in frames if frame.error]


@settings(max_examples=200, deadline=None)
@given(
    codes=st.lists(CODES, min_size=1, max_size=4),
    ends=st.sampled_from([("CR", "\r"), ("LF", "\n"), ("CRLF", "\r\n"), ("TAB", "\t")]),
    data=st.data(),
)
def test_codes_survive_any_cut(
    codes: list[str], ends: tuple[str, str], data: st.DataObject
) -> None:
    suffix, end = ends
    stream = "".join(code + end for code in codes).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    edges = [0, *cuts, len(stream)]
    scanner = serial(suffix=suffix)
    found = [
        text
        for at, (a, b) in enumerate(itertools.pairwise(edges))
        for text in texts(scanner.feed(stream[a:b], at * 20))
    ]
    assert found == codes


def test_auto_learns_that_codes_end_with_cr() -> None:
    scanner = serial()
    assert texts(scanner.feed(b"690", 0) + scanner.idle(60)) == ["690"]
    assert texts(scanner.feed(b"691\r", 1000)) == ["691"]
    frames = scanner.feed(b"69", 2000) + scanner.idle(2100) + scanner.idle(2600)
    assert (texts(frames), errors(frames)) == ([], ["incomplete"])


def test_the_same_code_after_the_echo_time_is_a_second_scan() -> None:
    scanner = serial(suffix="CR", duplicate_ms=500)
    frames = [f for at in (0, 150, 700) for f in scanner.feed(b"690\r", at)]
    assert (texts(frames), errors(frames)) == (["690", "690"], ["duplicate"])
    assert texts(scanner.feed(b"691\r690\r", 750)) == ["691", "690"]


def test_a_code_without_end_is_dropped_at_the_longest_length() -> None:
    scanner = serial(suffix="CR", max_length=10)
    frames = scanner.feed(b"x" * 50 + b"\r690\r", 0)
    assert (texts(frames), errors(frames)) == (["690"], ["too_long"])


def test_text_of_another_encoding_is_refused_not_garbled() -> None:
    frames = serial(suffix="CR").feed("件Grün件".encode("gb18030") + b"\r", 0)
    assert errors(frames) == ["bad_encoding"]


def test_a_restarted_stx_frame_reports_the_lost_one() -> None:
    frames = serial(prefix="STX", suffix="ETX").feed(b"\x02690\x02691\x03\r\n", 0)
    assert (texts(frames), errors(frames)) == (["691"], ["incomplete"])


def test_a_literal_prefix_is_taken_off() -> None:
    assert texts(serial(prefix="~", suffix="CR").feed(b"~690\r", 0)) == ["690"]


def test_seven_bits_with_parity_is_named() -> None:
    scanner = serial(suffix="CR")
    scanner.feed(bytes.fromhex("53c6b133b83536b2b8b7b136b733398d"), 0)
    assert errors(scanner.idle(600)) == ["wrong_parity"]


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(FrameError):
        serial(suffix="BEL")
    with pytest.raises(FrameError):
        scan_decoder("carrier pigeon", {})


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300).map(lambda b: bytes(0x21 + x % 0x5E for x in b)))
def test_hid_pos_joins_what_it_cut(data: bytes) -> None:
    scanner = HidPosScanner()
    frames = [frame for report in pos_reports("]Q0", data) for frame in scanner.feed(report, 0)]
    assert texts(frames) == ["]Q0" + data.decode()]


def test_hid_pos_drops_a_code_whose_rest_never_came() -> None:
    scanner = HidPosScanner()
    first, _ = pos_reports("]Q0", b"x" * 60)
    frames = scanner.feed(first, 0)
    frames += scanner.feed(pos_reports("]E0", b"5901234123457")[0], 100)
    assert (texts(frames), errors(frames)) == (["]E05901234123457"], ["incomplete"])
    scanner.feed(first, 1000)
    assert errors(scanner.idle(1600)) == ["incomplete"]


@settings(max_examples=100, deadline=None)
@given(CODES)
def test_hid_keyboard_reads_every_key_of_the_layout(code: str) -> None:
    scanner = HidKeyboardScanner()
    frames = [frame for report in key_reports(code) for frame in scanner.feed(report, 0)]
    assert texts(frames) == [code]


def test_hid_keyboard_keeps_the_group_separator() -> None:
    scanner = HidKeyboardScanner()
    reports = ["0100300000000000", "0000000000000000", "00001e0000000000", "0000280000000000"]
    frames = [f for each in reports for f in scanner.feed(bytes.fromhex(each), 0)]
    assert texts(frames) == ["\x1d1"]


def test_hid_keyboard_drops_a_half_code() -> None:
    scanner = HidKeyboardScanner()
    scanner.feed(key_reports("690")[0], 0)
    assert errors(scanner.idle(600)) == ["incomplete"]


def test_a_keyed_frame_is_brought_back_and_judged() -> None:
    full = to_scan(ScanFrame("ＳＦ１３", keyed=True), "wedge", 5)
    assert (full.text, full.suspicious) == ("SF13", None)
    assert to_scan(ScanFrame("SF13。", keyed=True), "wedge", 5).suspicious == "input_method"
    assert to_scan(ScanFrame("收件人"), "serial", 5).suspicious is None
