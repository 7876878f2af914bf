"""A PostgreSQL server of our own for the tests: made, started and thrown away in two seconds.

``SECONDPASS_PG_DSN`` names a server to use instead. Without one and without server programs the
tests that need it are skipped, but fail where ``CI`` is set.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

TEMPLATE = "secondpass_base"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``url`` has no database at its end. ``pid`` 0: it is not ours."""

    url: str
    pid: int = 0

    def at(self, database: str) -> str:
        return f"{self.url}/{database}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.at("postgres"), autocommit=True, connect_timeout=10) as admin:
            admin.execute(statement.encode())

    def create(self, template: str = "template0") -> str:
        """The URL of a new database."""
        name = f"secondpass_{os.getpid()}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.at(name)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")


def binaries() -> Path | None:
    """The folder of the newest server programs on this computer."""
    found = [one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists()]
    if found:
        return max(found, key=lambda one: int(one.parent.name))
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def _as_postgres(command: list[str]) -> list[str]:
    """Server programs refuse to run as root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["runuser", "-u", "postgres", "--", *command] if root else command


@contextmanager
def running_server(*, fsync: bool = False) -> Iterator[Server]:
    """A new cluster in a temporary folder. Password of user ``postgres``: ``secret``."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="secondpass-pg-"))
    try:
        (folder / "password").write_text("secret")
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            shutil.chown(folder / "password", "postgres")
        data = folder / "data"
        init = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--no-sync"]
        init += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        init += [f"--pwfile={folder / 'password'}"]
        subprocess.run(_as_postgres(init), check=True, capture_output=True, cwd=folder)
        port = _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=80"
        options += f" -c fsync={'on' if fsync else 'off'}"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        subprocess.run(
            _as_postgres([*control, "-o", options, "start"]),
            check=True,
            capture_output=True,
            cwd=folder,
        )
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        try:
            yield Server(f"postgresql://postgres:secret@127.0.0.1:{port}", pid)
        finally:
            subprocess.run(
                _as_postgres([*control, "-m", "immediate", "stop"]),
                check=True,
                capture_output=True,
                cwd=folder,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def children(pid: int) -> list[int]:
    """The processes of a server (Linux)."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in text.split()]


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """The server stops in the middle of what it does; its kernel still acknowledges bytes."""
    every = [server.pid, *children(server.pid)]
    for pid in every:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in every:
            os.kill(pid, signal.SIGCONT)


def wait_until_up(server: Server, within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
        else:
            return


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server for the whole run of tests."""
    if named := os.environ.get("SECONDPASS_PG_DSN"):
        yield Server(named.rstrip("/"))
        return
    if binaries() is None:
        reason = "no PostgreSQL server programs and no SECONDPASS_PG_DSN"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running_server() as server:
        yield server
