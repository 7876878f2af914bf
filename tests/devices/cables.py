"""What the tests of readers share: both kinds of cable, and words for what they wait for."""

import sys
from collections.abc import Callable
from typing import Protocol

import pytest

from app.domain.readings import DeviceState, DeviceStatus

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on Windows")
CABLES = ["tcp", pytest.param("pty", marks=POSIX)]
Clock = Callable[[], int]


class Startable(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


Start = Callable[[Startable], None]


def state(wanted: DeviceState) -> Callable[[DeviceStatus], bool]:
    return lambda status: status.state is wanted
