"""Which of the packer's words fits an error of the local database."""

from app.store.errors import (
    StoreDamaged,
    StoreDiskFailed,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
)

_WORDS: tuple[tuple[type[StoreError], str], ...] = (
    (StoreFull, "disk_full"),
    (StoreReadOnly, "read_only"),
    (StoreLocked, "locked"),
    (StoreDamaged, "damaged"),
    (StoreDiskFailed, "disk_failed"),
)


def problem_of(error: StoreError) -> str:
    """disk_full, read_only, locked, damaged, disk_failed or unknown."""
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "unknown")
