"""Figures of a device: pure counters."""

from dataclasses import replace
from decimal import Decimal

from app.devices.health import DeviceHealth, HealthMeter, SettleClock, Tally
from app.domain.readings import WeightFault, WeightReading
from app.domain.values import Grams


def reading(grams: int, at: int, *, stable: bool | None = True) -> WeightReading:
    return WeightReading(Grams(grams), Decimal(grams), "g", stable, at, "scale", b"", division_g=1)


def test_what_is_counted() -> None:
    meter = HealthMeter(1000)
    for _ in range(3):
        meter.opened()
    for second in range(10):
        meter.heard(Tally(frames=10), 1000 + second * 1000)
    meter.heard(Tally(refused=[("checksum", b"x")], settled_ms=[300, 900, 500]), 11_000)
    assert meter.health(11_000) == DeviceHealth(1000, 100, 1, 2, 100, 500)
    assert meter.health(60_000).frames_tenths_s == 0


def test_a_day_is_taken_and_the_next_begins() -> None:
    meter = HealthMeter()
    meter.opened()
    meter.heard(Tally(frames=5), 100)
    assert meter.take(1000).frames == 5
    meter.opened()
    assert meter.take(2000) == DeviceHealth(1000, 0, 0, 1, 10, None)


def test_a_tally_is_taken_once() -> None:
    tally = Tally(frames=2, refused=[("truncated", b"")], settled_ms=[1])
    assert tally.take() == Tally(2, [("truncated", b"")], [1])
    assert tally.take() == Tally()


def told(*readings: WeightReading) -> list[int]:
    clock = SettleClock()
    said = [clock.observe(each) for each in readings]
    return [each for each in said if each is not None]


def test_a_load_is_timed_once_until_it_rests() -> None:
    assert told(
        reading(0, 0),
        reading(300, 100, stable=False),
        reading(480, 200, stable=False),
        reading(500, 640),
        reading(500, 740),
        reading(0, 900),
        reading(200, 1000, stable=False),
        reading(200, 1250),
    ) == [540, 250]


def test_without_a_flag_it_rests_when_it_has_not_moved_for_a_while() -> None:
    still = [reading(500, 200 + 100 * n, stable=None) for n in range(8)]
    assert told(reading(300, 100, stable=None), *still) == [600]


def test_a_fault_ends_the_load() -> None:
    fault = replace(reading(0, 200), grams=None, fault=WeightFault.OVER)
    assert told(reading(300, 100, stable=False), fault, reading(300, 900)) == [0]
