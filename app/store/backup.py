"""A copy of the whole database that is known to be good, and a new database made from it.

SQLite is copied by its own backup interface while it is used; PostgreSQL by ``pg_dump``, in the
snapshot in which the rows are counted. Nothing that is there is ever written over.
"""

import hashlib
import os
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from pysqlite3 import dbapi2

from app.store import pg_tools
from app.store.engine import translating
from app.store.errors import StoreError
from app.store.tables.schema import SCHEMA

TABLES = tuple(sorted(SCHEMA.tables))
ENDING = ".manifest.json"


class BackupUnsound(StoreError):  # noqa: N818 - the name says what is the matter
    """A backup that is not whole, or not what its manifest says."""

    advice = "This backup cannot be trusted. Keep the older ones, look at the disk, make another."


class NotEmpty(StoreError):  # noqa: N818
    """Something is there already where a backup should be restored."""

    advice = "Restore into an empty place only: a new file, or a database without tables."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: kept beside it as JSON, compared when it is restored.

    ``last`` is the number and hash of the last fact of each station of the warehouse.
    """

    file: str
    engine: str  # sqlite | postgresql
    revision: str
    warehouse: str
    epoch: str
    made_at: str
    program: str = ""
    bytes: int = 0
    sha256: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    last: dict[str, tuple[int, str]] = field(default_factory=dict)


def is_server(place: str) -> bool:
    return "://" in place


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(backup: Path, manifest: Manifest) -> Path:
    path = backup.with_name(backup.name + ENDING)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    to_disk(path)
    return path


def read_manifest(backup: Path) -> Manifest:
    """The manifest of a backup whose bytes are as they were. Raises BackupUnsound, OSError."""
    path = backup.with_name(backup.name + ENDING)
    if not path.exists():
        raise BackupUnsound(f"no {path.name} beside it", str(backup))
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BackupUnsound(f"{path.name}: {error}", str(backup)) from error
    if (backup.stat().st_size, sha256_of(backup)) != (manifest.bytes, manifest.sha256):
        raise BackupUnsound("its bytes are not those that were written", str(backup))
    return manifest


def copy_sqlite(source: Path, copy: Path) -> dict[str, int]:
    """Copies a file that is in use, checks the copy, and counts its rows.

    All in one step, so that it is one instant; writers go on in the log meanwhile.

    Raises:
        BackupUnsound: the copy is not sound. StoreError: it could not be made.
    """
    with (
        translating(str(source)),
        closing(dbapi2.connect(str(source))) as old,
        closing(dbapi2.connect(str(copy))) as new,
    ):
        old.execute("PRAGMA busy_timeout=10000")
        old.backup(new, pages=-1)
        answer = new.execute("PRAGMA integrity_check(5)").fetchone()[0]
        if answer != "ok":
            raise BackupUnsound(str(answer), str(copy))
        new.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    to_disk(copy)
    return _rows_of_file(copy)


def dump_postgres(url: str, copy: Path, shown: str) -> dict[str, int]:
    """Dumps a database; the rows counted in the same snapshot, which the dump holds as well.

    Raises:
        BackupUnsound: the dump holds other rows. StoreError: it could not be made.
    """
    with translating(shown), pg_tools.connected(url) as reading:
        reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = reading.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        words = ["--format=custom", "--no-owner", "--no-privileges"]
        pg_tools.run("pg_dump", [*words, f"--snapshot={found[0]}", f"--file={copy}"], url)
        rows = _rows_of_server(reading)
    to_disk(copy)
    listed = pg_tools.run("pg_restore", ["--list", str(copy)])
    held = pg_tools.rows_in(copy)
    absent = [name for name in TABLES if f"TABLE DATA public {name} " not in listed]
    wrong = [name for name in TABLES if held.get(name) != rows[name]]
    if absent or wrong:
        raise BackupUnsound(f"tables that are not whole: {sorted({*absent, *wrong})}", str(copy))
    return rows


def restore_sqlite(backup: Path, target: Path) -> dict[str, int]:
    """A new file from a backup. The rows it holds. Raises NotEmpty, BackupUnsound, StoreError."""
    taken = [one for one in (target, _beside(target, "-wal"), _beside(target, "-shm"))
             if one.exists()]  # fmt: skip
    if taken:
        raise NotEmpty(f"{taken[0]} is there", str(target))
    part = _beside(target, ".part")
    shutil.copyfile(backup, part)
    to_disk(part)
    with translating(str(part)), closing(dbapi2.connect(str(part))) as copy:
        answer = copy.execute("PRAGMA integrity_check(5)").fetchone()[0]
    if answer != "ok":
        raise BackupUnsound(str(answer), str(backup))
    rows = _rows_of_file(part)
    part.rename(target)
    to_disk(target)
    return rows


def restore_postgres(backup: Path, url: str, shown: str) -> dict[str, int]:
    """Fills a database without tables, in one transaction. The rows it holds.

    Raises NotEmpty, StoreError.
    """
    with translating(shown), pg_tools.connected(url) as there:
        found = there.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^(pg_|information_)'"
        ).fetchone()
        if found is None or found[0]:
            raise NotEmpty(f"{found and found[0]} tables are there", shown)
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    pg_tools.run("pg_restore", [*words, str(backup)], url)
    with translating(shown), pg_tools.connected(url) as there:
        there.execute("ANALYZE")
        return _rows_of_server(there)


def _rows_of_server(there: pg_tools.Connection) -> dict[str, int]:
    rows = {}
    for name in TABLES:
        found = there.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone()  # noqa: S608 - names of our own
        assert found is not None
        rows[name] = int(found[0])
    return rows


def _rows_of_file(path: Path) -> dict[str, int]:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with translating(str(path)), closing(dbapi2.connect(address, uri=True)) as there:
        counts = (there.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in TABLES)  # noqa: S608 - names of our own
        return {name: int(count[0]) for name, count in zip(TABLES, counts, strict=True)}


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def to_disk(path: Path) -> None:
    """A file and its name survive a power cut from here on."""
    for one in (path, path.parent):
        if os.name == "nt" and one.is_dir():
            continue
        handle = os.open(one, os.O_RDONLY if one.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
