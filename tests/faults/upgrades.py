"""Class 12: an upgrade killed at each statement; a newer bench; an older copy of the program.

The upgrade runs in a program of its own, forked for each statement it is killed at.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from app.center.desk import CenterDesk
from app.store import migrate
from app.store.engine import open_store
from app.store.errors import StoreError
from app.store.journal import digest
from app.store.records import Reception
from app.store.sqlite import sqlite_engine
from tests.builders import NOON
from tests.faults.after import facts
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, Bench, a_center, some_orders

NAME = "12 upgrade killed, versions mixed"
ROOT = Path(__file__).parents[2]
NEXT = Path(__file__).parents[1] / "data" / "next_schema"


def run(seed: int, *, long: bool) -> FaultReport:
    command = [sys.executable, "-m", "tests.faults.upgrades", str(seed), str(int(long))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    return FaultReport(**{**found, "broken": tuple(found["broken"])})


def main() -> None:
    seed, long = int(sys.argv[1]), sys.argv[2] == "1"
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="secondpass-upgrade-", dir=memory()) as name:
        folder = Path(name)
        statements = _killed_upgrades(tally, folder, every=1 if long else 3, first=seed % 3)
        _newer_bench(tally, folder / "mixed")
    note = f"{statements} statements of an upgrade; a fact and a field of a later version"
    sys.stdout.write(json.dumps(asdict(tally.report(note))) + "\n")


def _killed_upgrades(tally: Tally, folder: Path, *, every: int, first: int) -> int:
    """A file of the first schema with a journal; an upgrade to the newest and one beyond it."""
    path = folder / "old.db"
    good = _old_file(folder, path)
    statements = _upgrade_in_a_child(folder, path, 0)
    for at in range(1 + first, statements + 1, every):
        copy = folder / "killed.db"
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        shutil.copy(path, copy)
        _upgrade_in_a_child(folder, copy, at)
        tally.injected += 1
        _judge(tally, copy, good, at)
    return statements


def _old_file(folder: Path, path: Path) -> list[str]:
    bench = Bench(folder, str(folder / "none.db"), "b1")
    for order in some_orders(3):
        bench.pack(order)
    good = [row.sha256 for row in facts(bench.store, "b1")]
    bench.close()
    shutil.copy(folder / "b1.db", path)
    revisions = list(ScriptDirectory.from_config(migrate.alembic_config()).walk_revisions())
    engine = sqlite_engine(path, migrating=True)
    with_journal = next(one.revision for one in revisions if one.revision.startswith("0006"))
    if with_journal != revisions[0].revision:
        migrate.downgrade(engine, with_journal)
    engine.dispose()
    return good


def _upgrade_in_a_child(folder: Path, path: Path, at: int) -> int:
    told = folder / "statements"
    if (child := os.fork()) == 0:
        engine = sqlite_engine(path, migrating=True)
        passed = _mine(engine, at)
        migrate.upgrade(engine, config=_beyond())
        engine.dispose()
        told.write_text(str(passed[0]))
        os._exit(0)
    os.waitpid(child, 0)
    return int(told.read_text()) if at == 0 else 0


def _beyond() -> Any:
    """The newest schema, and the made-up one after it where it fits."""
    with_next = migrate.alembic_config(NEXT)
    heads = ScriptDirectory.from_config(with_next).get_heads()
    return with_next if len(heads) == 1 else migrate.alembic_config()


def _mine(engine: Engine, at: int) -> list[int]:
    passed = [0]

    def execute(_cursor: Any, _statement: Any, _values: Any, _context: Any) -> None:
        passed[0] += 1
        if passed[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "do_execute", execute)
    event.listen(engine, "do_execute_no_params", lambda *_: None)
    return passed


def _judge(tally: Tally, path: Path, good: list[str], at: int) -> None:
    """The old schema or the new one, with every fact; and the upgrade can be repeated."""
    try:
        engine = sqlite_engine(path, migrating=True)
        migrate.upgrade(engine, config=_beyond())
        migrate.downgrade(engine, migrate.head(migrate.alembic_config()), _beyond())
        engine.dispose()
        with closing(open_store(path, warehouse=WAREHOUSE, station="b1")) as store:
            store.check()
            found = [row.sha256 for row in facts(store, "b1")]
            with store.read() as tx:
                tally.expect(tx.journal.verify_chain("b1") is None, f"killed at {at}: chain")
                tally.expect(tx.outbox.count()["waiting"] == len(good), f"killed at {at}: outbox")
    except StoreError as error:
        tally.broken.append(f"killed at {at}: {error}")
        found = []
    tally.lost += len(set(good) - set(found))


def _newer_bench(tally: Tally, folder: Path) -> None:
    """A bench of the next version: unknown facts and fields are kept, and stop nothing."""
    folder.mkdir()
    center = a_center(str(folder / "center.db"))
    bench = Bench(folder, str(folder / "center.db"), "b1")
    order = some_orders(1)[0]
    bench.pack(order)
    rows, before = [], ""
    for row in facts(bench.store, "b1"):
        changed = replace(row, prev_sha256=before or row.prev_sha256, version=2)
        if row.kind == "LabelProven":
            changed = replace(changed, kind="LabelPhotographed", payload='{"lens":"wide"}')
        else:
            body = msgspec.json.decode(row.payload)
            changed = replace(changed, payload=msgspec.json.encode({**body, "later": 1}).decode())
        changed = replace(changed, sha256=digest(WAREHOUSE, changed))
        rows.append(changed)
        before = changed.sha256
    answers = CenterDesk(center, lambda: NOON).push(tuple(rows))
    tally.injected += len(rows)
    tally.lost += sum(one.reception is not Reception.ACCEPTED for one in answers)
    tally.lost += len(rows) - len(facts(center, "b1"))
    with center.read() as tx:
        stored = tx.orders.get(order.id)
        parcels = tx.parcels.of_order(order.id)
    tally.expect(stored is not None and stored.order.state.value == "packed", "not packed")
    tally.lost += len(parcels) != 1
    bench.close()
    center.close()


if __name__ == "__main__":
    main()
