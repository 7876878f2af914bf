"""What a simulated scale writes is what its decoder reads."""

from decimal import Decimal

import pytest

from app.devices.base import REFUSED, ScaleFrame
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.load import Load, Shown
from app.devices.simulators.wire_tills import TILL_WIRES

SILENT_ABOUT_REST = {"dollar_cr", "sterling_7600", "gng"}
NO_MINUS = {"dollar_cr", "dibal"}
NO_RANGE = {"dollar_cr", "gng", "massa_k_j", "adam", "dibal"}
VARIANT = {"dollar_cr": "decimals_3"}


def read(name: str, shown: Shown) -> list[ScaleFrame]:
    decoder = scale_protocol(name).decoder(VARIANT.get(name))
    frames = [*decoder.feed(TILL_WIRES[name].write(shown)), *decoder.idle()]
    return [frame for frame in frames if frame.kind != REFUSED]


@pytest.mark.parametrize("name", TILL_WIRES)
@pytest.mark.parametrize("grams", [1234, -20, 29_999])
def test_a_weight_at_rest(name: str, grams: int) -> None:
    if grams < 0 and name in NO_MINUS:
        return
    [frame] = read(name, Shown(Decimal(grams), stable=True))
    assert frame.weight == Decimal(grams) / 1000
    assert frame.unit == (None if name == "dollar_cr" else "kg")
    assert frame.stable is (None if name in SILENT_ABOUT_REST else True)


@pytest.mark.parametrize("name", sorted(TILL_WIRES.keys() - SILENT_ABOUT_REST))
def test_a_moving_weight_is_never_at_rest(name: str) -> None:
    assert all(frame.stable is False for frame in read(name, Shown(Decimal(1234), stable=False)))


@pytest.mark.parametrize("name", sorted(TILL_WIRES.keys() - NO_RANGE))
@pytest.mark.parametrize("over", [True, False])
def test_out_of_range_is_no_weight(name: str, over: bool) -> None:
    [frame] = read(name, Shown(Decimal(31_000), stable=True, over=over, under=not over))
    assert frame.weight is None
    assert frame.over or frame.under


@pytest.mark.parametrize("name", TILL_WIRES)
def test_it_answers_the_question_of_its_protocol(name: str) -> None:
    wire, load = TILL_WIRES[name], Load()
    load.put(500, 0)
    if wire.streams:
        assert scale_protocol(name).poll == b""
        return
    poll = scale_protocol(name).poll
    asked = bytearray(poll + poll[:-1])
    assert wire.answer(asked, load, 5000) == wire.write(load.shown(5000))
    assert asked == poll[:-1]
