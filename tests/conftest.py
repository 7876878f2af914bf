"""What every test gets: no display, no thread left behind, a clock that stands still."""

import os
import threading
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = os.environ.get("SECONDPASS_TEST_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

import pytest


@pytest.fixture(autouse=True, scope="session")
def keys_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys of personal data are the run's own, never those of whoever runs the tests."""
    os.environ["SECONDPASS_KEYS"] = str(tmp_path_factory.mktemp("keys"))
    yield
    del os.environ["SECONDPASS_KEYS"]


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """A thread that outlives its test would haunt another one: name it here instead."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and t.is_alive()]
    for thread in left:
        thread.join(2)
    left = [t for t in left if t.is_alive() and not t.name.startswith(_ALLOWED)]
    assert not left, f"threads left running: {[t.name for t in left]}"


_ALLOWED = ("pytest_timeout", "execnet", "Dummy-")
"""The runner's own threads."""
