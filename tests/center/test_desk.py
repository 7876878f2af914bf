"""Claims, lent numbers, the service loop, the status and the export."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.center.export import export
from app.center.pool import PoolPolicy, stock_up
from app.center.service import CenterService
from app.center.sheets import read_sheets
from app.center.status import lines, status
from app.domain import events as e
from app.store.records import Cursor
from app.store.session import WAYBILLS
from tests.builders import NOON
from tests.center.desk_rig import Desk, mismatch


def test_too_much_at_once(desk: Desk) -> None:
    rows = desk.seal(*[e.LeadCalled()] * 101)
    with pytest.raises(ValueError, match="at most 100"):
        desk.desk.push(tuple(rows))


def test_numbers_are_lent_and_filled_up(desk: Desk) -> None:
    with desk.store.write() as tx:
        stock_up(tx, "SF", tuple(f"SF{n:03d}" for n in range(10)))
    desk.desk.hello("b1", "0.1", NOON, 0)
    desk.desk.hello("b1", "0.1", NOON, 0)
    page = desk.desk.pull(WAYBILLS + "b1", Cursor(), 100)
    assert len(page.rows) == 4
    desk.bring(*(e.WaybillAssigned(f"p{n}", "SF", f"SF{n:03d}") for n in range(3)))
    said: list[str] = []
    service = CenterService(desk.store, lambda: desk.now, said.append, PoolPolicy(2, 4))
    service.step()
    assert said == ["lent 3 SF numbers to b1"]


def test_service_ends_claims_and_tells_the_news(desk: Desk) -> None:
    said: list[str] = []
    service = CenterService(desk.store, lambda: desk.now, said.append)
    assert desk.desk.claim(desk.order.id, "b1").granted
    desk.now += timedelta(hours=1)
    service.step()
    assert said[0] == "claim of order SO-1 ran out"
    said.clear()
    desk.packed("b1")
    desk.packed("b2", "SF2")
    service.step()
    assert said == [
        "order SO-1 is packed by P01 at b1",
        f"exception double_pack: order {desk.order.id} at b2",
    ]
    said.clear()
    service.step()
    assert said == []


def test_claim_words(desk: Desk) -> None:
    assert desk.desk.claim("nobody", "b1").state == ""
    assert desk.desk.claim(desk.order.id, "b1").granted
    assert desk.desk.claim(desk.order.id, "b2").holder == "b1"
    assert not desk.desk.release(desk.order.id, "b2")
    assert desk.desk.release(desk.order.id, "b1")
    assert desk.desk.claim(desk.order.id, "b2").granted


def test_status_and_export(desk: Desk, tmp_path: Path) -> None:
    desk.bring(mismatch("=SUM(A1)"))
    desk.packed()
    found = status(desk.store)
    assert (found.orders, found.pick_errors) == ({"packed": 1}, 1)
    assert "orders packed: 1" in lines(found, _later())
    book, table = tmp_path / "out.xlsx", tmp_path / "out.csv"
    assert export(desk.store, book, _later()) == export(desk.store, table, _later()) == 1
    parcels, errors = read_sheets(book)
    row = [cell.text for cell in parcels.rows[1][1]]
    assert row[:7] == ["SO-1", "1/1", "SF", "SF1", "640", "6.5", "CNY"]
    assert row[10:12] == ["Packer", "b1"]
    assert errors.rows[1][1][3].text == "=SUM(A1)"
    (plain,) = read_sheets(table)
    assert [cell.text for cell in plain.rows[1][1]][3:6] == ["SF1", "640", "6.50"]
    (beside,) = read_sheets(tmp_path / "out.errors.csv")
    assert beside.rows[1][1][3].text == "'=SUM(A1)"
    with pytest.raises(ValueError, match="must end"):
        export(desk.store, tmp_path / "out.pdf", _later())


def _later() -> datetime:
    return NOON + timedelta(hours=1)
