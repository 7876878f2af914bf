"""Every recorded frame decodes to what was recorded, however the stream is cut."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.base import REFUSED, FrameError, ScaleFrame
from app.devices.scales.registry import SCALES, ScaleProtocol, scale_protocol

DATA = Path(__file__).parents[1] / "data" / "scale.json"
SPOKEN = {protocol.key for protocol in SCALES}
LATER: set[str] = set()
"""Protocols of the vectors that we do not speak yet: named here, so that none is forgotten."""

ALL: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
VECTORS = [vector for vector in ALL if vector["protocol"] in SPOKEN]
STREAMED = [vector for vector in VECTORS if vector["protocol"] != "usb_hid_scale"]


def decode(vector: dict[str, Any], chunks: list[bytes]) -> list[ScaleFrame]:
    variant = vector.get("variant")
    if vector["protocol"] == "yaohua_command" and "direction" not in vector:
        variant = "requests"  # recorded as what a bench asks: as an answer it means otherwise
    decoder = scale_protocol(vector["protocol"]).decoder(variant)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    return [*frames, *decoder.idle()]


def good(frames: list[ScaleFrame]) -> list[dict[str, object]]:
    return [frame.as_expected() for frame in frames if frame.kind != REFUSED]


def errors(frames: list[ScaleFrame]) -> list[str | None]:
    return [frame.error for frame in frames if frame.kind == REFUSED]


def wanted(vector: dict[str, Any]) -> list[dict[str, Any]]:
    expect = vector.get("expect", [])
    return expect if isinstance(expect, list) else [expect]


def agrees(vector: dict[str, Any], frames: list[ScaleFrame]) -> bool:
    if "error" in vector:
        return not good(frames) and errors(frames)[:1] == [vector["error"]]
    found, want = good(frames), wanted(vector)
    return len(found) == len(want) and all(
        said.get(name) == value
        for said, expected in zip(found, want, strict=True)
        for name, value in expected.items()
    )


def test_every_protocol_of_the_vectors_is_spoken_or_named_for_later() -> None:
    assert {vector["protocol"] for vector in ALL} == SPOKEN | LATER
    assert not SPOKEN & LATER


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_vector(vector: dict[str, Any]) -> None:
    frames = decode(vector, [bytes.fromhex(vector["hex"])])
    refused_whole = not good(frames) and bool(errors(frames))
    may_refuse = vector.get("tolerant") or vector.get("ambiguous")
    assert agrees(vector, frames) or (may_refuse and refused_whole)


@pytest.mark.parametrize("vector", STREAMED, ids=lambda vector: str(vector["id"]))
def test_byte_by_byte_gives_the_same(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["hex"])
    single = [data[at : at + 1] for at in range(len(data))]
    assert decode(vector, single) == decode(vector, [data])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_cut_gives_the_same(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(STREAMED))
    stream = bytes.fromhex(vector["hex"])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    edges = [0, *cuts, len(stream)]
    chunks = [stream[a:b] for a, b in itertools.pairwise(edges)]
    assert decode(vector, chunks) == decode(vector, [stream])


WEIGHTS = [
    vector
    for vector in STREAMED
    if len(wanted(vector)) == 1
    and wanted(vector)[0]["kind"] == "weight"
    and not (vector.get("tolerant") or vector.get("ambiguous"))
    and not vector["text"].startswith(("1", "0"))
]
JUNK = st.binary(max_size=12).map(lambda noise: bytes(byte | 0x80 for byte in noise))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WEIGHTS), JUNK, JUNK)
def test_noise_around_a_frame_neither_hides_nor_changes_it(
    vector: dict[str, Any], before: bytes, after: bytes
) -> None:
    if vector["protocol"] == "toledo_8217":  # bit 7 is the parity there: noise may be letters
        before = after = bytes(len(before))
    stream = before + bytes.fromhex(vector["hex"])
    found = good(decode(vector, [stream, after]))
    assert [said["weight"] for said in found] == [wanted(vector)[0]["weight"]]


@pytest.mark.parametrize("protocol", SCALES, ids=lambda protocol: protocol.key)
@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=60))
def test_no_noise_crashes_a_decoder(protocol: ScaleProtocol, noise: bytes) -> None:
    decoder = protocol.decoder()
    for frame in [*decoder.feed(noise), *decoder.idle()]:
        assert (frame.kind == "weight") == (frame.weight is not None)
        assert frame.kind != REFUSED or frame.error


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WEIGHTS), st.data())
def test_a_frame_that_lost_a_byte_is_never_a_wrong_weight(
    vector: dict[str, Any], data: st.DataObject
) -> None:
    # Only formats of fixed length or with a checksum can promise this.
    exact = {"yaohua_a9", "yaohua_a12", "radwag", "gng", "sma", "dollar_cr", "dibal", "ff_bcd"}
    exact |= {"yaohua_command", "yaohua_a12e", "yaohua_eq_forward", "yaohua_eq_reversed"}
    exact |= {"mt_continuous", "cas_22", "soh_stx", "and_std", "sartorius_sbi", "kern_old"}
    if vector["protocol"] not in exact:
        return
    stream = bytes.fromhex(vector["hex"])
    lost = data.draw(st.integers(0, len(stream) - 1))
    found = good(decode(vector, [stream[:lost] + stream[lost + 1 :]]))
    assert all(said["weight"] == wanted(vector)[0]["weight"] for said in found)


def test_variants_are_named_not_guessed() -> None:
    comma = b"ST,GS,+  1,234kg\r\n"
    assert errors(scale_protocol("st_gs").decoder().feed(comma)) == ["bad_frame"]
    assert (
        good(scale_protocol("st_gs").decoder("decimal_comma").feed(comma))[0]["weight"] == "1.234"
    )
    toledo = scale_protocol("toledo_8217").decoder("decimal_comma")
    assert good(toledo.feed(b"\x02 1,234\r"))[0]["weight"] == "1.234"
    net = scale_protocol("toledo_8217").decoder("eh_scp").feed(b"\x02?`\r")
    assert net[0].net is None
    with pytest.raises(FrameError):
        scale_protocol("st_gs").decoder("no such variant")
    with pytest.raises(FrameError):
        scale_protocol("no such protocol")


def test_a_seven_bit_line_read_as_eight_bits_still_decodes() -> None:
    odd = bytes(byte | 0x80 for byte in b"\x0201.234\r")
    assert good(scale_protocol("toledo_8217").decoder().feed(odd))[0]["weight"] == "1.234"


def test_a_frame_cut_by_the_next_one_is_reported_and_the_next_one_read() -> None:
    frames = scale_protocol("st_gs").decoder().feed(b"ST,GS,+  1.2ST,GS,+  1.234kg\r\n")
    assert errors(frames) == ["truncated"]
    assert good(frames)[0]["weight"] == "1.234"


def test_a_line_that_never_ends_is_refused_once_and_reading_goes_on() -> None:
    frames = scale_protocol("st_gs").decoder().feed(b"x" * 500 + b"\r\nST,GS,+  1.234kg\r\n")
    assert errors(frames) == ["bad_frame"]
    assert [said["weight"] for said in good(frames)] == ["1.234"]
