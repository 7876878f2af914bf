"""A station's greeting: who speaks for it, and how its devices are. On both engines."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.center.greeting import ALIVE, NOTE_EVERY, SECOND_INSTANCE, SecondInstanceError
from app.center.overview import OverviewDesk
from app.store.records import StationNow
from tests.builders import NOON
from tests.center.desk_rig import Desk

READY = {"scanner": "ready", "scale": "ready", "printer": "ready"}


def says(desk: Desk, instance: str, devices: dict[str, str] | None = None, age: int = 2) -> None:
    said = StationNow("b1", instance, None, READY if devices is None else devices, age)
    desk.desk.hello("b1", "0.1", desk.now, 0, said)


def tasks(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        return [task.kind for task in tx.tasks.in_state("open")]


def test_a_second_one_that_lives_beside_the_first(desk: Desk) -> None:
    says(desk, "one")
    for _ in range(3):
        desk.now += timedelta(seconds=2)
        with pytest.raises(SecondInstanceError):
            says(desk, "two")
        says(desk, "one")
    assert tasks(desk) == [SECOND_INSTANCE]  # and no more than one


def test_the_first_one_gives_way_when_it_is_silent(desk: Desk) -> None:
    """Another computer in its place: refused for a moment, let in then, and no alarm."""
    says(desk, "one")
    desk.now += ALIVE - timedelta(seconds=1)
    with pytest.raises(SecondInstanceError):
        says(desk, "two")
    desk.now += timedelta(seconds=2)
    says(desk, "two")
    desk.now += timedelta(seconds=2)
    says(desk, "two")
    assert tasks(desk) == []
    with pytest.raises(SecondInstanceError):
        says(desk, "one")
    says(desk, "two")
    assert tasks(desk) == [SECOND_INSTANCE]


def test_of_two_at_once_one_is_let_in(desk: Desk) -> None:
    def ask(instance: str) -> bool:
        try:
            says(desk, instance)
        except SecondInstanceError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        let_in = list(threads.map(ask, ("one", "two", "three", "four")))
    assert let_in.count(True) == 1


def test_a_program_that_says_nothing_of_itself_is_served(desk: Desk) -> None:
    """A bench one version behind: it has no name yet."""
    says(desk, "one")
    assert desk.desk.hello("b1", "0.0", NOON, 0).clock == NOON
    says(desk, "one")
    assert tasks(desk) == []


def test_another_station_may_have_the_same_name(desk: Desk) -> None:
    says(desk, "one")
    desk.desk.hello("b2", "0.1", NOON, 0, StationNow("b2", "one"))
    assert tasks(desk) == []


def kept(desk: Desk) -> StationNow:
    with desk.store.read() as tx:
        said = tx.stations.now("b1")
    assert said is not None
    return said


def test_a_device_that_changed_is_noted_at_once(desk: Desk) -> None:
    says(desk, "one")
    desk.now += timedelta(seconds=1)
    says(desk, "one", age=3)
    assert kept(desk).data_age_s == 2  # a second ago it said the same
    lost = READY | {"scale": "lost"}
    says(desk, "one", lost)
    assert (kept(desk).devices, kept(desk).heard_at) == (lost, desk.now)
    desk.now += NOTE_EVERY
    says(desk, "one", lost, age=9)
    assert kept(desk).data_age_s == 9


@pytest.mark.parametrize("devices", [(), ("scanner", "scale")])
def test_the_office_sees_it(desk: Desk, devices: Iterable[str]) -> None:
    said = dict.fromkeys(devices, "ready")
    says(desk, "one", said, age=4)
    (bench,) = OverviewDesk(desk.store, lambda: desk.now).now(NOON).benches
    assert (bench.devices, bench.data_age_s) == (said, 4)
