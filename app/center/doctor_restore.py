"""The doctor's looks at what a restore leaves behind: the epoch, held numbers, the vault's keys."""

from collections.abc import Iterator
from datetime import datetime

from app.center import restoring
from app.center.checks import Check, Level, check
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.transaction import Transaction
from app.store.vault import VaultError
from app.store.vault_keys import NO_KEYRING

_BEGIN = "Run `center new-epoch`: benches offer what they kept, numbers are held until all told."


def epoch(tx: Transaction, _now: datetime) -> Iterator[Check]:
    """Was the database brought back by hand, so that nobody began a new epoch?"""
    here, began = tx.center.database(), tx.center.begun_in()
    proof = restoring.behind(tx)
    if proof is not None:
        found = (
            f"a bench has seen {proof.seen} of feed {proof.feed}, this center counted {proof.head}"
            f" at {proof.at:%Y-%m-%dT%H:%M:%SZ}: it is an older copy of itself"
        )
        yield Check("restored by hand", Level.BROKEN, found, _BEGIN)
    elif here and began and here != began:
        found = f"the epoch began in database {began}, this is {here}: a copy, or a moved one"
        yield Check("restored by hand", Level.BROKEN, found, _BEGIN)
    else:
        yield Check("restored by hand", Level.OK, "no sign of it")


def held_numbers(tx: Transaction, now: datetime) -> Iterator[Check]:
    held = restoring.hold(tx)
    if held is None:
        yield Check("numbers held since a restore", Level.OK, "none")
        return
    count = ", ".join(f"{n} of {courier}" for courier, n in sorted(tx.held.count().items()))
    waits = ", ".join(held.waits_for) or f"nobody, released at {held.since + restoring.REST:%H:%M}"
    hours = (now - held.since).total_seconds() / 3600
    yield check(
        "numbers held since a restore", Level.WARNING,
        f"{count}, for {hours:.1f} h; waiting for: {waits}",
        "Switch these benches on, revoke those that are gone, or `center release-numbers`.",
    )  # fmt: skip


def vault_keys(store: Store) -> Iterator[Check]:
    """Is every key here, closed to others, and does it open what it sealed?"""
    with store.read() as tx:
        samples = tx.personal.one_of_each_key()
    wrong = []
    try:
        here, current = store.vault.keys.ids(), store.vault.keys.current()
        for one in here:
            store.vault.keys.get(one)
    except (StoreError, *NO_KEYRING) as error:
        advice = error.advice if isinstance(error, StoreError) else "Unlock the keyring."
        yield Check("keys of personal data", Level.BROKEN, f"{type(error).__name__}: {error}",
                    advice)  # fmt: skip
        return
    for key_id, order_id in sorted(samples.items()):
        try:
            with store.read() as tx:
                tx.personal.recipient(order_id)
        except (VaultError, StoreError) as error:
            wrong.append(f"{key_id}: {error}")
    level = Level.BROKEN if wrong or (samples and not current) else Level.OK
    found = "; ".join(wrong) or f"{len(here)} here, {len(samples)} in use, each opens a recipient"
    yield check("keys of personal data", level, found,
                "Bring the keys back that were kept apart from the backup: nothing else opens these"
                " recipients.")  # fmt: skip
