"""A bench to be measured: its data folder, its settings, the facts it wrote."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import Settings
from app.entrypoints.sample_bench import SampleBench
from app.entrypoints.station_host import DATABASE
from app.store.engine import Store, open_store
from app.store.session import Session
from benchmarks import cache, stock
from benchmarks.world import World

CENTER = "center.db"


@contextmanager
def home() -> Iterator[Path]:
    """A data folder on the disk of this project, with 100,000 orders; removed afterwards."""
    cache.FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="home-", dir=cache.FOLDER))
    try:
        cache.copy_to(folder / DATABASE)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def learn_sizes(store: Store) -> None:
    """What PostgreSQL knows of its tables where they were filled during a month."""
    with store.write() as tx:
        session: Session = tx._session  # noqa: SLF001
        if session.dialect == "postgresql":
            session.connection.exec_driver_sql("ANALYZE")


def settings(folder: Path, world: World, *, center: bool) -> Settings:
    """Write the settings file as a person would, and load it."""
    bench = SampleBench(
        scanner=world.scanner,
        scale=world.scale,
        printer=world.printer,
        center=str(folder / CENTER) if center else "",
        station=stock.STATION,
        warehouse=stock.WAREHOUSE,
        volume=0,
    )
    return bench.write(folder)


def facts(folder: Path) -> Counter[str]:
    """How many facts of each kind this bench's journal holds."""
    store = open_store(folder / DATABASE, warehouse=stock.WAREHOUSE, station=stock.STATION)
    try:
        with store.read() as tx:
            return Counter(type(one.fact).__name__ for one in tx.journal.read(stock.STATION))
    finally:
        store.close()


def copied(folder: Path) -> int:
    """How many changed orders the sync has brought to this bench so far."""
    store = open_store(folder / DATABASE, warehouse=stock.WAREHOUSE, station=stock.STATION)
    try:
        with store.read() as tx:
            return sum(
                found is not None and found.order.revision > 1
                for found in map(tx.orders.get, (f"o-{n:06d}" for n in range(30_000, 60_000)))
            )
    finally:
        store.close()
