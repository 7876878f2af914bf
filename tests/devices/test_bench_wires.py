"""What a simulated scale writes is what its decoder reads; and a talk with one of each kind."""

from decimal import Decimal

import pytest

from app.devices.base import REFUSED, ScaleFrame
from app.devices.conversation import HALF_MS, ScaleConversation
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wires.table import BENCH_WIRES
from app.domain.readings import WeightReading

SILENT_ABOUT_REST = {
    "yaohua_command", "yaohua_a12e", "yaohua_eq_forward", "yaohua_eq_reversed", "generic_ascii",
}  # fmt: skip
SILENT_OUT_OF_RANGE = {"yaohua_command", "yaohua_eq_forward", "yaohua_eq_reversed"}
NO_UNIT = SILENT_OUT_OF_RANGE
NO_UNIT_MOVING = {"sartorius_sbi", "kern_old"}
NO_TARE = {"soh_stx", "and_std", "kern_old", "generic_ascii"} | SILENT_OUT_OF_RANGE
ONE_FAULT = {"soh_stx", "kern_old", "ohaus"}
GRAMS = {"g": 1, "kg": 1000, None: 1000}
ASKED = sorted(name for name, wire in BENCH_WIRES.items() if not wire.streams)


def read(name: str, shown: Shown) -> list[ScaleFrame]:
    decoder = scale_protocol(name).decoder()
    frames = [*decoder.feed(BENCH_WIRES[name].write(shown)), *decoder.idle()]
    assert not [frame for frame in frames if frame.kind == REFUSED]
    return frames


def weight(frame: ScaleFrame) -> Decimal:
    assert frame.weight is not None
    return frame.weight * GRAMS[frame.unit]


@pytest.mark.parametrize("name", BENCH_WIRES)
@pytest.mark.parametrize("grams", [1234, -20, 29_999, 0])
def test_a_weight_at_rest(name: str, grams: int) -> None:
    [frame] = read(name, Shown(Decimal(grams), stable=True))
    assert weight(frame) == grams
    assert frame.zero is (True if not grams else False if name == "cas_22" else None)
    assert (frame.unit is None) == (name in NO_UNIT)
    assert frame.stable is (None if name in SILENT_ABOUT_REST else True)


@pytest.mark.parametrize("name", sorted(BENCH_WIRES.keys() - SILENT_ABOUT_REST))
def test_a_moving_weight_is_never_at_rest(name: str) -> None:
    [frame] = read(name, Shown(Decimal(1234), stable=False))
    assert weight(frame) == 1234
    assert frame.stable is False
    assert (frame.unit is None) == (name in NO_UNIT_MOVING)


@pytest.mark.parametrize("name", BENCH_WIRES)
@pytest.mark.parametrize("over", [True, False])
def test_out_of_range_is_no_weight(name: str, over: bool) -> None:
    frames = read(name, Shown(Decimal(31_000), stable=True, over=over, under=not over))
    assert all(frame.weight is None for frame in frames)
    if name in SILENT_OUT_OF_RANGE:
        assert frames == []
    elif name in ONE_FAULT:
        assert frames[0].error
    else:
        assert (frames[0].over, frames[0].under) == ((True, None) if over else (None, True))


@pytest.mark.parametrize("name", sorted(BENCH_WIRES.keys() - NO_TARE))
def test_a_tare_is_said(name: str) -> None:
    [frame] = read(name, Shown(Decimal(700), stable=True, tare=Decimal(300)))
    assert weight(frame) == 700
    assert frame.net is True
    [gross] = read(name, Shown(Decimal(700), stable=True))
    assert gross.net is False


@pytest.mark.parametrize("name", sorted(BENCH_WIRES.keys() - set(ASKED)))
def test_what_streams_is_not_asked(name: str) -> None:
    assert scale_protocol(name).poll == b""


def turns(name: str, load: Load, times: int = 40) -> list[WeightReading]:
    """A talk of 50 ms a turn, bytes straight from one to the other."""
    talk = ScaleConversation("scale", scale_protocol(name), unit="kg")
    talk.start(0)
    asked, posts = bytearray(), []
    for now in range(0, times * 50, 50):
        asked += talk.request(now)
        said = BENCH_WIRES[name].answer(asked, load, now)
        posts += talk.received(said, now) if said else []
        posts += talk.quiet(now)
    assert talk.refusals == {}
    return [post for post in posts if isinstance(post, WeightReading)]


@pytest.mark.parametrize("name", ASKED)
def test_a_talk_reads_settles_zeroes_and_tares(name: str) -> None:
    load = Load()
    load.put(1500, 0)
    readings = turns(name, load)
    assert readings[-1].grams == 1500
    if name not in SILENT_ABOUT_REST:
        assert [readings[0].stable, readings[-1].stable] == [False, True]
    protocol, wire = scale_protocol(name), BENCH_WIRES[name]
    if protocol.tare:
        wire.answer(bytearray(protocol.tare), load, 5000)
        assert [load.shown(5000).grams, load.shown(5000).tare] == [0, 1500]
    if protocol.zero:
        wire.answer(bytearray(protocol.zero), load, 5000)
        assert load.shown(5000).zero
        assert load.shown(5000).tare == 0


@pytest.mark.parametrize("name", ASKED)
def test_half_a_question_waits_and_nonsense_is_dropped(name: str) -> None:
    poll, load = scale_protocol(name).poll, Load()
    asked = bytearray(b"\x7fnonsense" if name != "kern_old" else b"\x7fnone") + poll[:-1]
    assert BENCH_WIRES[name].answer(asked, load, 0) == b""
    asked += poll[-1:]
    assert BENCH_WIRES[name].answer(asked, load, 0) != b""
    assert asked == b""


def test_two_questions_make_one_weight() -> None:
    talk = ScaleConversation("scale", scale_protocol("soh_stx"), unit="kg")
    talk.start(0)
    assert talk.request(0) == b"\x05"
    assert talk.request(50) == b""
    assert talk.received(b"\x06", 60) == []
    assert [talk.request(60), talk.request(70)] == [b"\x11", b""]
    assert talk.received(b"\x15", 80) == []
    assert talk.request(90) == b""  # not acknowledged: the first question again, in its time
    assert talk.request(200) == b"\x05"


def test_a_frame_that_only_silence_ends_is_shown() -> None:
    talk = ScaleConversation("scale", scale_protocol("yaohua_eq_reversed"), unit="kg")
    talk.start(0)
    assert talk.received(b"=000.3000", 0) == []
    [post] = talk.quiet(HALF_MS)
    assert isinstance(post, WeightReading)
    assert post.grams == 3000


def test_frozen_digits_and_sums_are_never_taken() -> None:
    talk = ScaleConversation("scale", scale_protocol("cas_22"))
    talk.start(0)
    [post] = talk.received(b"ST,GS,1\xd4,   1.250 kg\r\n", 0)
    assert isinstance(post, WeightReading)
    assert (post.grams, post.stable) == (1250, False)
    sums = ScaleConversation("scale", scale_protocol("ohaus"))
    sums.start(0)
    assert sums.received(b"     207.80 g TOTAL\r\n", 0) == []
