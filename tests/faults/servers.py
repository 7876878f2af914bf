"""A center on a real PostgreSQL server, and benches that reach it over a wire we hold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from app.center.desk import CenterDesk
from app.entrypoints.center_link import SqlTransport
from app.store.engine import Store, open_store
from app.store.transaction import Transaction
from tests.builders import NOON
from tests.faults.host import as_store
from tests.faults.report import NotHereError
from tests.postgres import Server, binaries, running_server
from tests.sync.rig import WAREHOUSE, Bench, a_center

T = TypeVar("T")
PATIENCE_S = 1.0


@contextmanager
def server(*, fsync: bool = False) -> Iterator[Server]:
    if binaries() is None:
        raise NotHereError("no PostgreSQL server programs")
    with running_server(fsync=fsync) as running:
        yield running


@dataclass(slots=True)
class Impatient:
    """A store whose repetitions end soon: a test need not wait ten seconds for each hole."""

    store: Store

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def transact(self, work: Callable[[Transaction], T]) -> T:
        return self.store.transact(work, within_s=PATIENCE_S)


class QuickTransport(SqlTransport):
    """The product's transport with short deadlines."""

    def _desk(self) -> CenterDesk:
        if self._store is None:
            self._store = open_store(
                self._center, warehouse=self._warehouse, deadline_s=PATIENCE_S, connect_s=1
            )
        return CenterDesk(as_store(Impatient(self._store)), lambda: NOON)


@contextmanager
def center_at(place: str, *, orders: int) -> Iterator[Store]:
    store = a_center(place, orders=orders)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def bench_at(folder: Path, place: str, name: str) -> Iterator[Bench]:
    """A bench whose wire ends at ``place``."""
    bench = Bench(folder, place, name)
    bench.transport._inner = QuickTransport(place, WAREHOUSE)
    try:
        yield bench
    finally:
        bench.close()


def through(url: str, port: int) -> str:
    """The same database behind another port."""
    return url.replace(f":{urlsplit(url).port}/", f":{port}/")
