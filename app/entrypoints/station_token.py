"""Where a bench keeps its token: the operating system's keyring, or else a file of its own.

Never in the database, the settings or a log.
"""

import logging
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from app.store.secret_files import closed_to_others, write_secret

log = logging.getLogger(__name__)

SERVICE = "SecondPass"
FILE = "center-token"


class TokenUnsafeError(Exception):
    """The token's file can be read by others. The message says what to do."""


class TokenPlace:
    """The token of one station for one center. ``home`` is the bench's data folder."""

    def __init__(
        self, home: Path, url: str, station: str, backend: KeyringBackend | None = None
    ) -> None:
        self._file = home / FILE
        self._name = f"{station}@{url.rstrip('/')}"
        self._backend = backend or keyring.get_keyring()

    def put(self, token: str) -> str:
        """Keeps the token; where, in words. An older token goes."""
        self._file.unlink(missing_ok=True)
        try:
            self._backend.set_password(SERVICE, self._name, token)
            if self._backend.get_password(SERVICE, self._name) == token:
                return "the keyring of this computer"
        except (KeyringError, OSError, RuntimeError) as error:
            log.info("no keyring: %s", type(error).__name__)
        write_secret(self._file, f"{self._name}\n{token}\n")
        return str(self._file)

    def get(self) -> str:
        """The token; "" for a bench that is not enrolled at this center.

        Raises:
            TokenUnsafeError: others than the bench's own user can read or write the file.
        """
        if self._file.exists():
            return self._from_file()
        try:
            return self._backend.get_password(SERVICE, self._name) or ""
        except (KeyringError, OSError, RuntimeError) as error:
            log.info("no keyring: %s", type(error).__name__)
            return ""

    def _from_file(self) -> str:
        if not closed_to_others(self._file):
            raise TokenUnsafeError(
                f"{self._file} must belong to this user alone (mode 0600): "
                "enrol again, the old token may be known to others"
            )
        name, _, token = self._file.read_text("utf-8").strip().partition("\n")
        return token if name == self._name else ""
