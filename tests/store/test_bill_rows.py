"""Lines of a bill on both engines: stored all together, once, and looked up many at a time."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from app.store.bills import Bill, StoredLine
from app.store.engine import Store, open_store
from app.store.errors import StoreRefused
from tests.postgres import Server

AT = datetime(2026, 11, 2, tzinfo=UTC)
BILL = Bill("b", "YUNDA", "a.csv", "0", "CNY", AT, "F1", 3, None, 0, 0, 0, state="taken")


def a_line(number: int, **more: Any) -> StoredLine:
    return StoredLine(
        f"b-{number}", "b", "a.csv", "YUNDA", "", number + 2, f"W{number}", "out", "MATCH",
        180, None, None, None, None, None, 0, "CNY", None, 900, "", 'x\t"\\N"\n', None, "",
        raw='["a\\\\b", "\\t"]', **more,
    )  # fmt: skip


def fields_of(line: StoredLine) -> tuple[Any, ...]:
    return tuple(getattr(line, one.name) for one in fields(line))


def test_lines_are_stored_as_they_are_and_once(store: Store) -> None:
    lines = [a_line(number) for number in range(3)]
    for _again in range(2):  # a commit whose outcome nobody knew
        with store.write() as tx:
            tx.bills.add(BILL)
            tx.bills.load_rows([fields_of(line) for line in lines])
    with store.read() as tx:
        assert [tx.bills.line(line.id) for line in lines] == lines
        known = [f"W{number}" for number in range(2, 2_000)]
        assert tx.bills.facts.paid("YUNDA", known) == {"W2"}
        assert tx.bills.facts.paid("YUNDA", []) == frozenset()


@pytest.mark.postgres
def test_what_the_table_refuses_is_an_error_of_the_store(
    postgres_server: Server, template: str
) -> None:
    url = postgres_server.create(template)
    store = open_store(url, warehouse="w1")
    try:
        with pytest.raises(StoreRefused), store.write() as tx:
            tx.bills.load_lines([a_line(0, state="nowhere")])
        with store.read() as tx:
            assert tx.bills.line("b-0") is None
    finally:
        store.close()
        postgres_server.drop(url)
