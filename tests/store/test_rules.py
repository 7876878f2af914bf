"""The rules that let one schema run on SQLite, PostgreSQL and a cluster; and the scan's indexes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, ForeignKeyConstraint, Table, UniqueConstraint, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.domain.catalogue import Box
from app.domain.order import Operator, OrderState
from app.domain.recorded import (
    KINDS,
)
from app.domain.values import Grams
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from app.store.records import Cursor, Reception
from app.store.tables import bench, orders, shipping
from app.store.tables.schema import SCHEMA
from tests.store.samples import CUP, NOW, TEA, a_card, a_fact, an_order

TABLES = list(SCHEMA.tables.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_every_key_begins_with_the_warehouse(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "warehouse"
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | ForeignKeyConstraint):
            assert next(iter(constraint.columns)).name == "warehouse"
    for index in table.indexes:
        assert next(iter(index.columns)).name == "warehouse"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_nothing_that_a_cluster_refuses(table: Table) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):  # type: ignore[no-untyped-call]
        made: list[Any] = [CreateTable(table), *map(CreateIndex, table.indexes)]
        words = " ".join(str(one.compile(dialect=dialect)) for one in made).upper()
        assert not re.search(r"SERIAL|IDENTITY|AUTOINCREMENT|TRIGGER|DEFERRABLE|ENUM", words)
        assert not re.search(r"FLOAT|REAL|DOUBLE|NUMERIC|NOW\(|CURRENT_", words)
    for column in table.columns:
        assert isinstance(column.type, Boolean | Date) or str(column.type) in {
            "TEXT",
            "BIGINT",
            "DATETIME",
        }


def test_the_words_of_the_checks_are_the_words_of_the_domain() -> None:
    assert set(orders.STATES) == {one.value for one in OrderState}
    assert list(shipping.NUMBER_STATES) == [one.value for one in NumberState]
    assert {one.value for one in Reception} - {"refused"} < set(bench.OUTBOX_STATES)
    assert KINDS


@contextmanager
def _statements(store: Store) -> Iterator[list[str]]:
    seen: list[str] = []

    def _note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(store._reading, "before_cursor_execute", _note)
    yield seen
    event.remove(store._reading, "before_cursor_execute", _note)


def _use_all(store: Store) -> None:
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
        tx.boxes.put([Box("BOX-2", "small", Grams(92))])
        tx.operators.put([Operator("op1", "B-100", "packer one")])
        tx.orders.upsert([an_order(), an_order(2)], NOW)
        tx.orders.claim("o1", "b1", NOW, NOW)
        tx.orders.set_state("o1", OrderState.PACKED, NOW)
        tx.orders.lease_wave("W1", "b1", NOW)
        tx.rates.put([a_card()])
        tx.waybills.add("sf", ["SF1"])
        tx.waybills.lease("sf", "b1", 1)
        tx.journal.append(a_fact())
        tx.outbox.add(1)
        tx.outbox.failed([1], "x", 3)
        tx.outbox.offer_again()
        tx.outbox.forget(NOW)
        tx.checkpoint.put("bench", b"{}")
        tx.jobs.interrupt_running(NOW)
        tx.center.begin_epoch("e1", NOW)
    with store.read() as tx:
        _look_up(tx)
        for feed in ("orders", "items", "boxes", "operators", "rates", "waybills:b1"):
            tx.feed.changed_after(feed, Cursor("", 1, "x"))
            tx.feed.cursor(feed)


def _look_up(tx: Any) -> None:
    tx.orders.by_code("SO-000001")
    tx.orders.get("o1")
    tx.orders.single_item("TEA", "b1", NOW)
    tx.catalogue.by_barcode("6901234567892")
    tx.operators.by_badge("B-100")
    tx.boxes.by_code("BOX-2")
    tx.waybills.next_leased("sf", "b1")
    tx.waybills.left("sf", "b1")
    tx.journal.next_n("b1")
    tx.journal.read_order("o1")
    tx.outbox.waiting()
    tx.outbox.count()


def test_every_statement_names_its_warehouse(store: Store) -> None:
    with _statements(store) as seen:
        _use_all(store)
    ours = [
        one
        for one in seen
        if not one.startswith(("BEGIN", "SELECT pg_", "show ")) and "pg_control_system" not in one
    ]
    assert len(ours) > 50
    for statement in ours:
        where = statement if statement.startswith("INSERT") else statement.split("WHERE", 1)[-1]
        assert "warehouse" in where, statement


def test_what_a_scan_asks_is_answered_by_an_index(second: Store) -> None:
    _use_all(second)
    with _statements(second) as seen, second.read() as tx:
        _look_up(tx)
    asked = [one for one in seen if one.startswith("SELECT")]
    assert len(asked) == 12
    with second._reading.connect() as connection:
        for statement in asked:
            values = ("w1",) * statement.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [str(row[3]) for row in plan]
            assert not any(step.startswith("SCAN") for step in steps), (statement, steps)
