"""The warehouse's ERP: set, given keys, and worked with by its jobs."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.center import erp_desk, job_kinds
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.scheduler import Scheduler
from app.remote.erp.registry import ErpSettingsError
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.shop_keys import FolderShopKeys
from tests.builders import NOON, an_order
from tests.center.stock_rig import StockRoom


def put(store: Store, row: ErpRow) -> None:
    act = Act("center", NOON, lambda: "id-1")
    store.transact(lambda tx: erp_desk.put(tx, act, row=row))


def files(folder: Path) -> ErpRow:
    return ErpRow("files", "", {"inbox": str(folder / "in"), "outbox": str(folder / "out")})


def jobs(room: StockRoom, keys: FolderShopKeys) -> Scheduler:
    clock: Callable[[], datetime] = lambda: room.now  # noqa: E731
    kinds = erp_desk.kinds(erp_desk.opener(keys, clock), room.new_id, random.Random(1))
    room.store.transact(lambda tx: job_kinds.add_jobs(tx, room.now))
    return Scheduler(room.store, kinds, clock, room.new_id, chance=random.Random(1))


def test_an_order_leaves_through_the_jobs(store: Store, tmp_path: Path) -> None:
    room = StockRoom(store, {})
    (tmp_path / "in").mkdir()
    (tmp_path / "in/stock.csv").write_text("sku,on_hand\nTEA,10\n")
    put(store, files(tmp_path))
    work = jobs(room, FolderShopKeys(tmp_path))
    order = an_order({"TEA": 4})
    room.take(order)
    assert work.once() == 4
    assert (room.level("TEA").on_hand, room.level("TEA").reserved) == (10, 4)
    room.pack(order, {"TEA": 4})
    for _turn in range(2):
        room.later(20)
        work.once()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"D-{order.id}.json"]
    with store.read() as tx:
        (row,) = tx.stock_documents.of_order(order.id)
        runs = {job: tx.jobs.last(job) for job in (erp_desk.READ, erp_desk.POST)}
    assert (row.state, row.erp_state) == ("posted", "written")
    assert all(runs.values())


def test_an_erp_that_cannot_be_read_says_why_and_stops_nobody(store: Store, tmp_path: Path) -> None:
    room = StockRoom(store, {})
    put(store, files(tmp_path))
    jobs(room, FolderShopKeys(tmp_path)).once()
    with store.read() as tx:
        rows = {row.id: row for row in tx.job_rows.every()}
    assert rows[erp_desk.READ].state == "failed"
    assert "stock.csv" in rows[erp_desk.READ].reason
    assert rows[erp_desk.RESERVE].state == "idle"


def test_what_is_missing_is_named_before_anything_is_asked(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotDoneError):
        put(store, ErpRow("tryton", "http://127.0.0.1", {"database": "d"}))
    with pytest.raises(NotDoneError):
        put(store, ErpRow("sap"))
    whole = {"database": "d", "warehouse": "WH", "customer": "C", "customer.Shop A": "CA"}
    row = ErpRow("tryton", "http://127.0.0.1", whole)
    put(store, row)
    keys = FolderShopKeys(tmp_path)
    with pytest.raises(ErpSettingsError, match="password"):
        erp_desk.opener(keys, lambda: NOON)(row)
    act = Act("center", NOON, lambda: "id-2")
    with pytest.raises(NotDoneError):
        erp_desk.give_keys(store, keys, act, {"pass": "secret"})
    erp_desk.give_keys(store, keys, act, {"user": "admin", "password": "secret"})
    erp_desk.opener(keys, lambda: NOON)(row).close()
    with store.read() as tx:
        told = [str(entry) for entry in tx.audit.read(about="erp")]
    assert told
    assert not any("secret" in one for one in told)
