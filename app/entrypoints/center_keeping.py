"""Commands of the center about what is old and what was restored: archive, epochs, held numbers."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import uuid_utils

from app.center import keeping, restoring, staff
from app.center.jobs_run import ARCHIVE, RESTORE, Jobs
from app.center.keeping import Keeper, KeepingPolicy
from app.store.engine import Store

Command = Callable[[Store, argparse.Namespace], int]
Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_keeping(add: Add) -> None:
    """Adds the commands to `center`."""
    old = add("archive", _archive, "move closed months out of the tables of every day")
    old.add_argument("--before", required=True, metavar="YYYY-MM", help="months before this one")
    add(
        "new-epoch", _new_epoch, "the database was restored by hand: benches offer everything again"
    )
    free = add("release-numbers", _release, "lend numbers again that were held since a restore")
    free.add_argument("--by", default=staff.CENTER, metavar="OPERATOR", help="who does it")
    free.add_argument(
        "--sure", action="store_true", help="at once: no other bench has or used any of them"
    )


def add_policy(serve: argparse.ArgumentParser) -> None:
    """Words of `center serve`: how long things stay where they are."""
    policy = KeepingPolicy()
    serve.add_argument(
        "--feed-days", type=int, default=policy.feed_days, metavar="DAYS",
        help="closed orders leave the benches after that (default %(default)s)",
    )  # fmt: skip
    serve.add_argument(
        "--months", type=int, default=policy.months, metavar="N",
        help="whole months that are not archived yet (default %(default)s)",
    )  # fmt: skip
    serve.add_argument(
        "--hand-days", type=int, default=policy.hand_days, metavar="DAYS",
        help="packed parcels are known to the hand-over for that long (default %(default)s)",
    )  # fmt: skip


def keeper(store: Store, options: argparse.Namespace) -> Keeper:
    """Raises ValueError for times that are too short."""
    policy = KeepingPolicy(options.feed_days, options.months, options.hand_days)
    return Keeper(store, policy, every=timedelta(0))  # the job says when


def _archive(store: Store, options: argparse.Namespace) -> int:
    before = keeping.month(options.before)
    with Jobs(store, _now, _new_id).running(ARCHIVE) as counts:
        moved = keeping.archive(store, before, _now())
        counts.update(moved.counts())
    print(f"{moved.orders} orders and {moved.facts} facts of before {options.before} were moved")
    with store.read() as tx:
        left, oldest = tx.archive.waiting()
    if left and oldest is not None and oldest < before:
        print("orders with an open exception or re-pick ticket stayed")
    return 0


def _new_epoch(store: Store, options: argparse.Namespace) -> int:
    epoch, now = _new_id(), _now()
    with store.write() as tx:
        held = restoring.begin_epoch(tx, epoch, now)
    Jobs(store, _now, _new_id).note(RESTORE, "completed", "a new epoch by hand", numbers_held=held)
    print(f"epoch {epoch} began in warehouse {options.warehouse}: benches offer what they kept")
    if held:
        print(f"{held} waybill numbers are held until every bench has told which it has")
    return 0


def _release(store: Store, options: argparse.Namespace) -> int:
    free = restoring.release(store, _now(), options.by, at_once=options.sure)
    print(f"{free} numbers are lent again")
    return 0


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _now() -> datetime:
    return datetime.now(UTC)
