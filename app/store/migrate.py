"""Schema upgrades: copy the file, upgrade, verify, keep the copy.

One line of revisions for both engines. On SQLite an upgrade is one transaction: a kill in the
middle leaves the old schema.
"""

from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from app.store.errors import BackupFailed, StoreDamaged, StoreTooNew
from app.store.postgres import take_time
from app.store.sqlite import BEGIN_OPTION, WRITE

UPGRADE_S = 3_600
SCRIPTS = Path(__file__).with_name("migrations")


def alembic_config(*more_versions: Path) -> Config:
    """The configuration of the one line of revisions (``more_versions``: tests add their own)."""
    config = Config()
    folders = [SCRIPTS / "versions", *more_versions]
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option(
        "version_locations", "\n".join(str(one).replace("%", "%%") for one in folders)
    )
    return config


def head(config: Config) -> str:
    return _line(config.get_main_option("version_locations") or "")[1]


@cache
def _line(locations: str) -> tuple[frozenset[str], str]:
    """All revisions of these folders, and the newest: read once, it takes the time of a start."""
    folders = (Path(one) for one in locations.split("\n"))
    more = [one for one in folders if one != SCRIPTS / "versions"]
    scripts = ScriptDirectory.from_config(alembic_config(*more))
    known = frozenset(one.revision for one in scripts.walk_revisions())
    return known, scripts.get_current_head() or ""


def current(connection: Connection) -> str:
    """The revision of a database; "" for one without tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_behind(connection: Connection, config: Config | None = None) -> bool:
    """Whether the database needs an upgrade.

    Raises:
        StoreTooNew: its revision is none of those this program knows.
    """
    config = config or alembic_config()
    found = current(connection)
    known, newest = _line(config.get_main_option("version_locations") or "")
    if found and found not in known:
        raise StoreTooNew(f"schema {found} is not known to this version")
    return found != newest


def upgrade(engine: Engine, revision: str = "head", config: Config | None = None) -> None:
    """Brings a database to a revision, in one transaction."""
    _run(command.upgrade, engine, revision, config)


def downgrade(engine: Engine, revision: str, config: Config | None = None) -> None:
    """Takes a database back to an older revision."""
    _run(command.downgrade, engine, revision, config)


def _run(step: Any, engine: Engine, revision: str, config: Config | None) -> None:
    config = config or alembic_config()
    with engine.execution_options(**{BEGIN_OPTION: WRITE}).begin() as connection:
        take_time(connection, UPGRADE_S)
        config.attributes["connection"] = connection
        step(config, revision)
        if connection.dialect.name == "sqlite":
            _verify(connection)


def _verify(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise StoreDamaged(f"rows without what they refer to: {broken[:3]}")


def backup(engine: Engine, path: Path, revision: str) -> Path:
    """A sound copy of a SQLite file beside it, named after the revision it has.

    Raises:
        BackupFailed: the copy could not be made, or is not sound.
    """
    copy = path.with_name(f"{path.name}.before-upgrade-of-{revision or 'empty'}")
    number = 1
    while copy.exists():  # an older copy is never overwritten
        number += 1
        copy = path.with_name(f"{path.name}.before-upgrade-of-{revision or 'empty'}-{number}")
    copy_file(engine, copy)
    return copy


def copy_file(engine: Engine, copy: Path) -> None:
    """A sound copy of a SQLite file, while others use it. ``copy`` must not be there yet.

    Raises:
        BackupFailed: the copy could not be made, or is not sound.
    """
    with closing(engine.raw_connection()) as connection:
        raw = connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(copy),))
        raw.execute("ATTACH ? AS copy", (str(copy),))
        answer = raw.execute("PRAGMA copy.quick_check").fetchone()[0]
        raw.execute("DETACH copy")
    if answer != "ok":
        raise BackupFailed(str(answer), str(copy))


def set_aside(path: Path) -> Path:
    """Renames a damaged database, with its log, out of the way; nothing is ever deleted.

    Returns the new name. Raises FileNotFoundError where there is no such file.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
