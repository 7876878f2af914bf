"""``pg_dump`` and ``pg_restore``: found by name, started with no password in their arguments."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.store.errors import StoreError
from app.store.postgres import through_pooler

Connection = psycopg.Connection[Any]
PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, away from PATH."""

_COPY = re.compile(rb'COPY (?:\S+\.)?"?(\w+)"? \(')


class ToolFailed(StoreError):  # noqa: N818 - the name says what is the matter
    """A program of PostgreSQL is missing, or ended with an error."""

    advice = "Install PostgreSQL's client programs, of the server's version or newer."


def find(name: str) -> str:
    """The path of a client program, of the newest version there is. Raises ToolFailed."""
    found = [one for one in PROGRAMS.glob(f"*/bin/{name}") if one.parts[-3].isdigit()]
    if found:
        return str(max(found, key=lambda one: int(one.parts[-3])))
    program = shutil.which(name)
    if program is None:
        raise ToolFailed(f"{name} is neither in PATH nor in {PROGRAMS}")
    return program


def arguments(url: str) -> dict[str, Any]:
    """The words of a database's address as libpq knows them; several hosts stay several."""
    known, _pooled = through_pooler(make_url(url).set(drivername="postgresql+psycopg"))
    words: dict[str, Any] = PGDialect_psycopg().create_connect_args(known)[1]  # type: ignore[no-untyped-call]
    return words


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection of its own, without the deadlines of a bench's question."""
    with psycopg.connect(**arguments(url), connect_timeout=10) as connection:
        yield connection


def run(name: str, words: Iterable[str], url: str = "") -> str:
    """Runs a program to its end; what it printed. Raises ToolFailed with its own words."""
    command, environment = _command(name, words, url)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(f"{name}: {done.stderr.strip()[-2_000:]}")
    return done.stdout


def rows_in(dump: Path) -> dict[str, int]:
    """How many rows of each table a dump really holds: it is read through. Raises ToolFailed."""
    command, environment = _command("pg_restore", ["--data-only", "--file=-", str(dump)], "")
    counted: dict[str, int] = {}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reading:
        assert reading.stdout is not None
        assert reading.stderr is not None
        table = ""
        for line in reading.stdout:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                counted[table] += 1
            elif found := _COPY.match(line):
                table = found.group(1).decode()
                counted[table] = 0
        complaint = reading.stderr.read().decode(errors="replace")
    if reading.returncode:
        raise ToolFailed(f"pg_restore: {complaint.strip()[-2_000:]}")
    return counted


def _command(name: str, words: Iterable[str], url: str) -> tuple[list[str], dict[str, str]]:
    """The password travels in the environment: arguments can be read by every user."""
    environment = dict(os.environ)
    command = [find(name), *words]
    if url:
        place = arguments(url)
        password = place.pop("password", "")
        if password:
            environment["PGPASSWORD"] = str(password)
        command.insert(1, f"--dbname={make_conninfo(**place)}")
    return command, environment
