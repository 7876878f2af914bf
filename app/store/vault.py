"""Personal data at rest: who receives an order, sealed with AES-256-GCM under rotating keys.

What is sealed: name, phone, address. The region stays plain, prices and courier zones need it.
Each text is bound to its warehouse and order, so that one cannot be put in another's place.
"""

import base64
import os
import time
from collections.abc import Callable
from dataclasses import replace

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.order import Order, Recipient
from app.store.vault_keys import NO_KEYRING, Keys, KeysAwayError, fingerprint

VERSION = "1"
FRESH_S = 30.0
"""How long a program seals on by the key it knows after another program rotated the keys."""

_NONCE = 12
_KEY = 32
_PARTS = 3


class VaultError(Exception):
    """What was sealed cannot be opened here: its key is not here, or it was changed."""


class Private(msgspec.Struct, frozen=True):
    """The part of a recipient that names a person."""

    name: str = ""
    phone: str = ""
    address: str = ""


NOBODY = Private()


class Vault:
    """Seals and opens. ``find_keys`` is asked when a key is first needed, not before."""

    def __init__(self, find_keys: Callable[[], Keys]) -> None:
        self._find = find_keys
        self._keys: Keys | None = None
        self._ciphers: dict[str, AESGCM] = {}
        self._current = ""
        self._looked_at = -FRESH_S

    @property
    def keys(self) -> Keys:
        if self._keys is None:
            self._keys = self._find()
        return self._keys

    def current(self) -> str:
        """The key that seals now; the first one is made here. Another program may rotate it.

        Raises KeysAwayError, KeysUnsafeError.
        """
        if time.monotonic() - self._looked_at >= FRESH_S:
            try:
                self._remember(self.keys.current() or self.rotate())
            except NO_KEYRING as error:
                raise KeysAwayError(type(error).__name__) from error
        return self._current

    def rotate(self) -> str:
        """A new key seals from now on; the old ones still open what they sealed."""
        self._remember(self.keys.put(os.urandom(_KEY)))
        return self._current

    def _remember(self, key_id: str) -> None:
        self._current, self._looked_at = key_id, time.monotonic()

    def seal(self, private: Private, about: str) -> str:
        """``1.<key>.<nonce and text>``; ``about`` must be said again to open it."""
        key_id = self.current()
        nonce = os.urandom(_NONCE)
        text = self._cipher(key_id).encrypt(nonce, msgspec.json.encode(private), about.encode())
        return f"{VERSION}.{key_id}.{base64.urlsafe_b64encode(nonce + text).decode()}"

    def open(self, sealed: str, about: str) -> Private:
        """What was sealed. Raises VaultError; KeysUnsafeError for key files open to others."""
        parts = sealed.split(".")
        if len(parts) != _PARTS or parts[0] != VERSION:
            raise VaultError("sealed by a newer program, or no sealed text")
        try:
            raw = base64.urlsafe_b64decode(parts[2])
            plain = self._cipher(parts[1]).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError("the sealed text was changed, or belongs to another order") from error
        return msgspec.json.decode(plain, type=Private)

    def _cipher(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            try:
                key = self.keys.get(key_id)
            except NO_KEYRING as error:
                raise VaultError(f"the keys do not answer: {type(error).__name__}") from error
            if key is None or fingerprint(key) != key_id:
                raise VaultError(f"key {key_id} is not on this computer")
            self._ciphers[key_id] = AESGCM(key)
        return self._ciphers[key_id]


def key_of(sealed: str) -> str:
    """By which key a text was sealed."""
    return sealed.split(".")[1] if sealed.count(".") == _PARTS - 1 else ""


def about(order: Order) -> str:
    """What a sealed recipient is bound to."""
    return about_id(order.warehouse, order.id)


def about_id(warehouse: str, order_id: str) -> str:
    """The same for an order that was not taken apart."""
    return f"{warehouse}\x1f{order_id}"


def without_person(order: Order) -> Order:
    """The order as a bench works with it: of the recipient only the region is left."""
    to = order.recipient
    if not (to.name or to.phone or to.address):
        return order
    return replace(order, recipient=replace(to, name="", phone="", address=""))


def private_of(to: Recipient) -> Private:
    return Private(to.name, to.phone, to.address)


def sealed_of(vault: Vault, order: Order) -> str:
    """The sealed person of an order; "" where nobody is named."""
    private = private_of(order.recipient)
    return vault.seal(private, about(order)) if private != NOBODY else ""


def with_person(vault: Vault, order: Order, sealed: str) -> Order:
    """The whole order. Raises VaultError where it cannot be opened here."""
    if not sealed:
        return order
    found = vault.open(sealed, about(order))
    person = replace(order.recipient, name=found.name, phone=found.phone, address=found.address)
    return replace(order, recipient=person)
