"""The worker in a process of its own, for real: spawned, spoken to, killed, ended."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from app.domain.order import OrderState
from app.entrypoints.center_link import sql_transport
from app.store.engine import Store
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged, WorkerFailed
from app.sync.process import SyncProcess, SyncSettings
from tests.builders import NOON
from tests.sync.rig import WAREHOUSE, Bench, some_orders


class Heard:
    """Messages as they come; a test waits for the one it wants."""

    def __init__(self) -> None:
        self._all: list[Message] = []
        self._new = threading.Condition()

    def __call__(self, message: Message) -> None:
        with self._new:
            self._all.append(message)
            self._new.notify_all()

    def wait_for(self, wanted: Callable[[Message], bool], within_s: float = 30.0) -> Message:
        with self._new:
            found = self._new.wait_for(
                lambda: next((m for m in self._all if wanted(m)), None), within_s
            )
        assert found is not None, self._all
        return found

    def clear(self) -> None:
        with self._new:
            self._all.clear()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def process(bench: Bench, place: str, heard: Heard) -> Iterator[SyncProcess]:
    settings = SyncSettings(
        local=bench.store.place,
        center=place,
        warehouse=WAREHOUSE,
        station="b1",
        connect=sql_transport,
        program="0.1",
    )
    running = SyncProcess(settings, heard)
    running.start()
    yield running
    running.stop()


def reachable(message: Message) -> bool:
    return isinstance(message, LinkState) and message.reachable


def test_a_day_in_another_process(
    process: SyncProcess, bench: Bench, center: Store, heard: Heard
) -> None:
    heard.wait_for(lambda m: isinstance(m, OrdersChanged) and len(m.order_ids) == 5)
    bench.pack(some_orders(5)[0])
    process.wake()
    heard.wait_for(lambda m: isinstance(m, OrdersChanged) and m.order_ids == ("id-SO-0",))
    process.claim("id-SO-1")
    answer = heard.wait_for(lambda m: isinstance(m, ClaimAnswered))
    assert isinstance(answer, ClaimAnswered)
    assert (answer.order_id, answer.granted) == ("id-SO-1", True)


def test_killed_child_is_started_again(process: SyncProcess, center: Store, heard: Heard) -> None:
    heard.wait_for(reachable)
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    heard.wait_for(lambda m: isinstance(m, WorkerFailed))
    heard.clear()
    heard.wait_for(reachable)
    assert process.pid != first
    with center.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.REFUNDED, NOON)
    heard.wait_for(lambda m: isinstance(m, OrdersChanged) and m.order_ids == ("id-SO-1",))


def test_how_the_devices_are_reaches_the_center(
    process: SyncProcess, center: Store, heard: Heard
) -> None:
    heard.wait_for(reachable)
    process.tell_devices({"scale": "lost"})
    for _ in range(2):  # the first may be the end of a step that had begun before
        heard.clear()
        process.wake()
        heard.wait_for(reachable)
    with center.read() as tx:
        said = tx.stations.now("b1")
    assert said is not None
    assert (said.devices, len(said.instance), said.rival) == ({"scale": "lost"}, 32, "")


def test_stop_ends_the_child(bench: Bench, place: str, heard: Heard) -> None:
    settings = SyncSettings(bench.store.place, place, WAREHOUSE, "b1", sql_transport)
    running = SyncProcess(settings, heard)
    running.start()
    heard.wait_for(reachable)
    running.stop()
    assert running.pid is None
    running.claim("id-SO-1")  # nobody there: no harm
    running.wake()


def test_stop_right_after_start(bench: Bench, place: str, heard: Heard) -> None:
    settings = SyncSettings(bench.store.place, place, WAREHOUSE, "b1", sql_transport)
    running = SyncProcess(settings, heard)
    running.start()
    running.stop()
    assert running.pid is None


def test_the_child_carries_neither_screen_nor_paper() -> None:
    asks = (
        "import sys, app.sync.process, app.entrypoints.center_link;"
        "loaded = {name.split('.')[0] for name in sys.modules};"
        "print({'PySide6', 'reportlab', 'segno', 'serial'} & loaded)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"
