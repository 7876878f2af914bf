"""Where the keys of shops are: the operating system's keyring, or else files of our own.

One entry a shop. Never in the database, the settings or a log. They are on the computer where the
center runs: an office on another computer cannot give them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import keyring
import msgspec
import platformdirs
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.store.engine import Store
from app.store.secret_files import write_secret
from app.store.vault_keys import (
    NO_KEYRING,
    PLACE_VARIABLE,
    SERVICE,
    KeysAwayError,
    read_secret,
    takes_secrets,
)

FOLDER = "shop-keys"


class ShopKeys(Protocol):
    """Keys by the shop's id; empty for a shop that has none here. May raise StoreError."""

    def get(self, shop: str) -> dict[str, str]: ...
    def put(self, shop: str, keys: Mapping[str, str]) -> None: ...
    def drop(self, shop: str) -> None: ...


class KeyringShopKeys:
    """In the keyring of the user under whom the program runs."""

    def __init__(self, backend: KeyringBackend, warehouse: str) -> None:
        self._backend, self._name = backend, f"shop:{warehouse}"

    def get(self, shop: str) -> dict[str, str]:
        try:
            text = self._backend.get_password(SERVICE, f"{self._name}:{shop}")
        except NO_KEYRING as error:
            raise KeysAwayError(type(error).__name__) from error
        return _read(text) if text else {}

    def put(self, shop: str, keys: Mapping[str, str]) -> None:
        try:
            self._backend.set_password(SERVICE, f"{self._name}:{shop}", _text(keys))
        except NO_KEYRING as error:
            raise KeysAwayError(type(error).__name__) from error

    def drop(self, shop: str) -> None:
        try:
            self._backend.delete_password(SERVICE, f"{self._name}:{shop}")
        except PasswordDeleteError:
            return  # it has none
        except NO_KEYRING as error:
            raise KeysAwayError(type(error).__name__) from error


class FolderShopKeys:
    """One file a shop, readable for the program's own user alone; looked at before each use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, shop: str) -> dict[str, str]:
        path = self._path(shop)
        try:
            return _read(read_secret(path)) if path.exists() else {}
        except OSError as error:
            raise KeysAwayError(type(error).__name__, str(path)) from error

    def put(self, shop: str, keys: Mapping[str, str]) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_secret(self._path(shop), _text(keys))
        except OSError as error:
            raise KeysAwayError(type(error).__name__, str(self._folder)) from error

    def drop(self, shop: str) -> None:
        self._path(shop).unlink(missing_ok=True)

    def _path(self, shop: str) -> Path:
        return self._folder / f"{quote(shop, safe='')}.json"


def shop_keys(store: Store, backend: KeyringBackend | None = None) -> ShopKeys:
    """Where this center's keys are: beside its file, or the user's own place for a server.

    ``SECONDPASS_KEYS`` names another folder, and that no keyring is used.
    """
    own = Path(platformdirs.user_data_dir("SecondPass", appauthor=False))
    beside = own if "://" in store.place else Path(store.place).parent
    named = os.environ.get(PLACE_VARIABLE, "")
    folder = (Path(named) if named else beside) / FOLDER
    files = FolderShopKeys(folder / quote(store.warehouse, safe=""))
    if named or folder.exists():
        return files
    ring = backend or keyring.get_keyring()
    try:
        if takes_secrets(ring):
            return KeyringShopKeys(ring, store.warehouse)
    except NO_KEYRING:
        return files
    return files


def _read(text: str) -> dict[str, str]:
    return msgspec.json.decode(text, type=dict[str, str])


def _text(keys: Mapping[str, str]) -> str:
    return msgspec.json.encode(dict(keys), order="sorted").decode()
