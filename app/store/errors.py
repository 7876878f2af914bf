"""What can go wrong with a store, each with what to do about it in plain words.

``advice`` is a message id: the screen shows its translation. ``detail`` is the database's own
text, for the support bundle.
"""

from app.i18n import mark


class StoreError(Exception):
    """The store could not do what was asked. Nothing of the transaction was kept."""

    advice = mark("The database did not answer as it should. Try again; if it stays, call support.")

    def __init__(self, detail: str = "", place: str = "") -> None:
        super().__init__(f"{detail} ({place})" if place else detail)
        self.detail = detail
        self.place = place  # file or server, never a password


class StoreLocked(StoreError):  # noqa: N818 - the name says what is the matter
    """Another program holds the database and did not let go in time."""

    advice = mark("Another program is using the database. Close it, then try again.")


class StoreFull(StoreError):  # noqa: N818
    """No room left on the disk."""

    advice = mark("The disk is full. Free some space on it; nothing was recorded until then.")


class StoreReadOnly(StoreError):  # noqa: N818
    """The database can be read at best: rights, a read-only disk, a standby server."""

    advice = mark("The database cannot be written. Check the rights of its folder and the disk.")


class StoreDamaged(StoreError):  # noqa: N818
    """The file is not a database any more, or part of it is unreadable."""

    advice = mark(
        "The database file is damaged. Do not delete it: set it aside and restore a copy."
    )


class StoreDiskFailed(StoreError):  # noqa: N818
    """The operating system could not read or write the file."""

    advice = mark(
        "The disk reports errors. Copy the database to another disk and replace this one."
    )


class StoreTooNew(StoreError):  # noqa: N818
    """The database was made by a newer version of this program."""

    advice = mark(
        "The database was made by a newer version. Install that version on this computer."
    )


class StoreTooOld(StoreError):  # noqa: N818
    """The database must be upgraded before this version can use it."""

    advice = mark("The database is from an older version. Upgrade it with the command: migrate.")


class StoreUnreachable(StoreError):  # noqa: N818
    """No server there, or it did not answer in time."""

    advice = mark("The database server does not answer. Check the network and the server.")


class StoreConflict(StoreError):  # noqa: N818
    """Two transactions met; the whole of this one can be repeated."""

    advice = mark("Two programs changed the same record. Try again.")


class StoreRefused(StoreError):  # noqa: N818
    """A rule of the schema refused the row: already there, or something it needs is missing."""

    advice = mark("The record contradicts what is stored already. Report it to support.")


class WrongStoreUrl(StoreError):  # noqa: N818
    """The address names no store: not understood, unknown database, wrong name or password."""

    advice = mark("The address of the database is wrong. Check its name, user and password.")


class UnsafeSqlite(StoreError):  # noqa: N818
    """This SQLite can corrupt a database in WAL mode."""

    advice = mark(
        "This version of SQLite can damage data. Install the one that came with the program."
    )


class OutOfStep(StoreError):  # noqa: N818
    """A fact does not follow the last one of its station's journal."""

    advice = mark("The journal went on without this program. Restart the bench.")


class BackupFailed(StoreError):  # noqa: N818
    """The copy made before an upgrade is not sound; the upgrade was not started."""

    advice = mark("The backup before the upgrade failed. Free some space and try again.")
