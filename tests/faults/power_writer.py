"""A bench writing facts until it is killed, telling each number once it is stored.

python -m tests.faults.power_writer FILE full|normal|off [COUNT]
"""

import sys
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.store.engine import open_store
from tests.store.samples import a_fact

STATION = "b1"


def main() -> None:
    path, mode = Path(sys.argv[1]), sys.argv[2]
    store = open_store(path, warehouse="w1", station=STATION)
    if mode != "full":
        _weaken(store._reading, mode)
    with store.read() as tx:
        first = tx.journal.next_n(STATION)
    last = first + int(sys.argv[3]) if len(sys.argv) > 3 else None
    for n in takewhile(lambda n: last is None or n < last, count(first)):
        with store.write() as tx:
            tx.journal.append(a_fact(n, STATION))
            tx.outbox.add(n)
            tx.checkpoint.put("bench", str(n))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def _weaken(engine: Any, mode: str) -> None:
    """The test of the test: a store that does not wait for the disk."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA synchronous={mode.upper()}")

    engine.dispose()


if __name__ == "__main__":
    main()
