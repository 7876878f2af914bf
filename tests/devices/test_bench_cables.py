"""Scales on a real pseudo terminal: a question in two steps, and frames without an end."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.devices.conversation import ScaleConversation
from app.devices.reader import PortReader
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.links import PtyLink
from app.devices.simulators.load import Load
from app.devices.simulators.post_box import PostBox
from app.devices.simulators.scale import SimulatedScale
from app.devices.transports import open_transport
from app.domain.readings import WeightReading

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals on Windows")


def clock() -> int:
    return time.monotonic_ns() // 1_000_000


def at_rest(grams: int) -> Callable[[WeightReading], bool]:
    return lambda seen: seen.grams == grams and seen.stable is not False


@pytest.mark.parametrize("protocol", ["soh_stx", "mt_continuous", "yaohua_eq_reversed", "cas_22"])
def test_a_parcel_is_weighed(protocol: str, tmp_path: Path) -> None:
    link, box = PtyLink(tmp_path / "scale"), PostBox()
    scale = SimulatedScale(protocol, link, clock, load=Load(settle_ms=100))
    talk = ScaleConversation("scale-1", scale_protocol(protocol), unit="kg")
    reader = PortReader("scale-1", open_transport(link.url), talk, box.post, clock)
    scale.start()
    reader.start()
    try:
        for grams in (0, 1234, 0):
            scale.put(grams)
            box.wait(WeightReading, at_rest(grams))
    finally:
        reader.stop()
        assert reader.join(3)
        scale.stop()
    assert not talk.refusals
