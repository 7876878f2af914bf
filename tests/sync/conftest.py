"""A center on each engine, and benches beside it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.engine import Store, open_store
from tests.pooler import WANTED, running_pooler, skip_without
from tests.postgres import Server, postgres_server
from tests.sync.gateways import Gateways, HttpServer
from tests.sync.rig import WAREHOUSE, Bench, Connect, a_center, by_sql

__all__ = ["postgres_server"]
WIRES = ["sql", "http"]
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def pg_server(postgres_server: Server) -> Iterator[Server]:
    """The server, with a pooler in front of it where that is wanted."""
    if not os.environ.get(WANTED):
        yield postgres_server
        return
    skip_without()
    with running_pooler(postgres_server) as pooled:
        yield pooled


@pytest.fixture(scope="session")
def pg_template(postgres_server: Server) -> str:
    url = postgres_server.create()
    open_store(url, warehouse=WAREHOUSE).close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=ENGINES)
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes places for centers, as many as a test wants."""
    made: list[str] = []

    def sqlite() -> str:
        made.append(str(tmp_path / f"center-{len(made)}.db"))
        return made[-1]

    if request.param == "sqlite":
        yield sqlite
        return
    server: Server = request.getfixturevalue("pg_server")
    template = request.getfixturevalue("pg_template")

    def postgres() -> str:
        made.append(server.create(template))
        return made[-1]

    yield postgres
    for url in made:
        server.drop(url)


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    return new_place()


@pytest.fixture
def center(place: str) -> Iterator[Store]:
    store = a_center(place)
    yield store
    store.close()


@pytest.fixture(scope="session")
def http_server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def gateways(http_server: HttpServer, tmp_path: Path) -> Iterator[Gateways]:
    made = Gateways(http_server, tmp_path)
    yield made
    made.close()


@pytest.fixture(params=WIRES)
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connect(gateways: Gateways, wire: str) -> Connect:
    """Leads a bench to a center, over the wire of this run."""
    if wire == "sql":
        return by_sql
    return gateways.connect


@pytest.fixture
def new_bench(tmp_path: Path, place: str, connect: Connect) -> Iterator[Callable[..., Bench]]:
    opened: list[Bench] = []

    def make(station: str = "b1", at: str = "") -> Bench:
        folder = tmp_path / f"bench-{len(opened)}"
        folder.mkdir()
        opened.append(Bench(folder, at or place, station, connect))
        return opened[-1]

    yield make
    for bench in opened:
        bench.close()


@pytest.fixture
def bench(new_bench: Callable[..., Bench], center: Store) -> Bench:
    return new_bench()
