"""After a restore: which numbers may be lent again; and whether there was one that nobody told of.

A center that was brought back from a copy does not know which numbers it lent since the copy was
made. It holds them all until every bench it knows has said which it has (``/numbers/keep``,
before it asks for its copy of them) and has delivered every fact it kept. A bench that was
enrolled after the copy was made is not known: therefore nothing is released within ``REST``.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from app.center import alert_exceptions, pool
from app.center.staff import CENTER, require
from app.domain.permissions import Permission
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.records import Cursor, Task
from app.store.session import WAYBILLS
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

REST = timedelta(hours=1)
"""So long a bench has time to be heard, that the restored center does not know."""

NUMBERS_HELD = "numbers_held"
BEHIND = "epoch:behind"


class HoldRefusedError(ValueError):
    """The numbers cannot be released yet. The message says when and what else to do."""


@dataclass(frozen=True, slots=True)
class Hold:
    """``waits_for``: benches that have not told everything."""

    since: datetime
    waits_for: tuple[str, ...] = ()


class Behind(msgspec.Struct, frozen=True):
    """A bench has seen more of a feed than the center counts, and nobody began a new epoch."""

    feed: str
    seen: int
    head: int
    at: datetime


def begin_epoch(tx: Transaction, epoch: str, now: datetime) -> int:
    """Begins an epoch, and says so to a person where numbers are held; how many are."""
    held = tx.center.begin_epoch(epoch, now)
    tx.checkpoint.drop(BEHIND)
    _close(tx, now, "another epoch began")
    if held:
        name = f"{epoch}:{NUMBERS_HELD}"
        tx.tasks.open(Task(name, NUMBERS_HELD, now, details={"numbers": held}))
        alert_exceptions.of_task(tx, name, now)
    return held


def hold(tx: Transaction) -> Hold | None:
    """What is held and whom it waits for; None: all numbers may be lent."""
    since = tx.held.since()
    if since is None:
        return None
    told = tx.held.stations(tx.center.epoch())
    waits_for = (
        one.id
        for one in tx.stations.every()
        if not told.get(one.id, False) and not pool.resting(tx, one.id)
    )
    return Hold(since, tuple(waits_for))


def asked(store: Store, feed: str, after: Cursor, stands: Cursor, now: datetime) -> None:
    """A bench asked for a feed from ``after``; the center's stands at ``stands``.

    Whoever asks for its numbers in this epoch has said before which it has. Whoever has seen more
    than the center counts proves that the center is an older copy.
    """
    if not stands.epoch or after.epoch != stands.epoch:
        return
    if after.seq > stands.seq:
        _behind(store, Behind(feed, after.seq, stands.seq, now))
    elif feed.startswith(WAYBILLS):
        station = feed.removeprefix(WAYBILLS)
        with store.read() as tx:
            if station in tx.held.stations(stands.epoch):
                return
        store.transact(lambda tx: tx.held.told(station, stands.epoch, now))


def greeted(tx: Transaction, station_id: str, waiting: int, now: datetime) -> None:
    """A bench greets: without waiting facts, after its numbers, it has told everything."""
    told = waiting == 0 and tx.held.settle(station_id, tx.center.epoch(), now)
    if told and tx.held.since() is None and tx.held.count():
        tx.held.release((station_id,))


def release_if_told(tx: Transaction, now: datetime) -> int:
    """Ends the hold when all known benches have told everything; how many numbers are free."""
    held = hold(tx)
    if held is None or held.waits_for or now - held.since < REST:
        return 0
    return _release(tx, now, CENTER)


def release(store: Store, now: datetime, who: str = CENTER, *, at_once: bool = False) -> int:
    """A person says that nobody else has or used these numbers; how many are free.

    Raises:
        HoldRefusedError: none is held, or not before REST is over (unless ``at_once``).
    """

    def end(tx: Transaction) -> int:
        require(tx, who, Permission.MANAGE_STATIONS)
        held = hold(tx)
        if held is None:
            raise HoldRefusedError("no numbers are held")
        if now - held.since < REST and not at_once:
            raise HoldRefusedError(
                f"not before {held.since + REST:%H:%M} UTC: a bench may still tell which it has; "
                "import new numbers meanwhile, they are lent at once"
            )
        return _release(tx, now, who, waits_for=held.waits_for)

    return store.transact(end)


def _release(tx: Transaction, now: datetime, who: str, waits_for: tuple[str, ...] = ()) -> int:
    settled = [one for one, done in tx.held.stations(tx.center.epoch()).items() if done]
    free = tx.held.release(settled)
    _close(tx, now, "released", by=who)
    after = {"numbers": free, "without": list(waits_for)}
    tx.audit.add(who, "numbers.release", "pool", now, after=after)
    return free


def _close(tx: Transaction, now: datetime, note: str, by: str = CENTER) -> None:
    for task in tx.tasks.in_state("open"):
        if task.kind == NUMBERS_HELD:
            tx.tasks.close(task.id, by, note, now)


def behind(tx: Transaction) -> Behind | None:
    """The proof that this center is an older copy; None: nobody has given one."""
    kept = tx.checkpoint.get(BEHIND)
    return msgspec.json.decode(kept, type=Behind) if kept else None


def _behind(store: Store, proof: Behind) -> None:
    """Kept once; a bench's question is answered whether or not this can be written."""
    log.error(
        "feed %s: a bench has seen %s, this center counts %s", *msgspec.structs.astuple(proof)[:3]
    )
    try:
        with store.write() as tx:
            if tx.checkpoint.get(BEHIND) is None:
                tx.checkpoint.put(BEHIND, msgspec.json.encode(proof))
    except StoreError:
        log.exception("it could not be noted that the center is an older copy")
