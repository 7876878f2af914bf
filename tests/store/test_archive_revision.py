"""The revision that brought the archive: notes became columns; all comes back on the way down."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url, text

from app.store import migrate
from app.store.engine import open_store
from app.store.postgres import postgres_engine
from app.store.records import IntakeNote
from app.store.sqlite import sqlite_engine
from tests.store.samples import NOW, TEA, a_fact, an_order

BEFORE = "0015"


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    if "://" in url:
        engine = postgres_engine(make_url(url), pool=0)
    else:
        engine = sqlite_engine(Path(url), migrating=True)
    yield engine
    engine.dispose()


def _fill(url: str) -> None:
    store = open_store(url, warehouse="w1")
    with store.write() as tx:
        tx.catalogue.put([TEA])
        tx.orders.upsert([an_order(1), an_order(2)], NOW)
        tx.orders.keep_note("o1", IntakeNote("unknown_item", "approved", NOW))
        tx.journal.receive(tx.journal.append_all([a_fact(1), a_fact(2)]), NOW)
    store.close()


def _notes(url: str) -> dict[str, dict[str, str]]:
    with _engine(url) as engine, engine.connect() as connection:
        rows = connection.execute(text("SELECT name, document FROM checkpoint")).all()
    return {row.name: json.loads(row.document) for row in rows}


def test_notes_of_intake_become_columns_and_go_back(url: str) -> None:
    _fill(url)
    with _engine(url) as engine:
        migrate.downgrade(engine, BEFORE)
    said = {"reason": "unknown_item", "revision_at": NOW.isoformat(), "told": "approved"}
    assert _notes(url) == {"intake:o1": said}
    with _engine(url) as engine:
        migrate.upgrade(engine)
    assert _notes(url) == {}
    store = open_store(url, warehouse="w1")
    with store.read() as tx:
        assert tx.orders.note("o1") == IntakeNote("unknown_item", "approved", NOW)
        assert tx.orders.note("o2") == IntakeNote()
    store.close()


def test_what_was_archived_is_there_for_the_older_program(url: str) -> None:
    _fill(url)
    with _engine(url) as engine:
        with engine.begin() as connection:
            for table in ("order_code", "orders", "journal"):
                names = ", ".join(one["name"] for one in inspect(connection).get_columns(table))
                copied = f"INSERT INTO {table}_archive ({names}) SELECT {names} FROM {table}"
                connection.execute(text(copied))
                connection.execute(text(f"DELETE FROM {table}"))
        migrate.downgrade(engine, BEFORE)
        with engine.connect() as connection:
            counts = [
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("orders", "journal")
            ]
        assert counts == [2, 2]
        migrate.upgrade(engine)
    store = open_store(url, warehouse="w1")
    with store.read() as tx:
        assert tx.orders.by_code("T1") == ("o1",)
        assert tx.journal.verify_chain("b1") is None
    store.close()


def test_deleted_rows_leave_no_trace_in_a_file(tmp_path: Path) -> None:
    store = open_store(tmp_path / "center.db", warehouse="w1")
    with store.read() as tx:
        assert tx._session.connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    store.close()
