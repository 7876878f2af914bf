"""A store on each engine: every repository test runs on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from tests.postgres import Server, postgres_server

__all__ = ["postgres_server"]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def template(postgres_server: Server) -> str:
    """A database with our tables, copied for each test."""
    url = postgres_server.create()
    open_store(url, warehouse="w1").close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place without tables."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.db")
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place with our tables."""
    if request.param == "sqlite":
        path = str(tmp_path / "store.db")
        open_store(path, warehouse="w1").close()
        yield path
        return
    server: Server = request.getfixturevalue("postgres_server")
    place = server.create(request.getfixturevalue("template"))
    yield place
    server.drop(place)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, warehouse="w1", station="b1")
    yield opened
    opened.close()


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    """Another store, of a bench, always SQLite: what the center's feeds are applied to."""
    opened = open_store(tmp_path / "bench.db", warehouse="w1", station="b1")
    yield opened
    opened.close()


@pytest.fixture
def reopen(url: str) -> Iterator[Callable[..., Store]]:
    """More connections to the same place, as other programs have them."""
    opened: list[Store] = []

    def _open(**options: object) -> Store:
        opened.append(open_store(url, warehouse="w1", **options))  # type: ignore[arg-type]
        return opened[-1]

    yield _open
    for one in opened:
        one.close()
