"""Store and sync through pgbouncer in transaction mode: any transaction on any connection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from app.domain.order import OrderState
from app.store.engine import Store, open_store
from app.store.errors import StoreUnreachable, WrongStoreUrl
from app.store.postgres import through_pooler
from tests.builders import NOON
from tests.pooler import PooledServer, running_pooler, skip_without
from tests.postgres import Server, frozen
from tests.sync.gateways import Gateways
from tests.sync.rig import WAREHOUSE, Bench, a_center, by_sql, center_state

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def pooler(postgres_server: Server) -> Iterator[PooledServer]:
    """Two connections to the server for whoever comes: they change hands all the time."""
    skip_without()
    with running_pooler(postgres_server, connections=2) as pooled:
        yield pooled


@pytest.fixture
def pooled_place(pooler: PooledServer, pg_template: str) -> Iterator[str]:
    url = pooler.create(pg_template)
    yield url
    pooler.drop(url)


def _packed(place: str, folder: Path, gateways: Gateways | None) -> dict[str, object]:
    """Two benches pack four orders in turn, one of them both; what the center has then."""
    center = a_center(place)
    connect = gateways.connect if gateways else by_sql
    benches = []
    for name in ("b1", "b2"):
        (folder / name).mkdir(parents=True)
        benches.append(Bench(folder / name, place, name, connect))
    try:
        for bench in benches:
            bench.run(steps=2)
        with center.read() as tx:
            orders = [one.order for one in tx.orders.listed([OrderState.APPROVED])]
        for at, order in enumerate(orders[:4]):
            benches[at % 2].pack(order)
        for bench in benches:
            bench.pack(orders[4])
        for _ in range(2):
            for bench in benches:
                bench.run(steps=1)
        return {"center": center_state(center), "benches": [one.state() for one in benches]}
    finally:
        for bench in benches:
            bench.close()
        center.close()


def test_a_day_ends_as_it_does_in_a_file(
    pooled_place: str, tmp_path: Path, gateways: Gateways, wire: str
) -> None:
    file = str(tmp_path / "center.db")
    known = _packed(file, tmp_path / "file", None)
    over = gateways if wire == "http" else None
    assert _packed(pooled_place, tmp_path / "pooled", over) == known


def test_tables_are_made_through_it(pooler: PooledServer) -> None:
    url = pooler.through(Server.create(pooler))
    store = open_store(url, warehouse=WAREHOUSE)
    with store.write() as tx:
        tx.center.begin_epoch("e1", NOON)
    with store.read() as tx:
        assert tx.center.epoch() == "e1"
    store.close()
    pooler.drop(url)


def test_ten_writers_share_two_connections(pooled_place: str) -> None:
    """Nobody waits for ever, every number is given once: the counter row is locked as it should."""
    stores = [open_store(pooled_place, warehouse=WAREHOUSE) for _ in range(5)]

    def count(store: Store) -> list[int]:
        return [store.transact(lambda tx: tx.feed.bump("orders")) for _ in range(20)]

    with ThreadPoolExecutor(10) as threads:
        given = [n for part in threads.map(count, stores * 2) for n in part]
    assert sorted(given) == list(range(1, 201))
    for store in stores:
        store.close()


def test_nothing_is_left_on_a_connection(pooler: PooledServer, pooled_place: str) -> None:
    """No prepared statements and no settings: the next bench gets the same connection."""
    store = open_store(pooled_place, warehouse=WAREHOUSE)
    for _ in range(12):  # a driver that prepares does so after five times
        with store.read() as tx:
            tx.feed.heads()
    with psycopg.connect(pooled_place.partition("?")[0], autocommit=True) as other:
        assert other.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
        changed = "SELECT name FROM pg_settings WHERE source = 'session' AND name <> %s"
        names = {row[0] for row in other.execute(changed, ("application_name",)).fetchall()}
    assert names <= {"client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings"}
    assert pooler.port
    store.close()


def test_times_are_the_same_in_another_zone(pooler: PooledServer, pooled_place: str) -> None:
    """Where a session's zone is the role's or the server's, an instant stays an instant."""
    name = pooled_place.rsplit("/", 1)[1].partition("?")[0]
    pooler.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Taipei'")
    store = open_store(pooled_place, warehouse=WAREHOUSE)
    at = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    with store.write() as tx:
        tx.center.begin_epoch("e1", at)
        tx.stations.set_token("b1", "x")
        known = tx.stations.get("b1")
        assert known is not None
        tx.stations.saw(type(known)("b1", seen_at=at))
    with store.read() as tx:
        seen = tx.stations.get("b1")
        zone = tx._session.connection.execute(text("SHOW timezone")).scalar()
    assert seen is not None
    assert seen.seen_at == at
    assert seen.seen_at is not None
    assert seen.seen_at.tzinfo is UTC
    assert zone == "Asia/Taipei"
    store.close()


def test_a_frozen_server_behind_it_ends_at_our_deadline(
    postgres_server: Server, pooled_place: str
) -> None:
    if not postgres_server.pid:
        pytest.skip("the server is not ours to stop")
    store = open_store(pooled_place, warehouse=WAREHOUSE, deadline_s=0.5)
    with frozen(postgres_server), pytest.raises(StoreUnreachable), store.read() as tx:
        tx.feed.heads()
    with store.read() as tx:
        assert tx.feed.heads() == {}
    store.close()


@pytest.mark.parametrize(("said", "pooled"), [("", False), ("?pooled=true", True)])
def test_the_address_says_it(said: str, pooled: bool) -> None:
    url, found = through_pooler(make_url(f"postgresql://u@h/db{said}"))
    assert found is pooled
    assert url.render_as_string() == "postgresql://u@h/db"


def test_another_word_is_refused() -> None:
    with pytest.raises(WrongStoreUrl, match="true or false"):
        open_store("postgresql://u@h/db?pooled=yes", warehouse=WAREHOUSE)
