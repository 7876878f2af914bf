"""Personal data at the center: keys rotated, recipients purged in time, the trail verified."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.center.staff import CENTER, require
from app.domain.permissions import Permission
from app.store.engine import Store
from app.store.transaction import Transaction

KEEP_AT_LEAST_DAYS = 7
"""Shorter, and a parcel that comes back could not be sent again."""

REST = timedelta(minutes=5)
"""After a rotation every running program has the new key by then (``vault.FRESH_S``)."""


class KeyInUseError(ValueError):
    """The key still opens something, or is the one that seals now."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    key_id: str
    current: bool
    here: bool  # False: sealed rows name it, but it is not on this computer
    rows: int


def rotate(store: Store, now: datetime, who: str = CENTER) -> tuple[str, int]:
    """A new key, and everything sealed by it; (the key's name, how many rows were sealed anew).

    A cut in between leaves rows under the older key, which still opens them: ``seal`` goes on.
    """
    with store.read() as tx:
        require(tx, who, Permission.MANAGE_KEYS)
    before = store.vault.keys.current()
    key_id = store.vault.rotate()
    note = {"key": before}, {"key": key_id}
    store.transact(
        lambda tx: tx.audit.add(who, "keys.rotate", "vault", now, before=note[0], after=note[1])
    )
    return key_id, seal(store)


def seal(store: Store) -> int:
    """Seals what is plain or under an older key, 500 orders a transaction; how many in all."""
    total = 0
    while done := store.transact(lambda tx: tx.personal.reseal()):
        total += done
    return total


def keys(store: Store) -> tuple[KeyUse, ...]:
    """Every key that is here or that some row names, the current one last."""
    with store.read() as tx:
        used = tx.personal.keys_in_use()
    here, current = store.vault.keys.ids(), store.vault.keys.current()
    names = [*(name for name in sorted(used) if name not in here), *here]
    return tuple(KeyUse(name, name == current, name in here, used.get(name, 0)) for name in names)


def forget_key(store: Store, key_id: str, now: datetime, who: str = CENTER) -> None:
    """Destroys an old key. Backups sealed by it can be read no more. Raises KeyInUseError."""
    with store.read() as tx:
        require(tx, who, Permission.MANAGE_KEYS)
    known = next((one for one in keys(store) if one.key_id == key_id), None)
    if known is None or not known.here:
        raise KeyInUseError(f"no key {key_id} on this computer")
    if known.current or known.rows:
        raise KeyInUseError(f"key {key_id} is in use: rotate first")
    if _rotated_since(store, now - REST):
        raise KeyInUseError(
            "the keys were rotated just now: programs may still seal by the old one"
        )
    store.transact(
        lambda tx: tx.audit.add(who, "keys.forget", "vault", now, before={"key": key_id})
    )
    store.vault.keys.drop(key_id)


def _rotated_since(store: Store, since: datetime) -> bool:
    with store.read() as tx:
        entries = tx.audit.read(about="vault")
        return any(one.action == "keys.rotate" and one.at > since for one in entries)


def purge(store: Store, days: int, now: datetime, who: str = CENTER) -> int:
    """Forgets who received orders closed more than ``days`` ago; how many orders.

    Raises ValueError for less than KEEP_AT_LEAST_DAYS.
    """
    if days < KEEP_AT_LEAST_DAYS:
        raise ValueError(f"recipients are kept for at least {KEEP_AT_LEAST_DAYS} days")
    before = now - timedelta(days=days)

    def some(tx: Transaction) -> int:
        require(tx, who, Permission.MANAGE_KEYS)
        done = tx.personal.purge(before)
        if done:
            after = {"orders": done, "closed_before": before.date().isoformat()}
            tx.audit.add(who, "recipients.purge", "orders", now, after=after)
        return done

    total = 0
    while done := store.transact(some):
        total += done
    return total


def verify_audit(tx: Transaction) -> int | None:
    """The first number of the audit trail that is missing or changed; None: all sound."""
    return tx.audit.verify()
