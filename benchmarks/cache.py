"""The store with 100,000 orders: made once, kept under build/, copied for every benchmark.

One file serves as the center and as a bench that has copied all of it already.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import psutil

from app.store import migrate, vault_keys
from app.store.engine import Store, open_store
from app.store.records import Cursor
from app.store.session import BOXES, ITEMS, OPERATORS, ORDERS, RATES, WAYBILLS
from benchmarks import stock

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "bench-cache"
EPOCH = "epoch-1"
_SOURCES = ("benchmarks/stock.py", "benchmarks/cache.py", "app/domain/order.py")
_BATCH = 2_000
_FEEDS = (ITEMS, BOXES, OPERATORS, RATES, WAYBILLS + stock.STATION, ORDERS)
_LAST = "\U0010ffff"  # sorts behind every id


def store_file() -> Path:
    """The cached file; made now if it is not there."""
    digest = hashlib.sha256(migrate.head(migrate.alembic_config()).encode())
    revisions = sorted((migrate.SCRIPTS / "versions").glob("*.py"))
    for source in (*(ROOT / name for name in _SOURCES), *revisions):
        digest.update(source.read_bytes())
    path = FOLDER / f"store-{digest.hexdigest()[:16]}.db"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("store-*"):
        if not _being_made(old):
            old.unlink(missing_ok=True)
    sys.stderr.write("making the store with 100,000 orders, once\n")
    # With the name of the process: of two that were making it, one took the other's half-made file.
    making = path.with_suffix(f".{os.getpid()}.making")
    store = open_store(making, warehouse=stock.WAREHOUSE, station=stock.STATION)
    try:
        fill(store, orders=stock.ORDERS)
        _copied_already(store)
    finally:
        store.close()
    return making.replace(path)


def _being_made(file: Path) -> bool:
    """Whether its name is that of a process that lives: ``store-DIGEST.PID.making-wal``."""
    _digest, pid, *_more = file.name.split(".")
    return pid.isdecimal() and psutil.pid_exists(int(pid))


def fill(store: Store, *, orders: int, first: int = 0) -> None:
    """A center with items, people, cards, numbers and the orders from ``first`` on."""
    with store.write() as tx:
        tx.center.begin_epoch(EPOCH, stock.START)
        tx.catalogue.put(stock.items())
        tx.operators.put((stock.OPERATOR,))
        tx.rates.put(stock.cards())
        tx.waybills.add(stock.COURIER, stock.waybill_numbers())
        tx.waybills.lease(stock.COURIER, stock.STATION, stock.NUMBERS - 1)
    for start in range(first, first + orders, _BATCH):
        end = min(start + _BATCH, first + orders)
        with store.write() as tx:
            tx.orders.upsert(stock.orders(start, end), stock.START)
    with store.write() as tx:  # one row of each feed is the newest: the cursor can name it
        tx.orders.upsert((stock.order(first),), stock.START)
        tx.catalogue.put((stock.item(0),))
        tx.waybills.lease(stock.COURIER, stock.STATION, 1)


def _copied_already(store: Store) -> None:
    """The bench's cursors at the center's heads: its sync has nothing to copy."""
    with store.write() as tx:
        for feed in _FEEDS:
            head = tx.feed.head(feed)
            newest = tx.feed.changed_after(feed, Cursor(EPOCH, head - 1, _LAST))
            tx.feed.apply(feed, EPOCH, newest)


def copy_to(path: Path) -> Path:
    """A copy of the cached store at ``path``."""
    shutil.copyfile(store_file(), path)
    keys = FOLDER / vault_keys.FOLDER
    if keys.is_dir():  # the recipients were sealed with them; in a keyring they are found anyway
        shutil.copytree(keys, path.parent / vault_keys.FOLDER, dirs_exist_ok=True)
    return path
