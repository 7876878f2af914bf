"""When the worker works and how it waits."""

import random
import threading
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from app.store.errors import StoreFull
from app.sync.loop import LONGEST_S, POLL_S, Pace, run
from app.sync.messages import Message, WorkerFailed
from app.sync.worker import SyncWorker


@given(st.integers(), st.lists(st.booleans(), min_size=1, max_size=60))
def test_pace_stays_in_its_bounds(seed: int, results: list[bool]) -> None:
    pace = Pace(random.Random(seed))
    for worked in results:
        pause = pace.after(worked=worked)
        low, high = POLL_S if worked else (POLL_S[0], LONGEST_S)
        assert low <= pause <= high


def test_absence_makes_the_pauses_longer() -> None:
    pace = Pace(random.Random(1))
    pauses = [pace.after(worked=False) for _ in range(12)]
    assert pauses[0] <= 2
    assert pauses[-1] >= 15
    assert pace.after(worked=True) <= 2


class Stubborn:
    """A worker that fails in every way it can, then ends the loop."""

    behind = False
    pause_s = 0.0

    def __init__(self, stop: threading.Event, wake: threading.Event) -> None:
        self._failures = iter((StoreFull("disk"), KeyError("bug")))
        self._stop = stop
        self._wake = wake

    def step(self) -> bool:
        self._wake.set()
        failure = next(self._failures, None)
        if failure:
            raise failure
        self._stop.set()
        return True


def test_loop_survives_what_it_does_not_expect() -> None:
    stop, wake = threading.Event(), threading.Event()
    told: list[Message] = []
    worker = cast("SyncWorker", Stubborn(stop, wake))
    run(worker, stop, wake, random.Random(1), told.append)
    assert [type(message) for message in told] == [WorkerFailed, WorkerFailed]
    assert isinstance(told[1], WorkerFailed)
    assert "KeyError" in told[1].detail
