"""Real troubles of real databases, and the words the program has for them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from app.store import errors
from app.store.engine import Store, open_store
from app.store.sqlite import check_version
from app.store.transaction import Transaction
from tests.postgres import Server, frozen, running_server, wait_until_up
from tests.store.samples import NOW, a_fact, an_order

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "bench.db", warehouse="w1", station="b1", busy_ms=50)
    yield store
    store.close()


def test_every_error_says_what_to_do() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    advice = {one.advice for one in kinds if issubclass(one, errors.StoreError)}
    assert len(advice) == len(kinds)
    assert all(one.endswith(".") for one in advice)


def test_a_full_disk(bench: Store) -> None:
    with bench.write() as tx:
        tx.journal.append(a_fact(1))
    with bench._writing.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(errors.StoreFull), bench.write() as tx:
        tx.checkpoint.put("bench", "x" * 100_000)
    with bench.read() as tx:
        assert tx.journal.verify_chain("b1") is None
        assert tx.checkpoint.get("bench") is None


def _fill_up(store: Store, stored: list[int]) -> None:
    while True:
        with store.write() as tx:
            tx.journal.append(a_fact(len(stored) + 1))
            tx.checkpoint.put(f"c{len(stored)}", "x" * 20_000)
        stored.append(len(stored) + 1)


@pytest.mark.skipif(not ROOT, reason="mounting a small disk needs root")
def test_a_really_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        store = open_store(disk / "bench.db", warehouse="w1", station="b1")
        stored: list[int] = []
        with pytest.raises(errors.StoreFull):
            _fill_up(store, stored)
        with store.read() as tx:
            assert tx.journal.next_n("b1") == len(stored) + 1
            assert tx.journal.verify_chain("b1") is None
        store.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


WITHOUT_RIGHTS = """
import os, sys
from app.store.engine import open_store
from app.store.errors import StoreError
open_store(sys.argv[1], warehouse="w1").close()
os.chmod(sys.argv[1], 0o444)
os.chmod(os.path.dirname(sys.argv[1]), 0o555)
if os.geteuid() == 0:
    os.setuid(65534)  # nothing is forbidden to root
try:
    with open_store(sys.argv[1], warehouse="w1").write() as tx:
        tx.checkpoint.put("bench", "x")
except StoreError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise on Windows")
def test_a_place_without_the_right_to_write() -> None:
    folder = Path(tempfile.mkdtemp(prefix="secondpass-"))
    try:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_RIGHTS, str(folder / "bench.db")],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert done.stdout == "StoreReadOnly\n"
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_read_only_database(bench: Store) -> None:
    with bench._writing.connect() as connection:
        connection.execute(text("PRAGMA query_only=ON"))
    with pytest.raises(errors.StoreReadOnly), bench.write() as tx:
        tx.checkpoint.put("bench", b"x")


def test_another_program_holds_the_lock(bench: Store) -> None:
    code = (
        "import sys\n"
        "from pysqlite3 import dbapi2\n"
        "held = dbapi2.connect(sys.argv[1], isolation_level=None)\n"
        "held.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, bench.place]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(errors.StoreLocked), bench.write() as tx:
            tx.checkpoint.put("bench", b"x")
        with bench.read() as tx:
            assert tx.checkpoint.get("bench") is None
        other.stdin.close()
        other.wait(timeout=30)
    with bench.write() as tx:  # and goes on once it is free
        tx.checkpoint.put("bench", b"x")


def _overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def _closed(tmp_path: Path) -> Path:
    path = tmp_path / "bench.db"
    store = open_store(path, warehouse="w1", station="b1")
    with store.write() as tx:
        tx.journal.append_all([a_fact(n) for n in range(1, 301)])
    store.close()
    with dbapi2.connect(str(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def test_overwritten_pages(tmp_path: Path) -> None:
    path = _closed(tmp_path)
    _overwrite(path, 4096, os.urandom(path.stat().st_size - 4096))
    with pytest.raises(errors.StoreDamaged):
        open_store(path, warehouse="w1")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    path.write_bytes(b"this is a letter, not a database" * 200)
    with pytest.raises(errors.StoreDamaged) as caught:
        open_store(path, warehouse="w1")
    assert "set it aside" in caught.value.advice


def test_a_flipped_byte_that_sqlite_does_not_see(tmp_path: Path) -> None:
    path = _closed(tmp_path)
    _overwrite(path, 0, path.read_bytes().replace(b'"sku":"TEA"', b'"sku":"TEB"'))
    store = open_store(path, warehouse="w1", station="b1")
    store.check()
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") is not None
    store.close()


@pytest.mark.parametrize(
    "url",
    ["mysql://somewhere/x", "postgresql://host:port/x", "://", "/no/such/folder/bench.db", "/"],
)
def test_addresses_that_name_no_store(url: str) -> None:
    with pytest.raises(errors.WrongStoreUrl):
        open_store(url, warehouse="w1")


def test_a_sqlite_that_can_damage_data() -> None:
    with pytest.raises(errors.UnsafeSqlite):
        check_version((3, 40, 1), unsafe=False)
    check_version((3, 51, 3), unsafe=False)


@pytest.mark.postgres
def test_wrong_password_user_and_database(postgres_server: Server) -> None:
    good = postgres_server.at("postgres")
    for wrong in (
        good.replace("secret", "guess"),
        good.replace("postgres:secret", "nobody:secret"),
        postgres_server.at("no_such_database"),
    ):
        with pytest.raises(errors.WrongStoreUrl) as caught:
            open_store(wrong, warehouse="w1")
        assert "secret" not in str(caught.value)
        assert "guess" not in str(caught.value)


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://x:y@127.0.0.1:{taken.getsockname()[1]}/z"
        with pytest.raises(errors.StoreUnreachable):
            open_store(url, warehouse="w1")


def test_a_port_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://x:y@127.0.0.1:{silent.getsockname()[1]}/z"
        started = time.monotonic()
        with pytest.raises(errors.StoreUnreachable):
            open_store(url, warehouse="w1", connect_s=2)
        assert time.monotonic() - started < 10


@contextmanager
def _opened(url: str, deadline_s: float) -> Iterator[Store]:
    store = open_store(url, warehouse="w1", deadline_s=deadline_s, connect_s=2)
    yield store
    store.close()


@pytest.mark.postgres
def test_a_frozen_server_does_not_hang_us() -> None:
    with running_server() as server, _opened(server.create(), deadline_s=1.0) as store:
        with frozen(server):
            started = time.monotonic()
            with pytest.raises(errors.StoreUnreachable), store.write() as tx:
                tx.orders.upsert([an_order()], NOW)
            assert time.monotonic() - started < 5
        wait_until_up(server)
        with store.write() as tx:
            tx.orders.upsert([an_order()], NOW)


@pytest.mark.postgres
def test_a_transaction_is_repeated_when_the_server_drops_it(postgres_server: Server) -> None:
    url = postgres_server.create()
    with _opened(url, deadline_s=10) as store:
        attempts: list[Transaction] = []

        def work(tx: Transaction) -> int:
            attempts.append(tx)
            if len(attempts) == 1:
                postgres_server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    f" WHERE datname = '{url.rsplit('/', 1)[1]}'"
                )
            tx.orders.upsert([an_order()], NOW)
            return len(attempts)

        assert store.transact(work) == 2
        with store.read() as tx:
            assert tx.feed.head("orders") == 1
    postgres_server.drop(url)


@pytest.mark.postgres
@pytest.mark.parametrize("state", ["40001", "40P01", "57P01", "25006", "25P03", "08006"])
def test_what_is_worth_repeating(postgres_server: Server, state: str) -> None:
    url = postgres_server.create()
    with _opened(url, deadline_s=10) as store:
        attempts: list[Transaction] = []

        def work(tx: Transaction) -> None:
            attempts.append(tx)
            if len(attempts) < 3:
                raise_it = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"
                tx._session.connection.exec_driver_sql(raise_it)

        store.transact(work)
        assert len(attempts) == 3
        attempts[:] = []
        with pytest.raises((errors.StoreConflict, errors.StoreUnreachable)):
            store.transact(work, within_s=0.0)
    postgres_server.drop(url)
