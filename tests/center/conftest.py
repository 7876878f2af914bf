"""A center on each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from tests.builders import NOON
from tests.center.desk_rig import Desk
from tests.postgres import Server, postgres_server

__all__ = ["postgres_server"]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        yield from _opened(str(tmp_path / "center.db"))
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield from _opened(url)
    server.drop(url)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Store]:
    """For tests that do not ask about engines."""
    yield from _opened(str(tmp_path / "local.db"))


def _opened(place: str) -> Iterator[Store]:
    store = open_store(place, warehouse="W1")
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
    yield store
    store.close()


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(store, tmp_path)
    yield made
    for bench in made.benches.values():
        bench.close()
