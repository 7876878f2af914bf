"""The center's operations on the command line: doctor, backup, restore; and its figures.

These commands open the store themselves: the doctor speaks of one that cannot be opened, and a
restore needs a place where nothing is yet.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
import uuid_utils

from app.center import backup, doctor, metrics_http
from app.center.checks import Check, Level
from app.center.jobs_run import BACKUP, RESTORE, Jobs
from app.center.metrics import Figures
from app.store.engine import Store, open_store
from app.store.errors import StoreError

DATABASE = "center.db"
Alone = Callable[[argparse.Namespace], int]
Add = Callable[[str, Any, str], argparse.ArgumentParser]


def add_operations(add: Add) -> None:
    """Adds the commands. Each sets ``alone``: what to call instead of opening the store."""

    def command(name: str, run: Alone, about: str) -> argparse.ArgumentParser:
        made = add(name, None, about)
        made.set_defaults(alone=run)
        return made

    examine = command("doctor", _doctor, "is the center sound, and what to do; 1: broken")
    examine.add_argument("--full", action="store_true", help="read the whole database")
    examine.add_argument("--json", action="store_true", help="for other programs")
    made = command("backup", _backup, "a checked copy of the whole database")
    made.add_argument("folder", type=Path, metavar="FOLDER")
    back = command("restore", _restore, "a new center from a backup, under a new epoch")
    back.add_argument("file", type=Path, metavar="FILE")


def add_metrics(serve: argparse.ArgumentParser) -> None:
    """The word of `center serve` that switches its figures on."""
    serve.add_argument(
        "--metrics", default="", metavar="127.0.0.1:9187", help="answer /health and /metrics there"
    )


def metrics(store: Store, address: str) -> AbstractContextManager[int]:
    """Figures are served while the block lasts; nothing happens for an empty address."""
    if not address:
        return nullcontext(0)
    return metrics_http.serving(address, Figures(store, _now, time.monotonic))


def _doctor(options: argparse.Namespace) -> int:
    checks: list[Check] = []
    try:
        with _opened(options) as store:
            checks.extend(doctor.examine(store, _now(), full=options.full))
    except StoreError as error:
        checks.append(Check("store", Level.BROKEN, str(error), error.advice))
    except OSError as error:
        checks.append(Check("store", Level.BROKEN, str(error)))
    worst = doctor.worst(checks)
    if options.json:
        document = {"level": worst.value, "checks": checks}
        print(msgspec.json.encode(document).decode())
    else:
        print("\n".join(doctor.lines(checks)))
    return 1 if worst is Level.BROKEN else 0


def _backup(options: argparse.Namespace) -> int:
    try:
        with _opened(options) as store:
            done = _recorded_backup(store, options)
    except (StoreError, OSError) as error:
        return _refuse(error)
    facts = sum(n for n, _ in done.manifest.last.values())
    print(f"{done.file}: {done.manifest.bytes:,} bytes, {facts:,} facts, checked")
    return 0


def _recorded_backup(store: Store, options: argparse.Namespace) -> backup.Made:
    with Jobs(store, _now, _new_id).running(BACKUP) as counts:
        made = backup.make(store, _place(options), options.folder, _now())
        counts["bytes"] = made.manifest.bytes
        counts["rows"] = sum(made.manifest.rows.values())
    return made


def _restore(options: argparse.Namespace) -> int:
    try:
        target = _place(options)
        done = backup.restore(options.file, target, options.warehouse, _now(), _new_id())
        with _opened(options) as store:
            Jobs(store, _now, _new_id).note(RESTORE, "completed", facts=done.facts)
    except (StoreError, OSError, ValueError) as error:
        return _refuse(error)
    print(f"restored the backup of {done.manifest.made_at}: {done.facts:,} facts, all chains sound")
    print(f"epoch {done.epoch} began: benches copy everything and offer what they kept")
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Store]:
    place = _place(options)
    if "://" not in place and not Path(place).exists():
        raise FileNotFoundError(f"{place} is not there")
    store = open_store(place, warehouse=options.warehouse)
    try:
        yield store
    finally:
        store.close()


def _place(options: argparse.Namespace) -> str:
    if options.database:
        return str(options.database)
    home = options.home or Path(platformdirs.user_data_dir("SecondPass", appauthor=False))
    home.mkdir(parents=True, exist_ok=True)
    return str(Path(home) / DATABASE)


def _refuse(error: Exception) -> int:
    advice = f"{error.advice}\n" if isinstance(error, StoreError) else ""
    sys.stderr.write(f"{advice}{error}\n")
    return 1


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _now() -> datetime:
    return datetime.now(UTC)
