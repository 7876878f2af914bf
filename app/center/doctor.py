"""`center doctor`: is the center sound, what will go wrong soon, and what to do about it.

A check says OK, WARNING (somebody should act) or BROKEN (facts, parcels or money are at risk).
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.center import doctor_restore, pool
from app.center.checks import Check, Level, check
from app.center.pool import PoolPolicy
from app.store import health
from app.store.engine import Store
from app.store.sqlite import SAFE_VERSION
from app.store.transaction import Transaction

OLDEST_POSTGRES = 14
TAIL = 2_000
"""How many facts of each station are checked without ``full``."""

SKEW = timedelta(seconds=60)
BACKUP_AGE = timedelta(hours=26)
TASK_AGE = timedelta(hours=24)
UNSEEN = timedelta(hours=24)
CARD_ENDS = timedelta(days=14)
LITTLE_DISK, NO_DISK = 2_000_000_000, 200_000_000


def examine(store: Store, now: datetime, *, full: bool = False) -> Iterator[Check]:
    """Every check, as it is made. ``full`` reads the whole database. Raises StoreError."""
    with store.read() as tx:
        engine = health.engine(tx)
        yield _set_up(tx)
    yield from _engine(engine, now)
    yield _disk(store, engine)
    if full:
        wrong = health.integrity(store)
        yield check("file", Level.BROKEN if wrong else Level.OK, wrong or "read through, sound",
                     "Stop the center, set the file aside, restore the last backup.")  # fmt: skip
    yield from _chains(store, full=full)
    yield from doctor_restore.vault_keys(store)
    restored = (doctor_restore.epoch, doctor_restore.held_numbers)
    for look in (*restored, _feeds, _tasks, _pool, _cards, _stations, _backup):
        with store.read() as tx:
            found = list(look(tx, now))
        yield from found


def worst(checks: list[Check]) -> Level:
    levels = {one.level for one in checks}
    return next((one for one in (Level.BROKEN, Level.WARNING) if one in levels), Level.OK)


def lines(checks: list[Check]) -> list[str]:
    """The checks as text for a terminal."""
    text = []
    for one in checks:
        text.append(f"{one.level.value:8} {one.name}: {one.found}")
        if one.advice:
            text.append(f"         -> {one.advice}")
    return text


def _set_up(tx: Transaction) -> Check:
    epoch = tx.center.epoch()
    level = Level.OK if epoch else Level.BROKEN
    found = f"warehouse {tx.warehouse}, epoch {epoch or 'none'}"
    return check("center", level, found, "Run `center init`.")


def _engine(engine: health.Engine, now: datetime) -> Iterator[Check]:
    level = Level.OK if engine.revision == engine.newest else Level.BROKEN
    found = f"revision {engine.revision or 'none'}, this program has {engine.newest}"
    yield check("schema", level, found, "Run `center init` with the newest program.")
    version = ".".join(map(str, engine.version))
    lite = engine.kind == "sqlite"
    safe = engine.version >= (SAFE_VERSION if lite else (OLDEST_POSTGRES,))
    yield check(
        "engine", Level.OK if safe else Level.BROKEN,
        f"{'SQLite' if lite else 'PostgreSQL'} {version}, {engine.bytes / 1e6:,.0f} MB",
        "Install SQLite 3.51.3 or newer: older ones can damage a database."
        if lite else f"Use PostgreSQL {OLDEST_POSTGRES} or newer.",
    )  # fmt: skip
    yield from (_sqlite_settings if lite else _postgres_settings)(engine.settings)
    if engine.clock is not None:
        apart = abs(engine.clock - now)
        yield check("server clock", Level.OK if apart <= SKEW else Level.WARNING,
                     f"{apart.total_seconds():.1f} s apart from this computer",
                     "Let both take their time from one NTP server.")  # fmt: skip


def _sqlite_settings(settings: dict[str, str]) -> Iterator[Check]:
    wal = settings["journal_mode"] == "wal"
    yield check("write-ahead log", Level.OK if wal else Level.BROKEN,
                 f"journal_mode {settings['journal_mode']}",
                 "Keep the file on a local disk: WAL fails on network shares.")  # fmt: skip
    safe = settings["synchronous"] in {"2", "3"}
    yield check("commits reach the disk", Level.OK if safe else Level.BROKEN,
                 f"synchronous {settings['synchronous']}",
                 "It must be FULL: a power cut would take acknowledged facts.")  # fmt: skip


def _postgres_settings(settings: dict[str, str]) -> Iterator[Check]:
    advice = {
        "fsync": "Set fsync = on and take a new backup: a crash can lose everything.",
        "full_page_writes": "Set full_page_writes = on: a crash can leave torn pages.",
        "synchronous_commit": "Set synchronous_commit = on (or remote_apply): a crash or a "
        "fail-over would take facts that benches were told are kept.",
    }
    for name, what in advice.items():
        good = settings[name] not in {"off", "local"}
        yield check(name, Level.OK if good else Level.BROKEN, settings[name], what)
    sums = settings["data_checksums"]
    yield check("data_checksums", Level.OK if sums == "on" else Level.WARNING, sums,
                 "Run `pg_checksums --enable` while the server is stopped.")  # fmt: skip


def _disk(store: Store, engine: health.Engine) -> Check:
    if engine.kind != "sqlite":
        return Check("disk", Level.OK, "on the server's computer: watch it there")
    free = shutil.disk_usage(Path(store.place).resolve().parent).free
    level = Level.BROKEN if free < NO_DISK else Level.WARNING if free < LITTLE_DISK else Level.OK
    if level is Level.OK and free < 2 * engine.bytes:
        level = Level.WARNING  # an upgrade and a backup copy the whole file
    return check("disk", level, f"{free / 1e9:,.1f} GB free", "Free some space, or move the file.")


def _chains(store: Store, *, full: bool) -> Iterator[Check]:
    """Each station's journal: no row missing, none changed; and what could not be applied."""
    with store.read() as tx:
        stations = health.journal_stations(tx)
    tail = 0 if full else TAIL
    chains = {one: health.chain(store, one, tail) for one in stations}
    changed = ", ".join(f"{one} at fact {it.changed}" for one, it in chains.items() if it.changed)
    how = "all facts" if full else f"the last {TAIL:,} facts of each"
    yield check(
        "journal chains",
        Level.BROKEN if changed else Level.OK,
        changed or f"{len(stations)} stations, {how}: sound",
        "Do not write on. Restore the last backup; benches offer their facts again.",
    )
    gaps = ", ".join(
        f"{one}: {it.missing} from fact {it.first_missing}"
        for one, it in chains.items()
        if it.missing
    )
    yield check(
        "facts missing",
        Level.WARNING if gaps else Level.OK,
        gaps or "none",
        "They were refused here and stand aside at their bench: look at its list of refused facts.",
    )
    with store.read() as tx:
        aside = {one: n for one in stations if (n := health.set_aside(tx, one, tail))}
    found = ", ".join(f"{one}: {n}" for one, n in aside.items())
    yield check("facts not applied", Level.WARNING if aside else Level.OK, found or "none",
                 "Update the center (a newer bench sent what it does not know), or look at "
                 "their verdicts: `tools decode`.")  # fmt: skip


def _feeds(tx: Transaction, _now: datetime) -> Iterator[Check]:
    ahead = [one.feed for one in health.feeds(tx) if one.largest > one.head]
    yield check("feeds", Level.BROKEN if ahead else Level.OK,
                 f"rows above the counter of {', '.join(ahead)}" if ahead else "counters fit rows",
                 "Benches miss these rows. Run `center new-epoch`.")  # fmt: skip


def _tasks(tx: Transaction, now: datetime) -> Iterator[Check]:
    tasks = health.open_tasks(tx)
    old = any(now - since > TASK_AGE for _, since in tasks.values())
    found = ", ".join(f"{kind}: {count}" for kind, (count, _) in sorted(tasks.items()))
    yield check("exceptions", Level.WARNING if old else Level.OK, found or "none open",
                 "Some are older than a day: parcels may be on their way.")  # fmt: skip


def _pool(tx: Transaction, now: datetime) -> Iterator[Check]:
    left = health.numbers_left(tx)
    working = sum(
        one.seen_at is not None and now - one.seen_at < UNSEEN for one in tx.stations.every()
    )
    wanted = PoolPolicy().block * max(1, working)
    for courier in pool.couriers(tx):
        free = left.get((courier, ""), 0)
        lent = sum(n for (of, station), n in left.items() if of == courier and station)
        level = Level.OK if free >= wanted else Level.WARNING
        yield check(f"waybill numbers of {courier}", level, f"{free} in the pool, {lent} lent",
                     "Fetch numbers from the courier and import them.")  # fmt: skip


def _cards(tx: Transaction, now: datetime) -> Iterator[Check]:
    """Couriers of orders that wait to be packed need a card today, and in two weeks."""
    for courier, count in sorted(health.couriers_to_pack(tx).items()):
        name = f"rate card of {courier or 'no courier'}"
        today = tx.rates.in_force(courier, now.date())
        later = tx.rates.in_force(courier, (now + CARD_ENDS).date())
        if today is None:
            found = f"none today, {count} orders wait"
            yield Check(name, Level.WARNING, found, "Import the card: parcels get no price.")
        else:
            until = f"until {today.valid_to}" if today.valid_to else "without end"
            yield check(name, Level.WARNING if later is None else Level.OK, until,
                         "Ask the courier for the next card and import it.")  # fmt: skip


def _stations(tx: Transaction, now: datetime) -> Iterator[Check]:
    every = tx.stations.every()
    gone = [
        f"{one.id} ({one.waiting} facts wait there)" if one.waiting else one.id
        for one in every
        if one.seen_at is None or now - one.seen_at > UNSEEN
    ]
    yield check("stations", Level.WARNING if gone else Level.OK,
                 f"not seen for a day: {', '.join(gone)}" if gone else f"{len(every)} known",
                 "Switch them on and let them deliver, or take them out of use.")  # fmt: skip
    wrong = [f"{one.id} {one.skew_ms / 1000:+.0f} s" for one in every
             if abs(one.skew_ms) > SKEW / timedelta(milliseconds=1)]  # fmt: skip
    yield check("clocks", Level.WARNING if wrong else Level.OK, ", ".join(wrong) or "agree",
                 "Switch NTP on at these stations; their times are evidence.")  # fmt: skip


def _backup(tx: Transaction, now: datetime) -> Iterator[Check]:
    advice = "Run `center backup FOLDER` every night, to another disk."
    done = [one for one in tx.jobs.last("backup", 20) if one.state == "completed"]
    if not done or done[0].ended_at is None:
        yield Check("backup", Level.WARNING, "none was made", advice)
        return
    age = now - done[0].ended_at
    level = Level.OK if age <= BACKUP_AGE else Level.WARNING
    yield check("backup", level, f"{age.total_seconds() / 3600:.1f} h old", advice)
