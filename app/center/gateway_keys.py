"""By what secret a bench is known: a one-time code, then a token. Only hashes are kept here.

Both are long random texts, so a plain SHA-256 is enough: there is no dictionary to try.
"""

import hashlib
from datetime import datetime, timedelta
from hmac import compare_digest

from app.center import pool
from app.center.gateway_wire import STATION_ID
from app.store.engine import Store
from app.store.records import Enrolment
from app.store.transaction import Transaction

CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 5
SHORTEST_TOKEN = 40
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a code that a person reads and types: no 0 and O, no 1, I, L and U."""

WRONG_CODE = "the code is wrong, was used, or is too old: ask for a new one at the center"


class EnrolRefusedError(ValueError):
    """No code, no token. The message says what to do."""


def hashed(secret: str) -> str:
    """What is stored and compared in place of a secret."""
    return hashlib.sha256(b"secondpass:" + secret.encode()).hexdigest()


def normal(code: str) -> str:
    """A code as it was made, however a person typed it."""
    return "".join(char for char in code.upper() if char in ALPHABET)


def issue(store: Store, station_id: str, code: str, now: datetime) -> datetime:
    """A one-time code for a station; until when it can be used. The last one ends."""
    if STATION_ID.fullmatch(station_id) is None:
        raise EnrolRefusedError("a station's name is up to 40 letters, digits, '.', '_' and '-'")
    until = now + CODE_LASTS
    with store.write() as tx:
        tx.enrolments.put(Enrolment(station_id, hashed(normal(code)), until))
    return until


def redeem(store: Store, station_id: str, code: str, token: str, now: datetime) -> None:
    """A code becomes a token. The same code with the same token again is the same success.

    Raises:
        EnrolRefusedError: the code is not good, or the token is too easy.
    """
    if len(token) < SHORTEST_TOKEN:
        raise EnrolRefusedError(f"a token has at least {SHORTEST_TOKEN} characters")
    if not store.transact(lambda tx: _redeemed(tx, station_id, code, token, now)):
        raise EnrolRefusedError(WRONG_CODE)


def _redeemed(tx: Transaction, station_id: str, code: str, token: str, now: datetime) -> bool:
    known = tx.enrolments.get(station_id)
    right = compare_digest(hashed(normal(code)), known.code_hash if known else hashed(""))
    if known is None or known.until <= now or known.tries >= MOST_TRIES:
        return False
    if not right:
        tx.enrolments.tried(station_id, known.tries + 1, known.used_at)
        return False
    if known.used_at is not None:
        return is_known(tx, station_id, hashed(token))
    tx.enrolments.tried(station_id, known.tries, now)
    tx.stations.set_token(station_id, hashed(token))
    pool.awake(tx, station_id)
    return True


def is_known(tx: Transaction, station_id: str, token_hash: str) -> bool:
    """Whether this is the station's token. Takes as long for a station that is none."""
    seen = tx.stations.get(station_id)
    stored = seen.token_hash if seen else ""
    return compare_digest(stored or hashed(""), token_hash) and bool(stored)


def revoke(store: Store, station_id: str, *, void_numbers: bool = False) -> tuple[bool, int]:
    """The station is let in no more and lent nothing more.

    Returns whether it had a token, and how many numbers it still has (or had, when voided).
    """

    def forget(tx: Transaction) -> tuple[bool, int]:
        seen = tx.stations.get(station_id)
        if seen is None:
            return False, 0
        tx.stations.set_token(station_id, "")
        tx.enrolments.drop(station_id)
        pool.rest(tx, station_id)
        left = len(tx.waybills.leased(station_id))
        return bool(seen.token_hash), pool.void_lent(tx, station_id) if void_numbers else left

    return store.transact(forget)
