"""python -m tests.vendure FOLDER: a day with a real Vendure shop, end to end, with its times.

Ends with 1 where an order was missed or doubled, a tracking number cannot be seen in the shop, or
a stock number is another one there.
"""

import os
import sys
import tempfile
from pathlib import Path

from app.store.vault_keys import PLACE_VARIABLE
from tests.vendure.day import Day
from tests.vendure.server import VendureServer


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 -- what the run says


def main(folder: Path) -> int:
    with VendureServer(folder) as server, tempfile.TemporaryDirectory() as kept:
        os.environ[PLACE_VARIABLE] = kept  # keys of this run alone
        day = Day(server, Path(kept))
        try:
            day.run()
        finally:
            day.close()
            for line in day.report():
                say(line)
    say("test-vendure passed: nothing missed, nothing doubled")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
