"""Which installation of a bench this is: a copied disk in another computer is another one.

The id is made at the first start and kept in the bench's own file. What a copy does not take
along is mixed in each time: the computer's network address, the run of its system, and the
file's own number on its disk. So a copy of the disk, of the virtual machine or of the folder has
another name than what it was copied from, without anybody doing anything for it.
"""

import hashlib
import uuid
from collections.abc import Iterable
from pathlib import Path

from app.store.engine import Store

INSTANCE = "sync:instance"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_MADE_UP = 1 << 40  # the bit of an address that the library had to invent, new each time


def instance_of(store: Store, file: Path, new_id: str) -> str:
    """The name of this installation, the same until the computer is started anew.

    ``new_id`` is kept as its id where it has none yet.

    Raises StoreError, and OSError where ``file`` is not there.
    """
    with store.write() as tx:
        kept = tx.checkpoint.get(INSTANCE)
        made = kept.decode() if kept else new_id
        if not kept:
            tx.checkpoint.put(INSTANCE, made)
    return named(made, (_address(), _boot(), str(file.stat().st_ino)))


def named(made: str, around: Iterable[str]) -> str:
    """A name of 32 hex digits from the kept id and what is around it."""
    return hashlib.sha256("|".join((made, *around)).encode()).hexdigest()[:32]


def _address() -> str:
    node = uuid.getnode()
    return "" if node & _MADE_UP else f"{node:012x}"


def _boot() -> str:
    """Linux; elsewhere the computer's address and the file must do."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
