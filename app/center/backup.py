"""`center backup` and `center restore`: a copy known to be good, and a center made from it.

A restored center begins a new epoch: every bench copies everything again and offers the facts it
kept, so what was packed after the backup comes back, each fact once.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import __version__
from app.center import restoring
from app.store import backup, health
from app.store.backup import BackupUnsound, Manifest
from app.store.engine import Store, open_store

FOLLOWED = 5_000_000
"""Up to so many facts a backup follows the chains from their beginning; then their last TAIL."""

TAIL = 20_000


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was checked; ``manifest`` lies beside ``file``."""

    file: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    epoch: str
    facts: int


def make(store: Store, place: str, folder: Path, now: datetime) -> Made:
    """Copies the center's database into ``folder`` and checks the copy.

    ``place`` is the path or address of the store, with its password.

    Raises:
        StoreError: the copy could not be made, or is not sound; nothing looks like a backup then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = backup.is_server(place)
    name = f"center-{store.warehouse}-{now:%Y%m%dT%H%M%SZ}.{'dump' if server else 'db'}"
    if (folder / name).exists():
        raise backup.NotEmpty("a backup of this second is there", str(folder / name))
    part = folder / f"{name}.part"
    part.unlink(missing_ok=True)
    last = _sound_facts(store)
    rows = (
        backup.dump_postgres(place, part, store.place)
        if server
        else backup.copy_sqlite(Path(place), part)
    )
    with store.read() as tx:
        engine, epoch = health.engine(tx), tx.center.epoch()
    manifest = Manifest(
        file=name,
        engine=engine.kind,
        revision=engine.revision,
        warehouse=store.warehouse,
        epoch=epoch,
        made_at=now.isoformat(),
        program=__version__,
        bytes=part.stat().st_size,
        sha256=backup.sha256_of(part),
        rows=rows,
        last=last,
    )
    backup.write_manifest(folder / name, manifest)
    part.rename(folder / name)
    backup.to_disk(folder / name)
    return Made(folder / name, manifest)


def restore(file: Path, target: str, warehouse: str, now: datetime, epoch: str) -> Restored:
    """Makes a center from a backup, in an empty place, and begins ``epoch`` there.

    Raises:
        StoreError: NotEmpty, BackupUnsound (not what its manifest says), ...
        ValueError: another kind of database, or another warehouse.
    """
    manifest = backup.read_manifest(file)
    server = backup.is_server(target)
    if server != (manifest.engine == "postgresql"):
        raise ValueError(f"this is a backup of {manifest.engine}: the target is of another kind")
    if warehouse != manifest.warehouse:
        raise ValueError(f"this is a backup of warehouse {manifest.warehouse}")
    if epoch == manifest.epoch:
        raise ValueError("a restored center needs a new epoch")
    rows = (
        backup.restore_postgres(file, target, target.rsplit("@", 1)[-1])
        if server
        else backup.restore_sqlite(file, Path(target))
    )
    if rows != manifest.rows:
        raise BackupUnsound("not all rows came back", str(file))
    store = open_store(target, warehouse=warehouse, upgrade=True)
    try:
        last = _sound_facts(store, full=True)
        short = [one for one, (n, _) in manifest.last.items() if last.get(one, (0, ""))[0] < n]
        if short:
            raise BackupUnsound(f"facts are missing of {short}", str(file))
        with store.write() as tx:
            restoring.begin_epoch(tx, epoch, now)
            tx.jobs.interrupt_running(now)
    finally:
        store.close()
    return Restored(manifest, epoch, sum(n for n, _ in last.values()))


def _sound_facts(store: Store, *, full: bool = False) -> dict[str, tuple[int, str]]:
    """Number and hash of each station's last fact, when the chains are sound. Raises.

    A damaged database makes a damaged backup, and pushes a sound one out. Of a long journal only
    the end is followed each night, unless ``full``.
    """
    with store.read() as tx:
        last = {one: tx.journal.last(one) for one in health.journal_stations(tx)}
    tail = 0 if full or sum(n for n, _ in last.values()) <= FOLLOWED else TAIL
    for station in last:
        found = health.chain(store, station, tail)
        if found.changed:
            raise BackupUnsound(f"fact {found.changed} of {station} was changed", store.place)
    return last
