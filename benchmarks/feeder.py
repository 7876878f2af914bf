"""Changes at the center, in a process of its own: about 100 orders a second get a new note.

Only orders that no benchmark packs; so every bench's sync has rows to copy all the time.
"""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from app.store.engine import open_store
from benchmarks import stock

ROWS_A_TURN = 25
TURN_S = 0.25
FIRST = 30_000


class Feeder:
    """Starts the process; ``changed`` afterwards is how many rows it wrote in ``seconds``."""

    def __init__(self, center: Path) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.feeder", str(center)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid
        self.changed = 0
        self.seconds = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        said, _none = self._process.communicate("")
        self.seconds = time.monotonic() - self._started
        self.changed = int(said or 0)


def _feed(center: Path) -> int:
    stop = threading.Event()

    def hear() -> None:
        sys.stdin.read()  # ends when the parent says so, or is gone
        stop.set()

    hearing = threading.Thread(target=hear, name="parent")
    hearing.start()
    store = open_store(center, warehouse=stock.WAREHOUSE)
    changed = 0
    due = time.monotonic()
    while not stop.wait(max(0.0, due - time.monotonic())):
        due = time.monotonic() + TURN_S
        first = FIRST + changed % (stock.LONG_ORDERS - FIRST - ROWS_A_TURN)
        now = datetime.now(UTC)
        fresh = [
            replace(stock.order(number), revision=2 + changed, buyer_note=f"note {changed}")
            for number in range(first, first + ROWS_A_TURN)
        ]
        with store.write() as tx:
            tx.orders.upsert(fresh, now)
        changed += ROWS_A_TURN
    store.close()
    hearing.join()
    return changed


if __name__ == "__main__":
    print(_feed(Path(sys.argv[1])))
