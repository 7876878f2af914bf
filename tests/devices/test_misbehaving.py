"""Cables that misbehave on purpose: what they do to a frame, and that no reader believes it."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from app.devices.conversation import ScaleConversation
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.load import Shown
from app.devices.simulators.misbehaving import (
    BadCable,
    at_wrong_baud,
    dropped,
    flipped,
    half,
    noisy,
    sometimes,
    twice,
)
from app.devices.simulators.wire import WIRES
from app.devices.simulators.wire_tills import TILL_WIRES
from app.devices.simulators.wires.table import BENCH_WIRES
from app.domain.readings import WeightReading

EVERY = WIRES | TILL_WIRES | BENCH_WIRES
FRAME = b"ST,GS,+  1.234kg\r\n"
SPEEDS = [(9600, 1200), (9600, 2400), (9600, 4800), (9600, 19200), (2400, 9600), (19200, 9600)]

UNCHECKED = {"massa_k_j"}
"""Five raw bytes without a start, an end or a sum: another speed makes another weight of them. It
is a scale that must be asked, and the question comes at the wrong speed too: it stays silent."""


class Wire:
    """The far end of a cable that keeps what comes."""

    url = "kept"

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.plugs: list[str] = []

    def plug(self) -> None:
        self.plugs.append("in")

    def unplug(self) -> None:
        self.plugs.append("out")

    def receive(self, timeout: float) -> bytes:
        return b"W"

    def send(self, data: bytes) -> bool:
        self.sent.append(data)
        return True


@pytest.fixture
def rng() -> random.Random:
    return random.Random(3)


def test_what_becomes_of_a_frame(rng: random.Random) -> None:
    assert half(FRAME) == b"ST,GS,+  "
    assert twice(FRAME) == FRAME * 2
    assert dropped(rng, 1.0)(FRAME) == b""
    assert noisy(rng)(FRAME) != FRAME
    assert FRAME in noisy(rng)(FRAME)
    wrong = flipped(rng)(FRAME)
    assert sum((a ^ b).bit_count() for a, b in zip(FRAME, wrong, strict=True)) == 1
    kept = [sometimes(half, rng, 0.5)(FRAME) == FRAME for _ in range(200)]
    assert 60 < sum(kept) < 140


def test_the_right_baud_reads_everything() -> None:
    every = bytes(range(256))
    assert at_wrong_baud(9600, 9600)(every) == every
    assert at_wrong_baud(9600, 9500)(every) == every  # one per cent off is within what ports bear


@pytest.mark.parametrize(("sent", "read"), SPEEDS)
def test_another_baud_garbles(sent: int, read: int) -> None:
    heard = at_wrong_baud(sent, read)(FRAME)
    assert heard
    assert FRAME not in heard
    shorter = read < sent
    assert (len(heard) < len(FRAME)) is shorter


@pytest.mark.parametrize("protocol", sorted(EVERY.keys() - UNCHECKED))
@pytest.mark.parametrize(("sent", "read"), SPEEDS)
def test_no_protocol_reads_a_weight_at_another_baud(protocol: str, sent: int, read: int) -> None:
    talk = ScaleConversation("scale", scale_protocol(protocol), unit="kg")
    spoil = at_wrong_baud(sent, read)
    posts: list[object] = []
    for n in range(20):
        frame = EVERY[protocol].write(Shown(Decimal(1234), stable=True))
        posts += talk.received(spoil(frame), n * 1_000)
        posts += talk.quiet(n * 1_000 + 500)
    grams = {each.grams for each in posts if isinstance(each, WeightReading)}
    assert grams <= {None}


def test_spoils_follow_one_another_until_the_cable_is_good_again() -> None:
    wire = Wire()
    cable = BadCable(wire, lambda: 0)
    assert (cable.url, cable.receive(0)) == ("kept", b"W")
    cable.spoil(half, twice)
    assert cable.send(b"12345678")
    cable.spoil()
    assert cable.send(b"12345678")
    cable.spoil(lambda _data: b"")
    assert cable.send(b"lost")
    assert wire.sent == [b"12341234", b"12345678"]


def test_delayed_frames_come_late_and_in_their_order() -> None:
    wire, now = Wire(), [0]
    clock: Callable[[], int] = lambda: now[0]  # noqa: E731
    cable = BadCable(wire, clock)
    cable.spoil(delay_ms=300)
    cable.send(b"1")
    now[0] = 100
    cable.spoil()
    cable.send(b"2")  # good again, and still behind the one before
    assert wire.sent == []
    now[0] = 300
    cable.receive(0)
    assert wire.sent == [b"1", b"2"]


def test_a_pulled_plug_takes_what_was_on_its_way() -> None:
    wire, now = Wire(), iter(range(0, 9_000, 1_000))
    cable = BadCable(wire, lambda: next(now))
    cable.spoil(half, delay_ms=1_500)
    cable.send(b"1234")
    cable.unplug()
    cable.plug()
    cable.receive(0)
    assert (wire.plugs, wire.sent) == (["out", "in"], [])
