"""Where a reader posts when there is no bench: whoever tries a device waits for what comes."""

import queue
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_PATIENCE_S = 8.0


class PostBox:
    """Takes posts from any thread; ``wait`` reads them in order, ``seen`` keeps what was read."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()

    def post(self, thing: object) -> None:
        self._queue.put(thing)

    def wait(
        self,
        kind: type[T],
        fits: Callable[[T], bool] = lambda _: True,
        timeout: float = _PATIENCE_S,
    ) -> T:
        """The next post of that kind that fits. Raises TimeoutError with the last posts."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                thing = self._queue.get(timeout=left)
            except queue.Empty:
                break
            self.seen.append(thing)
            if isinstance(thing, kind) and fits(thing):
                return thing
        raise TimeoutError(f"no fitting {kind.__name__} came; last: {self.seen[-5:]}")
