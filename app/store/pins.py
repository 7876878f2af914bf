"""PINs of operators: six digits, kept as Argon2id hashes and never otherwise.

Parameters: 3 passes over 64 MiB, one lane (RFC 9106's second choice, with one lane for the small
computers of benches). Six digits can be guessed by whoever has the hash and a week of computers:
the hash makes it slow, the lock-out stops guessing at a bench.
"""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.card_key import PIN_DIGITS

_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1, type=Type.ID)
_STEPS = ("0123456789", "9876543210")


class PinRefusedError(ValueError):
    """No PIN, or one that everybody tries first. The message says what to do."""


def hash_pin(pin: str) -> str:
    """What is stored in place of a PIN. Raises PinRefusedError."""
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdecimal()):
        raise PinRefusedError(f"a PIN has {PIN_DIGITS} digits")
    if len(set(pin)) == 1 or any(pin in steps for steps in _STEPS):
        raise PinRefusedError("that PIN is tried first by everybody: choose another")
    return _HASHER.hash(pin)


def pin_matches(stored: str, pin: str) -> bool:
    """Whether this is the PIN; some tenths of a second, whatever the answer is."""
    try:
        return _HASHER.verify(stored, pin)
    except (VerificationError, InvalidHashError):
        return False
