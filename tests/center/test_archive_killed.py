"""A program that archives is killed before each statement: nothing is lost, nothing doubled."""

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.center import keeping
from app.domain import events as e
from app.domain.order import OrderState
from app.store.engine import open_store
from app.store.tables.archive import journal_archive, orders_archive
from app.store.tables.bench import journal
from app.store.tables.orders import orders
from tests.builders import NOON, an_order
from tests.center.conftest import ENGINES
from tests.center.desk_rig import Desk
from tests.center.test_archive import BEFORE, LATER, NEXT_YEAR, retire, rows


def _killed(place: str, at: int) -> None:
    """Another program archives, and is gone before its statement number ``at``."""
    store = open_store(place, warehouse="W1")
    count = iter(range(at))

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_args: Any) -> None:
        if next(count, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    keeping.archive(store, BEFORE, NEXT_YEAR)
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_kill_at_any_statement_loses_and_doubles_nothing(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgres_server") if engine == "postgresql" else None
    place = server.create() if server else str(tmp_path / "center.db")
    store = open_store(place, warehouse="W1")
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
    desk = Desk(store, tmp_path)
    made = [an_order({"TEA": 1}, number=f"SO-{n}") for n in range(2, 5)]
    with store.write() as tx:
        tx.orders.upsert(made, NOON)
    for order in made:
        desk.bring(e.OrderOpened(order, "p", order.number), order_id=order.id)
        desk.bring(e.OrderPacked(order.id, 1), order_id=order.id)
    retire(store, NOON)
    retire(store, LATER)
    before = [sum(rows(store, orders, orders_archive)), sum(rows(store, journal, journal_archive))]
    fork = multiprocessing.get_context("fork")
    at, ended, killed = 1, -1, 0
    while ended != 0:
        child = fork.Process(target=_killed, args=(place, at))
        child.start()
        child.join()
        ended = child.exitcode or 0
        after = [rows(store, orders, orders_archive), rows(store, journal, journal_archive)]
        assert [sum(pair) for pair in after] == before
        at, killed = at + 1, killed + bool(ended)
    assert killed > 5
    assert rows(store, orders, journal) == [1, 0]  # one order was never packed
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") is None
        assert {tx.orders.get(one.id).order.state for one in made} == {OrderState.PACKED}  # type: ignore[union-attr]
    for bench in desk.benches.values():
        bench.close()
    store.close()
    if server:
        server.drop(place)
