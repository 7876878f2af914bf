"""A bench writing facts in its own process, telling each number once it is stored.

python -m tests.store.writer FILE STATION COUNT
"""

import sys
from itertools import count

from app.store.engine import open_store
from tests.store.samples import a_fact


def main() -> None:
    path, station, until = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = open_store(path, warehouse="w1", station=station, busy_ms=30_000)
    with store.read() as tx:
        first = tx.journal.next_n(station)
    for n in count(first):
        with store.write() as tx:
            tx.journal.append(a_fact(n, station))
            tx.outbox.add(n)
            tx.checkpoint.put("bench", str(n))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()
        if n >= until:
            break
    store.close()


if __name__ == "__main__":
    main()
