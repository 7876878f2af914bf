"""Every ERP keeps the same promises: found again, posted once, all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.center.sheets import stream_sheets
from app.domain.stock_document import DocumentLine
from app.remote.erp.base import ErpAnswerError, ErpRefusedError
from app.remote.erp.files import FileErp
from app.remote.erp.odoo import Odoo, OdooPlace
from app.remote.erp.odoo_rpc import OdooAccess
from app.remote.http import AwayError, UnknownResultError
from tests.builders import NOON
from tests.remote.own_erps import BACK, OUT, STOCK, Served, in_transit, odoo, on_hand, u8
from tests.remote.servers.loopback import CUT, CUT_AFTER, Reply
from tests.remote.servers.odoo_server import DATABASE, USER, OdooServer


@pytest.fixture(params=[odoo, u8])
def erp(request: pytest.FixtureRequest) -> Iterator[Served]:
    with request.param() as both:
        yield both


def test_items_and_stock_come_in(erp: Served) -> None:
    adapter = erp[1]()
    assert {item.sku for item in adapter.items(None).items} == set(STOCK)
    assert {item.sku for item in adapter.items(NOON).items} == set(STOCK)
    assert on_hand(adapter) == STOCK
    adapter.close()


def test_odoo_says_what_is_planned_to_come_into_the_place() -> None:
    with odoo() as (server, adapter_of):
        server.receipts = {"TEA": 30.5}
        adapter = adapter_of()
        assert in_transit(adapter) == {"TEA": 30, "CUP": 0}
        adapter.post(OUT)
        adapter.post(BACK)  # a return that is done is on hand, and on its way no more
        assert in_transit(adapter) == {"TEA": 30, "CUP": 0}
        adapter.close()


def test_u8_adds_up_the_rows_of_an_item_in_its_own_warehouse() -> None:
    with u8() as (server, adapter_of):
        server.more_rows = [
            {"whcode": "01", "invcode": "TEA", "qty": 2.5, "inqty": 10.0, "transinqty": 4.0},
            {"whcode": "01", "invcode": "TEA", "qty": 0.5, "inqty": None},
            {"whcode": "02", "invcode": "TEA", "qty": 99.0, "inqty": 99.0},
        ]
        adapter = adapter_of()
        assert on_hand(adapter) == {"TEA": 43, "CUP": 2}
        assert in_transit(adapter) == {"TEA": 14, "CUP": 0}
        adapter.close()


def test_an_older_u8_does_not_say_what_is_on_its_way() -> None:
    with u8() as (server, adapter_of):
        server.stock = {}
        server.more_rows = [{"whcode": "01", "invcode": "TEA", "qty": 2}]
        adapter = adapter_of()
        assert (on_hand(adapter), in_transit(adapter)) == ({"TEA": 2}, {"TEA": None})
        adapter.close()


def test_u8_may_call_a_list_by_its_whole_name() -> None:
    """As a public client reads it."""
    with u8() as (server, adapter_of):
        adapter = adapter_of()
        number = adapter.post(OUT).number
        (row,) = server.rows["consignment"]
        server.plans.append(Reply({"errcode": "0", "consignmentlist": [row], "page_count": "1"}))
        found = adapter.find(OUT)
        assert found is not None
        assert found.number == number
        adapter.close()


def test_a_delivery_and_its_return(erp: Served) -> None:
    adapter = erp[1]()
    assert adapter.find(OUT) is None
    posted = adapter.post(OUT)
    assert posted == adapter.find(OUT) == adapter.post(OUT)
    assert on_hand(adapter) == {"TEA": 37, "CUP": 1}
    back = adapter.post(BACK)
    assert back == adapter.find(BACK)
    assert back.number != posted.number
    assert on_hand(adapter) == {"TEA": 39, "CUP": 1}
    adapter.close()


def test_any_one_call_may_be_cut_and_the_document_is_there_once(
    erp: Served,
) -> None:
    server, adapter_of = erp
    done, at = False, 0
    while not done:
        paper = replace(OUT, key=f"D-{at}", lines=(DocumentLine("TEA", 1),))
        server.plans.extend([*[""] * at, CUT_AFTER])
        adapter = adapter_of()
        try:
            adapter.post(paper)
        except UnknownResultError:
            again = adapter_of()
            assert (again.find(paper) or again.post(paper)).number
            again.close()
        else:
            done = True
        server.plans.clear()
        adapter.close()
        at += 1
    last = adapter_of()
    assert on_hand(last)["TEA"] == 40 - at
    last.close()


def test_what_is_not_there_is_refused_and_holds_nothing(
    erp: Served,
) -> None:
    adapter = erp[1]()
    with pytest.raises(ErpRefusedError):
        adapter.post(replace(OUT, key="D-9", lines=(DocumentLine("CUP", 3),)))
    assert on_hand(adapter) == STOCK
    assert adapter.post(replace(OUT, key="D-8", lines=(DocumentLine("CUP", 2),))).number
    with pytest.raises(ErpRefusedError) as refused:
        adapter.post(replace(OUT, key="D-7", lines=(DocumentLine("NOBODY", 1),)))
    assert "NOBODY" in str(refused.value)
    adapter.close()


def test_a_server_that_is_busy_or_talks_nonsense(
    erp: Served,
) -> None:
    server, adapter_of = erp
    adapter = adapter_of()
    server.plans.append(Reply({}, 503))
    with pytest.raises(AwayError):
        adapter.stock()
    server.plans.append(Reply(["what"]))
    with pytest.raises(ErpAnswerError):
        adapter.stock()
    server.plans.append(CUT)
    with pytest.raises(AwayError):
        adapter.stock()
    adapter.close()


def test_a_wrong_password_is_said() -> None:
    with OdooServer(lambda: NOON, STOCK) as server:
        adapter = Odoo(OdooAccess(server.url, DATABASE, USER, "wrong"), OdooPlace("WH", 7))
        with pytest.raises(ErpRefusedError) as refused:
            adapter.stock()
        adapter.close()
    assert "password" in str(refused.value)


def rows(path: Path) -> Iterator[Sequence[str]]:
    for sheet in stream_sheets(path):
        yield from (row.texts for row in sheet.rows)


def test_an_erp_that_speaks_in_files(tmp_path: Path) -> None:
    erp = FileErp(tmp_path / "in", tmp_path / "out", rows)
    (tmp_path / "in").mkdir()
    with pytest.raises(ErpAnswerError):
        erp.stock()
    (tmp_path / "in/stock.csv").write_bytes("商品编码,现存量\nTEA,40\nCUP,2.0\n".encode("gb18030"))
    assert on_hand(erp) == STOCK
    assert in_transit(erp) == {"TEA": None, "CUP": None}
    for title in ("in_transit", "在途", "在途数量", "在途數量"):
        words = f"sku,{title},on_hand\nTEA,12,40\nCUP,,2\nPOT\n"
        (tmp_path / "in/stock.csv").write_text(words, "utf-8")
        assert in_transit(erp) == {"TEA": 12, "CUP": 0, "POT": 0}
    (tmp_path / "in/stock.csv").write_text("sku,on_hand,in_transit\nTEA,1,soon\n")
    with pytest.raises(ErpAnswerError, match="soon"):
        erp.stock()
    (tmp_path / "in/stock.csv").write_text("sku,on_hand\nTEA,many\n")
    with pytest.raises(ErpAnswerError, match="many"):
        erp.stock()
    assert erp.find(OUT) is None
    assert erp.post(OUT) == erp.find(OUT) == erp.post(OUT)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["D-1.json"]
    (tmp_path / "out/done").mkdir()
    (tmp_path / "out/D-1.json").rename(tmp_path / "out/done/D-1.json")
    assert erp.post(OUT).state == "fetched"
    assert not list((tmp_path / "out").glob("*.json"))
