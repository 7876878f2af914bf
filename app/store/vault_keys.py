"""Where the keys of personal data are: the operating system's keyring, or else files of our own.

Each key is an entry of its own, named by its fingerprint. Whoever makes a key at the same time
takes away nothing from another: what was sealed says by which key, and that one is still there.
Never in the database, the settings or a log.
"""

import hashlib
import logging
import os
from pathlib import Path
from typing import Protocol

import keyring
import msgspec
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from app.store.errors import StoreError
from app.store.secret_files import closed_to_others, write_secret

log = logging.getLogger(__name__)

SERVICE = "SecondPass"
FOLDER = "vault-keys"
PLACE_VARIABLE = "SECONDPASS_KEYS"
CURRENT = "current"
NO_KEYRING = (KeyringError, OSError, RuntimeError)
_ID_DIGITS = 16


class KeysUnsafeError(StoreError):
    """Others can read or write a key file."""

    advice = "Give the key files to the program's own user alone (mode 0600), then rotate the keys."


class KeysAwayError(StoreError):
    """The keyring, or the folder of the key files, does not answer."""

    advice = "The keys of personal data cannot be read. Unlock the keyring, or check the key files."


class Keys(Protocol):
    """Named keys, one of them current. ``get`` gives None for a key that is not here."""

    def get(self, key_id: str) -> bytes | None: ...
    def put(self, key: bytes) -> str: ...
    def current(self) -> str: ...
    def ids(self) -> tuple[str, ...]: ...
    def drop(self, key_id: str) -> None: ...


def fingerprint(key: bytes) -> str:
    """The name of a key: 16 hex digits, from which the key cannot be told."""
    return hashlib.sha256(b"secondpass vault key:" + key).hexdigest()[:_ID_DIGITS]


class Index(msgspec.Struct, frozen=True):
    ids: tuple[str, ...] = ()


class KeyringKeys:
    """Keys in the keyring of the user under whom the program runs."""

    def __init__(self, backend: KeyringBackend, warehouse: str) -> None:
        self._backend = backend
        self._name = f"vault:{warehouse}"

    def get(self, key_id: str) -> bytes | None:
        text = self._backend.get_password(SERVICE, f"{self._name}:{key_id}")
        return bytes.fromhex(text) if text else None

    def put(self, key: bytes) -> str:
        """Adds a key and makes it the current one."""
        key_id = fingerprint(key)
        self._backend.set_password(SERVICE, f"{self._name}:{key_id}", key.hex())
        self._index((*(one for one in self.ids() if one != key_id), key_id))
        return key_id

    def current(self) -> str:
        ids = self.ids()
        return ids[-1] if ids else ""

    def ids(self) -> tuple[str, ...]:
        text = self._backend.get_password(SERVICE, self._name)
        return msgspec.json.decode(text, type=Index).ids if text else ()

    def drop(self, key_id: str) -> None:
        self._index(tuple(one for one in self.ids() if one != key_id))
        self._backend.delete_password(SERVICE, f"{self._name}:{key_id}")

    def _index(self, ids: tuple[str, ...]) -> None:
        self._backend.set_password(SERVICE, self._name, msgspec.json.encode(Index(ids)).decode())


class FolderKeys:
    """One file a key, readable for the program's own user alone; its mode is checked each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key_id: str) -> bytes | None:
        path = self._folder / f"{key_id}.key"
        return bytes.fromhex(read_secret(path)) if path.exists() else None

    def put(self, key: bytes) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_id = fingerprint(key)
        write_secret(self._folder / f"{key_id}.key", f"{key.hex()}\n")
        write_secret(self._folder / CURRENT, f"{key_id}\n")
        return key_id

    def current(self) -> str:
        path = self._folder / CURRENT
        return read_secret(path) if path.exists() else ""

    def ids(self) -> tuple[str, ...]:
        found = sorted(path.stem for path in self._folder.glob("*.key"))
        current = self.current()
        return (*(one for one in found if one != current), *([current] if current else ()))

    def drop(self, key_id: str) -> None:
        (self._folder / f"{key_id}.key").unlink(missing_ok=True)


def key_place(warehouse: str, folder: Path, backend: KeyringBackend | None = None) -> Keys:
    """The keyring where it works, else ``folder``. Keys that are in the folder already stay there.

    ``SECONDPASS_KEYS`` names another folder, and that no keyring is used.
    """
    named = os.environ.get(PLACE_VARIABLE, "")
    files = FolderKeys(Path(named) if named else folder / FOLDER)
    if named or files.current():
        return files
    keys = KeyringKeys(backend or keyring.get_keyring(), warehouse)
    try:
        if keys.current() or takes_secrets(backend or keyring.get_keyring()):
            return keys
    except NO_KEYRING as error:
        log.info("no keyring: %s", type(error).__name__)
    return files


def takes_secrets(backend: KeyringBackend) -> bool:
    """Whether what is put there can be read again."""
    probe = "vault:probe"
    backend.set_password(SERVICE, probe, probe)
    kept = backend.get_password(SERVICE, probe) == probe
    backend.delete_password(SERVICE, probe)
    return kept


def read_secret(path: Path) -> str:
    if not closed_to_others(path):
        raise KeysUnsafeError("others can read or write it", str(path))
    return path.read_text("ascii").strip()
