"""A backup is checked, a restore is proved, and what was packed in between comes back once."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.center import backup
from app.center.jobs_run import Jobs, SkippedError
from app.entrypoints.center_link import SqlTransport
from app.entrypoints.center_operations import add_operations
from app.store import pg_tools
from app.store.backup import BackupUnsound, NotEmpty, read_manifest, write_manifest
from app.store.engine import Store, open_store
from app.store.pg_tools import ToolFailed
from app.store.session import ORDERS
from tests.builders import NOON
from tests.postgres import Server
from tests.sync.conftest import (
    bench,
    center,
    new_bench,
    new_place,
    pg_server,
    pg_template,
    place,
)
from tests.sync.rig import WAREHOUSE, Bench, Connect, center_state, some_orders

__all__ = ["bench", "center", "new_bench", "new_place", "pg_server", "pg_template", "place"]


@pytest.fixture
def connect() -> Connect:
    return lambda center, _station: SqlTransport(center, WAREHOUSE)


@pytest.fixture
def empty_place(
    request: pytest.FixtureRequest, place: str, tmp_path: Path
) -> Iterator[Callable[[], str]]:
    """Makes places of the same kind as the center's, without tables."""
    made: list[str] = []
    server: Server | None = None
    if "://" in place:
        server = request.getfixturevalue("postgres_server")

    def make() -> str:
        name = f"restored-{len(made)}.db"
        made.append(server.create() if server else str(tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        if server:
            server.drop(one)


def packs(bench: Bench, first: int, last: int) -> None:
    for order in some_orders(last)[first:]:
        bench.pack(order)
    bench.run(steps=2)


def test_what_was_packed_after_the_backup_comes_back_once(
    place: str, center: Store, bench: Bench, tmp_path: Path, empty_place: Callable[[], str]
) -> None:
    packs(bench, 0, 2)
    made = backup.make(center, place, tmp_path / "backups", NOON)
    packs(bench, 2, 5)  # the center is lost with these
    before = center_state(center)
    assert len(before["parcels"]) == 5
    target = empty_place()
    done = backup.restore(made.file, target, WAREHOUSE, NOON + timedelta(hours=1), "epoch-2")
    assert done.facts == 2 * 7
    restored = open_store(target, warehouse=WAREHOUSE)
    try:
        assert len(center_state(restored)["parcels"]) == 2
        bench.move_to(target)
        bench.run(steps=4)
        assert center_state(restored) == before
        assert bench.state()["outbox"]["waiting"] == 0
        with bench.store.read() as tx:
            assert tx.feed.cursor(ORDERS).epoch == "epoch-2"
        with restored.read() as tx:
            assert tx.journal.verify_chain("b1") is None
    finally:
        restored.close()


def test_the_manifest_says_what_is_inside(
    place: str, center: Store, bench: Bench, tmp_path: Path
) -> None:
    packs(bench, 0, 3)
    made = backup.make(center, place, tmp_path, NOON)
    told = read_manifest(made.file)
    assert told == made.manifest
    assert (told.rows["journal"], told.rows["parcel"], told.rows["orders"]) == (21, 3, 5)
    assert (told.epoch, told.warehouse, told.last["b1"][0]) == ("epoch-1", WAREHOUSE, 21)
    assert not list(tmp_path.glob("*.part*"))
    with pytest.raises(NotEmpty):
        backup.make(center, place, tmp_path, NOON)


def test_nothing_is_written_over(place: str, center: Store, tmp_path: Path) -> None:
    made = backup.make(center, place, tmp_path, NOON)
    with pytest.raises(NotEmpty):
        backup.restore(made.file, place, WAREHOUSE, NOON, "epoch-2")
    with center.read() as tx:
        assert tx.center.epoch() == "epoch-1"


def test_a_backup_that_changed_is_refused(
    place: str, center: Store, tmp_path: Path, empty_place: Callable[[], str]
) -> None:
    made = backup.make(center, place, tmp_path, NOON)
    target = empty_place()
    with pytest.raises(ValueError, match="new epoch"):
        backup.restore(made.file, target, WAREHOUSE, NOON, "epoch-1")
    with pytest.raises(ValueError, match="warehouse W1"):
        backup.restore(made.file, target, "W2", NOON, "epoch-2")
    data = bytearray(made.file.read_bytes())
    data[len(data) // 2] ^= 1
    made.file.write_bytes(data)
    with pytest.raises(BackupUnsound, match="its bytes"):
        backup.restore(made.file, target, WAREHOUSE, NOON, "epoch-2")
    made.file.with_name(made.file.name + ".manifest.json").unlink()
    with pytest.raises(BackupUnsound, match="manifest"):
        backup.restore(made.file, target, WAREHOUSE, NOON, "epoch-2")


def test_rows_that_are_missing_are_noticed(
    place: str, center: Store, tmp_path: Path, empty_place: Callable[[], str]
) -> None:
    made = backup.make(center, place, tmp_path, NOON)
    rows = {**made.manifest.rows, "orders": 6}
    write_manifest(made.file, replace(made.manifest, rows=rows))
    with pytest.raises(BackupUnsound, match="rows"):
        backup.restore(made.file, empty_place(), WAREHOUSE, NOON, "epoch-2")


def test_a_damaged_center_makes_no_backup(
    place: str, center: Store, bench: Bench, tmp_path: Path
) -> None:
    packs(bench, 0, 1)
    with center._writing.begin() as connection:
        connection.execute(text("UPDATE journal SET operator_id = 'P02' WHERE n = 3"))
    with pytest.raises(BackupUnsound, match="fact 3 of b1"):
        backup.make(center, place, tmp_path / "backups", NOON)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_while_a_bench_works(
    place: str, center: Store, bench: Bench, tmp_path: Path, empty_place: Callable[[], str]
) -> None:
    """Facts that arrive in the middle are in it whole or not at all."""
    packs(bench, 0, 3)
    second = open_store(place, warehouse=WAREHOUSE)
    with center.write() as tx:  # a transaction that is not over yet
        tx.checkpoint.put("half", b"1")
        made = backup.make(second, place, tmp_path, NOON)
    second.close()
    assert made.manifest.rows["checkpoint"] == 0
    target = empty_place()
    assert backup.restore(made.file, target, WAREHOUSE, NOON, "epoch-2").facts == 21


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pg_tools, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolFailed, match="pg_dump is neither"):
        pg_tools.find("pg_dump")


def test_no_password_in_the_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "15" / "bin" / "pg_dump"
    tool.parent.mkdir(parents=True)
    tool.touch()
    monkeypatch.setattr(pg_tools, "PROGRAMS", tmp_path)
    url = "postgresql://center:s3cret@/x?host=a:5432&host=b:5433&target_session_attrs=read-write"
    command, environment = pg_tools._command("pg_dump", ["--format=custom"], url)
    assert environment["PGPASSWORD"] == "s3cret"
    assert "s3cret" not in " ".join(command)
    assert "host=a,b" in command[1]
    assert "port=5432,5433" in command[1]


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()

    def add(name: str, run: object, about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about)
        made.set_defaults(run=run)
        made.add_argument("--database", default="")
        made.add_argument("--home", type=Path)
        made.add_argument("--warehouse", default=WAREHOUSE)
        return made

    add_operations(add)
    options = parser.parse_args(words)
    return int(options.alone(options))


def test_on_the_command_line(
    place: str,
    center: Store,
    tmp_path: Path,
    empty_place: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("backup", str(tmp_path / "b"), "--database", place) == 0
    assert "checked" in capsys.readouterr().out
    with center.read() as tx:
        (done,) = tx.jobs.last("backup")
    assert done.state == "completed"
    assert done.counts["rows"] > 5
    (file,) = (one for one in (tmp_path / "b").iterdir() if one.suffix != ".json")
    target = empty_place()
    assert run("restore", str(file), "--database", target) == 0
    assert "chains sound" in capsys.readouterr().out
    assert run("restore", str(file), "--database", target) == 1
    assert "empty place only" in capsys.readouterr().err
    assert run("backup", str(file), "--database", place) == 1  # a file is no folder
    with center.read() as tx:
        (failed,) = tx.jobs.last("backup")
    assert failed.state == "failed"
    assert "Error" in failed.reason
    assert "secret" not in failed.reason


def skip() -> None:
    raise SkippedError("no file")


def test_how_runs_of_jobs_end(center: Store) -> None:
    names = iter("abcdef")
    jobs = Jobs(center, lambda: NOON, lambda: next(names))
    with jobs.running("intake") as counts:
        counts["orders"] = 3
    with jobs.running("intake"):
        skip()
    for error in (KeyboardInterrupt(), RuntimeError("broke")):
        with pytest.raises(type(error)), jobs.running("intake"):
            raise error
    jobs.note("leases", "completed", ended=2)
    with center.read() as tx:
        runs = {run.id: (run.state, run.reason, run.counts) for run in tx.jobs.last("intake", 9)}
        (leases,) = tx.jobs.last("leases")
    assert runs == {
        "a": ("completed", "", {"orders": 3}),
        "b": ("skipped", "no file", {}),
        "c": ("interrupted", "stopped by hand", {}),
        "d": ("failed", "RuntimeError: broke", {}),
    }
    assert (leases.counts, leases.ended_at) == ({"ended": 2}, NOON)
    assert jobs.clear_up() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_backups_are_one_file(place: str, center: Store, tmp_path: Path) -> None:
    made = backup.make(center, place, tmp_path / "b", NOON)
    names = sorted(one.name for one in (tmp_path / "b").iterdir())
    assert names == [made.file.name, f"{made.file.name}.manifest.json"]
