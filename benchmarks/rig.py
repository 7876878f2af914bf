"""A bench to be measured: its data folder, its settings, the facts it wrote."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import Settings, load
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from benchmarks import cache, stock
from benchmarks.world import World

CENTER = "center.db"
_SETTINGS = """\
[bench]
name = "打包臺 07"
station = "{station}"
warehouse = "{warehouse}"
language = "zh_Hant"
full_screen = false
volume = 0

[center]
database = '{center}'

[policy]
on_mismatch = "correct"
idle_lock_s = 3600

[[scanner]]
id = "scanner-1"
kind = "serial"
port = '{scanner}'

[scale]
protocol = "st_gs"
port = '{scale}'

[printer]
kind = "raw"
address = "{printer}"

[sender]
name = "演示家居 1 號倉"
phone = "000-0000-0000"
address = "演示路 100 號"
"""


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


def settings(folder: Path, world: World, *, center: bool) -> Settings:
    """Write the settings file as a person would, and load it."""
    text = _SETTINGS.format(
        station=stock.STATION,
        warehouse=stock.WAREHOUSE,
        center=folder / CENTER if center else "",
        scanner=world.scanner,
        scale=world.scale,
        printer=world.printer,
    )
    path = folder / "secondpass.toml"
    path.write_text(text, "utf-8")
    return load(path)


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
