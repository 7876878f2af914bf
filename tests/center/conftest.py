"""A center on each engine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from tests.builders import NOON
from tests.center.desk_rig import Desk
from tests.postgres import Server, postgres_server

__all__ = ["postgres_server"]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def empty_center(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A center's file with its tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "center.db"
    open_store(path, warehouse="W1").close()
    return path


@pytest.fixture(scope="session")
def center_template(postgres_server: Server) -> str:
    """The same on PostgreSQL."""
    url = postgres_server.create()
    open_store(url, warehouse="W1").close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("empty_center"), tmp_path / "center.db")
        yield from _opened(str(tmp_path / "center.db"))
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create(request.getfixturevalue("center_template"))
    yield from _opened(url)
    server.drop(url)


@pytest.fixture
def local(tmp_path: Path, empty_center: Path) -> Iterator[Store]:
    """For tests that do not ask about engines."""
    shutil.copyfile(empty_center, tmp_path / "local.db")
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
