"""A worker is killed all over its work: no order missed, none doubled, the cursor is right."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.center.turns import LEASE
from app.center.windows import Reach
from app.store.engine import open_store
from tests.builders import NOON
from tests.center.conftest import ENGINES
from tests.center.shop_rig import PDD, TAOBAO, Shops, two_shops

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL")
EVERY = 13
"""From one kill to the next so many statements, later more: all of them would take minutes."""


def _killed(shops: Shops, place: str, at: int) -> None:
    """Another program of the center works, and is gone before its statement number ``at``."""
    store = open_store(place, warehouse="W1")
    left = iter(range(at))

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_args: Any) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    shops.numbers = iter(range(at * 1_000_000, (at + 1) * 1_000_000))
    shops.work(shops.scheduler(store))
    os._exit(0)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "center.db")
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


def test_a_kill_anywhere_loses_and_doubles_nothing(place: str) -> None:
    store = open_store(place, warehouse="W1")
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
    fork = multiprocessing.get_context("fork")
    with two_shops(store) as shops:
        for number in range(40):
            shops.trades.add(number, minutes_ago=4 + number)
            shops.pdd.add(number, minutes_ago=4 + number)
        shops.trades.churn = shops.pdd.churn = 1
        at, killed, ended = 5, 0, -1
        while ended != 0:
            before = [shops.job(f"orders:{shop}").cursor for shop in (TAOBAO, PDD)]
            child = fork.Process(target=_killed, args=(shops, place, at))
            child.start()
            child.join()
            ended = child.exitcode or 0
            killed += bool(ended)
            after = [shops.job(f"orders:{shop}").cursor for shop in (TAOBAO, PDD)]
            assert all(old <= new for old, new in zip(before, after, strict=True))
            known = shops.known()
            assert [len(set(some)) for some in known] == [len(some) for some in known]
            _is_true(shops)
            shops.pass_by((LEASE + timedelta(minutes=1)).total_seconds() / 60)
            at += max(EVERY, at // 5)
        shops.trades.churn = shops.pdd.churn = 0
        shops.pass_by(20)
        shops.work()
        assert shops.known() == shops.sold()
        assert killed > 5
    store.close()


def _is_true(shops: Shops) -> None:
    """What lies before the cursors is here."""
    known = shops.known()
    upto = Reach.of(shops.job(f"orders:{PDD}").cursor)
    if upto is not None:
        rows = shops.pdd.sold.values()
        assert {one.number for one in rows if one.updated < upto.upto} <= set(known[1])
    upto = Reach.of(shops.job(f"orders:{TAOBAO}").cursor)
    if upto is not None:
        trades = shops.trades.trades.values()
        assert {one.tid for one in trades if one.modified < upto.upto} <= set(known[0])
