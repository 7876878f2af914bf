"""A pgbouncer of our own on the loopback, in front of the tests' PostgreSQL.

Without the program the tests that need it are skipped, but fail where ``CI`` is set.
``SECONDPASS_PG_POOLER=1`` leads every test with a database of its own through one.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgres import Server, _free_port

WANTED = "SECONDPASS_PG_POOLER"
START_S = 10.0


@dataclass(frozen=True, slots=True)
class PooledServer(Server):
    """The same server; new databases that are copies are spoken to through the pooler at ``port``.

    A template is made directly: the pooler would keep a connection to it, and nobody could copy it.
    """

    port: int = 0

    def create(self, template: str = "template0") -> str:
        url = Server.create(self, template)
        return url if template == "template0" else self.through(url)

    def through(self, url: str) -> str:
        """The address of a database by way of the pooler."""
        parts = urlsplit(url)
        place = f"{parts.username}:{parts.password}@127.0.0.1:{self.port}"
        return f"postgresql://{place}{parts.path}?pooled=true"

    def drop(self, url: str) -> None:
        Server.drop(self, url.partition("?")[0])


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def running_pooler(server: Server, *, connections: int = 8) -> Iterator[PooledServer]:
    """A pooler in transaction mode, ``connections`` to the server for each database."""
    found = program()
    assert found is not None
    parts = urlsplit(server.url)
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix="secondpass-pgbouncer-"))
    (folder / "users.txt").write_text(f'"{parts.username}" "{parts.password}"\n')
    config = folder / "pgbouncer.ini"
    config.write_text(
        f"""[databases]
* = host={parts.hostname} port={parts.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 500
server_reset_query =
"""
    )
    command = [found, "-q", str(config)]
    if os.geteuid() == 0:  # it refuses to run as root
        for one in (folder, config, folder / "users.txt"):
            shutil.chown(one, "postgres")
        command = [found, "-q", "-u", "postgres", str(config)]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        pooled = PooledServer(server.url, server.pid, port)
        _wait(child, pooled.through(server.at("postgres")))
        yield pooled
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=START_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(child: subprocess.Popen[str], url: str) -> None:
    end = time.monotonic() + START_S
    while True:
        if child.poll() is not None:
            raise RuntimeError(f"pgbouncer ended: {child.communicate()[1]}")
        try:
            psycopg.connect(url.partition("?")[0], connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
        else:
            return


def skip_without() -> None:
    """Ends a test that needs the pooler where there is none."""
    if program() is None:
        reason = "no pgbouncer on this computer (the package pgbouncer)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
