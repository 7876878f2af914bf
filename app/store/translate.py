"""Errors of the drivers, turned into the few that the program knows."""

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.store.errors import (
    StoreConflict,
    StoreDamaged,
    StoreDiskFailed,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreRefused,
    StoreUnreachable,
    WrongStoreUrl,
)

SQLITE = {
    3: StoreReadOnly,  # PERM
    5: StoreLocked,  # BUSY
    6: StoreLocked,  # LOCKED
    8: StoreReadOnly,
    10: StoreDiskFailed,  # IOERR
    11: StoreDamaged,  # CORRUPT
    13: StoreFull,
    14: StoreReadOnly,  # CANTOPEN: no such folder, or no right to it
    19: StoreRefused,  # CONSTRAINT
    23: StoreReadOnly,  # AUTH
    26: StoreDamaged,  # NOTADB
}

SQLSTATES = {
    "40001": StoreConflict,  # serialization failure
    "40P01": StoreConflict,  # deadlock
    "25P03": StoreUnreachable,  # idle in a transaction too long: rolled back, can be repeated
    "25006": StoreUnreachable,  # read-only transaction: the server became a standby
    "53100": StoreFull,
    "53300": StoreUnreachable,  # too many connections
    "55P03": StoreLocked,
    "57014": StoreUnreachable,  # statement timeout
    "57P01": StoreUnreachable,  # shutdowns and restarts
    "57P02": StoreUnreachable,
    "57P03": StoreUnreachable,  # still starting up
    "57P05": StoreUnreachable,  # idle too long
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
    "3D000": WrongStoreUrl,  # no such database
    "28000": WrongStoreUrl,
    "28P01": WrongStoreUrl,
    "42501": StoreReadOnly,  # insufficient privilege
}
CLASSES = {"08": StoreUnreachable, "23": StoreRefused, "28": WrongStoreUrl, "58": StoreDiskFailed}

# libpq gives no code for what happens while connecting, only the server's words.
CONNECTING = (
    ("starting up", StoreUnreachable),
    ("shutting down", StoreUnreachable),
    ("too many", StoreUnreachable),
    ("recovery", StoreUnreachable),
    ("authentication", WrongStoreUrl),
    ("password", WrongStoreUrl),
    ("does not exist", WrongStoreUrl),
    ("pg_hba.conf", WrongStoreUrl),
    ("invalid", WrongStoreUrl),
)


def translated(error: Exception, place: str) -> StoreError:
    """The store error that a driver's error stands for."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    detail = str(cause).strip()
    if isinstance(error, PoolTimeout):
        return StoreLocked("every connection is in use", place)
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        return SQLITE.get(code & 0xFF, StoreError)(detail, place)
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        kind = SQLSTATES.get(state) or CLASSES.get(state[:2]) or StoreError
        return kind(detail, place)
    if isinstance(error, IntegrityError):
        return StoreRefused(detail, place)
    if type(cause).__module__.startswith("psycopg"):
        return _connecting(detail, place)
    return StoreError(detail, place)


def _connecting(detail: str, place: str) -> StoreError:
    lower = detail.lower()
    for words, kind in CONNECTING:
        if words in lower:
            return kind(detail, place)
    return StoreUnreachable(detail, place)
