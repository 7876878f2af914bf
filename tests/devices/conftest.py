"""A post box, a clock, a cable of either kind, and readers that are joined at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import mono_ms
from app.devices.reader import PortReader
from app.devices.simulators.links import Link, PtyLink, TcpLink
from app.devices.simulators.post_box import PostBox
from tests.devices.cables import CABLES, Clock, Start, Startable


@pytest.fixture
def box() -> PostBox:
    return PostBox()


@pytest.fixture
def clock() -> Clock:
    return mono_ms


@pytest.fixture
def running() -> Iterator[Start]:
    """Starts things and stops them at the end, last first; readers are joined."""
    started: list[Startable] = []

    def start(thing: Startable) -> None:
        thing.start()
        started.append(thing)

    yield start
    for thing in reversed(started):
        thing.stop()
        assert not isinstance(thing, PortReader) or thing.join(3)


@pytest.fixture(params=CABLES)
def link(request: pytest.FixtureRequest, tmp_path: Path) -> Link:
    return TcpLink() if request.param == "tcp" else PtyLink(tmp_path / "port")
