"""Files that hold a secret: closed to others from their first byte, and looked at before use."""

import os
import stat
from pathlib import Path

OWNER_ONLY = 0o600
OTHERS = 0o077


def closed_to_others(path: Path) -> bool:
    """Whether the program's own user alone can read and write it. Raises OSError."""
    if os.name != "posix":  # on Windows the user's own folder is closed to others
        return True
    found = path.stat()
    return not stat.S_IMODE(found.st_mode) & OTHERS and found.st_uid == os.geteuid()


def write_secret(path: Path, text: str) -> None:
    """The whole file or none of it, on the platter. Raises OSError."""
    new = path.with_name(f"{path.name}.new-{os.urandom(4).hex()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)
