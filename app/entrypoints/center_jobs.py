"""The jobs of `center serve`: each kind with its work, made from what the center has."""

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from app.center import (
    approval,
    backup,
    differences,
    doctor,
    erp_desk,
    job_kinds,
    listings,
    number_accounts,
    pay_desk,
    price_differences,
    statistics,
    suggesting,
    waving,
)
from app.center.checks import Level
from app.center.jobs_run import BACKUP, BUY_AHEAD, DOCTOR, KEEPING, LEASES, REVIEW
from app.center.keeping import Keeper
from app.center.office_center import Act
from app.center.scheduler import WORKERS, Scheduler
from app.center.service import CenterService
from app.center.shop_access import Opener, opener
from app.center.shop_reading import A_DAY_S, GAP_AUDIT, ORDERS, REFUNDS, ShopReading, shop_of
from app.center.staff import CENTER
from app.center.telling import SHIPMENTS, Telling
from app.center.turns import Did, Kind, Turn
from app.remote.channels.base import NotOfferedError
from app.store.engine import Store
from app.store.shop_keys import shop_keys

Clock = Callable[[], datetime]
NewId = Callable[[], str]
KEEP_ON_S = 2.0
A_BACKUP = timedelta(hours=2)


def add_jobs_options(serve: argparse.ArgumentParser) -> None:
    """Words of `center serve` about its jobs."""
    serve.add_argument(
        "--workers", type=int, default=WORKERS, metavar="N",
        help="jobs done at a time (default %(default)s)",
    )  # fmt: skip
    serve.add_argument(
        "--backup", type=Path, metavar="FOLDER", help="a checked copy there every day"
    )


def scheduler(
    store: Store,
    place: str,
    options: argparse.Namespace,
    parts: tuple[CenterService, Keeper],
    clock: Clock,
    new_id: NewId,
) -> Scheduler:
    """Ready to run; jobs that are not there yet are added. ``place``: with its password."""
    service, keeper = parts
    chance = Random()  # noqa: S311 - jitter
    kinds: dict[str, Kind] = {
        LEASES: lambda _turn: Did(service.leases()),
        REVIEW: lambda turn: _judge(new_id, turn),
        BUY_AHEAD: number_accounts.buyer(store, clock).job,
        KEEPING: lambda turn: _keep(keeper, turn),
        DOCTOR: _examine,
        job_kinds.STATISTICS: _count,
        job_kinds.WAVES: lambda turn: _wave(new_id, turn),
        job_kinds.SUGGEST: _suggest,
        **shop_kinds(opener(shop_keys(store), clock), new_id),
        **erp_desk.kinds(erp_desk.opener(shop_keys(store), clock), new_id, chance),
        **pay_desk.kinds(pay_desk.opener(shop_keys(store)), new_id),
    }
    more: tuple[str, ...] = ()
    if options.backup is not None:
        more = (BACKUP,)
        kinds[BACKUP] = lambda turn: _copy(place, options.backup, turn)
    store.transact(lambda tx: job_kinds.add_jobs(tx, clock(), more))
    own = frozenset(job_kinds.OF_THE_CENTER)
    return Scheduler(store, kinds, clock, new_id, max(1, options.workers), own=own)


def shop_kinds(open_shop: Opener, new_id: NewId) -> dict[str, Kind]:
    """The kinds of jobs of a shop."""
    reading = ShopReading(open_shop, new_id)
    return {
        ORDERS: reading.orders,
        REFUNDS: reading.refunds,
        GAP_AUDIT: reading.gap_audit,
        SHIPMENTS: Telling(open_shop),
        job_kinds.LISTINGS: lambda turn: _offered(open_shop, new_id, turn),
        job_kinds.PUSH_STOCK: lambda turn: _tell_stock(open_shop, turn),
    }


def _in_turn(turn: Turn) -> Callable[[], bool]:
    """Whether to go on with the next transaction of this turn."""

    def go_on() -> bool:
        turn.keep()
        return not turn.over()

    return go_on


def _judge(new_id: NewId, turn: Turn) -> Did:
    """Orders that wait for the rules, some in a transaction."""
    return Did(approval.approve_waiting(turn.store, turn.clock(), new_id, go_on=_in_turn(turn)))


def _keep(keeper: Keeper, turn: Turn) -> Did:
    """A few small transactions, and soon some more: benches work on the same database."""
    moved = keeper.step(turn.clock())
    counts = {} if moved is None else moved.counts()
    return Did(counts, KEEP_ON_S if keeper.under_way else None)


def _examine(turn: Turn) -> Did:
    checks = list(doctor.examine(turn.store, turn.clock()))
    broken = [one for one in checks if one.level is Level.BROKEN]
    warnings = [one for one in checks if one.level is Level.WARNING]
    named = ", ".join(one.name for one in (*broken, *warnings))
    return Did({"broken": len(broken), "warnings": len(warnings)}, reason=named)


def _copy(place: str, folder: Path, turn: Turn) -> Did:
    turn.hold_long(A_BACKUP)
    made = backup.make(turn.store, place, folder, turn.clock())
    return Did({"bytes": made.manifest.bytes, "rows": sum(made.manifest.rows.values())})


def _offered(open_shop: Opener, new_id: NewId, turn: Turn) -> Did:
    """All that a shop offers, read as a whole: only then is it known what is gone."""
    shop = shop_of(turn)
    reading = listings.Reading(new_id)
    with closing(open_shop(shop)) as adapter:
        try:
            count = listings.pull(turn.store, adapter, shop, turn.clock, reading, turn.whole)
        except NotOfferedError as error:
            return Did(again_s=A_DAY_S, reason=str(error))
    return Did(count.counts(), 0 if turn.stop.is_set() else None)


def _tell_stock(open_shop: Opener, turn: Turn) -> Did:
    """What changed of what the shop may sell, and what people wished on the page of differences.

    Prices after the stock. The shop is opened for no less.
    """
    shop = shop_of(turn)
    differences.wish_changed(turn.store, shop, turn.hold)
    with turn.store.read() as tx:
        stock = tx.listings.to_push(shop.platform, shop.id, 1)
        prices = tx.price_wishes.waiting(shop.platform, shop.id, 1)
    if not stock and not prices:
        return Did()
    with closing(open_shop(shop)) as adapter:
        counts = differences.push(turn.store, adapter, shop, turn.clock, turn.keep) if stock else {}
        if prices:
            did = price_differences.push_prices(turn.store, adapter, shop, turn.clock, turn.keep)
            counts |= {f"prices {name}": number for name, number in did.items()}
        return Did(counts)


def _wave(new_id: NewId, turn: Turn) -> Did:
    """Waves of what was approved, where the policy says that the center makes them by itself."""
    return Did(waving.run(turn.store, Act(CENTER, turn.clock(), new_id), _in_turn(turn)))


def _count(turn: Turn) -> Did:
    """Orders that changed, for the statistics; after a long time away in several turns."""
    counted = statistics.refresh(turn.store, turn.clock(), _in_turn(turn))
    left = counted and turn.over()
    return Did({"orders": counted} if counted else {}, 0 if left else None)


def _suggest(turn: Turn) -> Did:
    """Items for listings that nobody compared yet."""
    found = suggesting.suggest_new(turn.store, turn.clock(), turn.whole)
    return Did({"suggested": found} if found > 0 else {})
