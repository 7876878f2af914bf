"""Every revision, up and down, with data, on both engines; and the copy that is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pysqlite3 import dbapi2
from sqlalchemy import Engine, inspect, make_url, text

from app.domain.contract import Contract, Courier
from app.domain.manifest import ReadyParcel
from app.domain.values import Grams
from app.store import migrate
from app.store.engine import open_store
from app.store.errors import StoreDamaged, StoreTooNew, StoreTooOld
from app.store.manifests import HandParcel
from app.store.postgres import postgres_engine
from app.store.sqlite import sqlite_engine
from app.store.tables.schema import SCHEMA
from tests.store.samples import CUP, NOW, TEA, a_card, a_fact, an_order

READY = ReadyParcel("p1", "SF1", "sf", "", "SO-1", "", Grams(1))
NEXT = Path(__file__).parents[1] / "data" / "next_schema"
REVISIONS = [
    one.revision
    for one in reversed(
        list(ScriptDirectory.from_config(migrate.alembic_config()).walk_revisions())
    )
]


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    if "://" in url:
        engine = postgres_engine(make_url(url), pool=0)
    else:
        engine = sqlite_engine(Path(url), migrating=True)
    yield engine
    engine.dispose()


def _schema(engine: Engine) -> dict[str, object]:
    """Everything of the schema that can be read back."""
    found = inspect(engine)
    parts: dict[str, dict[Any, Any]] = {
        "columns": found.get_multi_columns(),
        "key": found.get_multi_pk_constraint(),
        "foreign": found.get_multi_foreign_keys(),
        "unique": found.get_multi_unique_constraints(),
        "checks": found.get_multi_check_constraints(),
        "indexes": found.get_multi_indexes(),
    }
    return {
        name: {
            part: sorted(map(_plain, rows)) if isinstance(rows, list) else str(rows)
            for part, of in parts.items()
            for rows in [of.get((None, name))]
        }
        for name in found.get_table_names()
    }


def _plain(one: dict[str, Any]) -> str:
    """As text: types and WHERE clauses read back are new objects each time."""
    options = {key: str(value) for key, value in one.pop("dialect_options", {}).items()}
    one = one | {"type": str(one.get("type"))}
    return f"{one} {options}"


def _fill(url: str) -> None:
    store = open_store(url, warehouse="w1", station="b1")
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
        tx.orders.upsert([an_order(1), an_order(2)], NOW)
        tx.journal.append_all([a_fact(1), a_fact(2)])
        tx.outbox.add_all([1, 2])
        tx.waybills.add("sf", ["SF1"])
        tx.hand_parcels.put(HandParcel(READY, "o1", NOW))
        tx.couriers.put([Courier("sf", "courier one")])
        tx.contracts.put([Contract("c1", "sf")])
        tx.rates.put([a_card()])
    store.close()


def test_the_revisions_make_the_tables_of_the_program(empty_url: str) -> None:
    with _engine(empty_url) as engine:
        migrate.upgrade(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, SCHEMA) == []


def test_every_constraint_and_index_is_as_in_the_tables(empty_url: str) -> None:
    with _engine(empty_url) as engine:
        migrate.upgrade(engine)
        migrated = _schema(engine)
        migrate.downgrade(engine, "base")
        with engine.begin() as connection:
            SCHEMA.create_all(connection)
        assert _schema(engine) == migrated


def test_each_revision_up_then_down_changes_nothing(empty_url: str) -> None:
    with _engine(empty_url) as engine:
        steps: list[tuple[str, dict[str, object]]] = [("base", {})]
        for revision in REVISIONS:
            migrate.upgrade(engine, revision)
            steps.append((revision, _schema(engine)))
            assert steps[-1][1].keys() >= steps[-2][1].keys()
        for revision, before in reversed(steps[1:-1]):
            migrate.downgrade(engine, revision)
            assert _schema(engine) == before
        migrate.downgrade(engine, "base")
        assert list(_schema(engine)) == ["alembic_version"]


def test_all_the_way_down_with_data(url: str) -> None:
    _fill(url)
    with _engine(url) as engine:
        for revision in [*reversed(REVISIONS[:-1]), "base"]:
            migrate.downgrade(engine, revision)
        assert inspect(engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(engine)


def test_a_next_revision_keeps_all_data_up_and_down(url: str) -> None:
    """A column, a CHECK and a rebuilt table, as a later version will bring them."""
    _fill(url)
    config = migrate.alembic_config(NEXT)
    with _engine(url) as engine:
        migrate.upgrade(engine, config=config)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT id, priority FROM orders ORDER BY id")).all()
            assert [tuple(row) for row in rows] == [("o1", 5), ("o2", 5)]
        migrate.downgrade(engine, REVISIONS[-1], migrate.alembic_config(NEXT))
    store = open_store(url, warehouse="w1", station="b1")
    with store.read() as tx:
        assert tx.orders.by_code("T1") == ("o1",)
        assert len(tx.outbox.waiting()) == 2
        assert tx.journal.verify_chain("b1") is None
    store.close()


def test_a_newer_schema_is_named_as_such(url: str) -> None:
    with _engine(url) as engine:
        migrate.upgrade(engine, config=migrate.alembic_config(NEXT))
    with pytest.raises(StoreTooNew) as caught:
        open_store(url, warehouse="w1", upgrade=True)
    assert "newer version" in caught.value.advice


def test_an_older_schema_waits_for_a_word(url: str) -> None:
    with _engine(url) as engine:
        migrate.downgrade(engine, REVISIONS[-2])
    with pytest.raises(StoreTooOld):
        open_store(url, warehouse="w1")
    open_store(url, warehouse="w1", upgrade=True).close()
    open_store(url, warehouse="w1").close()


def test_the_copy_before_an_upgrade_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    _fill(str(path))
    for _ in range(2):
        with _engine(str(path)) as engine:
            migrate.downgrade(engine, REVISIONS[-2])
        open_store(path, warehouse="w1", upgrade=True).close()
    copies = sorted(tmp_path.glob("*before-upgrade*"))
    assert [one.name for one in copies] == [
        f"bench.db.before-upgrade-of-{REVISIONS[-2]}",
        f"bench.db.before-upgrade-of-{REVISIONS[-2]}-2",
    ]
    copy = dbapi2.connect(str(copies[0]))
    assert copy.execute("SELECT count(*) FROM journal").fetchone() == (2,)
    copy.close()


def test_a_failed_upgrade_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    _fill(str(path))
    with _engine(str(path)) as engine:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM orders WHERE id = 'o1'"))  # its codes stay
        before = _schema(engine)
        with pytest.raises(StoreDamaged, match="refer"):
            migrate.upgrade(engine, config=migrate.alembic_config(NEXT))
        assert _schema(engine) == before
    open_store(path, warehouse="w1").close()


def test_a_damaged_file_is_set_aside_never_deleted(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    for content in (b"first", b"second"):
        path.write_bytes(content)
        path.with_name("bench.db-wal").write_bytes(b"log")
        aside = migrate.set_aside(path)
        assert aside.read_bytes() == content
        assert aside.with_name(aside.name + "-wal").read_bytes() == b"log"
        assert not path.exists()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_second_copy_while_the_bench_works(tmp_path: Path) -> None:
    path = tmp_path / "bench.db"
    _fill(str(path))
    store = open_store(path, warehouse="w1", station="b1")
    with store.write() as tx:
        tx.journal.append(a_fact(3))
        store.copy_to(tmp_path / "copy.db")
    store.close()
    copy = open_store(tmp_path / "copy.db", warehouse="w1", station="b1")
    with copy.read() as tx:
        assert tx.journal.next_n("b1") == 3
        assert tx.journal.verify_chain("b1") is None
    copy.close()
