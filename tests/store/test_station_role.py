"""A stolen station credential: every attack is tried on a real server, and seen refused."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from app.domain.order import Operator
from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.store.records import Cursor
from app.store.roles import RoleRefusedError, StationRoles, role_name
from tests.store.attacks import ATTACKS, NEVER, SHARED
from tests.store.samples import CUP, NOW, TEA, a_fact, an_order
from tests.store.tls_server import TlsServer, tls_server

pytestmark = pytest.mark.postgres

PASSWORD = "a-long-random-password-of-a-bench"
OURS, THEIRS = "sp_w1_b1", "sp_w1_b2"


@pytest.fixture(scope="module")
def server() -> Iterator[TlsServer]:
    with tls_server() as running:
        yield running


def _fill(owner: str) -> None:
    for warehouse in ("w1", "w2"):
        store = open_store(owner, warehouse=warehouse)
        with store.write() as tx:
            tx.center.begin_epoch("e1", NOW)
            tx.catalogue.put([TEA, CUP])
            tx.operators.put([Operator(f"op-{warehouse}", "ZB-1", "packer one")])
            tx.operators.set_pin(f"op-{warehouse}", "$argon2id$hash")
            order = an_order(warehouse=warehouse)
            tx.orders.upsert([order], NOW)
            tx.waybills.add("sf", ["SF1", "SF2"])
            tx.waybills.lease("sf", "b1", 1)
            tx.waybills.lease("sf", "b2", 1)
            for station in ("b1", "b2"):
                fact = a_fact(station=f"{station}")
                tx.journal.append(fact)
                tx.stations.set_token(station, "token-hash")
            tx.audit.add("center", "order.hold", "SO-1", NOW)
        store.close()


@pytest.fixture(scope="module")
def enrolled(server: TlsServer) -> TlsServer:
    _fill(server.owner)
    store = open_store(server.owner, warehouse="w1")
    with store.write() as tx:
        for station in ("b1", "b2"):
            StationRoles.of(tx).enrol(station, PASSWORD)
    store.close()
    with psycopg.connect(server.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE payment (warehouse text, amount bigint)")
        owner.execute("INSERT INTO payment VALUES ('w1', 100)")
    return server


@pytest.fixture
def thief(enrolled: TlsServer) -> Iterator[psycopg.Connection]:
    """Whoever has the password of bench b1, with a client of their own."""
    with psycopg.connect(enrolled.url(OURS, PASSWORD), autocommit=True) as connection:
        yield connection


@pytest.fixture
def opened(enrolled: TlsServer) -> Iterator[Callable[..., Store]]:
    stores: list[Store] = []

    def _open(user: str = OURS, password: str = PASSWORD, **options: str) -> Store:
        url = enrolled.url(user, password, **options)
        stores.append(open_store(url, warehouse="w1", station="b1", connect_s=3))
        return stores[-1]

    yield _open
    for store in stores:
        store.close()


def values(thief: psycopg.Connection, question: str) -> list[object]:
    return [row[0] for row in thief.execute(question.encode()).fetchall()]


# what the bench itself needs


def test_the_station_works_with_its_role(opened: Callable[..., Store]) -> None:
    store = opened()
    with store.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order.number == "SO-000001"
        assert tx.orders.by_code("SO-000001") == ("o1",)
        assert tx.catalogue.get("TEA") == TEA
        assert len(tx.feed.changed_after("orders", Cursor())) == 1
        assert len(tx.feed.changed_after("waybills:b1", Cursor())) == 1
        number = tx.journal.next_n("b1")
    with store.write() as tx:
        tx.journal.append(a_fact(number))
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") is None


# the way in


@pytest.mark.parametrize(
    "options",
    [
        {"password": "wrong"},
        {"host": "another-host.example"},
        {"ca": "other-ca.pem"},
        {"ca": "missing.pem"},
        {"mode": "disable", "binding": "disable"},
    ],
    ids=["password", "host name", "other authority", "no authority", "no TLS"],
)
def test_the_way_in_is_closed(opened: Callable[..., Store], options: dict[str, str]) -> None:
    with pytest.raises(StoreError):
        opened(**options)


def test_channel_binding_is_asked_for_and_given(enrolled: TlsServer) -> None:
    with psycopg.connect(enrolled.url(OURS, PASSWORD)) as connection:
        assert connection.pgconn.ssl_in_use
        question = b"SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        row = connection.execute(question).fetchone()
        assert row is not None
        assert row[0] in ("TLSv1.2", "TLSv1.3")


def test_the_password_is_in_no_log_and_kept_as_a_scram_verifier(enrolled: TlsServer) -> None:
    log = (enrolled.folder / "log").read_text()
    assert "ALTER ROLE" in log
    assert PASSWORD not in log
    with psycopg.connect(enrolled.owner) as owner:
        question = b"SELECT rolpassword FROM pg_authid WHERE rolname = 'sp_w1_b1'"
        row = owner.execute(question).fetchone()
    assert row is not None
    assert row[0].startswith("SCRAM-SHA-256$")


# what it sees


@pytest.mark.parametrize("table", NEVER)
def test_what_is_not_allowed_cannot_be_read(thief: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        thief.execute(f"SELECT * FROM {table}".encode())


def test_every_table_is_allowed_or_forbidden_on_purpose(thief: psycopg.Connection) -> None:
    """A table that a later version adds is closed until somebody opens it."""
    question = (
        "SELECT table_name FROM information_schema.role_table_grants"
        " WHERE grantee = 'secondpass_station' AND privilege_type = 'SELECT'"
    )
    read = set(values(thief, question))
    assert read.isdisjoint(NEVER)
    assert values(
        thief,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"
        " AND has_table_privilege(oid, 'SELECT') AND relnamespace = 'public'::regnamespace",
    ) == ["alembic_version"]


@pytest.mark.parametrize("table", SHARED)
def test_only_the_own_warehouse_is_there(thief: psycopg.Connection, table: str) -> None:
    assert set(values(thief, f"SELECT DISTINCT warehouse FROM {table}")) == {"w1"}


def test_no_pin_of_another_warehouse(thief: psycopg.Connection) -> None:
    assert values(thief, "SELECT id FROM operator") == ["op-w1"]


@pytest.mark.parametrize("table", ["journal", "waybill_number"])
def test_only_the_own_facts_and_numbers_are_there(thief: psycopg.Connection, table: str) -> None:
    assert set(values(thief, f"SELECT station_id FROM {table}")) == {"b1"}
    assert set(values(thief, "SELECT role FROM sql_station")) == {OURS}


# what it cannot do


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_refused(thief: psycopg.Connection, enrolled: TlsServer, attack: str) -> None:
    with psycopg.connect(enrolled.owner, autocommit=True) as owner:
        before = _all_facts(owner)
        attack = attack.replace("{owner}", str(owner.info.backend_pid))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            thief.execute(attack.encode())
        assert _all_facts(owner) == before


def _all_facts(owner: psycopg.Connection) -> list[tuple[object, ...]]:
    return owner.execute(b"SELECT * FROM journal ORDER BY warehouse, station_id, n").fetchall()


def test_row_rules_cannot_be_switched_off_for_oneself(thief: psycopg.Connection) -> None:
    thief.execute(b"SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        thief.execute(b"SELECT * FROM orders")


def test_a_fifth_connection_is_refused(enrolled: TlsServer) -> None:
    with _many(enrolled, 4), pytest.raises(psycopg.OperationalError, match="too many connections"):
        psycopg.connect(enrolled.url(THEIRS, PASSWORD))


@contextmanager
def _many(server: TlsServer, count: int) -> Iterator[None]:
    held = [psycopg.connect(server.url(THEIRS, PASSWORD)) for _ in range(count)]
    yield
    for one in held:
        one.close()


# the life of a role


def test_a_new_password_ends_the_old_one_and_revoking_ends_both(server: TlsServer) -> None:
    store = open_store(server.owner, warehouse="w9")
    with store.write() as tx:
        role = StationRoles.of(tx).enrol("b9", "first-password")
    with store.write() as tx:
        assert StationRoles.of(tx).enrol("b9", "second-password") == role
    psycopg.connect(server.url(role, "second-password")).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url(role, "first-password"))
    with psycopg.connect(server.url(role, "second-password")) as thief:
        with store.write() as tx:
            assert StationRoles.of(tx).revoke("b9")
        with pytest.raises(psycopg.OperationalError):
            thief.execute(b"SELECT 1")
        thief.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url(role, "second-password"))
    with store.write() as tx:
        assert not StationRoles.of(tx).revoke("b10")
    store.close()


@pytest.mark.parametrize("name", ["", "a b", 'a"; DROP ROLE postgres; --', "x" * 41])
def test_a_name_that_is_no_name_makes_no_role(name: str) -> None:
    with pytest.raises(RoleRefusedError):
        role_name("w1", name)


def test_two_stations_never_share_a_role(enrolled: TlsServer) -> None:
    store = open_store(enrolled.owner, warehouse="w1")
    with store.write() as tx, pytest.raises(RoleRefusedError, match="is the role of station b1"):
        StationRoles.of(tx).enrol("B1", PASSWORD)
    store.close()
    assert re.fullmatch(r"sp_[a-z0-9_]+", role_name("w1", "b1"))


def test_a_file_has_no_roles(second: Store) -> None:
    with second.write() as tx, pytest.raises(RoleRefusedError):
        StationRoles.of(tx)
