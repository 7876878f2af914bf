"""Class 17: facts from somebody who means harm: forged, replayed, too many, with SQL inside."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.center.desk import MOST_UP, CenterDesk
from app.store.engine import Store
from app.store.journal import digest
from app.store.records import Answer, Cursor, Envelope, Reception
from app.store.session import ORDERS
from tests.builders import NOON
from tests.faults.after import facts
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import center_at, server
from tests.sync.rig import WAREHOUSE, Bench, some_orders

NAME = "17 hostile facts"
EVIL = (
    "'; DROP TABLE journal; --", '"; DELETE FROM orders; --', "' OR '1'='1", "\\'; SELECT 1; --",
    "%s%s%n", "${1}", ":id", "../../etc/passwd", "\u202e\u0007", "x" * 100_000, "😀" * 1_000,
    "$$; ROLLBACK; $$", "\ud7ff", "NULL", "0x27",
)  # fmt: skip
NUMBERS = (-1, 0, 2**31, 2**53 + 1, 2**63 - 1)


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with (
        server() as running,
        tempfile.TemporaryDirectory(prefix="secondpass-hostile-", dir=memory()) as name,
    ):
        folder = Path(name)
        for place in (str(folder / "center.db"), running.create()):
            own = folder / str(len(place))
            own.mkdir()
            _attack(tally, random.Random(seed), own, place)
    return tally.report("SQLite and PostgreSQL; the SQL wire has no names to forge: LAN only")


def _attack(tally: Tally, rng: random.Random, folder: Path, place: str) -> None:
    with center_at(place, orders=3) as center:
        desk = CenterDesk(center, lambda: NOON)
        bench = Bench(folder, place, "b1")
        bench.pack(some_orders(1)[0])
        bench.run(steps=3)
        good = facts(bench.store, "b1")
        for row in changed(rng, good):
            tally.injected += 1
            (answer,) = desk.push((row,))
            refused = answer.reception is Reception.REFUSED
            tally.expect(refused, f"taken although changed: {str(row)[:120]}")
        _replayed(tally, desk, good)
        _too_many(tally, desk, good)
        _words(tally, desk, good)
        _asked(tally, desk)
        tally.lost += len(good) - len(facts(center, "b1"))
        still_sound(tally, center, bench)
        bench.close()


def changed(rng: random.Random, good: list[Envelope]) -> Iterator[Envelope]:
    """Known facts with other words, or another bench's name, under the old hash."""
    for row in good:
        yield replace(row, payload=row.payload.replace("b1", "b2", 1) + " ")
        yield replace(row, station_id="b2")
        yield replace(row, operator_id="P99", id=f"{row.id}-forged")
        yield replace(row, n=row.n + rng.randrange(1, 99), id=f"{row.id}-later")
        again = replace(row, payload='{"order_id":"id-SO-2","parcels":1}')
        yield replace(again, sha256=digest(WAREHOUSE, again))  # a sound hash, a taken number


def _replayed(tally: Tally, desk: CenterDesk, good: list[Envelope]) -> None:
    for _ in range(3):
        answers = desk.push(tuple(reversed(good)))
        tally.injected += len(answers)
        tally.doubled += sum(one.reception is Reception.ACCEPTED for one in answers)


def _too_many(tally: Tally, desk: CenterDesk, good: list[Envelope]) -> None:
    tally.injected += 1
    try:
        desk.push(tuple(good[:1]) * (MOST_UP + 1))
    except ValueError:
        return
    tally.expect(False, f"more than {MOST_UP} facts at once were taken")


def _words(tally: Tally, desk: CenterDesk, good: list[Envelope]) -> None:
    """Every field of a well-sealed fact of a new bench carries the words."""
    number = 0
    for word in EVIL:
        for name in ("id", "kind", "payload", "order_id", "operator_id", "boot_id", "station_id"):
            number += 1
            row = replace(good[0], station_id="evil", n=number, id=f"evil-{number}")
            _sealed_push(tally, desk, replace(row, **{name: word}))  # type: ignore[arg-type]
    for value in NUMBERS:
        row = replace(good[0], station_id="evil-n", n=value, id=f"n-{value}", mono_ms=value)
        _sealed_push(tally, desk, row)


def _sealed_push(tally: Tally, desk: CenterDesk, row: Envelope) -> None:
    """Kept or refused with a reason; never an error that stops the others."""
    tally.injected += 1
    try:
        found = desk.push((replace(row, sha256=digest(WAREHOUSE, row)),))
    except UnicodeEncodeError:
        return  # no such text exists outside this program
    tally.expect(len(found) == 1 and isinstance(found[0], Answer), f"no answer to {row.id[:40]}")


def _asked(tally: Tally, desk: CenterDesk) -> None:
    """The other questions, with the same words."""
    for word in EVIL:
        if len(word) > 10_000:
            continue
        tally.injected += 3
        word_back = desk.claim(word, "b1")
        tally.expect(not word_back.granted, f"a claim of {word[:30]!r} was granted")
        desk.pull(ORDERS, Cursor(word, 0, word), 10)
        desk.release(word, word)


def still_sound(tally: Tally, center: Store, bench: Bench) -> None:
    """All tables are there, the good chain is whole, nothing was packed by a word."""
    with center.read() as tx:
        tally.expect(tx.journal.verify_chain("b1") is None, "b1's chain at the center")
        states = tx.orders.count()
    tally.expect(states == {"packed": 1, "approved": 2}, f"orders became {states}")
    bench.pack(some_orders(2)[1])
    bench.run(steps=3)
    tally.expect(bench.state()["outbox"]["waiting"] == 0, "nothing arrives any more")
